/**
 * Complete resources by id, whatever their size: orders with every line, refund and return, products with every variant,
 * inventory items with every level, collections with every product. In: a client and a pack of ids. Out: nodes ready for the mapper, and the ids Shopify does not know.
 * Invariant: what is returned is of one moment: when a resource changed between its pages, it is fetched again from the start.
 */
import { AppError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import {
  SyncListCollectionsDocument,
  SyncRefetchCollectionProductsDocument,
  SyncRefetchCollectionsDocument,
  SyncRefetchFulfillmentEventsDocument,
  SyncRefetchOrderLinesDocument,
  SyncRefetchOrderReturnsDocument,
  SyncRefetchOrdersDocument,
  SyncRefetchProductsDocument,
  SyncRefetchRefundLinesDocument,
  SyncRefetchReturnLinesDocument,
  SyncRefetchStockDocument,
  SyncRefetchStockLevelsDocument,
  SyncRefetchVariantsDocument,
  SyncSearchCollectionProductsDocument,
  type SyncCollectionNodeFragment,
  type SyncOrderNodeFragment,
  type SyncProductNodeFragment,
  type SyncStockNodeFragment,
} from '#app/shopify/generated/documents.ts'
import { WINDOW } from './listing.server.ts'
import type { OrderParts } from './nodes.ts'
import { childPage, type Pack, type PackCost } from './pack.ts'

/** Points by Shopify's table, counted over the documents in refetch.graphql. */
const LINE_POINTS = 8
const RETURN_POINTS = 1
/** Refunds and returns rarely have more lines than this; at 5 points a line a page stays far under the limit. */
const FEW_LINES = 50
const VARIANT_POINTS = 6
const LEVEL_POINTS = 3
const MEMBER_POINTS = 1

export const ORDER_COST: PackCost = { each: 32, child: LINE_POINTS, fewest: 10, most: 95 }
export const PRODUCT_COST: PackCost = { each: 5, child: VARIANT_POINTS, fewest: 10, most: 130 }
export const STOCK_COST: PackCost = { each: 4, child: LEVEL_POINTS, fewest: 2, most: 200 }
export const COLLECTION_COST: PackCost = { each: 1, child: MEMBER_POINTS, fewest: 10, most: 250 }

const MOST_RESTARTS = 5

export interface Fetched<Node> {
  found: Node[]
  missing: Id[]
}

interface Page<Node> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: Node[]
}

/** The resource changed (or went) while its pages were read. */
class Moved extends Error {}

/** Everything of up to a query's worth of orders. Throws `unavailable` when one changes faster than it can be read. */
export async function fetchOrders(
  client: ShopifyClient,
  pack: Pack,
  signal: AbortSignal,
): Promise<Fetched<OrderParts>> {
  return whole(
    pack,
    async (ids) => {
      const variables = { ids: ids.map((id) => toGid('Order', id)), children: pack.children }
      const { nodes } = await client.query(SyncRefetchOrdersDocument, variables, { signal })
      return pair(
        ids,
        nodes.map((node) => (isNode<SyncOrderNodeFragment>(node, 'lineItems') ? node : null)),
      )
    },
    (order) => orderParts(client, order, signal),
  )
}

export interface WholeProduct {
  product: SyncProductNodeFragment
  variants: SyncProductNodeFragment['variants']['nodes']
}

export async function fetchProducts(
  client: ShopifyClient,
  pack: Pack,
  signal: AbortSignal,
): Promise<Fetched<WholeProduct>> {
  return whole(
    pack,
    async (ids) => {
      const variables = { ids: ids.map((id) => toGid('Product', id)), children: pack.children }
      const { nodes } = await client.query(SyncRefetchProductsDocument, variables, { signal })
      return pair(
        ids,
        nodes.map((node) => (isNode<SyncProductNodeFragment>(node, 'variants') ? node : null)),
      )
    },
    async (product) => {
      const variants = await restOf(product.variants, async (after) => {
        const answer = await client.query(
          SyncRefetchVariantsDocument,
          { id: product.id, first: childPage(VARIANT_POINTS), after },
          { signal },
        )
        return unmoved(answer.product, product.updatedAt).variants
      })
      return { product, variants }
    },
  )
}

export interface WholeStock {
  item: SyncStockNodeFragment
  levels: SyncStockNodeFragment['inventoryLevels']['nodes']
}

/** Inventory items by id, with their levels at all locations. */
export async function fetchStock(client: ShopifyClient, pack: Pack, signal: AbortSignal): Promise<Fetched<WholeStock>> {
  return whole(
    pack,
    async (ids) => {
      const variables = { ids: ids.map((id) => toGid('InventoryItem', id)), children: pack.children }
      const { nodes } = await client.query(SyncRefetchStockDocument, variables, { signal })
      return pair(
        ids,
        nodes.map((node) => (isNode<SyncStockNodeFragment>(node, 'inventoryLevels') ? node : null)),
      )
    },
    async (item) => {
      const levels = await restOf(item.inventoryLevels, async (after) => {
        const answer = await client.query(
          SyncRefetchStockLevelsDocument,
          { id: item.id, first: childPage(LEVEL_POINTS), after },
          { signal },
        )
        return unmoved(answer.inventoryItem, item.updatedAt).inventoryLevels
      })
      return { item, levels }
    },
  )
}

export interface CollectionSizes {
  /** how many products Shopify counts in each; a count is only good for packing */
  sizes: Map<Id, number>
  /** ids above this one are on the following pages; null: there are none */
  next: Id | null
}

/** A collection and its count are 2 points. */
const COLLECTIONS_PAGE = 250

/** One page of the collections there are, in order of id. */
export async function listCollectionSizes(
  client: ShopifyClient,
  afterId: Id,
  signal: AbortSignal,
): Promise<CollectionSizes> {
  const { collections } = await client.query(
    SyncListCollectionsDocument,
    { first: COLLECTIONS_PAGE, query: `id:>${afterId}` },
    { signal },
  )
  const sizes = new Map(collections.nodes.map(({ id, productsCount }) => [gidId(id), productsCount?.count ?? 0]))
  if ([...sizes.keys()].some((id) => BigInt(id) <= BigInt(afterId)))
    throw new Error(`Shopify ignored id:>${afterId} of collections`)
  return { sizes, next: collections.pageInfo.hasNextPage ? ([...sizes.keys()].at(-1) ?? null) : null }
}

export interface WholeCollection {
  collection: SyncCollectionNodeFragment
  products: { id: string }[]
}

/** Collections by id, with all their products. */
export async function fetchCollections(
  client: ShopifyClient,
  pack: Pack,
  signal: AbortSignal,
): Promise<Fetched<WholeCollection>> {
  return whole(
    pack,
    async (ids) => {
      const variables = { ids: ids.map((id) => toGid('Collection', id)), children: pack.children }
      const { nodes } = await client.query(SyncRefetchCollectionsDocument, variables, { signal })
      return pair(
        ids,
        nodes.map((node) => (isNode<SyncCollectionNodeFragment>(node, 'products') ? node : null)),
      )
    },
    async (collection) => {
      const { id, updatedAt } = collection
      let last = collection.products.nodes.at(-1)?.id
      let seen = collection.products.nodes.length
      const first = childPage(MEMBER_POINTS)
      const products = await restOf(collection.products, async (after) => {
        let page: Page<{ id: string }>
        if (seen < WINDOW) {
          const answer = await client.query(SyncRefetchCollectionProductsDocument, { id, first, after }, { signal })
          page = unmoved(answer.collection, updatedAt).products
        } else {
          // Shopify pages no deeper than 25,000 products of one collection.
          const query = `collection_id:${gidId(id)} id:>${gidId(last ?? id)}`
          const answer = await client.query(SyncSearchCollectionProductsDocument, { id, first, query }, { signal })
          unmoved(answer.collection, updatedAt)
          page = answer.products
        }
        last = page.nodes.at(-1)?.id
        seen += page.nodes.length
        return page
      })
      return { collection, products }
    },
  )
}

async function orderParts(
  client: ShopifyClient,
  order: SyncOrderNodeFragment,
  signal: AbortSignal,
): Promise<OrderParts> {
  const { id, updatedAt } = order
  const lines = await restOf(order.lineItems, async (after) => {
    const answer = await client.query(
      SyncRefetchOrderLinesDocument,
      { id, first: childPage(LINE_POINTS), after },
      { signal },
    )
    return unmoved(answer.order, updatedAt).lineItems
  })
  const returns = await restOf(order.returns, async (after) => {
    const answer = await client.query(
      SyncRefetchOrderReturnsDocument,
      { id, first: childPage(RETURN_POINTS), after },
      { signal },
    )
    return unmoved(answer.order, updatedAt).returns
  })
  const fulfillments = []
  for (const node of order.fulfillments) {
    const events = await restOf(node.events, async (after) => {
      const answer = await client.query(
        SyncRefetchFulfillmentEventsDocument,
        { id: node.id, first: FEW_LINES, after },
        { signal },
      )
      if (!answer.fulfillment) throw new Moved()
      unmoved(answer.fulfillment.order, updatedAt)
      return answer.fulfillment.events
    })
    fulfillments.push({ node, events })
  }
  const refunds = []
  for (const refund of order.refunds) {
    const all = await restOf(EMPTY, async (after) => {
      const answer = await client.query(
        SyncRefetchRefundLinesDocument,
        { id: refund.id, first: FEW_LINES, after },
        { signal },
      )
      if (!answer.refund) throw new Moved()
      unmoved(answer.refund.order, updatedAt)
      return answer.refund.refundLineItems
    })
    refunds.push({ refund, lines: all })
  }
  const wholeReturns = []
  for (const node of returns) {
    const all = await restOf(EMPTY, async (after) => {
      const answer = await client.query(
        SyncRefetchReturnLinesDocument,
        { id: node.id, first: FEW_LINES, after },
        { signal },
      )
      if (!answer.return) throw new Moved()
      unmoved(answer.return.order, updatedAt)
      return answer.return.returnLineItems
    })
    wholeReturns.push({ node, lines: all })
  }
  return { order, lines, fulfillments, refunds, returns: wholeReturns }
}

/** Before the first page there is nothing, and more to come. */
const EMPTY: Page<never> = { pageInfo: { hasNextPage: true, endCursor: null }, nodes: [] }

async function restOf<Node>(first: Page<Node>, next: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const all = [...first.nodes]
  let { pageInfo } = first
  while (pageInfo.hasNextPage) {
    const page = await next(pageInfo.endCursor)
    all.push(...page.nodes)
    pageInfo = page.pageInfo
  }
  return all
}

function unmoved<Parent extends { updatedAt: string }>(parent: Parent | null, updatedAt: string): Parent {
  if (parent?.updatedAt !== updatedAt) throw new Moved()
  return parent
}

function isNode<Node>(node: unknown, child: keyof Node): node is Node {
  return typeof node === 'object' && node !== null && child in node
}

function pair<Node>(ids: readonly Id[], nodes: readonly (Node | null)[]): Map<Id, Node | null> {
  return new Map(ids.map((id, index) => [id, nodes[index] ?? null]))
}

/** Reads the pack's first pages, completes each resource, and starts those again that moved meanwhile. */
async function whole<Node extends { id: string }, Complete>(
  pack: Pack,
  read: (ids: Id[]) => Promise<Map<Id, Node | null>>,
  complete: (node: Node) => Promise<Complete>,
): Promise<Fetched<Complete>> {
  const fetched: Fetched<Complete> = { found: [], missing: [] }
  let open = pack.ids
  for (let round = 0; open.length > 0; round += 1) {
    if (round > MOST_RESTARTS)
      throw new AppError('unavailable', `resources kept changing while they were read: ${open.join(', ')}`)
    const again: Id[] = []
    for (const [id, node] of await read(open)) {
      if (!node) {
        fetched.missing.push(id)
        continue
      }
      if (gidId(node.id) !== id) throw new Error(`asked for ${id}, got ${node.id}`)
      try {
        fetched.found.push(await complete(node))
      } catch (error) {
        if (!(error instanceof Moved)) throw error
        again.push(id)
      }
    }
    open = again
  }
  return fetched
}
