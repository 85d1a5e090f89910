/**
 * `npm run bench -- tracking-promise`: how well the delivery promise does on synthetic lanes of known truth (test/tools/tracking/promise/world.ts),
 * learned on the first 70 % of the orders and judged on the rest. Out, per world and seed: hit_rate of the 90 % date, p50_error and
 * median_error in days; then learn_ms for 14,000 parcels.
 */
import { performance } from 'node:perf_hooks'
import { learnPromise } from '#app/tools/tracking/promise/engine.ts'
import { measurePromise } from '#app/tools/tracking/promise/measure.ts'
import { parcelsOf } from '#test/tools/tracking/promise/world.ts'

const WORLDS = [
  { name: 'steady', count: 20_000, drift: 1 },
  { name: 'small', count: 3_000, drift: 1 },
  { name: 'slowing', count: 20_000, drift: 1.2 },
]
for (const { name, count, drift } of WORLDS) {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { hitRateBps, p50ErrorDays, medianErrorDays } = measurePromise(parcelsOf(seed, count, drift), 0.7)
    process.stdout.write(`hit_rate_${name}_${seed} ${((hitRateBps ?? 0) / 100).toFixed(2)} %\n`)
    process.stdout.write(`p50_error_${name}_${seed} ${p50ErrorDays.toFixed(3)} days\n`)
    process.stdout.write(`median_error_${name}_${seed} ${medianErrorDays.toFixed(3)} days\n`)
  }
}
const parcels = parcelsOf(1, 14_000)
const start = performance.now()
learnPromise(parcels, '2026-01-01')
process.stdout.write(`learn_ms ${(performance.now() - start).toFixed(0)} ms\n`)
