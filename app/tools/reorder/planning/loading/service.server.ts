/**
 * What a plan needs to know of a shop. In: an open shop transaction, the variants. Out: stock, how each is bought, what is under way, people's own
 * forecasts, demand. Invariant: everything is read in the caller's transaction, so that one decision never mixes two moments.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { findFirstOrderDay, listDemandWeeks } from '#app/facts/demand.server.ts'
import { unitsSoldByDay } from '#app/facts/sales.server.ts'
import { DayClock } from '#app/facts/stock-days.ts'
import { listRecordedStock } from '#app/facts/stock-days.server.ts'
import { fillStockWeeks, outSpells, type RecordedStock, type StockWeeks } from '#app/facts/stock-weeks.ts'
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { listStockItems, type StockItem } from '#app/mirror/stock.server.ts'
import { listTransferSupplies } from '#app/mirror/transfers.server.ts'
import type { TransferSupply } from '#app/mirror/transfers.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { NO_LIMITS } from '../../keeping/schema.ts'
import { listKeeping } from '../../keeping/store.server.ts'
import { lostSales, MOST_SEEN_WEEKS } from '../../health/stock-history.ts'
import type { PolicyDocument } from '../../policy/schema.ts'
import { listOpenSupplies, type PlacedSupply } from '../../purchase-orders/store.server.ts'
import { loadExchange } from '../../supplier-scores/store.server.ts'
import { leadTimeReceipts, listScores, listSupply } from '../../suppliers/store.server.ts'
import { buildHistories, calendarUntil, type ShopHistories } from '../histories.ts'
import type { PromotedWeek } from '../../forecast/promotions.ts'
import type { ItemStock, PlannedGoods } from '../plan-item.ts'
import { promotedWeeks } from '../promotions/cuts.ts'
import { HISTORY_WEEKS } from '../schema.ts'
import { listOverrides } from '../store.server.ts'
import { supplyOf } from '../supply.ts'
import { loadShares, type ShareOf } from '../../locations/loading/service.server.ts'
import { placesOf } from '../../locations/places.ts'
import { listOwnMoves } from '../../transfers/making/store.server.ts'
import { movedGoods } from '../../transfers/supply.ts'
import { loadPriceCuts, loadPromotions } from '../promotions/service.server.ts'

export interface PlannedVariant extends PlannedGoods {
  /** items of one category teach each other */
  category: string
}

/** Everything but demand, by variant id in order; `variantIds` null asks for all that are for sale and counted. */
export async function loadVariants(
  sql: ShopSql,
  shop: Shop,
  policy: PolicyDocument,
  asOf: Day,
  variantIds: readonly Id[] | null,
): Promise<PlannedVariant[]> {
  const items = await listStockItems(sql, shop, variantIds)
  const choices = await listSupply(sql, shop, variantIds)
  const currencies = [...choices.values()].flatMap((offers) => offers.map(({ currency }) => currency))
  const scores = new Map([...(await listScores(sql, shop))].map(([id, { score }]) => [id, score]))
  const known = {
    scores,
    receipts: await leadTimeReceipts(sql, shop),
    inOneCurrency: await loadExchange(sql, shop, currencies, asOf),
  }
  const supplies = await listOpenSupplies(sql, shop, variantIds)
  const moving = [
    ...(await listTransferSupplies(sql, shop, variantIds)),
    ...(await listOwnMoves(sql, shop, variantIds)),
  ]
  const moves = Map.groupBy(moving, ({ variantId }) => variantId)
  const shareOf = await loadShares(sql, shop, asOf, items, variantIds === null)
  const overrides = await listOverrides(sql, shop, asOf, variantIds)
  const promotions = await loadPromotions(sql, shop, asOf, variantIds)
  const keeping = await listKeeping(sql, shop, variantIds)
  return items.map((item) => ({
    stock: stockOf(shop, item, supplies.get(item.variantId) ?? [], moves.get(item.variantId) ?? [], shareOf),
    supply: supplyOf(choices.get(item.variantId) ?? [], known, policy, {
      currency: shop.currency,
      unitCostMinor: item.unitCostMinor,
    }),
    override: overrides.get(item.variantId) ?? null,
    promotions: promotions.get(item.variantId) ?? [],
    keeping: keeping.get(item.variantId) ?? NO_LIMITS,
    category: item.productType,
  }))
}

function stockOf(
  shop: Shop,
  item: StockItem,
  papers: readonly PlacedSupply[],
  moves: readonly TransferSupply[],
  shareOf: ShareOf | null,
): ItemStock {
  const { variantId, priceMinor, unitCostMinor, locations } = item
  const counted = new Set(locations.map(({ locationId }) => locationId))
  const { supplies, leavingUnits } = movedGoods(moves, (id) => counted.has(id), shop.timezone)
  return {
    variantId,
    priceMinor,
    unitCostMinor,
    locations,
    supplies: [...papers, ...supplies],
    leavingUnits,
    // At one location it is there what it is in all.
    places: shareOf && locations.length > 1 ? placesOf(locations, shareOf(item), papers, moves, shop.timezone) : [],
  }
}

export interface LoadedHistories extends ShopHistories {
  /** weeks with a lower price, of variants that had one */
  promoted: ReadonlyMap<Id, readonly PromotedWeek[]>
}

/** Demand and stock of the last two years, or since the first order. Sets `enable_nestloop` off for the rest of the transaction. */
export async function loadHistories(
  sql: ShopSql,
  shop: Shop,
  policy: PolicyDocument,
  asOf: Day,
  variants: readonly { stock: Pick<ItemStock, 'variantId' | 'priceMinor' | 'unitCostMinor'> }[],
): Promise<LoadedHistories> {
  const first = await findFirstOrderDay(sql, shop)
  const calendar = calendarUntil(asOf, first === null ? 0 : Math.max(0, daysBetween(first, asOf)), HISTORY_WEEKS)
  const range = { from: calendar.fromOn, to: addDays(asOf, -1) }
  const weeks = await listDemandWeeks(sql, shop, range, null)
  const variantIds = variants.map((variant) => variant.stock.variantId)
  const stock = new Map<Id, StockWeeks>()
  const clock = new DayClock(shop.timezone)
  for await (const recorded of eachRecorded(sql, shop, range.to, variantIds))
    stock.set(recorded.variantId, fillStockWeeks(recorded, calendar, MOST_SEEN_WEEKS, clock))
  const histories = buildHistories(variantIds, weeks, calendar, policy.outliers, stock)
  await addLostSales(sql, shop, histories, asOf, variants)
  const cuts = await loadPriceCuts(sql, shop, range)
  return { ...histories, promoted: new Map([...cuts].map(([id, own]) => [id, promotedWeeks(own, calendar)])) }
}

/** Variants that are in memory together with each of their days. */
const VARIANTS_AT_ONCE = 2_000

async function* eachRecorded(
  sql: ShopSql,
  shop: Shop,
  to: Day,
  variantIds: readonly Id[],
): AsyncGenerator<RecordedStock> {
  for (let from = 0; from < variantIds.length; from += VARIANTS_AT_ONCE)
    yield* await listRecordedStock(sql, shop, to, variantIds.slice(from, from + VARIANTS_AT_ONCE))
}

const YEAR_WEEKS = 52

/** What was lost in the last year by variants that were without stock in it. */
async function addLostSales(
  sql: ShopSql,
  shop: Shop,
  { byVariant }: ShopHistories,
  asOf: Day,
  variants: readonly { stock: Pick<ItemStock, 'variantId' | 'priceMinor' | 'unitCostMinor'> }[],
): Promise<void> {
  const clock = new DayClock(shop.timezone)
  const year = { fromOn: addDays(asOf, -7 * YEAR_WEEKS), weeks: YEAR_WEEKS }
  const yesterday = addDays(asOf, -1)
  const wereOut = variants.filter(({ stock }) =>
    byVariant
      .get(stock.variantId)
      ?.stock.outDays.slice(-YEAR_WEEKS)
      .some((days) => days !== null && days > 0),
  )
  for (let from = 0; from < wereOut.length; from += VARIANTS_AT_ONCE) {
    const some = wereOut.slice(from, from + VARIANTS_AT_ONCE)
    const ids = some.map(({ stock }) => stock.variantId)
    const recorded = new Map((await listRecordedStock(sql, shop, yesterday, ids)).map((own) => [own.variantId, own]))
    const sales = await unitsSoldByDay(sql, shop, { from: year.fromOn, to: yesterday }, ids)
    const sold = Map.groupBy(sales, ({ variantId }) => variantId)
    for (const { stock } of some) {
      const { variantId, priceMinor, unitCostMinor } = stock
      const [history, days] = [byVariant.get(variantId), recorded.get(variantId)]
      if (!history || !days) continue
      const soldOn = new Map((sold.get(variantId) ?? []).map(({ day, units }) => [day, units]))
      const marginMinor = unitCostMinor === null ? null : priceMinor - unitCostMinor
      history.stock = { ...history.stock, lost: lostSales(outSpells(days, year, clock), soldOn, marginMinor) }
    }
  }
}
