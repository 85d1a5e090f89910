/**
 * What each market's answers may say, now. In: a shop. Out: the facts of every market and of those that have none of their own.
 * Invariant: what is returned was written down first, so that since when a fact has its value is known.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { listDeliveryEstimates } from '#app/facts/lanes.server.ts'
import { listMarkets } from '#app/mirror/catalog.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { FactChanges, MarketFacts } from '../../market-facts.ts'
import { marketFactsOf } from '../engine.ts'
import { ALL_MARKETS, NOTHING_SAID, type StoredSettings } from '../schema.ts'
import { listChanges, listSettings, noteFacts } from '../store.server.ts'

export interface BoundMarket {
  /** ALL_MARKETS for the settings of every market without its own */
  id: Id
  /** null for those */
  handle: string | null
  name: string | null
  currency: string
  countries: string[]
  stored: StoredSettings
  facts: MarketFacts
  changes: FactChanges
}

/** All markets together first, then the shop's own by name. */
export async function loadMarketFacts(shop: Shop, now: Date): Promise<BoundMarket[]> {
  const markets = (await listMarkets(shop)).filter(({ status }) => status === 'ACTIVE')
  const at = now.toISOString()
  return inShopSql(shop.id, async (sql) => {
    const stored = new Map((await listSettings(sql, shop)).map((one) => [one.marketId, one]))
    const estimates = await listDeliveryEstimates(sql, shop)
    const settingsOf = (marketId: Id): StoredSettings =>
      stored.get(marketId) ?? { marketId, version: 0, settings: NOTHING_SAID, savedAt: null }
    const forAll = settingsOf(ALL_MARKETS)
    const known = [
      {
        id: ALL_MARKETS,
        handle: null,
        name: null,
        currency: shop.currency,
        countries: [],
        stored: forAll,
        facts: marketFactsOf(NOTHING_SAID, forAll.settings, estimates, at),
      },
      ...markets.map(({ id, handle, name, baseCurrency, countries }) => ({
        id,
        handle,
        name,
        currency: baseCurrency,
        countries,
        stored: settingsOf(id),
        facts: marketFactsOf(
          settingsOf(id).settings,
          forAll.settings,
          estimates.filter(({ country }) => countries.includes(country)),
          at,
        ),
      })),
    ]
    await noteFacts(
      sql,
      shop,
      known.map(({ id, facts }) => ({ marketId: id, facts })),
      at,
    )
    const changes = await listChanges(sql, shop)
    return known.map((market) => ({ ...market, changes: changes.get(market.id) ?? {} }))
  })
}
