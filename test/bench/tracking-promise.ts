/**
 * `npm run bench -- tracking-promise`: how well the delivery promise does, learned on the first 70 % of the orders and judged on the rest: on synthetic
 * lanes of known truth (test/tools/tracking/promise/world.ts), and on the demo shop's parcels as the app learns from them. Out, per world and seed, and
 * for `demo`: hit_rate of the 90 % date, p50_error and median_error in days; then learn_ms for 14,000 parcels and for all of the demo's with everything
 * that is published of them.
 */
import { performance } from 'node:perf_hooks'
import { learnShopLanes, unpackParcels } from '#app/tools/tracking/lanes/learn.ts'
import { learnPromise } from '#app/tools/tracking/promise/engine.ts'
import { measurePromise, type PromiseSummary } from '#app/tools/tracking/promise/measure.ts'
import { parcelsOf } from '#test/tools/tracking/promise/world.ts'
import { demoHistory } from './tracking/demo-parcels.ts'

const tell = (name: string, value: number, digits: number, unit: string): void =>
  void process.stdout.write(`${name} ${value.toFixed(digits)} ${unit}\n`)

function tellSummary(name: string, { hitRateBps, p50ErrorDays, medianErrorDays }: PromiseSummary): void {
  tell(`hit_rate_${name}`, (hitRateBps ?? 0) / 100, 2, '%')
  tell(`p50_error_${name}`, p50ErrorDays, 3, 'days')
  tell(`median_error_${name}`, medianErrorDays, 3, 'days')
}

const WORLDS = [
  { name: 'steady', count: 20_000, drift: 1 },
  { name: 'small', count: 3_000, drift: 1 },
  { name: 'slowing', count: 20_000, drift: 1.2 },
]
for (const { name, count, drift } of WORLDS)
  for (const seed of [1, 2, 3, 4, 5]) tellSummary(`${name}_${seed}`, measurePromise(parcelsOf(seed, count, drift), 0.7))

const history = await demoHistory(new Date('2026-11-20T20:00:00Z'))
const parcels = unpackParcels(history)
tell('parcels_demo', parcels.length, 0, 'parcels')
tellSummary('demo', measurePromise(parcels, 0.7))
// The newest quarter of the year is the hardest: Christmas.
tellSummary(
  'demo_last_quarter',
  measurePromise(
    parcels.toSorted((a, b) => (a.orderedOn < b.orderedOn ? -1 : 1)).slice(-Math.floor(parcels.length / 4)),
    0.7,
  ),
)

const world = parcelsOf(1, 14_000)
let start = performance.now()
learnPromise(world, '2026-01-01')
tell('learn_ms', performance.now() - start, 0, 'ms')
start = performance.now()
learnShopLanes({ asOf: '2026-11-20', history })
tell('learn_demo_ms', performance.now() - start, 0, 'ms')
