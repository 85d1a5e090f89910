/**
 * Observations from programs. In: a key and a JSON body. Out: what became of each item. Keys are made and revoked here.
 * Invariant: without a live key nothing is read, not even the body; items are judged one by one, and those that are right are kept in one
 * transaction; sending anything twice changes nothing.
 */
import type { z } from 'zod'
import { inShopSql } from '#app/db/tenant.server.ts'
import { findShopById } from '#app/mirror/shops.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { observationKey, productMatcher, whatItSays, type MatchProduct } from '../observations/match.ts'
import {
  CALLS_PER_MINUTE,
  itemObservation,
  ObservationBody,
  ObservationItem,
  TokenForm,
  type MatchedObservation,
  type ObservationProblem,
} from '../observations/schema.ts'
import {
  addCompetitors,
  listVariantCodes,
  lockObservations,
  saveObservations,
  standingOf,
} from '../observations/store.server.ts'
import { addToken, isLiveKey, listTokens, readKey, revokeToken, takeCall, type TokenView } from './store.server.ts'

export type { TokenView }

export async function observationTokens(shop: Shop): Promise<TokenView[]> {
  return listTokens(shop)
}

/** The key is shown once: only its hash is kept. Throws a ZodError for a name that is none. */
export async function createToken(shop: Shop, form: unknown): Promise<{ id: string; name: string; key: string }> {
  const { name } = TokenForm.parse(form)
  return { name, ...(await addToken(shop, name)) }
}

export async function removeToken(shop: Shop, id: string): Promise<void> {
  await revokeToken(shop, id)
}

export interface ItemError {
  field: string
  code: string
  message: string
}

export type ItemResult =
  { index: number; status: 'new' | 'changed' | 'unchanged' } | { index: number; status: 'refused'; errors: ItemError[] }

export type Received =
  | { outcome: 'unauthorized' }
  | { outcome: 'too_many_calls'; retryAfterSeconds: number; perMinute: number }
  | { outcome: 'invalid_body'; errors: ItemError[] }
  | { outcome: 'done'; results: ItemResult[] }

/** @param key what stands after `Bearer`; @param readBody gives parsed JSON, and is only asked once the key is known to be live */
export async function receiveObservations(
  key: string,
  readBody: () => Promise<unknown>,
  asOf: Instant,
): Promise<Received> {
  const presented = readKey(key)
  if (presented === null) return { outcome: 'unauthorized' }
  const wait = await inShopSql(presented.shopId, async (sql) =>
    (await isLiveKey(sql, presented)) ? { seconds: await takeCall(sql, presented) } : null,
  )
  const shop = wait === null ? null : await findShopById(presented.shopId)
  if (wait === null || shop === null || shop.uninstalledAt !== null) return { outcome: 'unauthorized' }
  if (wait.seconds !== null)
    return { outcome: 'too_many_calls', retryAfterSeconds: wait.seconds, perMinute: CALLS_PER_MINUTE }
  const body = ObservationBody.safeParse(await readBody())
  if (!body.success) {
    return {
      outcome: 'invalid_body',
      errors: body.error.issues.map(issueError),
    }
  }
  return { outcome: 'done', results: await keepItems(shop, body.data.observations, asOf) }
}

async function keepItems(shop: Shop, items: readonly unknown[], asOf: Instant): Promise<ItemResult[]> {
  return inShopSql(shop.id, async (sql) => {
    await lockObservations(sql, shop)
    const { results, kept } = sortItems(items, productMatcher(await listVariantCodes(sql, shop)), asOf)
    const observations = kept.map(({ observation }) => observation)
    const { ids } = await addCompetitors(
      sql,
      shop,
      observations.map(({ competitor }) => competitor),
    )
    const standing = await standingOf(sql, shop, observations, ids)
    const changes = observations.filter((_, at) => standing[at] !== 'same')
    if (changes.length > 0) await saveObservations(sql, shop, changes, ids, 'endpoint')
    for (const [at, { index }] of kept.entries()) {
      const state = standing[at] ?? 'same'
      results[index] = { index, status: state === 'same' ? 'unchanged' : state }
    }
    return results
  })
}

interface KeptItem {
  index: number
  observation: MatchedObservation
}

/** Refuses what is wrong and takes repeats of an item for that item; the rest is kept, its result still open. */
function sortItems(
  items: readonly unknown[],
  matchProduct: MatchProduct,
  asOf: Instant,
): { results: ItemResult[]; kept: KeptItem[] } {
  const results: ItemResult[] = []
  const kept: KeptItem[] = []
  const first = new Map<string, KeptItem>()
  for (const [index, given] of items.entries()) {
    const read = readItem(given, matchProduct, asOf)
    if ('errors' in read) {
      results[index] = { index, status: 'refused', errors: read.errors }
      continue
    }
    const key = observationKey(read.observation)
    const before = first.get(key)
    if (before === undefined) {
      const item = { index, observation: read.observation }
      first.set(key, item)
      kept.push(item)
    } else if (whatItSays(before.observation) === whatItSays(read.observation)) {
      results[index] = { index, status: 'unchanged' }
    } else {
      const message = `item ${before.index} says something else about the same offer at the same moment`
      results[index] = { index, status: 'refused', errors: [{ field: 'seenAt', code: 'other_line_differs', message }] }
    }
  }
  return { results, kept }
}

function readItem(
  given: unknown,
  matchProduct: MatchProduct,
  asOf: Instant,
): { observation: MatchedObservation } | { errors: ItemError[] } {
  const item = ObservationItem.safeParse(given)
  if (!item.success) return { errors: item.error.issues.map(issueError) }
  const read = itemObservation(item.data, asOf)
  if (!read.ok) return { errors: [machineError(read.field, read.code)] }
  const { observation } = read
  const product = matchProduct(observation.sku, observation.gtin)
  if (!product.ok) return { errors: [machineError(observation.sku === null ? 'gtin' : 'sku', product.code)] }
  return { observation: { ...observation, variantId: product.variantId } }
}

function issueError(issue: z.core.$ZodIssue): ItemError {
  return { field: issue.path.map(String).join('.') || 'item', code: issue.code, message: issue.message }
}

function machineError(field: string, code: ObservationProblem): ItemError {
  return { field, code, message: MACHINE_WORDS[code] }
}

/** The endpoint's answers are read by people who write programs: English. */
const MACHINE_WORDS: Record<ObservationProblem, string> = {
  name_too_long: 'the name is too long',
  bad_url: 'must begin with http:// or https://',
  bad_confidence: 'must be from 0 to 1',
  other_line_differs: 'contradicts another item',
  no_product_code: 'sku or gtin is needed',
  unknown_product: 'no variant of the shop has this SKU or GTIN',
  several_products: 'several variants of the shop have this code',
  sku_and_gtin_differ: 'the SKU and the GTIN belong to different variants',
  price_not_positive: 'must be above 0',
  price_too_large: 'must be below 1,000,000,000',
  shipping_negative: 'must not be negative',
  in_future: 'is more than 10 minutes in the future',
  too_old: 'is more than two years ago',
}
