/**
 * What happens to an order after it was placed: fulfilments with their events, refunds, returns.
 * In: model objects with the order they belong to. Out: their Admin API fields.
 * Invariant: a fulfilment that lists no lines (null) ships every line of its order in full; its line ids are then the order lines' ids.
 */
import type { Fulfillment, FulfillmentEvent, Line, Order, Refund, RefundLine, Return, ReturnLine } from '../../model.ts'
import { connection, fieldsOf, gid, notHeld, notImplemented, Ref, type FieldTable } from '../engine.ts'
import { listChildren } from '../listings.ts'
import { bagOf, type LineSource } from './orders.ts'
import { RETURN_REASONS } from '../../shop/return-reasons.ts'

export interface FulfillmentSource {
  order: Order
  fulfillment: Fulfillment
}
export interface FulfillmentLineSource extends LineSource {
  id: string
  quantity: number
}
interface RefundSource {
  order: Order
  refund: Refund
}
interface ReturnSource {
  order: Order
  entry: Return
}
interface RefundLineSource {
  order: Order
  refundLine: RefundLine
}
interface ReturnLineSource extends ReturnSource {
  returnLine: ReturnLine
}

interface ReturnReason {
  id: string
  handle: string
  name: string
}
export const returnReasons: readonly ReturnReason[] = RETURN_REASONS.map(([handle, name], index) => ({
  id: String(index + 1),
  handle,
  name,
}))

function lineOf(order: Order, lineId: string): Line {
  const line = order.lines.find((entry) => entry.id === lineId)
  if (!line) throw notHeld(`LineItem ${lineId} of order ${order.name}`)
  return line
}

export function fulfillmentLines({ order, fulfillment }: FulfillmentSource): FulfillmentLineSource[] {
  if (fulfillment.lines === null)
    return order.lines.map((line) => ({ order, line, id: line.id, quantity: line.quantity }))
  return fulfillment.lines.map(({ id, lineId, quantity }) => ({ order, line: lineOf(order, lineId), id, quantity }))
}

function fulfillmentLineOf(order: Order, lineId: string): FulfillmentLineSource {
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.status !== 'SUCCESS') continue
    const found = fulfillmentLines({ order, fulfillment }).find((entry) => entry.line.id === lineId)
    if (found) return found
  }
  throw notHeld(`A fulfilment of LineItem ${lineId}, which was returned,`)
}

/** Units of a return line that can still be taken back: those of an open return. */
function open({ entry, returnLine }: ReturnLineSource): number {
  return entry.status === 'OPEN' ? returnLine.quantity : 0
}

export const afterSalesFields: FieldTable = {
  Fulfillment: fieldsOf<FulfillmentSource>({
    id: ({ fulfillment }) => gid('Fulfillment', fulfillment.id),
    legacyResourceId: ({ fulfillment }) => fulfillment.id,
    name: ({ fulfillment }) => fulfillment.name,
    status: ({ fulfillment }) => fulfillment.status,
    displayStatus: ({ fulfillment }) => fulfillment.displayStatus,
    createdAt: ({ fulfillment }) => fulfillment.createdAt,
    updatedAt: ({ fulfillment }) => fulfillment.updatedAt,
    inTransitAt: ({ fulfillment }) => fulfillment.inTransitAt,
    deliveredAt: ({ fulfillment }) => fulfillment.deliveredAt,
    estimatedDeliveryAt: ({ fulfillment }) => fulfillment.estimatedDeliveryAt,
    totalQuantity: (source) => fulfillmentLines(source).reduce((sum, part) => sum + part.quantity, 0),
    requiresShipping: (source) => fulfillmentLines(source).some((part) => part.line.requiresShipping),
    order: ({ order }) => order,
    location: ({ fulfillment }, _, { state }) =>
      fulfillment.locationId === null ? null : (state.locations.get(fulfillment.locationId) ?? null),
    trackingInfo: ({ fulfillment }, args) =>
      typeof args['first'] === 'number' ? fulfillment.tracking.slice(0, args['first']) : fulfillment.tracking,
    events: connection(({ fulfillment }, args) => {
      if (args['sortKey'] !== 'HAPPENED_AT')
        throw notImplemented(`Fulfillment.events(sortKey: ${String(args['sortKey'])})`)
      const events = [...fulfillment.events].sort((a, b) =>
        a.happenedAt < b.happenedAt ? -1 : a.happenedAt > b.happenedAt ? 1 : 0,
      )
      return listChildren(events, args)
    }),
    fulfillmentLineItems: connection((source, args) => listChildren(fulfillmentLines(source), args)),
  }),
  FulfillmentTrackingInfo: fieldsOf<Fulfillment['tracking'][number]>({
    company: (tracking) => tracking.company,
    number: (tracking) => tracking.number,
    url: (tracking) => tracking.url,
  }),
  FulfillmentEvent: fieldsOf<FulfillmentEvent>({
    id: (event) => gid('FulfillmentEvent', event.id),
    status: (event) => event.status,
    happenedAt: (event) => event.happenedAt,
    createdAt: (event) => event.happenedAt,
    message: (event) => event.message,
    city: (event) => event.city,
    province: (event) => event.province,
    country: (event) => event.country,
    estimatedDeliveryAt: (event) => event.estimatedDeliveryAt,
    // The model's events hold no postcode.
    zip: () => null,
  }),
  FulfillmentLineItem: fieldsOf<FulfillmentLineSource>({
    id: ({ id }) => gid('FulfillmentLineItem', id),
    quantity: ({ quantity }) => quantity,
    lineItem: ({ order, line }): LineSource => ({ order, line }),
  }),
  Refund: fieldsOf<RefundSource>({
    id: ({ refund }) => gid('Refund', refund.id),
    legacyResourceId: ({ refund }) => refund.id,
    createdAt: ({ refund }) => refund.createdAt,
    processedAt: ({ refund }) => refund.createdAt,
    updatedAt: ({ refund }) => refund.updatedAt,
    note: ({ refund }) => refund.note,
    order: ({ order }) => order,
    totalRefundedSet: ({ order, refund }, _, context) => bagOf(refund.totalMinor, order, context),
    refundLineItems: connection(({ order, refund }, args) =>
      listChildren(refund.lines, args, (refundLine): RefundLineSource => ({ order, refundLine })),
    ),
    // What a refund pays beyond its lines is shipping given back.
    refundShippingLines: connection(({ order, refund }, args) => {
      const minor = refund.totalMinor - refund.lines.reduce((sum, line) => sum + line.subtotalMinor, 0)
      return listChildren(minor > 0 ? [{ id: refund.id, order, minor }] : [], args)
    }),
  }),
  RefundShippingLine: fieldsOf<{ id: string; order: Order; minor: number }>({
    id: ({ id }) => gid('RefundShippingLine', id),
    subtotalAmountSet: ({ order, minor }, _, context) => bagOf(minor, order, context),
  }),
  RefundLineItem: fieldsOf<RefundLineSource>({
    id: ({ refundLine }) => gid('RefundLineItem', refundLine.id),
    quantity: ({ refundLine }) => refundLine.quantity,
    restockType: ({ refundLine }) => refundLine.restockType,
    restocked: ({ refundLine }) => refundLine.restockType !== 'NO_RESTOCK',
    location: ({ refundLine }, _, { state }) =>
      refundLine.locationId === null ? null : (state.locations.get(refundLine.locationId) ?? null),
    lineItem: ({ order, refundLine }): LineSource => ({ order, line: lineOf(order, refundLine.lineId) }),
    subtotalSet: ({ order, refundLine }, _, context) => bagOf(refundLine.subtotalMinor, order, context),
  }),
  Return: fieldsOf<ReturnSource>({
    id: ({ entry }) => gid('Return', entry.id),
    name: ({ entry }) => entry.name,
    status: ({ entry }) => entry.status,
    createdAt: ({ entry }) => entry.createdAt,
    closedAt: ({ entry }) => entry.closedAt,
    order: ({ order }) => order,
    totalQuantity: ({ entry }) => entry.lines.reduce((sum, line) => sum + line.quantity, 0),
    returnLineItems: connection(({ order, entry }, args) => {
      if (args['processingStatus'] != null) throw notImplemented('Return.returnLineItems(processingStatus:)')
      return listChildren(
        entry.lines,
        args,
        (returnLine) => new Ref('ReturnLineItem', { order, entry, returnLine } satisfies ReturnLineSource),
      )
    }),
  }),
  ReturnLineItem: fieldsOf<ReturnLineSource>({
    id: ({ returnLine }) => gid('ReturnLineItem', returnLine.id),
    quantity: ({ returnLine }) => returnLine.quantity,
    processableQuantity: open,
    refundableQuantity: (source) =>
      Math.min(open(source), lineOf(source.order, source.returnLine.lineId).currentQuantity),
    customerNote: ({ returnLine }) => returnLine.customerNote,
    // The model holds the customer's note, not one of the merchant's.
    returnReasonNote: () => '',
    returnReasonDefinition: ({ returnLine }) => {
      const reason = returnReasons.find((entry) => entry.handle === returnLine.reasonHandle)
      if (!reason) throw notHeld(`The return reason ${returnLine.reasonHandle}`)
      return reason
    },
    fulfillmentLineItem: ({ order, returnLine }) => fulfillmentLineOf(order, returnLine.lineId),
  }),
  ReturnReasonDefinition: fieldsOf<ReturnReason>({
    id: ({ id }) => gid('ReturnReasonDefinition', id),
    handle: ({ handle }) => handle,
    name: ({ name }) => name,
    deleted: () => false,
  }),
}
