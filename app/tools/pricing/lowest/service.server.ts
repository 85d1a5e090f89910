/**
 * Publishing the lowest price of 30 days to the storefront. In: a shop, the moment. Out: variants' metafields at Shopify, and how it went.
 * Invariant: nothing is written unless the merchant asked for it and Shopify permits it; when it is switched off, what was published is emptied,
 * because an old lowest price would be a wrong one.
 */
import { createHash } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import { lowestPrice } from '#app/facts/prices.server.ts'
import type { PriorPrice } from '#app/facts/prior-price.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { toGid } from '#app/kernel/gid.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { listBooks } from '../books/service.server.ts'
import { findDocument, saveDocument } from '../store.server.ts'
import type { PriceBook } from '../terms.ts'
import { lowestValue, NO_MARKETS } from './engine.ts'
import { PricingLowestJob } from './jobs.ts'
import { LowestSettings, LowestStatus } from './schema.ts'
import { defineLowest, setLowest } from './shopify.server.ts'

const SETTINGS = 'lowest'
const STATUS = 'lowest:status'

export interface Lowest {
  settings: LowestSettings
  status: LowestStatus
  mayWrite: boolean
}

export async function lowestPublication(shop: Shop): Promise<Lowest> {
  return inShopSql(shop.id, async (sql) => ({
    settings: (await findDocument(sql, shop, SETTINGS, LowestSettings))?.value ?? LowestSettings.parse({}),
    status: (await findDocument(sql, shop, STATUS, LowestStatus))?.value ?? LowestStatus.parse({}),
    mayWrite: canWrite(shop),
  }))
}

/** On: published at once and kept up. Off: what was published is emptied. */
export async function setLowestPublication(shop: Shop, publish: boolean): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await saveDocument(sql, shop, SETTINGS, LowestSettings, { publish })
    await enqueue(sql, PricingLowestJob, { shopId: shop.id }, { oneWaiting: `lowest-${shop.id}` })
  })
}

/** Cron: shops that publish, or still have something to empty. */
export async function publishAllLowest(signal: AbortSignal): Promise<void> {
  for (const shop of await listInstalledShops()) {
    signal.throwIfAborted()
    const { settings, status } = await lowestPublication(shop)
    if (settings.publish || status.published > 0)
      await enqueue(null, PricingLowestJob, { shopId: shop.id }, { oneWaiting: `lowest-${shop.id}` })
  }
}

/** Makes Shopify's values those of the ledger. Run again it writes nothing. */
export async function publishLowest(shop: Shop, asOf: Date, signal?: AbortSignal): Promise<LowestStatus> {
  const { settings, status, mayWrite } = await lowestPublication(shop)
  if (!settings.publish && status.published === 0) return status
  if (!mayWrite) return saveStatus(shop, { ...status, state: 'no_scope' })
  const wanted = await wantedValues(shop, settings.publish, asOf)
  const digest = digestOf(wanted)
  if (status.state === 'done' && status.digest === digest) return status
  const client = shopifyClient(shop)
  await defineLowest(client, signal)
  let [written, refused, said] = [0, 0, '']
  for await (const batch of setLowest(client, wanted, signal)) {
    written += batch.written.length
    refused += batch.refused
    said ||= batch.said
    await inShopSql(shop.id, (sql) =>
      recordActions(
        sql,
        shop,
        batch.written.map(({ variantId, before, after }) => ({
          tool: 'pricing',
          kind: 'lowest.publish',
          key: `lowest:${variantId}:${asOf.toISOString()}`,
          target: toGid('ProductVariant', variantId),
          before,
          after,
          actor: 'job:pricing.lowest' as const,
        })),
      ),
    )
  }
  const published = [...wanted.values()].filter((value) => value !== NO_MARKETS).length
  return saveStatus(shop, {
    at: asOf.toISOString(),
    state: refused > 0 ? 'refused' : 'done',
    published,
    written,
    refused,
    said,
    digest,
  })
}

async function saveStatus(shop: Shop, status: LowestStatus): Promise<LowestStatus> {
  await inShopSql(shop.id, (sql) => saveDocument(sql, shop, STATUS, LowestStatus, status))
  return status
}

async function wantedValues(shop: Shop, publish: boolean, asOf: Date): Promise<Map<Id, string>> {
  const { ids, books } = await inShopSql(shop.id, async (sql) => {
    const variants = await sql.query<{ id: Id }>(
      'select id::text as id from mirror_variant where shop_id = $1 and deleted_at is null order by mirror_variant.id',
      [shop.id],
    )
    const markets = await sql.query<{ id: Id; handle: string }>(
      'select id::text as id, handle from mirror_market where shop_id = $1 and deleted_at is null',
      [shop.id],
    )
    const handles = (book: PriceBook): string[] =>
      markets.rows.filter((market) => book.marketIds.includes(market.id)).map((market) => market.handle)
    return {
      ids: variants.rows.map((row) => row.id),
      books: (await listBooks(sql, shop, asOf)).map((book) => ({ id: book.id, handles: handles(book) })),
    }
  })
  if (!publish) return new Map(ids.map((id) => [id, NO_MARKETS]))
  const prices = new Map<Id, Map<Id, PriorPrice>>()
  for (const book of books)
    prices.set(book.id, await lowestPrice(shop, ids, { listId: book.id, asOf: asOf.toISOString() }))
  return new Map(
    ids.map((id) => [
      id,
      lowestValue(books.map((book) => ({ handles: book.handles, prior: prices.get(book.id)?.get(id) }))),
    ]),
  )
}

function digestOf(values: ReadonlyMap<Id, string>): string {
  const hash = createHash('sha256')
  for (const [id, value] of values) hash.update(id).update(value)
  return hash.digest('hex')
}

function canWrite(shop: Shop): boolean {
  return shop.scopes.includes('write_products')
}
