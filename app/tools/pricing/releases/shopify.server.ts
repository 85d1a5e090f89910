/**
 * Prices at Shopify: what they are this moment, and writing them. In: rows of one book. Out: what is stored there, or which rows were refused.
 * Invariant: a call never names more than 250 things; what Shopify refuses comes back by row, with its own words, and is never dropped.
 */
import pLimit from 'p-limit'
import { isAppError, type FieldError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { parseMinor, toDecimal } from '#app/kernel/money.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import {
  PricingAddFixedPricesDocument,
  PricingReadFixedPricesDocument,
  PricingReadVariantPricesDocument,
  PricingUpdateFixedPricesDocument,
  PricingUpdateVariantsDocument,
  type CurrencyCode,
} from '#app/shopify/generated/documents.ts'
import { BASE_BOOK } from '../terms.ts'
import { byProduct } from './batches.ts'
import type { RowNote } from './schema.ts'
import { targetOf, type Direction, type StoredPrice, type WritableRow } from './three-way.ts'

/** Calls of one batch that are on their way at once; the client makes them wait for Shopify's points. */
const CALLS_AT_ONCE = 8
/** Shopify's words for a variant that is no more. */
const GONE = new Set(['PRODUCT_VARIANT_DOES_NOT_EXIST', 'VARIANT_NOT_FOUND', 'PRODUCT_DOES_NOT_EXIST'])

export interface BookNow {
  /** null: the list is no more */
  currency: string | null
  /** by variant; a variant that is not in it is no more */
  prices: Map<Id, StoredPrice>
}

/** The prices of these rows' variants in their book; all rows are of one book. */
export async function readPrices(
  client: ShopifyClient,
  bookId: Id,
  rows: readonly WritableRow[],
  signal: AbortSignal,
): Promise<BookNow> {
  return bookId === BASE_BOOK ? readBase(client, rows, signal) : readList(client, bookId, rows, signal)
}

async function readBase(client: ShopifyClient, rows: readonly WritableRow[], signal: AbortSignal): Promise<BookNow> {
  const ids = rows.map(({ variantId }) => toGid('ProductVariant', variantId))
  const { shop, nodes } = await client.query(PricingReadVariantPricesDocument, { ids }, { signal })
  const currency = shop.currencyCode
  const prices = new Map<Id, StoredPrice>()
  for (const node of nodes) {
    if (!node || !('price' in node)) continue
    prices.set(gidId(node.id), {
      priceMinor: parseMinor(node.price, currency),
      compareAtMinor: node.compareAtPrice === null ? null : parseMinor(node.compareAtPrice, currency),
    })
  }
  return { currency, prices }
}

async function readList(
  client: ShopifyClient,
  listId: Id,
  rows: readonly WritableRow[],
  signal: AbortSignal,
): Promise<BookNow> {
  const { priceList } = await client.query(
    PricingReadFixedPricesDocument,
    {
      id: toGid('PriceList', listId),
      first: rows.length,
      query: rows.map(({ variantId }) => `variant_id:${variantId}`).join(' OR '),
    },
    { signal },
  )
  if (!priceList) return { currency: null, prices: new Map() }
  const none: StoredPrice = { priceMinor: null, compareAtMinor: null }
  const prices = new Map(rows.map(({ variantId }) => [variantId, none]))
  for (const node of priceList.prices.nodes) prices.set(gidId(node.variant.id), fromList(node, priceList.currency))
  return { currency: priceList.currency, prices }
}

interface ListPrice {
  price: { amount: string }
  compareAtPrice: { amount: string } | null
}

function fromList(node: ListPrice, currency: string): StoredPrice {
  return {
    priceMinor: parseMinor(node.price.amount, currency),
    compareAtMinor: node.compareAtPrice === null ? null : parseMinor(node.compareAtPrice.amount, currency),
  }
}

export interface Written<Row> {
  /** what Shopify answers that it now has */
  stored: Map<Id, StoredPrice>
  /** refused rows; those that are neither here nor in `stored` have to be read again */
  refused: { row: Row; note: RowNote; gone: boolean }[]
}

/**
 * Writes what the rows are to become. Not repeated after an unclear failure: the caller reads again and sees what happened.
 * Throws what the client throws, except refusals of single rows.
 */
export async function writePrices<Row extends WritableRow>(
  client: ShopifyClient,
  bookId: Id,
  rows: readonly Row[],
  direction: Direction,
  signal: AbortSignal,
): Promise<Written<Row>> {
  if (bookId !== BASE_BOOK) return writeList(client, bookId, rows, direction, signal)
  const limit = pLimit(CALLS_AT_ONCE)
  const settled = await Promise.allSettled(
    byProduct(rows).map((group) => limit(() => writeProduct(client, group, direction, signal))),
  )
  const all: Written<Row> = { stored: new Map(), refused: [] }
  for (const result of settled) {
    if (result.status === 'rejected') throw result.reason
    for (const [id, price] of result.value.stored) all.stored.set(id, price)
    all.refused.push(...result.value.refused)
  }
  return all
}

async function writeProduct<Row extends WritableRow>(
  client: ShopifyClient,
  rows: readonly Row[],
  direction: Direction,
  signal: AbortSignal,
): Promise<Written<Row>> {
  const productId = toGid('Product', rows[0]?.productId ?? '')
  const currency = rows[0]?.currency ?? ''
  const variants = rows.map((row) => {
    const { priceMinor, compareAtMinor } = targetOf(row, direction)
    if (priceMinor === null) throw new Error(`variant ${row.variantId} has no base price to go to`)
    return {
      id: toGid('ProductVariant', row.variantId),
      price: toDecimal(priceMinor, currency),
      compareAtPrice: compareAtMinor === null ? null : toDecimal(compareAtMinor, currency),
    }
  })
  return refusalsOf(rows, async () => {
    const { productVariantsBulkUpdate: payload } = await client.mutate(
      PricingUpdateVariantsDocument,
      { productId, variants },
      { signal },
    )
    return (payload?.productVariants ?? []).map((variant) => [
      gidId(variant.id),
      {
        priceMinor: parseMinor(variant.price, currency),
        compareAtMinor: variant.compareAtPrice === null ? null : parseMinor(variant.compareAtPrice, currency),
      },
    ])
  })
}

async function writeList<Row extends WritableRow>(
  client: ShopifyClient,
  listId: Id,
  rows: readonly Row[],
  direction: Direction,
  signal: AbortSignal,
): Promise<Written<Row>> {
  const priceListId = toGid('PriceList', listId)
  const currency = rows[0]?.currency ?? ''
  const kept = rows.filter((row) => targetOf(row, direction).priceMinor !== null)
  const removed = rows.filter((row) => targetOf(row, direction).priceMinor === null)
  const prices = kept.map((row) => {
    const { priceMinor, compareAtMinor } = targetOf(row, direction)
    // What is no currency to Shopify it refuses itself, with its own words.
    const money = (minor: number) => ({ amount: toDecimal(minor, currency), currencyCode: currency as CurrencyCode })
    return {
      variantId: toGid('ProductVariant', row.variantId),
      price: money(priceMinor ?? 0),
      ...(compareAtMinor === null ? {} : { compareAtPrice: money(compareAtMinor) }),
    }
  })
  const stored = (nodes: (ListPrice & { variant: { id: string } })[] | null | undefined): [Id, StoredPrice][] =>
    (nodes ?? []).map((node) => [gidId(node.variant.id), fromList(node, currency)])
  // Errors are numbered within the list of prices, and within the list of removals.
  const inOrder = { prices: kept, pricesToAdd: kept, variantIdsToDelete: removed }
  if (removed.length === 0) {
    return refusalsOf(
      rows,
      async () => {
        const answer = await client.mutate(PricingAddFixedPricesDocument, { priceListId, prices }, { signal })
        return stored(answer.priceListFixedPricesAdd?.prices)
      },
      inOrder,
    )
  }
  return refusalsOf(
    rows,
    async () => {
      const { priceListFixedPricesUpdate: payload } = await client.mutate(
        PricingUpdateFixedPricesDocument,
        {
          priceListId,
          pricesToAdd: prices,
          variantIdsToDelete: removed.map(({ variantId }) => toGid('ProductVariant', variantId)),
        },
        { signal },
      )
      const gone = (payload?.deletedFixedPriceVariantIds ?? []).map((id): [Id, StoredPrice] => [
        gidId(id),
        { priceMinor: null, compareAtMinor: null },
      ])
      return [...stored(payload?.pricesAdded), ...gone]
    },
    inOrder,
  )
}

/** Turns user errors into refused rows by their field path (`variants.3.price`); an error of no row refuses all of them. */
async function refusalsOf<Row extends WritableRow>(
  rows: readonly Row[],
  call: () => Promise<[Id, StoredPrice][]>,
  lists: Record<string, readonly Row[]> = { variants: rows },
): Promise<Written<Row>> {
  try {
    return { stored: new Map(await call()), refused: [] }
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    const refused = new Map<Row, FieldError>()
    for (const field of error.fields) {
      const row = lists[field.path[0] ?? '']?.[Number(field.path[1])]
      if (row) refused.set(row, refused.get(row) ?? field)
      else for (const each of rows) refused.set(each, field)
    }
    return {
      stored: new Map(),
      refused: [...refused].map(([row, { message, code = '' }]) => ({
        row,
        gone: GONE.has(code),
        note: GONE.has(code) ? { code: 'gone' } : { code: 'rejected', said: message },
      })),
    }
  }
}
