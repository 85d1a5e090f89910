/**
 * Light lists of a shop: which ids there are and when each last changed, page by page.
 * In: a client and where the last page ended. Out: states and where to go on; null when there is no more.
 * Invariant: a walk never asks Shopify deeper than it pages (25,000 objects): it restarts from what it saw last.
 */
import { gidId, toGid } from '#app/kernel/gid.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import {
  SyncListInventoryItemStatesDocument,
  SyncListOrderStatesDocument,
  SyncListProductStatesDocument,
  SyncListStockLevelStatesDocument,
} from '#app/shopify/generated/documents.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'

export interface ResourceState {
  id: Id
  updatedAt: Instant
}

/** A walk over what changed, oldest change first. JSON. */
export interface ChangeWalk {
  /** only what changed at or after this instant, by Shopify's clock; null = everything */
  since: Instant | null
  /** Shopify's cursor inside the present window */
  after: string | null
  /** objects seen in the present window */
  seen: number
  /** newest updatedAt seen; the next watermark */
  newest: Instant | null
}

export interface ChangePage {
  states: ResourceState[]
  next: ChangeWalk | null
  newest: Instant | null
}

export interface IdPage {
  /** in order of id */
  states: ResourceState[]
  /** ids above this one are on the following pages; null: there are none */
  next: Id | null
}

export const PAGE = 250
/** A walk begins a new window here, well before Shopify stops at 25,000. */
export const WINDOW = 20_000

export function startWalk(since: Instant | null): ChangeWalk {
  return { since, after: null, seen: 0, newest: null }
}

interface RawPage {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: { id: string; updatedAt: string }[]
}

export type SortedResource = 'order' | 'product'

/** Sorted by change: what changes during the walk moves to its end and is seen again. */
export async function walkChanges(
  client: ShopifyClient,
  resource: SortedResource,
  walk: ChangeWalk,
  signal: AbortSignal,
): Promise<ChangePage> {
  const page = await sortedPage(
    client,
    resource,
    { first: PAGE, after: walk.after, query: changedSince(walk.since) },
    'UPDATED_AT',
    signal,
  )
  return turn(walk, page, true)
}

/** Levels of one location that changed; the ids are those of the inventory items. Shopify sorts them in no useful way. */
export async function walkStockLevels(
  client: ShopifyClient,
  locationId: Id,
  walk: ChangeWalk,
  signal: AbortSignal,
): Promise<ChangePage> {
  const variables = {
    location: toGid('Location', locationId),
    first: PAGE,
    after: walk.after,
    query: changedSince(walk.since),
  }
  const { location } = await client.query(SyncListStockLevelStatesDocument, variables, { signal })
  if (!location) return { states: [], next: null, newest: walk.newest }
  const { pageInfo, nodes } = location.inventoryLevels
  return turn(walk, { pageInfo, nodes: nodes.map(({ item, updatedAt }) => ({ id: item.id, updatedAt })) }, false)
}

/** Everything by id, narrowed by search terms: keyset paging, as deep as the shop goes. */
export async function walkIds(
  client: ShopifyClient,
  resource: SortedResource | 'inventory_item',
  afterId: Id,
  narrowed: string | null,
  signal: AbortSignal,
): Promise<IdPage> {
  const query = [`id:>${afterId}`, narrowed].filter((term) => term !== null).join(' ')
  const variables = { first: PAGE, after: null, query }
  const page =
    resource === 'inventory_item'
      ? (await client.query(SyncListInventoryItemStatesDocument, variables, { signal })).inventoryItems
      : await sortedPage(client, resource, variables, 'ID', signal)
  const states = statesOf(page)
  const last = states.at(-1)
  if (states.some(({ id }) => BigInt(id) <= BigInt(afterId)))
    throw new Error(`Shopify ignored id:>${afterId} of ${resource}`)
  return { states, next: page.pageInfo.hasNextPage && last ? last.id : null }
}

export function changedSince(since: Instant | null): string | null {
  return since === null ? null : `updated_at:>='${since}'`
}

async function sortedPage(
  client: ShopifyClient,
  resource: SortedResource,
  page: { first: number; after: string | null; query: string | null },
  sortKey: 'ID' | 'UPDATED_AT',
  signal: AbortSignal,
): Promise<RawPage> {
  if (resource === 'order')
    return (await client.query(SyncListOrderStatesDocument, { ...page, sortKey }, { signal })).orders
  return (await client.query(SyncListProductStatesDocument, { ...page, sortKey }, { signal })).products
}

function statesOf(page: RawPage): ResourceState[] {
  return page.nodes.map(({ id, updatedAt }) => ({ id: gidId(id), updatedAt }))
}

function turn(walk: ChangeWalk, page: RawPage, sorted: boolean): ChangePage {
  const states = statesOf(page)
  let { newest } = walk
  for (const { updatedAt } of states) newest = later(newest, updatedAt)
  if (!page.pageInfo.hasNextPage) return { states, next: null, newest }
  const seen = walk.seen + states.length
  const last = states.at(-1)
  // The window restarts at the last change seen; a second that holds more than a window has to be paged through.
  if (sorted && seen >= WINDOW && last && last.updatedAt !== walk.since) {
    return { states, next: { since: last.updatedAt, after: null, seen: 0, newest }, newest }
  }
  return { states, next: { ...walk, after: page.pageInfo.endCursor, seen, newest }, newest }
}

export function later(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b
  return Date.parse(a) >= Date.parse(b) ? a : b
}
