/**
 * Inventory transfers read at Shopify: those that a hint names, those that are not over, and new ones.
 * In: a shop, ids. Out: how many rows differed and were written. Invariant: a transfer is saved whole, with every line and shipment, or not at all;
 * a shop that has not granted the scopes has no transfers, and that is no error.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import type { Saved } from '#app/mirror/merge-versioned.server.ts'
import { isOpenTransfer, type Shipment, type Transfer, type TransferBundle } from '#app/mirror/transfers.ts'
import { listKnownTransferIds, listOpenTransferIds } from '#app/mirror/transfers.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { removeTransfers, saveTransfers } from '#app/mirror/upsert-transfers.server.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { everyNode, type NodePage } from '#app/shopify/every-node.ts'
import {
  SyncListShipmentsDocument,
  SyncListTransfersDocument,
  SyncReadShipmentLinesDocument,
  SyncReadTransferDocument,
  type SyncShipmentLinesFragment,
  type SyncTransferHeadFragment,
} from '#app/shopify/generated/documents.ts'
import type { Refetched, RefetchOptions } from './refetch.server.ts'

/** Below the 1,000 points of a query: a head is 5, a line 2, a shipment 6 and its lines. */
const HEADS_PAGE = 150
const LINES_PAGE = 200
const SHIPMENTS_PAGE = 8
const LINES_OF_SHIPMENT = 40

/** Whether Shopify shows us transfers of this shop: installations from before the app asked for it have not granted it. */
function mayRead({ scopes }: Shop): boolean {
  const has = (name: string): boolean => scopes.includes(`read_${name}`) || scopes.includes(`write_${name}`)
  return has('inventory_transfers') && has('inventory_shipments')
}

/** Transfers by id, with what is on them. One that Shopify does not know becomes a tombstone. */
export async function refetchTransfers(
  shop: Shop,
  ids: readonly Id[],
  { signal, settle }: Pick<RefetchOptions, 'signal' | 'settle'>,
): Promise<Refetched> {
  const total: Refetched = { written: 0, unchanged: 0, removed: 0, failed: [] }
  const client = mayRead(shop) ? shopifyClient(shop) : null
  for (const id of new Set(ids)) {
    signal.throwIfAborted()
    const askedAt = new Date().toISOString()
    const bundle = client && (await readWhole(client, id, signal))
    await inShopSql(shop.id, async (sql) => {
      if (bundle) {
        const saved = await saveTransfers(sql, shop, [bundle], askedAt)
        total.written += saved.written
        total.unchanged += saved.unchanged
      } else if (client) {
        total.removed += (await removeTransfers(sql, shop, [id], askedAt)).written
      }
      await settle?.(sql, [id])
    })
  }
  if (total.written + total.removed > 0) announceChanges(shop)
  return total
}

/**
 * All that are not over, here or there, and all that are new. `all`: every transfer there ever was; else the list is read, newest first, until a
 * page holds nothing that is open or unknown.
 */
export async function refetchOpenTransfers(
  shop: Shop,
  { all, signal }: { all: boolean; signal: AbortSignal },
): Promise<Saved> {
  if (!mayRead(shop)) return { written: 0, unchanged: 0 }
  const client = shopifyClient(shop)
  const total: Saved = { written: 0, unchanged: 0 }
  const open = new Set(await inShopSql(shop.id, (sql) => listOpenTransferIds(sql, shop)))
  let after: string | null = null
  for (;;) {
    const askedAt = new Date().toISOString()
    const page = await listHeads(client, after, signal)
    const heads = page.nodes.map(mapHead)
    const over = heads.filter(({ id, status }) => !isOpenTransfer(status) && !open.has(id))
    for (const { id, status } of heads) if (isOpenTransfer(status)) open.add(id)
    const overIds = over.map(({ id }) => id)
    const { known, saved } = await inShopSql(shop.id, async (sql) => ({
      known: await listKnownTransferIds(sql, shop, overIds),
      saved: await saveTransfers(
        sql,
        shop,
        over.map((transfer) => ({ transfer, lines: [], shipments: [] })),
        askedAt,
      ),
    }))
    add(total, saved)
    const nothingNew = heads.length === known.size
    if (!page.pageInfo.hasNextPage || (nothingNew && !all)) break
    after = page.pageInfo.endCursor ?? null
  }
  const { written, unchanged, removed } = await refetchTransfers(shop, [...open], { signal })
  add(total, { written: written + removed, unchanged })
  if (total.written > 0) announceChanges(shop)
  return total
}

async function listHeads(
  client: ShopifyClient,
  after: string | null,
  signal: AbortSignal,
): Promise<NodePage<SyncTransferHeadFragment>> {
  const variables = { first: HEADS_PAGE, after }
  return (await client.query(SyncListTransfersDocument, variables, { signal })).inventoryTransfers
}

/** Null: Shopify does not know it. */
async function readWhole(client: ShopifyClient, id: Id, signal: AbortSignal): Promise<TransferBundle | null> {
  const gid = toGid('InventoryTransfer', id)
  const heads: Transfer[] = []
  const lines = await everyNode(async (after) => {
    const variables = { id: gid, first: LINES_PAGE, after }
    const { inventoryTransfer: node } = await client.query(SyncReadTransferDocument, variables, { signal })
    if (node) heads.push(mapHead(node))
    return node?.lineItems ?? null
  })
  const nodes = await everyNode(async (after) => {
    const variables = { id: gid, first: SHIPMENTS_PAGE, after, lines: LINES_OF_SHIPMENT }
    const { inventoryTransfer: node } = await client.query(SyncListShipmentsDocument, variables, { signal })
    return node?.shipments ?? null
  })
  const transfer = heads.at(-1)
  if (!transfer || lines === null || nodes === null) return null
  const shipments: Shipment[] = []
  for (const node of nodes) {
    const own = node.lineItems ? await shipmentLines(client, node.id, node.lineItems, signal) : []
    shipments.push({
      id: gidId(node.id),
      name: node.name,
      status: node.status,
      shippedAt: node.dateShipped ?? null,
      arrivesAt: node.tracking?.arrivesAt ?? null,
      lines: own.flatMap(mapShipmentLine),
    })
  }
  return {
    transfer,
    // Of an item that was deleted nothing can be planned any more.
    lines: lines.flatMap(({ id: lineId, inventoryItem, totalQuantity }) =>
      inventoryItem ? [{ id: gidId(lineId), inventoryItemId: gidId(inventoryItem.id), units: totalQuantity }] : [],
    ),
    shipments,
  }
}

type ShipmentLineNode = SyncShipmentLinesFragment['nodes'][number]

/** With the rest of a shipment whose lines did not fit on the first page. */
async function shipmentLines(
  client: ShopifyClient,
  id: string,
  first: SyncShipmentLinesFragment,
  signal: AbortSignal,
): Promise<ShipmentLineNode[]> {
  let page = first
  const nodes: ShipmentLineNode[] = [...page.nodes]
  while (page.pageInfo.hasNextPage) {
    const variables = { id, first: LINES_PAGE, after: page.pageInfo.endCursor ?? null }
    const { inventoryShipment } = await client.query(SyncReadShipmentLinesDocument, variables, { signal })
    // Deleted while it was read: the next hint tells.
    if (!inventoryShipment?.lineItems) return nodes
    page = inventoryShipment.lineItems
    nodes.push(...page.nodes)
  }
  return nodes
}

function mapShipmentLine(node: ShipmentLineNode): Shipment['lines'] {
  if (!node.inventoryItem) return []
  return [
    {
      id: gidId(node.id),
      inventoryItemId: gidId(node.inventoryItem.id),
      units: node.quantity,
      acceptedUnits: node.acceptedQuantity,
      rejectedUnits: node.rejectedQuantity,
    },
  ]
}

function mapHead(node: SyncTransferHeadFragment): Transfer {
  return {
    id: gidId(node.id),
    name: node.name,
    status: node.status,
    originLocationId: node.origin?.location ? gidId(node.origin.location.id) : null,
    originName: node.origin?.name ?? null,
    destinationLocationId: node.destination?.location ? gidId(node.destination.location.id) : null,
    destinationName: node.destination?.name ?? null,
    reference: node.referenceName ?? null,
    totalUnits: node.totalQuantity,
    receivedUnits: node.receivedQuantity,
    createdAt: node.dateCreated ?? null,
  }
}

function add(total: Saved, saved: Saved): void {
  total.written += saved.written
  total.unchanged += saved.unchanged
}
