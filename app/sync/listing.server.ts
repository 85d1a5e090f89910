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

/** Where a walk stands. JSON. */
export interface Walk {
  /** only what changed at or after this instant, by Shopify's clock; null = everything */
  since: Instant | null
  /** Shopify's cursor inside the present window */
  after: string | null
  /** objects seen in the present window */
  seen: number
  /** newest updatedAt seen; the next watermark */
  newest: Instant | null
}

export interface WalkPage {
  states: ResourceState[]
  next: Walk | null
  newest: Instant | null
}

export const PAGE = 250
/** A walk begins a new window here, well before Shopify stops at 25,000. */
const WINDOW = 20_000

export function startWalk(since: Instant | null): Walk {
  return { since, after: null, seen: 0, newest: null }
}

interface RawPage {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: { id: string; updatedAt: string }[]
}

function changedSince(since: Instant | null): string | null {
  return since === null ? null : `updated_at:>='${since}'`
}

/** Oldest change first: what changes during the walk moves to its end and is seen again. */
export async function walkOrders(client: ShopifyClient, walk: Walk, signal: AbortSignal): Promise<WalkPage> {
  const variables = { first: PAGE, after: walk.after, query: changedSince(walk.since), sortKey: 'UPDATED_AT' as const }
  const { orders } = await client.query(SyncListOrderStatesDocument, variables, { signal })
  return turn(walk, orders, true)
}

export async function walkProducts(client: ShopifyClient, walk: Walk, signal: AbortSignal): Promise<WalkPage> {
  const variables = { first: PAGE, after: walk.after, query: changedSince(walk.since), sortKey: 'UPDATED_AT' as const }
  const { products } = await client.query(SyncListProductStatesDocument, variables, { signal })
  return turn(walk, products, true)
}

/** By id: Shopify sorts items no other way, so the walk's own duration is taken off the next watermark by the caller. */
export async function walkInventoryItems(client: ShopifyClient, walk: Walk & { afterId?: Id }, signal: AbortSignal): Promise<WalkPage> {
  const query = [changedSince(walk.since), walk.afterId ? `id:>${walk.afterId}` : null].filter(Boolean).join(' ') || null
  const { inventoryItems } = await client.query(SyncListInventoryItemStatesDocument, { first: PAGE, after: walk.after, query }, { signal })
  return turn(walk, inventoryItems, false)
}

/** Levels of one location; the ids are those of the inventory items. */
export async function walkStockLevels(client: ShopifyClient, locationId: Id, walk: Walk & { afterId?: Id }, signal: AbortSignal): Promise<WalkPage> {
  const query = [changedSince(walk.since), walk.afterId ? `inventory_item_id:>${walk.afterId}` : null].filter(Boolean).join(' ') || null
  const variables = { location: toGid('Location', locationId), first: PAGE, after: walk.after, query }
  const { location } = await client.query(SyncListStockLevelStatesDocument, variables, { signal })
  if (!location) return { states: [], next: null, newest: walk.newest }
  const { pageInfo, nodes } = location.inventoryLevels
  return turn(walk, { pageInfo, nodes: nodes.map(({ item, updatedAt }) => ({ id: item.id, updatedAt })) }, false)
}

function turn(walk: Walk, page: RawPage, sortedByChange: boolean): WalkPage {
  const states = page.nodes.map(({ id, updatedAt }) => ({ id: gidId(id), updatedAt }))
  let newest = walk.newest
  for (const { updatedAt } of states) if (newest === null || Date.parse(updatedAt) > Date.parse(newest)) newest = updatedAt
  if (!page.pageInfo.hasNextPage) return { states, next: null, newest }
  const seen = walk.seen + states.length
  const last = states.at(-1)
  // The window restarts at the last change seen; a second that holds more than a window has to be paged through.
  if (seen >= WINDOW && sortedByChange && last && last.updatedAt !== walk.since) {
    return { states, next: { since: last.updatedAt, after: null, seen: 0, newest }, newest }
  }
  return { states, next: { ...walk, after: page.pageInfo.endCursor, seen, newest }, newest }
}
