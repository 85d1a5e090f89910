/**
 * What a merchant or shopper does to an order as a whole: place, edit, cancel, delete.
 * In: state and a checked input. Out: the events Shopify would emit. Invariant: stock, quantities and stamps move together.
 */
import { z } from 'zod'
import type { Line, Order, ShopEvent, ShopState } from '../model.ts'
import {
  getLine,
  getOrder,
  getRecord,
  happened,
  Id,
  Minor,
  nextInstant,
  orderUpdated,
  parseInput,
  Quantity,
} from './change.ts'
import { fulfilledQuantities, isShipped, orderTotals } from './derive.ts'
import { toInstant } from './empty.ts'
import { recordRefund } from './refund-operations.ts'
import { StockMoves } from './stock-moves.ts'

const PlaceOrder = z.strictObject({
  lines: z.array(z.strictObject({ variantId: Id, quantity: Quantity, discountMinor: Minor.default(0) })).min(1),
  /** null: a guest */
  customerId: Id.nullable().default(null),
  email: z.email().nullable().default(null),
  phone: z.string().nullable().default(null),
  /** null: digital goods, or the address of the customer's last order */
  shippingAddress: z
    .strictObject({
      name: z.string().nullable().default(null),
      address1: z.string().nullable().default(null),
      city: z.string().nullable().default(null),
      provinceCode: z.string().nullable().default(null),
      zip: z.string().nullable().default(null),
      countryCode: z.string().regex(/^[A-Z]{2}$/, 'expected two capital letters'),
    })
    .nullable()
    .default(null),
  shippingMinor: Minor.default(0),
  taxMinor: Minor.default(0),
  presentmentCurrency: z.string().length(3).optional(),
  paid: z.boolean().default(true),
  tags: z.array(z.string()).default([]),
  test: z.boolean().default(false),
})

/** orders/create, orders/paid when paid, inventory_levels/update. Prices are the variants' of this moment. */
export function placeOrder(state: ShopState, input: z.input<typeof PlaceOrder>): ShopEvent[] {
  const wish = parseInput('placeOrder', PlaceOrder, input)
  const customer = wish.customerId === null ? null : getRecord(state.customers, wish.customerId, 'customer')
  const moves = new StockMoves(state)
  const lines = wish.lines.map(({ variantId, quantity, discountMinor }) => {
    const line = createLine(state, variantId, quantity)
    if (discountMinor > quantity * line.unitPriceMinor)
      throw new Error(`placeOrder: the discount on ${line.title} is above its price.`)
    return { ...line, discountMinor }
  })
  assertAvailable(state, lines)
  for (const line of lines) moves.commit(line.variantId, line.quantity)
  let number = 1000
  let previous: Order | null = null
  for (const order of state.orders.values()) {
    number = Math.max(number, order.number)
    if (customer !== null && order.customerId === customer.id) previous = order
  }
  number++
  const now = toInstant(state.now())
  const order: Order = {
    id: state.nextId(),
    name: `#${number}`,
    number,
    createdAt: now,
    processedAt: now,
    updatedAt: now,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    test: wish.test,
    tags: wish.tags,
    sourceName: 'web',
    email: wish.email ?? customer?.email ?? null,
    phone: wish.phone ?? customer?.phone ?? null,
    customerId: customer?.id ?? null,
    customerLocale: state.shop.primaryLocale,
    shippingAddress: wish.shippingAddress ?? (previous?.shippingAddress ? { ...previous.shippingAddress } : null),
    presentmentCurrency: wish.presentmentCurrency ?? state.shop.currency,
    shippingMinor: wish.shippingMinor,
    taxMinor: wish.taxMinor,
    paid: wish.paid,
    lines,
    refunds: [],
    fulfillments: [],
    returns: [],
  }
  state.orders.set(order.id, order)
  const events = [happened(state, 'orders/create', 'Order', order.id)]
  if (order.paid) events.push(happened(state, 'orders/paid', 'Order', order.id))
  return [...events, ...moves.events()]
}

function createLine(state: ShopState, variantId: string, quantity: number): Line {
  const variant = getRecord(state.variants, variantId, 'variant')
  const product = getRecord(state.products, variant.productId, 'product')
  const item = state.inventoryItems.get(variant.inventoryItemId)
  return {
    id: state.nextId(),
    variantId,
    productId: product.id,
    sku: variant.sku,
    title: product.title,
    variantTitle: variant.title === 'Default Title' ? null : variant.title,
    quantity,
    currentQuantity: quantity,
    unitPriceMinor: variant.priceMinor,
    discountMinor: 0,
    requiresShipping: item?.requiresShipping ?? true,
  }
}

/** Checked for all lines before any stock moves, so that a refused order leaves nothing behind. */
function assertAvailable(state: ShopState, lines: readonly Line[]): void {
  const wanted = new Map<string, number>()
  for (const { variantId, quantity } of lines) {
    if (variantId !== null) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  }
  for (const [variantId, quantity] of wanted) {
    const variant = getRecord(state.variants, variantId, 'variant')
    const item = state.inventoryItems.get(variant.inventoryItemId)
    if (item === undefined || !item.tracked || variant.inventoryPolicy === 'CONTINUE') continue
    const most = Math.max(
      0,
      ...item.levels.filter(({ isActive }) => isActive).map(({ quantities }) => quantities.available),
    )
    if (most < quantity) {
      throw new Error(`Only ${most} of ${variant.sku ?? variantId} are available at one location, not ${quantity}.`)
    }
  }
}

const EditOrder = z.strictObject({
  orderId: Id,
  add: z.array(z.strictObject({ variantId: Id, quantity: Quantity })).default([]),
  /** the new number of units of a line; 0 takes it out */
  setQuantity: z.array(z.strictObject({ lineId: Id, quantity: z.int().min(0) })).default([]),
})

/** orders/edited, orders/updated, inventory_levels/update. What was paid stays; what the edit adds is owed. */
export function editOrder(state: ShopState, input: z.input<typeof EditOrder>): ShopEvent[] {
  const wish = parseInput('editOrder', EditOrder, input)
  const order = getOrder(state, wish.orderId)
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled and cannot be edited.`)
  if (wish.add.length + wish.setQuantity.length === 0)
    throw new Error('editOrder: nothing to change: give add or setQuantity.')
  const fulfilled = fulfilledQuantities(order)
  const changes = wish.setQuantity.map(({ lineId, quantity }) => {
    const line = getLine(order, lineId)
    const shipped = fulfilled.get(lineId) ?? 0
    const lowest = Math.min(line.currentQuantity, shipped)
    if (quantity < lowest)
      throw new Error(`editOrder: ${shipped} of ${line.title} have been shipped; refund them instead.`)
    return { line, delta: quantity - line.currentQuantity }
  })
  const added = wish.add.map(({ variantId, quantity }) => createLine(state, variantId, quantity))
  const increased = changes.flatMap(({ line, delta }) => (delta > 0 ? [{ ...line, quantity: delta }] : []))
  assertAvailable(state, [...added, ...increased])
  keepShippedParcels(state, order)
  const received = orderTotals(order).receivedMinor
  const moves = new StockMoves(state)
  const delta = { additions: [] as { id: string; delta: number }[], removals: [] as { id: string; delta: number }[] }
  for (const { line, delta: change } of changes) {
    if (change > 0) {
      moves.commit(line.variantId, change)
      line.quantity += change
      line.currentQuantity += change
      delta.additions.push({ id: line.id, delta: change })
    } else if (change < 0) {
      moves.release(line.variantId, -change, true)
      line.currentQuantity += change
      delta.removals.push({ id: line.id, delta: -change })
    }
  }
  for (const line of added) {
    moves.commit(line.variantId, line.quantity)
    order.lines.push(line)
    delta.additions.push({ id: line.id, delta: line.quantity })
  }
  if (order.paid) order.receivedMinor = received
  if (added.length + increased.length > 0) order.closedAt = null
  const edited = happened(state, 'orders/edited', 'Order', order.id, { editId: state.nextId(), ...delta })
  return [edited, orderUpdated(state, order), ...moves.events()]
}

/** A parcel of "every line in full" is written out before the lines change under it. */
function keepShippedParcels(state: ShopState, order: Order): void {
  for (const fulfillment of order.fulfillments) {
    fulfillment.lines ??= order.lines.map(({ id, quantity }) => ({ id: state.nextId(), lineId: id, quantity }))
  }
}

const CancelOrder = z.strictObject({
  orderId: Id,
  reason: z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']).default('OTHER'),
  restock: z.boolean().default(true),
  /** give the money back, if there was any */
  refund: z.boolean().default(true),
})

/** orders/cancelled, orders/updated, refunds/create when money goes back, inventory_levels/update. */
export function cancelOrder(state: ShopState, input: z.input<typeof CancelOrder>): ShopEvent[] {
  const { orderId, reason, restock, refund } = parseInput('cancelOrder', CancelOrder, input)
  const order = getOrder(state, orderId)
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled already.`)
  if (order.fulfillments.some(isShipped)) throw new Error(`Order ${order.name} has been shipped: refund it instead.`)
  const { netPaymentMinor } = orderTotals(order)
  const moves = new StockMoves(state)
  const events: ShopEvent[] = []
  const open = order.lines.filter(({ currentQuantity }) => currentQuantity > 0)
  const parts = open.map((line) => ({
    line,
    quantity: line.currentQuantity,
    restockType: restock ? ('CANCEL' as const) : ('NO_RESTOCK' as const),
  }))
  if (refund && netPaymentMinor > 0) {
    const record = recordRefund(state, order, parts, null, null, netPaymentMinor)
    events.push(happened(state, 'refunds/create', 'Refund', record.id))
  } else {
    for (const line of open) line.currentQuantity = 0
  }
  for (const { line, quantity } of parts) moves.release(line.variantId, quantity, restock)
  const at = nextInstant(state, order.updatedAt)
  order.cancelledAt = at
  order.closedAt = at
  order.cancelReason = reason
  const updated = orderUpdated(state, order)
  return [happened(state, 'orders/cancelled', 'Order', order.id), updated, ...events, ...moves.events()]
}

const DeleteOrder = z.strictObject({ orderId: Id })

/** orders/delete. As in Shopify's admin, only an archived or cancelled order can be deleted. */
export function deleteOrder(state: ShopState, input: z.input<typeof DeleteOrder>): ShopEvent[] {
  const { orderId } = parseInput('deleteOrder', DeleteOrder, input)
  const order = getOrder(state, orderId)
  if (order.closedAt === null) throw new Error(`Order ${order.name} is open: cancel it or ship it before deleting it.`)
  state.orders.delete(orderId)
  return [happened(state, 'orders/delete', 'Order', orderId)]
}

const MarkPaid = z.strictObject({ orderId: Id })

/** orders/paid, orders/updated. */
export function markOrderPaid(state: ShopState, input: z.input<typeof MarkPaid>): ShopEvent[] {
  const { orderId } = parseInput('markOrderPaid', MarkPaid, input)
  const order = getOrder(state, orderId)
  const { outstandingMinor, receivedMinor } = orderTotals(order)
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled.`)
  if (order.paid && outstandingMinor === 0) throw new Error(`Order ${order.name} is paid already.`)
  order.paid = true
  if (order.receivedMinor !== undefined || receivedMinor > 0) order.receivedMinor = receivedMinor + outstandingMinor
  return [happened(state, 'orders/paid', 'Order', order.id), orderUpdated(state, order)]
}
