/**
 * Orders with their lines, shipping lines and addresses.
 * In: Order and Line of the model. Out: their Admin API fields; totals and statuses come from shop/derive.ts.
 * Invariant: without read_all_orders nothing older than 60 days is seen, whatever the way to it.
 */
import type { Fulfillment, Line, Order, Return } from '../../model.ts'
import {
  displayFinancialStatus,
  displayFulfillmentStatus,
  orderTotals,
  returnStatus,
  unfulfilledQuantities,
  type OrderTotals,
} from '../../shop/derive.ts'
import { connection, fieldsOf, gid, notImplemented, type Args, type Context, type FieldTable } from '../engine.ts'
import { listChildren, type Collection } from '../listings.ts'
import type { Bag } from '../money.ts'
import { booleanFilter, idFilter, numberFilter, textFilter, timeFilter } from '../search.ts'
import { countryName } from './places.ts'

/** A line with its order: the model keeps lines inside their order. */
export interface LineSource {
  order: Order
  line: Line
}

export function isVisible(order: Order, context: Context): boolean {
  return context.orderFloor === null || order.createdAt >= context.orderFloor
}

export function bagOf(minor: number, order: Order, context: Context): Bag {
  return { minor, currency: context.state.shop.currency, presentment: order.presentmentCurrency }
}

/** The newest order's derived figures are kept while its fields are read, because each costs a pass over the lines. */
function memoFor(order: Order, { memo }: Context): Context['memo'] {
  if (memo.order !== order) {
    memo.order = order
    memo.totals = null
    memo.unfulfilled = null
  }
  return memo
}

export function totalsOf(order: Order, context: Context): OrderTotals {
  const memo = memoFor(order, context)
  return (memo.totals ??= orderTotals(order))
}

function unfulfilledOf(order: Order, context: Context): Map<string, number> {
  const memo = memoFor(order, context)
  return (memo.unfulfilled ??= unfulfilledQuantities(order))
}

function firstOf<Item>(items: readonly Item[], args: Args): readonly Item[] {
  return typeof args['first'] === 'number' ? items.slice(0, args['first']) : items
}

const total = (pick: (totals: OrderTotals) => number) => (order: Order, _: Args, context: Context) =>
  bagOf(pick(totalsOf(order, context)), order, context)

/** Half up, as Shopify's "approximate unit price". */
function unitPriceAfterDiscounts({ quantity, unitPriceMinor, discountMinor }: Line): number {
  if (discountMinor === 0 || quantity === 0) return unitPriceMinor
  return Math.floor((2 * (quantity * unitPriceMinor - discountMinor) + quantity) / (2 * quantity))
}

function statusOf(order: Order): string[] {
  if (order.cancelledAt !== null) return order.closedAt === null ? ['cancelled', 'not_closed'] : ['cancelled']
  return order.closedAt === null ? ['open', 'not_closed'] : ['closed']
}

const FULFILLMENT_FILTER: Readonly<Record<string, string[]>> = {
  FULFILLED: ['fulfilled', 'shipped'],
  UNFULFILLED: ['unfulfilled', 'unshipped'],
  PARTIALLY_FULFILLED: ['partial'],
}

export function orderCollection(context: Context): Collection<Order> {
  return {
    name: 'orders',
    map: context.state.orders,
    visible: context.orderFloor === null ? null : (order) => isVisible(order, context),
    sorts: {
      CREATED_AT: (order) => order.createdAt,
      PROCESSED_AT: (order) => order.processedAt,
      UPDATED_AT: (order) => order.updatedAt,
      ORDER_NUMBER: (order) => order.number,
    },
    search: {
      resource: 'orders',
      filters: {
        id: idFilter((order) => order.id),
        created_at: timeFilter((order) => order.createdAt),
        processed_at: timeFilter((order) => order.processedAt),
        updated_at: timeFilter((order) => order.updatedAt),
        cancelled_at: timeFilter((order) => order.cancelledAt),
        closed_at: timeFilter((order) => order.closedAt),
        status: (value, comparator, now) =>
          value === 'any' ? () => true : textFilter<Order>((order) => statusOf(order))(value, comparator, now),
        financial_status: textFilter((order) => [displayFinancialStatus(order)]),
        fulfillment_status: textFilter((order) => FULFILLMENT_FILTER[displayFulfillmentStatus(order)] ?? []),
        return_status: textFilter((order) => [returnStatus(order)]),
        customer_id: idFilter((order) => order.customerId),
        email: textFilter((order) => (order.email === null ? [] : [order.email])),
        name: textFilter((order) => [order.name, order.name.replace(/^#/, '')]),
        sku: textFilter((order) => order.lines.flatMap((line) => line.sku ?? [])),
        tag: textFilter((order) => order.tags),
        tag_not: (value, comparator, now) => {
          const tagged = textFilter<Order>((order) => order.tags)(value, comparator, now)
          return (order) => !tagged(order)
        },
        source_name: textFilter((order) => [order.sourceName]),
        test: booleanFilter((order) => order.test),
        fulfillment_location_id: idFilter((order) => order.fulfillments[0]?.locationId ?? null),
        subtotal_line_items_quantity: numberFilter((order) => orderTotals(order).quantity),
      },
      text: (order) =>
        [order.name, order.email ?? '', ...order.lines.map((line) => line.title)].join(' ').toLowerCase(),
    },
  }
}

export const orderFields: FieldTable = {
  Order: fieldsOf<Order>({
    id: (order) => gid('Order', order.id),
    legacyResourceId: (order) => order.id,
    name: (order) => order.name,
    number: (order) => order.number,
    createdAt: (order) => order.createdAt,
    processedAt: (order) => order.processedAt,
    updatedAt: (order) => order.updatedAt,
    closed: (order) => order.closedAt !== null,
    closedAt: (order) => order.closedAt,
    cancelledAt: (order) => order.cancelledAt,
    cancelReason: (order) => order.cancelReason,
    test: (order) => order.test,
    tags: (order) => order.tags,
    sourceName: (order) => order.sourceName,
    email: (order) => order.email,
    phone: (order) => order.phone,
    customerLocale: (order) => order.customerLocale,
    currencyCode: (_order, _, { state }) => state.shop.currency,
    presentmentCurrencyCode: (order) => order.presentmentCurrency,
    // Tax stands beside the prices in the model, never inside them.
    taxesIncluded: () => false,
    displayFinancialStatus,
    displayFulfillmentStatus,
    returnStatus,
    fullyPaid: (order, _, context) => totalsOf(order, context).outstandingMinor === 0,
    unpaid: (order, _, context) => totalsOf(order, context).outstandingMinor > 0,
    subtotalLineItemsQuantity: (order, _, context) => totalsOf(order, context).quantity,
    currentSubtotalLineItemsQuantity: (order, _, context) => totalsOf(order, context).currentQuantity,
    subtotalPriceSet: total((totals) => totals.subtotalMinor),
    totalPriceSet: total((totals) => totals.totalMinor),
    originalTotalPriceSet: total((totals) => totals.totalMinor),
    currentSubtotalPriceSet: total((totals) => totals.currentSubtotalMinor),
    currentTotalPriceSet: total((totals) => totals.currentTotalMinor),
    totalDiscountsSet: total((totals) => totals.discountMinor),
    totalShippingPriceSet: total((totals) => totals.shippingMinor),
    totalTaxSet: total((totals) => totals.taxMinor),
    totalRefundedSet: total((totals) => totals.refundedMinor),
    totalReceivedSet: total((totals) => totals.receivedMinor),
    totalOutstandingSet: total((totals) => totals.outstandingMinor),
    netPaymentSet: total((totals) => totals.netPaymentMinor),
    customer: (order, _, { state }) =>
      order.customerId === null ? null : (state.customers.get(order.customerId) ?? null),
    shippingAddress: (order) => (order.shippingAddress === null ? null : order),
    shippingLine: (order) => (order.shippingMinor > 0 ? order : null),
    shippingLines: connection((order, args) => listChildren(order.shippingMinor > 0 ? [order] : [], args)),
    lineItems: connection((order, args) => listChildren(order.lines, args, (line): LineSource => ({ order, line }))),
    fulfillments: (order, args) => {
      if (args['query'] != null) throw notImplemented('Order.fulfillments(query:)')
      return firstOf(order.fulfillments, args).map((fulfillment: Fulfillment) => ({ order, fulfillment }))
    },
    fulfillmentsCount: (order) => ({ count: order.fulfillments.length, precision: 'EXACT' }),
    refunds: (order, args) => firstOf(order.refunds, args).map((refund) => ({ order, refund })),
    returns: connection((order, args) => {
      if (args['query'] != null) throw notImplemented('Order.returns(query:)')
      return listChildren(order.returns, args, (entry: Return) => ({ order, entry }))
    }),
  }),
  LineItem: fieldsOf<LineSource>({
    id: ({ line }) => gid('LineItem', line.id),
    name: ({ line }) => (line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`),
    title: ({ line }) => line.title,
    variantTitle: ({ line }) => line.variantTitle,
    sku: ({ line }) => line.sku,
    quantity: ({ line }) => line.quantity,
    currentQuantity: ({ line }) => line.currentQuantity,
    refundableQuantity: ({ line }) => line.currentQuantity,
    unfulfilledQuantity: ({ order, line }, _, context) => unfulfilledOf(order, context).get(line.id) ?? 0,
    requiresShipping: ({ line }) => line.requiresShipping,
    // A deleted product or variant leaves its lines without one, as at Shopify.
    product: ({ line }, _, { state }) =>
      line.productId === null ? null : (state.products.get(line.productId) ?? null),
    variant: ({ line }, _, { state }) =>
      line.variantId === null ? null : (state.variants.get(line.variantId) ?? null),
    weight: ({ line }, _, { state }) => {
      const variant = line.variantId === null ? undefined : state.variants.get(line.variantId)
      const grams = variant && state.inventoryItems.get(variant.inventoryItemId)?.weightGrams
      return grams == null ? null : { grams }
    },
    originalUnitPriceSet: ({ order, line }, _, context) => bagOf(line.unitPriceMinor, order, context),
    originalTotalSet: ({ order, line }, _, context) => bagOf(line.quantity * line.unitPriceMinor, order, context),
    discountedTotalSet: ({ order, line }, _, context) =>
      bagOf(line.quantity * line.unitPriceMinor - line.discountMinor, order, context),
    // One allocation holds the line's whole discount; the dev store does not know what it was granted for.
    discountAllocations: (source) => (source.line.discountMinor === 0 ? [] : [source]),
    totalDiscountSet: ({ order, line }, _, context) => bagOf(line.discountMinor, order, context),
    discountedUnitPriceSet: ({ order, line }, _, context) => bagOf(unitPriceAfterDiscounts(line), order, context),
    discountedUnitPriceAfterAllDiscountsSet: ({ order, line }, _, context) =>
      bagOf(unitPriceAfterDiscounts(line), order, context),
  }),
  DiscountAllocation: fieldsOf<LineSource>({
    allocatedAmountSet: ({ order, line }, _, context) => bagOf(line.discountMinor, order, context),
  }),
  // The dev store ships everything at one rate: an order that paid for shipping has one line for it.
  ShippingLine: fieldsOf<Order>({
    id: (order) => gid('ShippingLine', order.id),
    title: () => 'Standard',
    code: () => 'standard',
    source: () => 'shopify',
    carrierIdentifier: () => null,
    custom: () => false,
    isRemoved: () => false,
    originalPriceSet: (order, _, context) => bagOf(order.shippingMinor, order, context),
    discountedPriceSet: (order, _, context) => bagOf(order.shippingMinor, order, context),
  }),
  MailingAddress: fieldsOf<Order>({
    id: (order) => gid('MailingAddress', order.id),
    name: ({ shippingAddress }) => shippingAddress?.name ?? null,
    address1: ({ shippingAddress }) => shippingAddress?.address1 ?? null,
    city: ({ shippingAddress }) => shippingAddress?.city ?? null,
    provinceCode: ({ shippingAddress }) => shippingAddress?.provinceCode ?? null,
    zip: ({ shippingAddress }) => shippingAddress?.zip ?? null,
    countryCodeV2: ({ shippingAddress }) => shippingAddress?.countryCode ?? null,
    country: ({ shippingAddress }) => (shippingAddress?.countryCode ? countryName(shippingAddress.countryCode) : null),
  }),
}
