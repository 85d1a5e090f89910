/** A process of its own for bench forecast: 20,000 series of 104 weeks learned from and forecast in one worker. Out: its peak memory in MB, as text. */
import { forecastDemand } from '#app/tools/reorder/forecast/forecast.ts'
import { historyOf } from '#app/tools/reorder/forecast/history.ts'
import { learnShop } from '#app/tools/reorder/forecast/learn.ts'
import { uciWeeks } from './uci-weeks.ts'

const SERIES = 20_000
const WEEKS = 104

const own = await uciWeeks()
const items = Array.from({ length: SERIES }, (_, n) => {
  const series = own[n % own.length]
  if (!series) throw new Error('there is no series')
  // The year twice, each time begun elsewhere: other series of the same kind.
  const from = n % series.units.length
  const year = [...series.units.slice(from), ...series.units.slice(0, from)]
  return { category: series.category, history: historyOf([...year, ...year].slice(-WEEKS)) }
})
const options = { season: 52, protection: 4, horizon: 8 }
const knowledge = learnShop(items, options)
let units = 0
for (const { category, history } of items) {
  const group = knowledge.get(category) ?? knowledge.get('')
  if (!group) throw new Error('no group')
  for (const week of forecastDemand(history, group).perPeriod) units += week
}
if (!(units > 0)) throw new Error('nothing was forecast')
process.stdout.write((process.resourceUsage().maxRSS / 1024).toFixed(0))
