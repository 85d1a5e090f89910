/** Asks Shopify for the languages of a shop. In: a shop. Out: them, the primary first. Invariant: what comes out fits the schema. */
import { z } from 'zod'
import type { Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { FaqShopLocalesDocument } from '#app/shopify/generated/documents.ts'
import { ShopLanguage } from './schema.ts'

/** Throws AppError as every call to Shopify does (`missing_scope` without read_locales). @param patienceMs a page waits for it */
export async function fetchLanguages(shop: Shop, patienceMs: number): Promise<ShopLanguage[]> {
  const { shopLocales } = await shopifyClient(shop).query(
    FaqShopLocalesDocument,
    {},
    { signal: AbortSignal.timeout(patienceMs), patienceSeconds: 1 },
  )
  const primaryFirst = [...shopLocales].sort(
    (a, b) => Number(b.primary) - Number(a.primary) || (a.locale < b.locale ? -1 : 1),
  )
  return z.array(ShopLanguage).parse(primaryFirst.map(({ locale, published }) => ({ locale, published })))
}
