/**
 * `npm run bench -- reorder`: how much stock the planner needs for a fill rate, against two planners of everyday life, on the UCI shop's weekly demand.
 * A simulation of the last 27 weeks (simulation.ts): lead time 3 weeks, review each week, lost sales; everything that sold in the 26 weeks before. Each
 * planner has one knob (ours: the service level); all know the demand, also what was lost of it, up to the week before. Peers:
 * - ma8: 4 x the mean of the last 8 weeks + knob x their standard deviation x 2, ordered up to each week;
 * - minmax: minimum and maximum set once, as a merchant types them in, from the weeks before 27: minimum = 4 weeks of their mean + knob x their standard
 *   deviation x 2, maximum = minimum + 4 weeks of the mean.
 * Out, for 90 and 95 %: stock_ratio_<peer>_<fill> = our average stock on weeks 40 to 53 over the peer's when both serve that share of the units of these
 * weeks. And with the knobs that serve it on weeks 27 to 39: carried_ratio_<peer>_<fill>, with the fill that each then has on weeks 40 to 53, because
 * a knob that was right before autumn is not after it. clairvoyant: our stock over that of somebody who knows the demand and serves all of it.
 * Takes some minutes: each week's forecasts are made from what was known before it.
 */
import { parseArgs } from 'node:util'
import { demandOverDays, spreadOf } from '#app/tools/reorder/forecast/over-days.ts'
import { forecastDemand } from '#app/tools/reorder/forecast/forecast.ts'
import { historyOf, sumOf } from '#app/tools/reorder/forecast/history.ts'
import { learnShop } from '#app/tools/reorder/forecast/learn.ts'
import type { LeadTime } from '#app/tools/reorder/policy/lead-time.ts'
import { protectionDemand, type ProtectionDemand } from '#app/tools/reorder/policy/protection.ts'
import { suggestOrder } from '#app/tools/reorder/policy/suggest.ts'
import type { DemandForecast } from '#app/tools/reorder/terms.ts'
import { uciWeeks } from './forecast/uci-weeks.ts'
import { knobFor, scoreOf, simulate, type Rule, type Score, type Weeks } from './reorder/simulation.ts'

const { values } = parseArgs({
  options: { from: { type: 'string', default: '26' }, tuned: { type: 'string', default: '13' } },
})
const LEAD_WEEKS = 3
const PROTECTION = LEAD_WEEKS + 1
const REVIEW_DAYS = 7
const LEAD_TIME: LeadTime = {
  meanDays: 7 * LEAD_WEEKS,
  standardDeviationDays: 0,
  points: [{ days: 7 * LEAD_WEEKS, share: 1 }],
}
const FILLS = [90, 95] as const

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const print = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value.toFixed(4)} ${unit}\n`)

const series = await uciWeeks()
const from = Number(values.from)
const items = series.filter(({ units }) => units.slice(0, from).some((sold) => sold > 0))
const demand = items.map(({ units }) => units.map((sold) => Math.max(0, sold)))
const weeks: Weeks = { from, to: demand[0]?.length ?? 0 }
const tuned: Weeks = { from: 0, to: Number(values.tuned) }
const scored: Weeks = { from: tuned.to, to: weeks.to - weeks.from }
say(`${items.length} items, weeks ${from + 1} to ${weeks.to}, knobs carried from the first ${tuned.to}`)

const forecasts = forecastAll()
const planned = forecasts.map((week) =>
  week.map((forecast) => protectionDemand(forecast, LEAD_TIME, REVIEW_DAYS, null)),
)

interface Planner {
  name: string
  range: readonly [number, number]
  rule: (knob: number) => Rule
}

const ours: Planner = {
  name: 'ours',
  range: [0.3, 0.9999],
  rule: (level) => (item, week) => {
    const upTo = intervalOf(item, week).quantile(level)
    return { from: upTo, upTo }
  },
}
const peers: Planner[] = [
  {
    name: 'ma8',
    range: [-2, 12],
    rule: (knob) => (item, week) => {
      const { mean, deviation } = meanOf((demand[item] ?? []).slice(Math.max(0, week - 8), week))
      const upTo = Math.round(PROTECTION * mean + knob * deviation * Math.sqrt(PROTECTION))
      return { from: upTo, upTo }
    },
  },
  {
    name: 'minmax',
    range: [-2, 80],
    rule: (knob) => (item) => {
      const { mean, deviation } = meanOf((demand[item] ?? []).slice(0, from))
      const minimum = PROTECTION * mean + knob * deviation * Math.sqrt(PROTECTION)
      return { from: Math.round(minimum), upTo: Math.round(minimum + PROTECTION * mean) }
    },
  },
]

const clairvoyant = scoreOf(
  simulate(
    demand,
    (item, week) => {
      const upTo = sumOf((demand[item] ?? []).slice(week, week + PROTECTION))
      return { from: upTo, upTo }
    },
    weeks,
    LEAD_WEEKS,
  ),
  scored,
)
for (const fill of FILLS) {
  const [own, carried] = [turned(ours, fill / 100, scored), turned(ours, fill / 100, tuned)]
  checkAgainstSuggestions(own.knob)
  for (const peer of peers) {
    const its = turned(peer, fill / 100, scored)
    print(`stock_ratio_${peer.name}_${fill}`, own.score.stock / its.score.stock, 'x')
  }
  print(`stock_ratio_clairvoyant_${fill}`, own.score.stock / clairvoyant.stock, 'x')
  print(`carried_fill_ours_${fill}`, carried.score.fill, 'share')
  for (const peer of peers) {
    const its = turned(peer, fill / 100, tuned)
    print(`carried_ratio_${peer.name}_${fill}`, carried.score.stock / its.score.stock, 'x')
    print(`carried_fill_${peer.name}_${fill}`, its.score.fill, 'share')
  }
}

function meanOf(units: readonly number[]): { mean: number; deviation: number } {
  const mean = sumOf(units) / units.length
  const squares = sumOf(units.map((value) => (value - mean) ** 2))
  return { mean, deviation: Math.sqrt(squares / (units.length - 1)) }
}

/** With the knob that serves `fill` of the units of `window`, how it does on the scored weeks. */
function turned({ name, range, rule }: Planner, fill: number, window: Weeks): { knob: number; score: Score } {
  const totalsAt = (knob: number): ReturnType<typeof simulate> => simulate(demand, rule(knob), weeks, LEAD_WEEKS)
  const knob = knobFor(fill, range, (at) => scoreOf(totalsAt(at), window).fill)
  const score = scoreOf(totalsAt(knob), scored)
  say(`${name} for ${fill}: knob ${knob.toFixed(4)}, fill ${score.fill.toFixed(4)}, stock ${Math.round(score.stock)}`)
  return { knob, score }
}

/** Each week's forecasts, by what was known before it. */
function forecastAll(): DemandForecast[][] {
  const options = { season: 52, protection: PROTECTION, horizon: PROTECTION }
  const start = Date.now()
  return Array.from({ length: weeks.to - weeks.from }, (_, index) => {
    const now = weeks.from + index
    // Items that others sell meanwhile teach too; what is not for sale yet is not known.
    const known = series.filter(({ units }) => units.slice(0, now).some((sold) => sold > 0))
    const knowledge = learnShop(
      known.map(({ category, units }) => ({ category, history: historyOf(units.slice(0, now)) })),
      options,
    )
    const made = items.map(({ category, units }) => {
      const group = knowledge.get(category) ?? knowledge.get('')
      if (!group) throw new Error('nothing was learned from the shop')
      const forecast = forecastDemand(historyOf(units.slice(0, now)), group)
      return demandOverDays(forecast.perPeriod, spreadOf(forecast, group), { protection: PROTECTION })
    })
    say(`week ${now + 1} forecast, ${Math.round((Date.now() - start) / 1000)} s`)
    return made
  })
}

function intervalOf(item: number, week: number): ProtectionDemand {
  const interval = planned[week - weeks.from]?.[item]
  if (!interval) throw new Error(`week ${week} was not forecast`)
  return interval
}

/** What was simulated is what the planner suggests: asked for some items and weeks, through the whole decision. */
function checkAgainstSuggestions(level: number): void {
  const serviceLevelBps = Math.round(level * 10_000)
  for (let week = weeks.from; week < weeks.to; week += 5) {
    for (let item = 0; item < items.length; item += 97) {
      const forecast = forecasts[week - weeks.from]?.[item]
      if (!forecast) throw new Error(`week ${week} was not forecast`)
      const decision = suggestOrder(
        {
          demand: forecast,
          leadTime: LEAD_TIME,
          onHandUnits: 0,
          committedUnits: 0,
          supplies: [],
          terms: { minimumUnits: 0, packUnits: 1, priceBreaks: [] },
          shelfLifeDays: null,
          seasonEndsOn: null,
        },
        {
          serviceLevelBps,
          serviceLevelNote: null,
          reviewDays: REVIEW_DAYS,
          coverDays: REVIEW_DAYS,
          holdingBpsPerYear: 2_500,
        },
        '2026-01-05',
      )
      const simulated = intervalOf(item, week).quantile(serviceLevelBps / 10_000)
      const suggested = decision.kind === 'order' ? decision.quantity : 0
      if (suggested !== simulated)
        throw new Error(`item ${item}, week ${week}: suggests ${suggested}, simulated ${simulated}`)
    }
  }
}
