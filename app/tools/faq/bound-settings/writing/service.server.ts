/**
 * The values behind placeholders, written where the theme reads them. In: a shop. Out: the metafield `faq.facts` at Shopify, when anything differs.
 * Invariant: what cannot be filled is not in it, so that an answer with a hole is not shown; a shop that publishes nothing has none written.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { setAppData } from '#app/shopify/app-data.server.ts'
import { shopLanguages } from '../../languages/service.server.ts'
import { listStates } from '../../publishing/store.server.ts'
import { placeholderTexts, withholdFromOthers, type StorefrontFacts } from '../engine.ts'
import { loadMarketFacts } from '../facts/service.server.ts'
import { findWrittenFacts, saveWrittenFacts } from '../store.server.ts'

/** Throws what the client throws. Returns whether Shopify got anything new. */
export async function writeFacts(shop: Shop, now: Date, { signal }: { signal: AbortSignal }): Promise<boolean> {
  const isUsed = await inShopSql(
    shop.id,
    async (sql) => (await listStates(sql, shop)).length > 0 || (await findWrittenFacts(sql, shop)) !== null,
  )
  if (!isUsed) return false
  const { languages } = await shopLanguages(shop, now)
  const markets = await loadMarketFacts(shop, now)
  const facts: StorefrontFacts = {}
  for (const { handle, facts: known } of markets)
    facts[handle ?? '*'] = Object.fromEntries(languages.map(({ locale }) => [locale, placeholderTexts(known, locale)]))
  withholdFromOthers(facts)
  const written = await setAppData(
    shop,
    [{ namespace: 'faq', key: 'facts', type: 'json', value: JSON.stringify(facts) }],
    {
      signal,
    },
  )
  await inShopSql(shop.id, (sql) => saveWrittenFacts(sql, shop, facts))
  return written.length > 0
}
