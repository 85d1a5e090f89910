/**
 * Home's figures. In: a shop, the period asked for, the moment. Out: the overview with its own explanation.
 * Invariant: everything is read from mirror and facts; nothing is stored here.
 */
import { dayIn } from '#app/kernel/calendar.ts'
import { countCustomers, findFirstOrderDay, listDayTotals } from '#app/facts/order-totals.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { summariseSales, type Overview, type PeriodTotals } from './engine.ts'
import { resolvePeriods, type Period, type PeriodQuery } from './schema.ts'

/** The six figures, the period they are compared with, and a series per day. `asOf` says which day is today. */
export async function overview(shop: Shop, query: PeriodQuery, asOf: Date): Promise<Overview> {
  const { current, previous } = resolvePeriods(query, dayIn(shop.timezone, asOf))
  const [now, before, firstOrderOn] = await Promise.all([
    totalsOf(shop, current),
    query.compare ? totalsOf(shop, previous) : null,
    findFirstOrderDay(shop),
  ])
  return summariseSales(shop.currency, now, before, firstOrderOn)
}

async function totalsOf(shop: Shop, period: Period): Promise<PeriodTotals> {
  const [days, customers] = await Promise.all([listDayTotals(shop, period), countCustomers(shop, period)])
  return { period, days, customers }
}
