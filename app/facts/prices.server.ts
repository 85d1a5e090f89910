/**
 * The price ledger as pages and tools read it. In: a shop, variants, a book. Out: rows of the ledger; prior prices.
 * Invariant: only reads fact_price, which prices-follow.server.ts keeps up with the mirror.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { RateDays } from './fx-days.ts'
import { loadRateDays } from './fx-days.server.ts'
import type { ListTerms, PriceRows, PriceSeen } from './price-history.ts'
import { priorPrice, type PriorPrice } from './prior-price.ts'

/** `fact_price.price_list_id` of the base price. */
const BASE_LIST: Id = '0'
/** Variants whose rows are held in memory at once. */
const VARIANTS_AT_ONCE = 5_000

/** Rows of a variant by price list ('0': base price), oldest first. */
export type VariantPrices = ReadonlyMap<Id, readonly PriceSeen[]>

/** Everything the ledger knows about the variants; without rows a variant is absent. `listIds` narrows it; the base price always comes along. */
export async function listPriceRows(
  sql: ShopSql,
  shop: Shop,
  variantIds: readonly Id[],
  listIds?: readonly Id[],
): Promise<Map<Id, VariantPrices>> {
  const found = await sql.query<PriceSeen & { variantId: Id; listId: Id }>(
    `select p.variant_id::text as "variantId", p.price_list_id::text as "listId", ${isoInstant('p.seen_at')} as "seenAt", p.currency,
            p.price_minor::float8 as "priceMinor", p.compare_at_minor::float8 as "compareAtMinor", p.source
       from fact_price p
      where p.shop_id = $1 and p.variant_id = any ($2::bigint[]) and ($3::bigint[] is null or p.price_list_id = any ($3::bigint[]))
      order by p.variant_id, p.price_list_id, p.seen_at`,
    [shop.id, variantIds, listIds ? [BASE_LIST, ...listIds] : null],
  )
  const variants = new Map<Id, Map<Id, PriceSeen[]>>()
  for (const { variantId, listId, ...row } of found.rows) {
    let lists = variants.get(variantId)
    if (!lists) variants.set(variantId, (lists = new Map()))
    const rows = lists.get(listId)
    if (rows) rows.push(row)
    else lists.set(listId, [row])
  }
  return variants
}

/** The rows that make the shown price in a book. */
export function rowsOf(prices: VariantPrices | undefined, listId: Id): PriceRows {
  return { base: prices?.get(BASE_LIST) ?? [], fixed: listId === BASE_LIST ? [] : (prices?.get(listId) ?? []) }
}

/**
 * The prior price of each variant in a book: the lowest of the 30 days before its reduction, or before `asOf` when it is not reduced.
 * Method and its limits: prior-price.ts. Variants the ledger has never seen are absent. Throws `not_found` for an unknown list.
 * @param options.listId '0' for the base prices, else a Shopify price list
 */
export async function lowestPrice(
  shop: Shop,
  variantIds: readonly Id[],
  options: { listId: Id; asOf: Instant },
): Promise<Map<Id, PriorPrice>> {
  if (variantIds.some((id) => !isId(id))) throw new AppError('not_found', 'no such variant')
  const result = new Map<Id, PriorPrice>()
  const list = await inShopSql(shop.id, (sql) => getList(sql, shop, options.listId))
  for (let start = 0; start < variantIds.length; start += VARIANTS_AT_ONCE) {
    const chunk = variantIds.slice(start, start + VARIANTS_AT_ONCE)
    const { rows, rates } = await inShopSql(shop.id, async (sql) => {
      const rows = await listPriceRows(sql, shop, chunk, [options.listId])
      return { rows, rates: await ratesFor(sql, [list], rows.values(), options.asOf) }
    })
    for (const [variantId, prices] of rows)
      result.set(variantId, priorPrice(list, rowsOf(prices, options.listId), rates, options.asOf))
  }
  return result
}

/** The rates that following prices may need, from the first row on. */
export async function ratesFor(
  sql: ShopSql,
  lists: readonly ListTerms[],
  variants: Iterable<VariantPrices>,
  asOf: Instant,
): Promise<RateDays> {
  const currencies = new Set(lists.map((list) => list.currency))
  let first = asOf
  for (const prices of variants) {
    for (const row of prices.get(BASE_LIST) ?? []) {
      currencies.add(row.currency)
      if (row.seenAt < first) first = row.seenAt
    }
  }
  return loadRateDays(sql, [...currencies], first.slice(0, 10), asOf.slice(0, 10))
}

/** A list the ledger has not seen: no time of it is known. */
export const NEVER: Instant = '9999-12-31T00:00:00.000Z'

/** Since when the ledger knows each price list. */
export async function listWatched(sql: ShopSql, shop: Shop): Promise<Map<Id, Instant>> {
  const found = await sql.query<{ listId: Id; at: Instant }>(
    `select p.price_list_id::text as "listId", ${isoInstant('p.seen_at')} as at from fact_price p
      where p.shop_id = $1 and p.variant_id = 0 order by p.seen_at desc`,
    [shop.id],
  )
  return new Map(found.rows.map(({ listId, at }) => [listId, at]))
}

async function getList(sql: ShopSql, shop: Shop, listId: Id): Promise<ListTerms> {
  if (listId === BASE_LIST) return { listId, currency: shop.currency, adjustmentBps: 0 }
  const found = isId(listId)
    ? await sql.query<ListTerms>(
        `select id::text as "listId", currency, coalesce(adjustment_bps, 0) as "adjustmentBps" from mirror_price_list
          where shop_id = $1 and id = $2 and deleted_at is null`,
        [shop.id, listId],
      )
    : null
  const list = found?.rows[0]
  if (!list) throw new AppError('not_found', `no price list ${listId}`)
  return { ...list, watchedSince: (await listWatched(sql, shop)).get(listId) ?? NEVER }
}
