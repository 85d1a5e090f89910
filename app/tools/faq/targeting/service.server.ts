/** What an entry can be shown to: the shop's markets, languages, collections, tags and products. In: a shop. Out: plain choices. */
import { listCollections, listMarkets, listProductFilters } from '#app/mirror/catalog.server.ts'
import { listProductNames } from '#app/mirror/product-names.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { EntryTarget } from '../entries/schema.ts'
import { shopLanguages } from '../languages/service.server.ts'
import type { TargetChoices } from './choices.ts'

/** @param target whose products are to be named */
export async function targetChoices(shop: Shop, target: EntryTarget, asOf: Date): Promise<TargetChoices> {
  const [{ languages }, markets, collections, { tags }, products] = await Promise.all([
    shopLanguages(shop, asOf),
    listMarkets(shop),
    listCollections(shop),
    listProductFilters(shop),
    listProductNames(shop, target.products ?? []),
  ])
  return {
    timezone: shop.timezone,
    languages: languages.map(({ locale }) => locale),
    markets: markets.map(({ handle, name }) => ({ handle, name })),
    collections: collections.map(({ id, title }) => ({ id, title })),
    tags: [...new Set(tags.map((tag) => tag.toLowerCase()))],
    products,
  }
}
