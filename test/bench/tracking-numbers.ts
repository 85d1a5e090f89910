/**
 * `npm run bench -- tracking-numbers`: how long one tracking number takes to recognise. In: `--rounds N` (200). Out: us_per_number (best
 * round) over the 192 valid and 88 invalid numbers of the data set, us_worst_text (worst text of a set made to hurt), valid_found and
 * invalid_refused. The texts that hurt are 10 kB long or as long as a number may be, of characters that every pattern accepts to its end.
 */
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { recogniseNumber } from '#app/tools/tracking/numbers/engine.ts'
import tests from '#test/fixtures/tracking/number-tests.json' with { type: 'json' }

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' } } })
const rounds = Number(values.rounds)
const numbers = tests.flatMap(({ valid, invalid }) => [...valid, ...invalid])

let found = 0
function microsecondsEach(texts: readonly string[]): number {
  let best = Infinity
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    for (const text of texts) found += recogniseNumber(text).length
    best = Math.min(best, ((performance.now() - start) * 1_000) / texts.length)
  }
  return best
}

const kindsOf = (number: string): string[] => recogniseNumber(number).map((candidate) => candidate.kind)
const validFound = tests.flatMap(({ id, valid }) => valid.filter((number) => kindsOf(number).includes(id))).length
const invalidRefused = tests.flatMap(({ id, invalid }) =>
  invalid.filter((number) => !kindsOf(number).includes(id)),
).length
const hurting = [
  '9'.repeat(10_240),
  '9'.repeat(128),
  '420' + '9'.repeat(44) + '!',
  'GM' + '1A'.repeat(22) + '!',
  '9 '.repeat(64),
  '包'.repeat(128),
]

process.stdout.write(`us_per_number ${microsecondsEach(numbers).toFixed(2)} us\n`)
process.stdout.write(`us_worst_text ${Math.max(...hurting.map((text) => microsecondsEach([text]))).toFixed(2)} us\n`)
process.stdout.write(`valid_found ${validFound} of ${tests.reduce((sum, { valid }) => sum + valid.length, 0)}\n`)
process.stdout.write(
  `invalid_refused ${invalidRefused} of ${tests.reduce((sum, { invalid }) => sum + invalid.length, 0)}\n`,
)
if (found === 0) throw new Error('nothing was recognised')
