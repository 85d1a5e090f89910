/**
 * Global ids: from a gid to the object it names.
 * In: gids. Out: Refs, or null for what does not exist (or may not be seen). Invariant: the objects inside orders are found with
 * one pass over the orders for any number of ids, because the model keeps no index of them.
 */
import type { Order } from '../../model.ts'
import { notImplemented, parseGid, Ref, type Context } from '../engine.ts'
import { fulfillmentLines, returnReasons } from './after-sales.ts'
import { isVisible } from './orders.ts'
import { findLevel } from './stock.ts'
import { findShipment } from './transfers.ts'

type FindInOrder = (order: Order, wanted: ReadonlySet<string>, found: (id: string, source: unknown) => void) => void

const IN_ORDERS: Readonly<Record<string, FindInOrder>> = {
  LineItem: (order, wanted, found) => {
    for (const line of order.lines) if (wanted.has(line.id)) found(line.id, { order, line })
  },
  Fulfillment: (order, wanted, found) => {
    for (const fulfillment of order.fulfillments)
      if (wanted.has(fulfillment.id)) found(fulfillment.id, { order, fulfillment })
  },
  FulfillmentLineItem: (order, wanted, found) => {
    for (const fulfillment of order.fulfillments)
      for (const part of fulfillmentLines({ order, fulfillment })) if (wanted.has(part.id)) found(part.id, part)
  },
  FulfillmentEvent: (order, wanted, found) => {
    for (const fulfillment of order.fulfillments)
      for (const event of fulfillment.events) if (wanted.has(event.id)) found(event.id, event)
  },
  Refund: (order, wanted, found) => {
    for (const refund of order.refunds) if (wanted.has(refund.id)) found(refund.id, { order, refund })
  },
  Return: (order, wanted, found) => {
    for (const entry of order.returns) if (wanted.has(entry.id)) found(entry.id, { order, entry })
  },
  ReturnLineItem: (order, wanted, found) => {
    for (const entry of order.returns)
      for (const returnLine of entry.lines)
        if (wanted.has(returnLine.id)) found(returnLine.id, { order, entry, returnLine })
  },
}

type Find = (id: string, context: Context) => unknown

const DIRECT: Readonly<Record<string, Find>> = {
  Shop: (id, { state }) => (state.shop.id === id ? state.shop : null),
  AppInstallation: (id, { state }) => (state.shop.id === id ? state.shop : null),
  Location: (id, { state }) => state.locations.get(id),
  Product: (id, { state }) => state.products.get(id),
  ProductVariant: (id, { state }) => state.variants.get(id),
  InventoryItem: (id, { state }) => state.inventoryItems.get(id),
  InventoryLevel: (id, { state }) => findLevel(state, id),
  Collection: (id, { state }) => state.collections.get(id),
  Market: (id, { state }) => state.markets.get(id),
  Metaobject: (id, { state }) => state.metaobjects.get(id),
  MarketCatalog: (id, { state }) => state.catalogs.get(id),
  PriceList: (id, { state }) => state.priceLists.get(id),
  Customer: (id, { state }) => state.customers.get(id),
  Order: (id, context) => {
    const order = context.state.orders.get(id)
    return order && isVisible(order, context) ? order : null
  },
  InventoryTransfer: (id, { state }) => state.transfers.get(id),
  InventoryShipment: (id, { state }) => findShipment(state, id),
  BulkOperation: (id, { bulk }) => bulk.find(id),
  WebhookSubscription: (id, { subscriptions }) => subscriptions.records.get(id),
  ReturnReasonDefinition: (id) => returnReasons.find((reason) => reason.id === id),
}

function findInOrders(type: string, ids: ReadonlySet<string>, context: Context): Map<string, unknown> {
  const sources = new Map<string, unknown>()
  const find = IN_ORDERS[type]
  if (!find) throw notImplemented(`node(id:) of a ${type}`)
  for (const order of context.state.orders.values()) {
    if (!isVisible(order, context)) continue
    find(order, ids, (id, source) => sources.set(id, source))
    if (sources.size === ids.size) break
  }
  return sources
}

/** One Ref (or null) per gid, in the same order. */
export function findNodes(gids: readonly unknown[], context: Context): (Ref | null)[] {
  const parsed = gids.map(parseGid)
  const wanted = new Map<string, Set<string>>()
  for (const { type, id } of parsed) {
    if (DIRECT[type]) continue
    const ids = wanted.get(type)
    if (ids) ids.add(id)
    else wanted.set(type, new Set([id]))
  }
  const inOrders = new Map([...wanted].map(([type, ids]) => [type, findInOrders(type, ids, context)]))
  return parsed.map(({ type, id }) => {
    const source = DIRECT[type]?.(id, context) ?? inOrders.get(type)?.get(id) ?? null
    return source === null ? null : new Ref(type, source)
  })
}

export function findNode(gid: unknown, context: Context): Ref | null {
  return findNodes([gid], context)[0] ?? null
}
