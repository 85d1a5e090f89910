/**
 * Which languages a shop speaks. In: a shop. Out: its languages, the primary first.
 * Invariant: a page never waits long for Shopify: what was told before answers while Shopify does not, and English before it ever did.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { ShopLanguages } from './schema.ts'
import { fetchLanguages } from './shopify.server.ts'
import { findLanguages, saveLanguages } from './store.server.ts'

const STAYS_MS = 6 * 3_600_000
const PAGE_PATIENCE_MS = 3_000
const STAND_IN: ShopLanguages = { languages: [{ locale: 'en', published: true }], askedAt: null }

/** Asks Shopify when that was last done more than six hours ago, or when `now` is wanted. */
export async function shopLanguages(shop: Shop, asOf: Date, now = false): Promise<ShopLanguages> {
  const known = await inShopSql(shop.id, (sql) => findLanguages(sql, shop))
  if (known?.askedAt && !now && asOf.getTime() - Date.parse(known.askedAt) < STAYS_MS) return known
  try {
    const languages = await fetchLanguages(shop, PAGE_PATIENCE_MS)
    if (languages.length === 0) return known ?? STAND_IN
    const askedAt = asOf.toISOString()
    await inShopSql(shop.id, (sql) => saveLanguages(sql, shop, languages, askedAt))
    return { languages, askedAt }
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
    if (!isAppError(error) && !timedOut) throw error
    log.warn({ err: error, shopId: shop.id }, 'Shopify did not tell the languages: the ones known before stay')
    return known ?? STAND_IN
  }
}

/** What was last told, for jobs and for work inside a transaction. */
export async function knownLanguages(sql: ShopSql, shop: Shop): Promise<ShopLanguages> {
  return (await findLanguages(sql, shop)) ?? STAND_IN
}
