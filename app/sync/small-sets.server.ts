/**
 * What is read whole each time, because it is small or has no version: the shop itself, locations, collections, bundles, markets,
 * price lists, fixed prices.
 * In: a shop. Out: how many rows differed and were written. Invariant: a set replaces the mirror's only when every page of it was read.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import { saveShopDetails } from '#app/mirror/shops.server.ts'
import type { BundleVariant, FixedPrice, Id, Instant, Location, Shop } from '#app/mirror/types.ts'
import type { Saved } from '#app/mirror/merge-versioned.server.ts'
import { saveBundles } from '#app/mirror/upsert-bundles.server.ts'
import { saveFixedPrices, saveLocations, saveMarkets } from '#app/mirror/upsert.server.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { saveGrant } from '#app/shopify/token-store.server.ts'
import { everyNode } from '#app/shopify/every-node.ts'
import {
  SyncListBundlesDocument,
  SyncListFixedPricesDocument,
  SyncListLocationsDocument,
  SyncListMarketsDocument,
  SyncListPriceListsDocument,
  SyncReadShopDocument,
} from '#app/shopify/generated/documents.ts'
import { listCollectionSizes } from './fetch.server.ts'
import { mapContextOf } from './map-context.server.ts'
import { mapFixedPrice, mapLocation, mapMarket, mapPriceList } from './map.ts'
import { refetchCollections } from './refetch.server.ts'

/** A location, a list or a catalog that is gone takes its own version as its end, so that it may come back under any clock. */
const OWN_VERSION: Instant = '1970-01-01T00:00:00.000Z'
const LOCATIONS_PAGE = 200
const BUNDLES_PAGE = 4
/** Shopify's own bundles have at most 30 components. */
const MOST_PARTS = 100
const MARKETS_PAGE = 3
const LISTS_PAGE = 100
/** A price is 4 points. */
const PRICES_PAGE = 200
const NEVER = new AbortController().signal

/** Name, currency, time zone, plan, and the scopes that Shopify really grants us. */
export async function refetchShop(shop: Shop): Promise<Saved> {
  const { shop: node, currentAppInstallation } = await shopifyClient(shop).query(SyncReadShopDocument, {})
  const scopes = currentAppInstallation.accessScopes.map(({ handle }) => handle)
  // First the tokens: who visits between the two finds a grant that differs, and asks Shopify again.
  await saveGrant(shop.domain, scopes)
  const { changed } = await saveShopDetails(shop, {
    shopifyId: gidId(node.id),
    name: node.name,
    currency: node.currencyCode,
    timezone: node.ianaTimezone,
    country: node.shopAddress.countryCodeV2 ?? 'ZZ',
    plan: node.plan.publicDisplayName,
    scopes,
  })
  return { written: changed ? 1 : 0, unchanged: changed ? 0 : 1 }
}

export async function fetchLocations(client: ShopifyClient, signal: AbortSignal): Promise<Location[]> {
  const nodes = await everyNode(
    async (after) =>
      (await client.query(SyncListLocationsDocument, { first: LOCATIONS_PAGE, after }, { signal })).locations,
  )
  return nodes.map(mapLocation)
}

export async function refetchLocations(shop: Shop, signal: AbortSignal = NEVER): Promise<Saved> {
  const locations = await fetchLocations(shopifyClient(shop), signal)
  return saved(
    shop,
    await inShopSql(shop.id, (sql) =>
      saveLocations(sql, shop, locations, { equal: 'compare', complete: { asOf: OWN_VERSION } }),
    ),
  )
}

/** Every collection with everything in it; one of ours that Shopify does not list is asked for too, and found gone. */
export async function refetchEveryCollection(shop: Shop, signal: AbortSignal = NEVER): Promise<Saved> {
  const client = shopifyClient(shop)
  const total: Saved = { written: 0, unchanged: 0 }
  for (let afterId: Id | null = '0'; afterId !== null;) {
    const { sizes, next } = await listCollectionSizes(client, afterId, signal)
    const extra = await inShopSql(shop.id, (sql) =>
      sql.query<{ id: Id }>(
        `select id from mirror_collection where shop_id = $1 and deleted_at is null and id > $2 and ($3::bigint is null or id <= $3) and id <> all($4::bigint[])`,
        [shop.id, afterId, next, [...sizes.keys()]],
      ),
    )
    const ids = [...sizes.keys(), ...extra.rows.map(({ id }) => id)]
    const { written, unchanged, removed, failed } = await refetchCollections(shop, ids, { signal, sizes })
    if (failed[0]) throw failed[0].error
    total.written += written + removed
    total.unchanged += unchanged
    afterId = next
  }
  return total
}

/** What every bundle is made of. Throws when Shopify ignored the search, or a bundle has more components than are read. */
export async function refetchBundles(shop: Shop, signal: AbortSignal = NEVER): Promise<Saved> {
  const client = shopifyClient(shop)
  const nodes = await everyNode(
    async (after) =>
      (await client.query(SyncListBundlesDocument, { first: BUNDLES_PAGE, after, parts: MOST_PARTS }, { signal }))
        .productVariants,
  )
  const bundles = nodes.map(({ id, requiresComponents, productVariantComponents }): BundleVariant => {
    // Shopify leaves out a search term that it does not know, and lists everything.
    if (!requiresComponents) throw new Error(`Shopify listed ${id} among the bundles, which it is not`)
    if (productVariantComponents.pageInfo.hasNextPage)
      throw new Error(`bundle ${id} has more than ${MOST_PARTS} components`)
    const components = productVariantComponents.nodes.map(({ quantity, productVariant }) => ({
      componentId: gidId(productVariant.id),
      units: quantity,
    }))
    return { variantId: gidId(id), components }
  })
  return saved(shop, await inShopSql(shop.id, (sql) => saveBundles(sql, shop, bundles)))
}

/** Markets and price lists, without the prices in them. */
export async function refetchMarkets(shop: Shop, signal: AbortSignal = NEVER): Promise<Saved> {
  const client = shopifyClient(shop)
  const context = await mapContextOf(shop)
  const fetchedAt = new Date().toISOString()
  const marketNodes = await everyNode(
    async (after) => (await client.query(SyncListMarketsDocument, { first: MARKETS_PAGE, after }, { signal })).markets,
  )
  const listNodes = await everyNode(
    async (after) =>
      (await client.query(SyncListPriceListsDocument, { first: LISTS_PAGE, after }, { signal })).priceLists,
  )
  const marketsOfCatalog = new Map<string, string[]>()
  const markets = marketNodes.map((node) => {
    const regions = node.conditions?.regionsCondition?.regions
    if (regions?.pageInfo.hasNextPage || node.catalogs.pageInfo.hasNextPage)
      throw new Error(`market ${node.id} has more regions or catalogs than are read`)
    for (const catalog of node.catalogs.nodes)
      marketsOfCatalog.set(catalog.id, [...(marketsOfCatalog.get(catalog.id) ?? []), node.id])
    const countries = (regions?.nodes ?? []).flatMap((region) =>
      'code' in region && typeof region.code === 'string' ? [region.code] : [],
    )
    return mapMarket(node, countries, context)
  })
  const priceLists = listNodes.map((node) =>
    mapPriceList(node, node.catalog ? (marketsOfCatalog.get(node.catalog.id) ?? []) : []),
  )
  return saved(shop, await inShopSql(shop.id, (sql) => saveMarkets(sql, shop, { markets, priceLists }, fetchedAt)))
}

/** The fixed prices of every price list that the mirror knows. */
export async function refetchFixedPrices(shop: Shop, signal: AbortSignal = NEVER): Promise<Saved> {
  const client = shopifyClient(shop)
  const lists = await inShopSql(shop.id, (sql) =>
    sql.query<{ id: Id }>('select id from mirror_price_list where shop_id = $1 and deleted_at is null order by id', [
      shop.id,
    ]),
  )
  const total: Saved = { written: 0, unchanged: 0 }
  for (const { id } of lists.rows) {
    const fetchedAt = new Date().toISOString()
    const nodes = await everyNode(async (after) => {
      const { priceList } = await client.query(
        SyncListFixedPricesDocument,
        { id: toGid('PriceList', id), first: PRICES_PAGE, after },
        { signal },
      )
      // Deleted since the lists were read: it has no prices any more.
      return priceList?.prices ?? { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] }
    })
    const prices: FixedPrice[] = nodes.map((node) => mapFixedPrice(node, id))
    const one = await inShopSql(shop.id, (sql) => saveFixedPrices(sql, shop, id, prices, fetchedAt))
    total.written += one.written
    total.unchanged += one.unchanged
  }
  return saved(shop, total)
}

function saved(shop: Shop, result: Saved): Saved {
  if (result.written > 0) announceChanges(shop)
  return result
}
