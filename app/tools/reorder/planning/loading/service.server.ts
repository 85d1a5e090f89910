/**
 * What a decision needs to know of goods beside their demand. In: an open shop transaction, variants. Out: stock, how each is bought, what is under way,
 * people's own forecasts. Invariant: everything is read in the caller's transaction, so that one decision never mixes two moments.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { listStockItems, type StockItem } from '#app/mirror/stock.server.ts'
import { listTransferSupplies } from '#app/mirror/transfers.server.ts'
import type { TransferSupply } from '#app/mirror/transfers.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { NO_LIMITS } from '../../keeping/schema.ts'
import { listKeeping } from '../../keeping/store.server.ts'
import { loadPlannedShares, type ShareOf } from '../../locations/loading/service.server.ts'
import { placesOf } from '../../locations/places.ts'
import type { PolicyDocument } from '../../policy/schema.ts'
import { listOpenSupplies, type PlacedSupply } from '../../purchase-orders/store.server.ts'
import { loadExchange } from '../../supplier-scores/store.server.ts'
import { leadTimeReceipts, listScores, listSupply } from '../../suppliers/store.server.ts'
import { listOwnMoves } from '../../transfers/making/store.server.ts'
import { movedGoods } from '../../transfers/supply.ts'
import type { ItemStock, ItemSupply, PlannedGoods } from '../plan-item.ts'
import { loadPromotions } from '../promotions/service.server.ts'
import { listOverrides } from '../store.server.ts'
import { supplyOf } from '../supply.ts'

/**
 * Everything of some variants but demand, by id; those that are not for sale or not counted are left out.
 * @param shareOf how demand is spread over locations; absent: as the last plan said
 */
export async function loadVariants(
  sql: ShopSql,
  shop: Shop,
  policy: PolicyDocument,
  asOf: Day,
  variantIds: readonly Id[],
  shareOf?: ShareOf | null,
): Promise<PlannedGoods[]> {
  const items = await listStockItems(sql, shop, variantIds)
  const supplyOfItem = await loadSupplies(sql, shop, policy, asOf, variantIds)
  const supplies = await listOpenSupplies(sql, shop, variantIds)
  const moving = [
    ...(await listTransferSupplies(sql, shop, variantIds)),
    ...(await listOwnMoves(sql, shop, variantIds)),
  ]
  const moves = Map.groupBy(moving, ({ variantId }) => variantId)
  const shares = shareOf === undefined ? await loadPlannedShares(sql, shop, items) : shareOf
  const overrides = await listOverrides(sql, shop, asOf, variantIds)
  const promotions = await loadPromotions(sql, shop, asOf, variantIds)
  const keeping = await listKeeping(sql, shop, variantIds)
  return items.map((item) => ({
    stock: stockOf(shop, item, supplies.get(item.variantId) ?? [], moves.get(item.variantId) ?? [], shares),
    supply: supplyOfItem(item),
    override: overrides.get(item.variantId) ?? null,
    promotions: promotions.get(item.variantId) ?? [],
    keeping: keeping.get(item.variantId) ?? NO_LIMITS,
  }))
}

/** How each of these variants is bought. */
export async function loadSupplies(
  sql: ShopSql,
  shop: Shop,
  policy: PolicyDocument,
  asOf: Day,
  variantIds: readonly Id[],
): Promise<(item: Pick<StockItem, 'variantId' | 'unitCostMinor'>) => ItemSupply> {
  const choices = await listSupply(sql, shop, variantIds)
  const currencies = [...choices.values()].flatMap((offers) => offers.map(({ currency }) => currency))
  const known = {
    scores: new Map([...(await listScores(sql, shop))].map(([id, { score }]) => [id, score])),
    receipts: await leadTimeReceipts(sql, shop),
    inOneCurrency: await loadExchange(sql, shop, currencies, asOf),
  }
  return ({ variantId, unitCostMinor }) =>
    supplyOf(choices.get(variantId) ?? [], known, policy, { currency: shop.currency, unitCostMinor })
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
