/**
 * What a webhook hints at. In: topic and parsed payload. Out: a Hint: which resource, which ids, or null for a topic we do not know.
 * Invariant: a payload is only ever read for ids (and scopes); what is true is always refetched. Ids are strings of digits: a
 * JSON number beyond 2^53 has lost digits, so the gid is preferred and an inexact number is refused.
 */
import { z } from 'zod'
import { gidId } from '#app/kernel/gid.ts'

const Ids = z.array(z.string().regex(/^\d+$/))

/** What a delivery keeps of its payload. */
export const Hint = z.discriminatedUnion('resource', [
  /** `deleted`: Shopify says that it is gone; still checked by asking for it. `force`: our own repair, see refetch.server */
  z.object({
    resource: z.literal('product'),
    ids: Ids,
    deleted: z.boolean().optional(),
    force: z.boolean().optional(),
  }),
  z.object({
    resource: z.literal('inventory_item'),
    ids: Ids,
    deleted: z.boolean().optional(),
    force: z.boolean().optional(),
  }),
  /** the ids are those of inventory items: their levels are refetched as a set */
  z.object({ resource: z.literal('stock_level'), ids: Ids, force: z.boolean().optional() }),
  /** always by what Shopify answers, never by what a message says: being in a collection has no version */
  z.object({ resource: z.literal('collection'), ids: Ids, force: z.boolean().optional() }),
  z.object({ resource: z.literal('order'), ids: Ids, deleted: z.boolean().optional(), force: z.boolean().optional() }),
  /** small sets that are refetched whole; the ids say which one moved */
  z.object({ resource: z.literal('location'), ids: Ids }),
  /** a shipment's hint names its transfer; without ids it is a shipment that belongs to none */
  z.object({ resource: z.literal('transfer'), ids: Ids }),
  z.object({ resource: z.literal('market'), ids: Ids }),
  z.object({ resource: z.literal('shop') }),
  z.object({ resource: z.literal('bulk_operation'), ids: Ids }),
  z.object({ resource: z.literal('uninstalled') }),
  z.object({ resource: z.literal('scopes'), scopes: z.array(z.string()) }),
  z.object({
    resource: z.literal('privacy'),
    kind: z.enum(['data_request', 'customer_redact', 'shop_redact']),
    customerId: z.string().nullable(),
    orderIds: Ids,
  }),
  /** the payload did not hold what its topic promises */
  z.object({ resource: z.literal('unreadable') }),
])
export type Hint = z.infer<typeof Hint>

type Payload = Record<string, unknown>
type Extract = (payload: Payload) => Hint

const UNREADABLE: Hint = { resource: 'unreadable' }

/** Exact digits of an id as JSON brought it, or null. */
function exactId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'string') return null
  if (/^\d+$/.test(value)) return value
  return /^gid:\/\/shopify\/[A-Za-z]+\/\d+/.test(value) ? gidId(value) : null
}

function within(value: unknown): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {}
}

function exactIds(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((member) => exactId(member) ?? []) : []
}

function own(payload: Payload): string | null {
  return exactId(payload['admin_graphql_api_id']) ?? exactId(payload['id'])
}

type Simple =
  | 'product'
  | 'inventory_item'
  | 'order'
  | 'location'
  | 'collection'
  | 'market'
  | 'stock_level'
  | 'transfer'
  | 'bulk_operation'

function byId(resource: Simple, read: (payload: Payload) => string | null): Extract {
  return (payload) => {
    const id = read(payload)
    return id === null ? UNREADABLE : { resource, ids: [id] }
  }
}

function gone(resource: 'product' | 'inventory_item' | 'order'): Extract {
  return (payload) => {
    const id = own(payload)
    return id === null ? UNREADABLE : { resource, ids: [id], deleted: true }
  }
}

/** Children of an order name it in one of these ways. */
function orderOf(payload: Payload): string | null {
  const order = within(payload['order'])
  return exactId(payload['order_id']) ?? exactId(order['admin_graphql_api_id']) ?? exactId(order['id'])
}

/** A level's gid ends in `?inventory_item_id=…`; levels/disconnect has only the plain ids. */
function itemOfLevel(payload: Payload): string | null {
  const gid = payload['admin_graphql_api_id']
  const tail = typeof gid === 'string' ? /[?&]inventory_item_id=(\d+)/.exec(gid)?.[1] : undefined
  return tail ?? exactId(payload['inventory_item_id'])
}

function privacy(kind: 'data_request' | 'customer_redact' | 'shop_redact', orders: string | null): Extract {
  return (payload) => ({
    resource: 'privacy',
    kind,
    customerId: exactId(within(payload['customer'])['id']),
    orderIds: orders === null ? [] : exactIds(payload[orders]),
  })
}

const order = byId('order', own)
const childOfOrder = byId('order', orderOf)
const product = byId('product', own)
const item = byId('inventory_item', own)
const level = byId('stock_level', itemOfLevel)
const location = byId('location', own)
const collection = byId('collection', own)
const market = byId('market', own)
const transfer = byId('transfer', own)
const shipment: Extract = (payload) => {
  const id = exactId(payload['inventory_transfer_id'])
  return { resource: 'transfer', ids: id === null ? [] : [id] }
}

/** Every topic that shopify.app.toml subscribes to. */
const EXTRACT: Record<string, Extract> = {
  'products/create': product,
  'products/update': product,
  'products/delete': gone('product'),
  'inventory_items/create': item,
  'inventory_items/update': item,
  'inventory_items/delete': gone('inventory_item'),
  'inventory_levels/connect': level,
  'inventory_levels/update': level,
  'inventory_levels/disconnect': level,
  'inventory_transfers/add_items': transfer,
  'inventory_transfers/remove_items': transfer,
  'inventory_transfers/update_item_quantities': transfer,
  'inventory_transfers/updated': transfer,
  'inventory_transfers/ready_to_ship': transfer,
  'inventory_transfers/cancel': transfer,
  'inventory_transfers/complete': transfer,
  'inventory_shipments/create': shipment,
  'inventory_shipments/delete': shipment,
  'inventory_shipments/add_items': shipment,
  'inventory_shipments/remove_items': shipment,
  'inventory_shipments/update_item_quantities': shipment,
  'inventory_shipments/update_tracking': shipment,
  'inventory_shipments/mark_in_transit': shipment,
  'inventory_shipments/receive_items': shipment,
  'locations/create': location,
  'locations/update': location,
  'locations/delete': location,
  'locations/activate': location,
  'locations/deactivate': location,
  'collections/create': collection,
  'collections/update': collection,
  'collections/delete': collection,
  'markets/create': market,
  'markets/update': market,
  'markets/delete': market,
  'orders/create': order,
  'orders/updated': order,
  'orders/edited': byId('order', (payload) => exactId(within(payload['order_edit'])['order_id'])),
  'orders/cancelled': order,
  'orders/paid': order,
  'orders/fulfilled': order,
  'orders/partially_fulfilled': order,
  'orders/delete': gone('order'),
  'refunds/create': childOfOrder,
  'fulfillments/create': childOfOrder,
  'fulfillments/update': childOfOrder,
  'fulfillment_events/create': childOfOrder,
  'returns/request': childOfOrder,
  'returns/approve': childOfOrder,
  'returns/decline': childOfOrder,
  'returns/update': childOfOrder,
  'returns/process': childOfOrder,
  'returns/close': childOfOrder,
  'returns/cancel': childOfOrder,
  'returns/reopen': childOfOrder,
  'bulk_operations/finish': byId('bulk_operation', own),
  'shop/update': () => ({ resource: 'shop' }),
  'app/uninstalled': () => ({ resource: 'uninstalled' }),
  'app/scopes_update': (payload) => {
    const current = payload['current']
    const scopes = Array.isArray(current) ? current.filter((scope) => typeof scope === 'string') : null
    return scopes ? { resource: 'scopes', scopes } : UNREADABLE
  },
  'customers/data_request': privacy('data_request', 'orders_requested'),
  'customers/redact': privacy('customer_redact', 'orders_to_redact'),
  'shop/redact': privacy('shop_redact', null),
}

/** Topics we act on. */
export const TOPICS: readonly string[] = Object.keys(EXTRACT)

/** The hint of a delivery. Null: a topic we never asked for. */
export function readHint(topic: string, payload: unknown): Hint | null {
  const extract = Object.hasOwn(EXTRACT, topic) ? EXTRACT[topic] : undefined
  return extract ? extract(within(payload)) : null
}
