/**
 * `npm run bench -- forecast`: how good weekly forecasts of the UCI shop are, against simple exponential smoothing and the mean of 8 weeks.
 * In: `--origin N` (45: the last 8 of 53 weeks are held out). Out, each also for the peers: wrmsse as M5 defines it (weights: the money of the last
 * four known weeks; the mean over its levels, here items, categories and shop, forecasts added up: Makridakis, Spiliotis & Assimakopoulos, "M5
 * accuracy competition", IJF 38(4), 2022), wrmsse_items (its lowest level by itself, which is harder), wape (of four-week sums), bias (of the
 * eight weeks), coverage_90 (of the four-week sum). And ms_per_series (one method), ms_per_selection (104 weeks), rss_mb_20000
 * (peak memory of a process that learns from 20,000 series of 104 weeks and forecasts them). Nothing of the held-out weeks is
 * known to any of them.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs, promisify } from 'node:util'
import { bias, coverage, rmsse, wape, wrmsse } from '#app/tools/reorder/forecast/accuracy.ts'
import { quantile } from '#app/tools/reorder/forecast/distribution.ts'
import { forecastDemand } from '#app/tools/reorder/forecast/forecast.ts'
import { historyOf, sinceFirstDemand, sumOf } from '#app/tools/reorder/forecast/history.ts'
import { learnShop } from '#app/tools/reorder/forecast/learn.ts'
import { METHOD_NAMES, METHODS } from '#app/tools/reorder/forecast/methods.ts'
import { uciWeeks, type WeeklySeries } from './forecast/uci-weeks.ts'

const { values } = parseArgs({ options: { origin: { type: 'string', default: '45' } } })
const origin = Number(values.origin)
const HELD_OUT = 8
const PROTECTION = 4
/** Weeks since the first sale that a series needs to be scored: what a back-test of one four-week interval needs. */
const SCORED_FROM = 14
const OPTIONS = { season: 52, protection: PROTECTION, horizon: HELD_OUT }

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const print = (name: string, value: number | null, unit: string): void =>
  void process.stdout.write(`${name} ${value === null ? 'none' : value.toFixed(4)} ${unit}\n`)

interface Forecast {
  series: WeeklySeries
  perPeriod: number[]
  interval: { low: number; high: number } | null
}

const all = await uciWeeks()
const items = all.map(({ category, units }) => ({ category, history: historyOf(units.slice(0, origin)) }))
const scored = all.filter(({ units }) => {
  const first = units.slice(0, origin).findIndex((value) => value > 0)
  return first >= 0 && origin - first >= SCORED_FROM
})
say(`${all.length} series, ${scored.length} scored, weeks ${origin + 1} to ${origin + HELD_OUT}`)

const start = performance.now()
const knowledge = learnShop(items, OPTIONS)
say(`learned ${knowledge.size} groups in ${((performance.now() - start) / 1000).toFixed(1)} s`)
for (const [category, group] of knowledge) {
  const { name, losses, waves, waveLosses } = group.profileChoice
  const waving = waveLosses ? `, ${waves ? 'with' : 'without'} waves of ${JSON.stringify(waveLosses)}` : ''
  say(`  ${category || '(others)'}: profile ${name} of ${JSON.stringify(losses)}${waving}`)
}
const reasons = new Map<string, number>()
const ours = scored.map((series): Forecast => {
  const group = knowledge.get(series.category) ?? knowledge.get('')
  if (!group) throw new Error('no group')
  const { perPeriod, distribution, method, reason } = forecastDemand(historyOf(series.units.slice(0, origin)), group)
  const key = `${method ?? 'none'} (${reason})`
  reasons.set(key, (reasons.get(key) ?? 0) + 1)
  return { series, perPeriod, interval: { low: quantile(distribution, 0.05), high: quantile(distribution, 0.95) } }
})
say(
  [...reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([key, count]) => `${key} ${count}`)
    .join(', '),
)

report('', ours)
for (const [suffix, method] of [
  ['_ses', METHODS.ses],
  ['_ma8', METHODS.moving_average],
] as const) {
  const peer = scored.map((series): Forecast => {
    const known = sinceFirstDemand(historyOf(series.units.slice(0, origin)))
    return { series, perPeriod: method(known, HELD_OUT, 1).perPeriod, interval: naiveInterval(known.units, method) }
  })
  report(suffix, peer)
}
speed()
const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'forecast/memory.ts')])
print('rss_mb_20000', Number(stdout), 'MB')

function report(suffix: string, forecasts: readonly Forecast[]): void {
  const actualOf = ({ series }: Forecast, weeks: number): number[] => series.units.slice(origin, origin + weeks)
  const sums = (weeks: number): [number[], number[]] => [
    forecasts.map(({ perPeriod }) => sumOf(perPeriod.slice(0, weeks))),
    forecasts.map((forecast) => sumOf(actualOf(forecast, weeks))),
  ]
  const scaled = (from: number): { rmsse: number | null; weight: number }[] =>
    forecasts.map((forecast) => ({
      rmsse: rmsse(forecast.perPeriod, actualOf(forecast, HELD_OUT), forecast.series.units.slice(0, origin)),
      weight: sumOf(forecast.series.revenueMinor.slice(from, origin)),
    }))
  const lowest = wrmsse(scaled(origin - 4))
  const levels = [lowest, addedUp(forecasts, ({ category }) => category), addedUp(forecasts, () => '')]
  print(`wrmsse${suffix}`, sumOf(levels.map((level) => level ?? 0)) / levels.length, 'x')
  print(`wrmsse_items${suffix}`, lowest, 'x')
  // The same with the money of the whole history for weights: less of it hangs on what sold in one month.
  print(`wrmsse_items_all_weeks${suffix}`, wrmsse(scaled(0)), 'x')
  print(`wape${suffix}`, wape(...sums(PROTECTION)), 'share')
  print(`bias${suffix}`, bias(...sums(HELD_OUT)), 'share')
  const [, actuals] = sums(PROTECTION)
  const intervals = forecasts.flatMap(({ interval }) => (interval ? [interval] : []))
  print(`coverage_90${suffix}`, coverage(intervals, actuals), 'share')
}

/** WRMSSE of the sums of the series that have the same key. */
function addedUp(forecasts: readonly Forecast[], keyOf: (series: WeeklySeries) => string): number | null {
  const groups = Map.groupBy(forecasts, ({ series }) => keyOf(series))
  const sumsOf = (rows: readonly (readonly number[])[]): number[] =>
    (rows[0] ?? []).map((_, place) => sumOf(rows.map((row) => row[place] ?? 0)))
  return wrmsse(
    [...groups.values()].map((members) => {
      const units = sumsOf(members.map(({ series }) => series.units))
      return {
        rmsse: rmsse(
          sumsOf(members.map(({ perPeriod }) => perPeriod)),
          units.slice(origin, origin + HELD_OUT),
          units.slice(0, origin),
        ),
        weight: sumOf(members.map(({ series }) => sumOf(series.revenueMinor.slice(origin - 4, origin)))),
      }
    }),
  )
}

/** What a planner does by hand: the sum's mean and 1.645 standard deviations of the weeks, grown with the root of their number. */
function naiveInterval(units: readonly number[], method: typeof METHODS.ses): { low: number; high: number } {
  const mean = sumOf(method(historyOf(units), PROTECTION, 1).perPeriod)
  const average = sumOf(units) / units.length
  const variance = sumOf(units.map((value) => (value - average) ** 2)) / Math.max(1, units.length - 1)
  const reach = 1.645 * Math.sqrt(variance * PROTECTION)
  return { low: Math.max(0, mean - reach), high: mean + reach }
}

/** Over histories of 104 weeks, made by repeating the shop's own: every method alone, the slowest counts; and the selection among all. */
function speed(): void {
  const busiest = [...all].sort((a, b) => sumOf(b.units) - sumOf(a.units)).slice(0, 200)
  const long = busiest.map(({ units }) => historyOf([...units, ...units].slice(-104)))
  const group = learnShop(
    long.map((history) => ({ category: 'all', history })),
    OPTIONS,
  ).get('all')
  if (!group) throw new Error('no group')
  const perSeries = (run: (history: (typeof long)[number]) => unknown): number => {
    for (const history of long) run(history)
    const begun = performance.now()
    for (const history of long) run(history)
    return (performance.now() - begun) / long.length
  }
  const single = METHOD_NAMES.map(
    (name) => [name, perSeries((history) => METHODS[name](history, HELD_OUT, 52))] as const,
  )
  say(single.map(([name, ms]) => `${name} ${ms.toFixed(4)} ms`).join(', '))
  print('ms_per_series', Math.max(...single.map(([, ms]) => ms)), 'ms')
  print(
    'ms_per_selection',
    perSeries((history) => forecastDemand(history, group)),
    'ms',
  )
}
