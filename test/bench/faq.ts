/**
 * `npm run bench -- faq`: how well and how fast questions find their entry, on the labelled set of test/tools/faq/data.
 * In: `--rounds N` (20). Out: right, offered and handed_on per half; ms_per_question (mean, p99 of all questions; the slowest 10 kB input), build_ms, and
 * plain_right: first places of word and character-pair overlap without concepts, as the floor in the same run.
 */
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { buildFaqIndex, decideAnswer } from '#app/tools/faq/matching/faq-index.ts'
import {
  ENTRIES,
  FRESH_ENTRIES,
  FRESH_QUESTIONS,
  QUESTIONS,
  scoreMatching,
  UNSEEN_ENTRIES,
  UNSEEN_QUESTIONS,
} from '#test/tools/faq/labelled.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } })
const rounds = Number(values.rounds)
const line = (name: string, value: number, unit: string, digits = 3): void =>
  void process.stdout.write(`${name} ${value.toFixed(digits)} ${unit}\n`)

const buildStart = performance.now()
const index = buildFaqIndex(ENTRIES)
line('build_ms', performance.now() - buildStart, 'ms', 1)

for (const split of ['dev', 'test'] as const) {
  const questions = QUESTIONS.filter((question) => question.split === split)
  const score = scoreMatching(questions, (text) => decideAnswer(index, text))
  line(`${split}_right`, score.right / score.inScope, `of_${score.inScope}`)
  line(`${split}_offered`, score.offered / score.inScope, `of_${score.inScope}`)
  line(`${split}_answers_right`, score.answeredRight / score.answered, `of_${score.answered}`)
  line(`${split}_handed_on`, score.handedOn / score.outOfScope, `of_${score.outOfScope}`)
  line(`${split}_answered_wrongly`, score.answeredWrongly / score.outOfScope, `of_${score.outOfScope}`)
  const inScope = questions.filter((question) => question.intent !== null)
  const plainRight = inScope.filter((question) => plainNearest(question.text) === question.intent).length
  line(`${split}_plain_right`, plainRight / inScope.length, `of_${inScope.length}`)
}

// Other shops; what they scored at first sight, before their words were learned, stands in test/tools/faq/data/README.md.
for (const [name, entries, questions] of [
  ['fresh', FRESH_ENTRIES, FRESH_QUESTIONS],
  ['unseen', UNSEEN_ENTRIES, UNSEEN_QUESTIONS],
] as const) {
  const itsIndex = buildFaqIndex(entries)
  const score = scoreMatching(questions, (text) => decideAnswer(itsIndex, text))
  line(`${name}_right`, score.right / score.inScope, `of_${score.inScope}`)
  line(`${name}_handed_on`, score.handedOn / score.outOfScope, `of_${score.outOfScope}`)
}

const times: number[] = []
for (let round = 0; round < rounds; round += 1)
  for (const { text } of QUESTIONS) {
    const start = performance.now()
    decideAnswer(index, text)
    times.push(performance.now() - start)
  }
times.sort((a, b) => a - b)
line('ms_per_question', times.reduce((sum, time) => sum + time, 0) / times.length, 'ms')
line('p99_ms_per_question', times[Math.floor(times.length * 0.99)] ?? NaN, 'ms')

const LARGE = [
  'a'.repeat(10_000),
  'zyxwvu qponml '.repeat(750),
  '我的订单到哪里了'.repeat(1_250),
  '\u0301'.repeat(10_000),
]
const slowest = LARGE.map((text) => {
  const runs = Array.from({ length: 20 }, () => {
    const start = performance.now()
    decideAnswer(index, text)
    return performance.now() - start
  })
  return runs.sort((a, b) => a - b)[10] ?? NaN
})
line('ms_per_10kB', Math.max(...slowest), 'ms')

/** Words and pairs of characters shared with an entry, over the root of both counts: no concepts, no weights, no typos. */
function plainNearest(text: string): string {
  const own = plainFeatures(text)
  let best = { id: '', score: 0 }
  for (const { id, texts } of ENTRIES)
    for (const { question, answer } of Object.values(texts)) {
      const theirs = plainFeatures(`${question} ${answer}`)
      const shared = [...own].filter((feature) => theirs.has(feature)).length
      const score = shared / Math.sqrt(own.size * theirs.size || 1)
      if (score > best.score) best = { id, score }
    }
  return best.id
}

function plainFeatures(text: string): Set<string> {
  const features = new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
  const characters = [...text].filter((character) => /\p{Script=Han}/u.test(character))
  for (let at = 0; at + 1 < characters.length; at += 1) features.add(`${characters[at]}${characters[at + 1]}`)
  return features
}
