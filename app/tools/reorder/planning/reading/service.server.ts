/**
 * A whole shop, read for its plan in parts. In: an open shop transaction for each part. Out: which variants there are, on which weeks; their demand; then
 * themselves, ready to be decided. Invariant: what is kept between the parts is small; a variant's goods are read when it is its turn, not when the plan began.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { findFirstOrderDay, listDemandWeeks } from '#app/facts/demand.server.ts'
import { unitsSoldByDay } from '#app/facts/sales.server.ts'
import { DayClock } from '#app/facts/stock-days.ts'
import { listRecordedStock } from '#app/facts/stock-days.server.ts'
import { fillStockWeeks, outSpells, type RecordedStock, type StockWeeks } from '#app/facts/stock-weeks.ts'
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { listStocked, type StockItem } from '#app/mirror/stock.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { sampleOf } from '../../forecast/tested.ts'
import type { LostSalesSummary } from '../../health/lost-sales.ts'
import { censoredWeeks, lostSales, MOST_SEEN_WEEKS } from '../../health/stock-history.ts'
import { loadShipped, type ShareOf } from '../../locations/loading/service.server.ts'
import type { PolicyDocument } from '../../policy/schema.ts'
import { calendarUntil, type Calendar, type ReadDemand } from '../histories.ts'
import { loadSupplies, loadVariants } from '../loading/service.server.ts'
import type { ItemSupply, PlannedGoods } from '../plan-item.ts'
import type { GoodsWithPast, PlanTask } from '../plan-shop.ts'
import { promotedWeeks } from '../promotions/cuts.ts'
import { loadPriceCuts } from '../promotions/service.server.ts'
import { HISTORY_WEEKS } from '../schema.ts'

/** What a plan of the whole shop begins with. */
export interface PlanBasis extends PlanTask {
  /** every variant that is planned, by id */
  items: readonly Pick<StockItem, 'variantId' | 'productType'>[]
  shareOf: ShareOf | null
}

/** Variants whose lead times stand for a shop's; of more an even part is asked. */
const LEAD_TIME_ITEMS = 2_000

export async function loadBasis(sql: ShopSql, shop: Shop, policy: PolicyDocument, asOf: Day): Promise<PlanBasis> {
  const items = await listStocked(sql, shop)
  const first = await findFirstOrderDay(sql, shop)
  const calendar = calendarUntil(asOf, first === null ? 0 : Math.max(0, daysBetween(first, asOf)), HISTORY_WEEKS)
  const some = sampleOf(items, LEAD_TIME_ITEMS)
  const ids = some.map(({ variantId }) => variantId)
  const supplies = some.map(await loadSupplies(sql, shop, policy, asOf, ids))
  const shareOf = await loadShipped(sql, shop, asOf)
  return { items, calendar, policy, protection: usualWeeks(supplies, policy), shareOf }
}

/** Demand of some variants in the plan's weeks, and what made it other than usual. Sets `enable_nestloop` off for the rest of the transaction. */
export async function loadDemand(
  sql: ShopSql,
  shop: Shop,
  { calendar }: Pick<PlanBasis, 'calendar'>,
  items: PlanBasis['items'],
): Promise<ReadDemand> {
  const range = daysOf(calendar)
  const ids = items.map(({ variantId }) => variantId)
  const cuts = await loadPriceCuts(sql, shop, range, ids)
  const stock = await loadStockWeeks(sql, shop, calendar, ids)
  const weeks = await listDemandWeeks(sql, shop, range, ids)
  return {
    weeks,
    variants: items.map(({ variantId, productType }) => {
      const known = stock.get(variantId)
      const own = cuts.get(variantId)
      return {
        variantId,
        category: productType,
        censored: known ? censoredWeeks(known.weeks.outDays) : null,
        promoted: own ? promotedWeeks(own, calendar) : [],
      }
    }),
  }
}

/** Some variants, ready to be decided. */
export async function loadGoods(
  sql: ShopSql,
  shop: Shop,
  { calendar, policy, shareOf }: PlanBasis,
  asOf: Day,
  variantIds: readonly Id[],
): Promise<GoodsWithPast[]> {
  const goods = await loadVariants(sql, shop, policy, asOf, variantIds, shareOf)
  const stock = await loadStockWeeks(sql, shop, calendar, variantIds)
  const lost = await loadLostSales(sql, shop, calendar, goods, stock)
  return goods.map((one) => {
    const { variantId } = one.stock
    const known = stock.get(variantId)
    const missed = lost.get(variantId)
    return { ...one, past: known ? { weeks: known.weeks, lost: missed === undefined ? 'never_out' : missed } : null }
  })
}

function daysOf({ fromOn, weeks }: Calendar): { from: Day; to: Day } {
  return { from: fromOn, to: addDays(fromOn, 7 * weeks - 1) }
}

interface KnownStock {
  recorded: RecordedStock
  weeks: StockWeeks
}

/** By variant; those that were never recorded are absent. */
async function loadStockWeeks(
  sql: ShopSql,
  shop: Shop,
  calendar: Calendar,
  variantIds: readonly Id[],
): Promise<Map<Id, KnownStock>> {
  const clock = new DayClock(shop.timezone)
  const all = await listRecordedStock(sql, shop, daysOf(calendar).to, variantIds)
  return new Map(
    all.map((recorded) => [
      recorded.variantId,
      { recorded, weeks: fillStockWeeks(recorded, calendar, MOST_SEEN_WEEKS, clock) },
    ]),
  )
}

const YEAR_WEEKS = 52

/** What was lost in the last year by variants that were without stock in it; others are absent. */
async function loadLostSales(
  sql: ShopSql,
  shop: Shop,
  calendar: Calendar,
  goods: readonly PlannedGoods[],
  stock: ReadonlyMap<Id, KnownStock>,
): Promise<Map<Id, LostSalesSummary | null>> {
  const clock = new DayClock(shop.timezone)
  const { to } = daysOf(calendar)
  const year = { fromOn: addDays(to, 1 - 7 * YEAR_WEEKS), weeks: YEAR_WEEKS }
  const wereOut = goods.flatMap(({ stock: { variantId, priceMinor, unitCostMinor } }) => {
    const known = stock.get(variantId)
    if (!known?.weeks.outDays.slice(-YEAR_WEEKS).some((days) => days !== null && days > 0)) return []
    return [
      { variantId, recorded: known.recorded, marginMinor: unitCostMinor === null ? null : priceMinor - unitCostMinor },
    ]
  })
  if (wereOut.length === 0) return new Map()
  const ids = wereOut.map(({ variantId }) => variantId)
  const sold = Map.groupBy(
    await unitsSoldByDay(sql, shop, { from: year.fromOn, to }, ids),
    ({ variantId }) => variantId,
  )
  return new Map(
    wereOut.map(({ variantId, recorded, marginMinor }) => {
      const soldOn = new Map((sold.get(variantId) ?? []).map(({ day, units }) => [day, units]))
      return [variantId, lostSales(outSpells(recorded, year, clock), soldOn, marginMinor)]
    }),
  )
}

/** Weeks of a usual interval when no lead time is known at all. */
const USUAL_WEEKS = 4
const LEAST_WEEKS = 1
const MOST_WEEKS = 13

/** The interval that forecasts are judged by: the median of lead times and the time until the next look. */
function usualWeeks(supplies: readonly ItemSupply[], policy: PolicyDocument): number {
  const days = supplies.flatMap(({ leadTime }) => leadTime?.meanDays ?? []).sort((a, b) => a - b)
  const median = days[days.length >> 1]
  if (median === undefined) return USUAL_WEEKS
  return Math.min(MOST_WEEKS, Math.max(LEAST_WEEKS, Math.round((median + policy.reviewDays) / 7)))
}
