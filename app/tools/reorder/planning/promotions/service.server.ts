/**
 * Lower prices that a plan has to know of. In: an open shop transaction, days. Out: by variant, what was and is planned, and every price cut.
 * Invariant: a cut in some markets carries their share of what the shop sold in the year before.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { listMarketShares } from '#app/facts/market-shares.server.ts'
import { listPromotionSpells, type SpellQuery } from '#app/facts/promotions.server.ts'
import type { PromotionSpell } from '#app/facts/types.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { DAYS_PER_YEAR } from '../../terms.ts'
import { shareOfMarkets, type PriceCut, type VariantPromotion } from './cuts.ts'
import { HORIZON_WEEKS } from '../schema.ts'

/** Planned promotions of the last year and as far ahead as is forecast. */
export async function loadPromotions(
  sql: ShopSql,
  shop: Shop,
  asOf: Day,
  variantIds: readonly Id[],
): Promise<Map<Id, VariantPromotion[]>> {
  const range = { from: addDays(asOf, -DAYS_PER_YEAR), to: addDays(asOf, 7 * HORIZON_WEEKS) }
  const spells = await loadSpells(sql, shop, { variantIds: [...variantIds], ...range, plannedOnly: true })
  return byVariant(spells, ({ promotionId, promotionName }, cut) => ({
    id: promotionId ?? '',
    name: promotionName ?? '',
    ...cut,
  }))
}

/** Every price cut on these days, planned or seen by the price ledger. */
export async function loadPriceCuts(
  sql: ShopSql,
  shop: Shop,
  range: { from: Day; to: Day },
  variantIds: readonly Id[],
): Promise<Map<Id, PriceCut[]>> {
  return byVariant(await loadSpells(sql, shop, { variantIds: [...variantIds], ...range }), (_, cut) => cut)
}

interface SharedSpell {
  spell: PromotionSpell
  share: number
}

async function loadSpells(sql: ShopSql, shop: Shop, query: Omit<SpellQuery, 'marketIds'>): Promise<SharedSpell[]> {
  const spells = await listPromotionSpells(sql, shop, { ...query, marketIds: [] })
  if (spells.every(({ marketIds }) => marketIds.length === 0)) return spells.map((spell) => ({ spell, share: 1 }))
  const year = { from: addDays(query.to, -7 * HORIZON_WEEKS - DAYS_PER_YEAR), to: query.to }
  const shares = await listMarketShares(sql, shop, year)
  return spells.map((spell) => ({ spell, share: shareOfMarkets(spell.marketIds, shares) }))
}

function byVariant<Row>(
  spells: readonly SharedSpell[],
  rowOf: (spell: PromotionSpell, cut: PriceCut) => Row,
): Map<Id, Row[]> {
  const found = new Map<Id, Row[]>()
  for (const { spell, share } of spells) {
    const { variantId, from, to, discountBps } = spell
    if (discountBps === null || discountBps <= 0) continue
    const rows = found.get(variantId) ?? []
    found.set(variantId, rows)
    rows.push(rowOf(spell, { from, to, discountBps, share }))
  }
  return found
}
