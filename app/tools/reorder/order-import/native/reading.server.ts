/**
 * Shopify's own purchase orders, read when a merchant asks. In: a shop, and which orders are here already. Out: those that are open and new.
 * Invariant: nothing is written at Shopify; an order is read whole or not at all.
 */
import { AppError } from '#app/kernel/errors.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { gidId } from '#app/kernel/gid.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { everyNode } from '#app/shopify/every-node.ts'
import {
  ReorderListPurchaseOrderLinesDocument,
  ReorderListPurchaseOrdersDocument,
  ReorderListPurchaseOrderTransfersDocument,
  ReorderListTransferLinesDocument,
  type ReorderListPurchaseOrderLinesQuery,
  type ReorderListPurchaseOrdersQuery,
} from '#app/shopify/generated/documents.ts'
import type { NativeOrder } from './sheet.ts'

type Head = ReorderListPurchaseOrdersQuery['inventoryPurchaseOrders']['nodes'][number]
type Line = NonNullable<ReorderListPurchaseOrderLinesQuery['inventoryPurchaseOrder']>['lineItems']['nodes'][number]

export interface NativeOrders {
  orders: NativeOrder[]
  /** archived in the admin: nothing is to come of them */
  archived: number
  /** left out because they are here already */
  known: number
  /** there are more than are read at once */
  more: boolean
}

const HEADS_AT_ONCE = 50
const LINES_AT_ONCE = 100
const TRANSFERS_AT_ONCE = 50
/** Of open orders, each of which costs a question or two: a page waits for it. */
const MOST_ORDERS = 50

export async function readNativeOrders(
  shop: Shop,
  isKnown: (order: { supplierName: string; number: string }) => boolean,
): Promise<NativeOrders> {
  const client = shopifyClient(shop)
  const heads = await everyNode<Head>(async (after) => {
    const page = await client.query(ReorderListPurchaseOrdersDocument, { first: HEADS_AT_ONCE, after })
    return page.inventoryPurchaseOrders
  })
  const open = heads.filter(({ archivedAt }) => archivedAt === null)
  const fresh = open.filter(({ name, origin }) => !isKnown({ supplierName: supplierOf(origin), number: name }))
  const orders: NativeOrder[] = []
  for (const head of fresh.slice(0, MOST_ORDERS)) orders.push(await readOrder(client, shop, head))
  return {
    orders,
    archived: heads.length - open.length,
    known: open.length - fresh.length,
    more: fresh.length > MOST_ORDERS,
  }
}

const supplierOf = (origin: Head['origin']): string => origin?.supplierName?.trim() ?? ''

async function readOrder(client: ShopifyClient, shop: Shop, head: Head): Promise<NativeOrder> {
  const { id, name, status, currency, origin, destination, orderedAt, dateCreated } = head
  const lines = await everyNode<Line>(async (after) => {
    const page = await client.query(ReorderListPurchaseOrderLinesDocument, { id, first: LINES_AT_ONCE, after })
    return found(page.inventoryPurchaseOrder, id).lineItems
  })
  return {
    name,
    supplierName: supplierOf(origin),
    status,
    currency,
    orderedOn: dayIn(shop.timezone, orderedAt ?? dateCreated),
    locationName: destination?.name ?? '',
    onTransfers: await readTransferred(client, id),
    lines: lines.map(({ title, variantTitle, supplierSku, totalQuantity, unitCost, inventoryItem }) => ({
      inventoryItemId: inventoryItem ? gidId(inventoryItem.id) : null,
      title: [title, variantTitle].filter((part) => part).join(' · '),
      sku: inventoryItem?.sku?.trim() ?? '',
      supplierSku: supplierSku?.trim() ?? '',
      units: totalQuantity,
      unitCost: unitCost?.amount ?? '',
      currency: unitCost?.currencyCode ?? currency,
    })),
  }
}

async function readTransferred(client: ShopifyClient, orderId: string): Promise<Map<Id, number>> {
  const transfers = await everyNode<{ id: string; status: string }>(async (after) => {
    const variables = { id: orderId, first: TRANSFERS_AT_ONCE, after }
    const page = await client.query(ReorderListPurchaseOrderTransfersDocument, variables)
    return found(page.inventoryPurchaseOrder, orderId).transfers
  })
  const units = new Map<Id, number>()
  for (const { id } of transfers.filter(({ status }) => status !== 'CANCELED')) {
    const lines = await everyNode<{ totalQuantity: number; inventoryItem: { id: string } | null }>(async (after) => {
      const page = await client.query(ReorderListTransferLinesDocument, { id, first: LINES_AT_ONCE, after })
      return found(page.inventoryTransfer, id).lineItems
    })
    for (const { inventoryItem, totalQuantity } of lines) {
      if (!inventoryItem) continue
      const item = gidId(inventoryItem.id)
      units.set(item, (units.get(item) ?? 0) + totalQuantity)
    }
  }
  return units
}

function found<Value>(value: Value | null, id: string): Value {
  if (value === null) throw new AppError('conflict', `${id} went away while it was read`)
  return value
}
