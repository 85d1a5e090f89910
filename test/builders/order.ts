/**
 * Orders with lines, refunds, fulfilments and returns in the mirror, and the change-log entry that an upsert leaves.
 * An order's header sums are what its lines give, unless told otherwise.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import type {
  Fulfillment,
  FulfillmentEvent,
  Id,
  Order,
  OrderLine,
  Refund,
  RefundLine,
  Return,
  ReturnLine,
  Shop,
} from '#app/mirror/types.ts'
import { nextId } from './ids.ts'
import { insertRows } from './rows.ts'

export interface RefundValues extends Partial<Refund> {
  lines?: Partial<RefundLine>[]
}
export interface ReturnValues extends Partial<Return> {
  lines?: Partial<ReturnLine>[]
}
export interface FulfillmentValues extends Partial<Fulfillment> {
  events?: Partial<FulfillmentEvent>[]
}
export interface OrderValues extends Partial<Order> {
  deletedAt?: string
  lines?: Partial<OrderLine>[]
  refunds?: RefundValues[]
  fulfillments?: FulfillmentValues[]
  returns?: ReturnValues[]
}
export interface BuiltOrder extends Order {
  lines: OrderLine[]
  /** days whose sales the order touches: its own and its refunds' */
  days: Day[]
}

/** Writes the order and appends to the change log. */
export async function anOrder(shop: Shop, values: OrderValues = {}): Promise<BuiltOrder> {
  const { lines: lineValues = [{}], refunds = [], fulfillments = [], returns = [], ...own } = values
  const id = own.id ?? nextId()
  const lines = lineValues.map((line) => aLine(id, line))
  const processedAt = own.processedAt ?? '2026-03-10T12:00:00.000Z'
  const grossMinor = sum(lines, (line) => line.quantity * line.unitPriceMinor)
  const discountMinor = sum(lines, (line) => line.discountMinor)
  const refundRows = refunds.map((refund) => aRefund(shop, id, refund))
  const order: Order & { deletedAt?: string } = {
    id,
    name: `#${id.slice(-5)}`,
    createdAt: processedAt,
    processedAt,
    processedOn: dayIn(shop.timezone, processedAt),
    updatedAt: processedAt,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    test: false,
    sourceName: 'web',
    tags: [],
    currency: shop.currency,
    presentmentCurrency: shop.currency,
    financialStatus: 'PAID',
    fulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
    country: 'GB',
    province: null,
    customerId: null,
    emailHash: null,
    phoneHash: null,
    postcodeHash: null,
    lineCount: lines.length,
    units: sum(lines, (line) => line.quantity),
    grossMinor,
    discountMinor,
    shippingMinor: 0,
    taxMinor: 0,
    totalMinor: grossMinor - discountMinor,
    refundedMinor: sum(refundRows, (refund) => refund.totalMinor),
    shippingTitle: null,
    shippingCode: null,
    ...own,
  }
  await insertRows(shop, 'mirror_order', [order])
  await insertRows(shop, 'mirror_order_line', lines)
  for (const { lines: refundLines, ...refund } of refundRows) {
    await insertRows(shop, 'mirror_refund', [refund])
    await insertRows(shop, 'mirror_refund_line', refundLines)
  }
  for (const { events = [], ...fulfillment } of fulfillments) {
    const row = aFulfillment(id, order, fulfillment)
    await insertRows(shop, 'mirror_fulfillment', [row])
    await insertRows(
      shop,
      'mirror_fulfillment_event',
      events.map((event) => anEvent(row, event)),
    )
  }
  for (const row of returns) await aReturn(shop, id, row)
  const days = [...new Set([order.processedOn, ...refundRows.map((refund) => refund.createdOn)])]
  await changed(shop, id, days)
  return { ...order, lines, days }
}

/** What an upsert leaves in the change log: call it after changing rows by hand, with the old and new days. */
export async function changed(shop: Shop, orderId: Id, days: Day[]): Promise<void> {
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `insert into mirror_change (shop_id, resource, resource_id, kind, days) values ($1, 'order', $2, 'upsert', $3::date[])`,
      [shop.id, orderId, days],
    ),
  )
}

function aLine(orderId: Id, values: Partial<OrderLine>): OrderLine {
  const quantity = values.quantity ?? 1
  const id = values.id ?? nextId()
  return {
    orderId,
    variantId: null,
    productId: null,
    sku: null,
    title: `Line ${id}`,
    variantTitle: null,
    currentQuantity: quantity,
    unitPriceMinor: 1000,
    discountMinor: 0,
    requiresShipping: true,
    ...values,
    quantity,
    id,
  }
}

function aRefund(shop: Shop, orderId: Id, values: RefundValues): Refund & { lines: RefundLine[] } {
  const { lines: lineValues = [], ...own } = values
  const id = own.id ?? nextId()
  const createdAt = own.createdAt ?? '2026-03-20T12:00:00.000Z'
  const lines = lineValues.map((line): RefundLine => ({
    orderId,
    refundId: id,
    lineId: line.lineId ?? nextId(),
    quantity: 1,
    restockType: 'RETURN',
    locationId: null,
    subtotalMinor: 1000,
    ...line,
  }))
  return {
    orderId,
    id,
    createdAt,
    createdOn: dayIn(shop.timezone, createdAt),
    totalMinor: sum(lines, (line) => line.subtotalMinor),
    ...own,
    lines,
  }
}

function aFulfillment(orderId: Id, order: Order, values: Partial<Fulfillment>): Fulfillment {
  return {
    orderId,
    id: nextId(),
    name: `${order.name}.1`,
    status: 'SUCCESS',
    displayStatus: 'FULFILLED',
    locationId: null,
    createdAt: order.processedAt,
    updatedAt: order.processedAt,
    inTransitAt: null,
    deliveredAt: null,
    estimatedDeliveryAt: null,
    totalQuantity: order.units,
    tracking: [],
    ...values,
  }
}

function anEvent(fulfillment: Fulfillment, values: Partial<FulfillmentEvent>): FulfillmentEvent {
  return {
    orderId: fulfillment.orderId,
    fulfillmentId: fulfillment.id,
    id: nextId(),
    status: 'IN_TRANSIT',
    happenedAt: fulfillment.createdAt,
    message: null,
    country: null,
    province: null,
    city: null,
    ...values,
  }
}

async function aReturn(shop: Shop, orderId: Id, values: ReturnValues): Promise<void> {
  const { lines = [], ...own } = values
  const row: Return = {
    orderId,
    id: nextId(),
    name: 'R1',
    status: 'OPEN',
    createdAt: '2026-03-15T12:00:00.000Z',
    closedAt: null,
    totalQuantity: lines.reduce((total, line) => total + (line.quantity ?? 1), 0),
    ...own,
  }
  await insertRows(shop, 'mirror_return', [row])
  await insertRows(
    shop,
    'mirror_return_line',
    lines.map((line): ReturnLine => ({
      orderId,
      returnId: row.id,
      id: nextId(),
      lineId: null,
      quantity: 1,
      reason: 'UNKNOWN',
      ...line,
    })),
  )
}

function sum<Row>(rows: Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}
