/**
 * Orders, refunds, parcels and their events as the JSON that Shopify posts.
 * In: state and records. Out: payload objects. Invariant: money is decimal text in the shop's currency.
 */
import type { Fulfillment, Line, Order, Refund, ShopState } from '../model.ts'
import {
  displayFinancialStatus,
  displayFulfillmentStatus,
  fulfilledQuantities,
  orderTotals,
  unfulfilledQuantities,
} from './derive.ts'
import { customerPayload } from './customer-payload.ts'
import { decimalText, gid, jsonId, type Payload } from './payload-values.ts'

export function orderPayload(state: ShopState, order: Order): Payload {
  const totals = orderTotals(order)
  const money = (minor: number) => decimalText(minor, state.shop.currency)
  const bag = (minor: number) => ({
    shop_money: { amount: money(minor), currency_code: state.shop.currency },
  })
  const fulfillment = displayFulfillmentStatus(order)
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId)
  const address = addressPayload(order)
  const shipped = fulfilledQuantities(order)
  const open = unfulfilledQuantities(order)
  return {
    id: jsonId(order.id),
    admin_graphql_api_id: gid('Order', order.id),
    name: order.name,
    number: order.number,
    order_number: order.number,
    created_at: order.createdAt,
    processed_at: order.processedAt,
    updated_at: order.updatedAt,
    closed_at: order.closedAt,
    cancelled_at: order.cancelledAt,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    test: order.test,
    tags: order.tags.join(', '),
    source_name: order.sourceName,
    email: order.email ?? '',
    contact_email: order.email,
    phone: order.phone,
    customer_locale: order.customerLocale,
    currency: state.shop.currency,
    presentment_currency: order.presentmentCurrency,
    financial_status: displayFinancialStatus(order).toLowerCase(),
    fulfillment_status:
      fulfillment === 'FULFILLED' ? 'fulfilled' : fulfillment === 'PARTIALLY_FULFILLED' ? 'partial' : null,
    taxes_included: false,
    total_line_items_price: money(totals.grossMinor),
    total_discounts: money(totals.discountMinor),
    subtotal_price: money(totals.subtotalMinor),
    total_tax: money(totals.taxMinor),
    total_price: money(totals.totalMinor),
    total_price_set: bag(totals.totalMinor),
    total_shipping_price_set: bag(totals.shippingMinor),
    current_subtotal_price: money(totals.currentSubtotalMinor),
    current_total_price: money(totals.currentTotalMinor),
    total_outstanding: money(totals.outstandingMinor),
    customer: customer === undefined ? null : customerPayload(state, customer),
    shipping_address: address,
    billing_address: address,
    line_items: order.lines.map((line) => linePayload(state, line, shipped.get(line.id) ?? 0, open.get(line.id) ?? 0)),
    shipping_lines:
      order.shippingMinor === 0
        ? []
        : [{ title: 'Shipping', price: money(order.shippingMinor), price_set: bag(order.shippingMinor) }],
    fulfillments: order.fulfillments.map((parcel) => fulfillmentPayload(state, order, parcel)),
    refunds: order.refunds.map((refund) => refundPayload(state, order, refund)),
  }
}

/** The model holds one line of name; Shopify's parts are its last word and what comes before. */
function addressPayload({ shippingAddress: address, phone }: Order): Payload | null {
  if (address === null) return null
  const words = address.name?.split(' ') ?? []
  return {
    name: address.name,
    first_name: words.slice(0, -1).join(' ') || null,
    last_name: words.at(-1) ?? null,
    company: null,
    address1: address.address1,
    address2: null,
    city: address.city,
    zip: address.zip,
    province_code: address.provinceCode,
    country_code: address.countryCode,
    phone,
  }
}

function linePayload(state: ShopState, line: Line, shipped: number, open: number): Payload {
  return {
    id: jsonId(line.id),
    admin_graphql_api_id: gid('LineItem', line.id),
    product_id: line.productId === null ? null : jsonId(line.productId),
    variant_id: line.variantId === null ? null : jsonId(line.variantId),
    product_exists: line.productId !== null,
    sku: line.sku,
    title: line.title,
    variant_title: line.variantTitle,
    name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    fulfillable_quantity: open,
    fulfillment_status: shipped === 0 ? null : open > 0 ? 'partial' : 'fulfilled',
    price: decimalText(line.unitPriceMinor, state.shop.currency),
    total_discount: decimalText(line.discountMinor, state.shop.currency),
    requires_shipping: line.requiresShipping,
    taxable: true,
    gift_card: false,
    properties: [],
  }
}

export function refundPayload(state: ShopState, order: Order, refund: Refund): Payload {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const money = (minor: number) => decimalText(minor, state.shop.currency)
  return {
    id: jsonId(refund.id),
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: jsonId(order.id),
    created_at: refund.createdAt,
    processed_at: refund.createdAt,
    note: refund.note,
    restock: refund.lines.some(({ restockType }) => restockType !== 'NO_RESTOCK'),
    refund_line_items: refund.lines.map((part) => {
      const line = lines.get(part.lineId)
      return {
        id: jsonId(part.id),
        line_item_id: jsonId(part.lineId),
        location_id: part.locationId === null ? null : jsonId(part.locationId),
        quantity: part.quantity,
        restock_type: part.restockType.toLowerCase(),
        subtotal: money(part.subtotalMinor),
        line_item: line === undefined ? null : linePayload(state, line, 0, 0),
      }
    }),
    transactions:
      refund.totalMinor === 0
        ? []
        : [
            {
              kind: 'refund',
              status: 'success',
              amount: money(refund.totalMinor),
              currency: state.shop.currency,
              order_id: jsonId(order.id),
              created_at: refund.createdAt,
            },
          ],
  }
}

export function fulfillmentPayload(state: ShopState, order: Order, parcel: Fulfillment): Payload {
  const [tracking] = parcel.tracking
  const quantities =
    parcel.lines === null ? null : new Map(parcel.lines.map(({ lineId, quantity }) => [lineId, quantity]))
  const lines = order.lines.filter(({ id }) => quantities === null || quantities.has(id))
  return {
    id: jsonId(parcel.id),
    admin_graphql_api_id: gid('Fulfillment', parcel.id),
    order_id: jsonId(order.id),
    name: parcel.name.replace(/-F(\d+)$/, '.$1'),
    status: parcel.status.toLowerCase(),
    shipment_status: parcel.events.at(-1)?.status.toLowerCase() ?? null,
    service: 'manual',
    location_id: parcel.locationId === null ? null : jsonId(parcel.locationId),
    created_at: parcel.createdAt,
    updated_at: parcel.updatedAt,
    tracking_company: tracking?.company ?? null,
    tracking_number: tracking?.number ?? null,
    tracking_numbers: parcel.tracking.flatMap(({ number }) => number ?? []),
    tracking_url: tracking?.url ?? null,
    tracking_urls: parcel.tracking.flatMap(({ url }) => url ?? []),
    email: order.email,
    destination: addressPayload(order),
    line_items: lines.map((line) => ({
      ...linePayload(state, line, quantities?.get(line.id) ?? line.quantity, 0),
      quantity: quantities?.get(line.id) ?? line.quantity,
    })),
  }
}

export function fulfillmentEventPayload(state: ShopState, id: string): Payload {
  for (const order of state.orders.values()) {
    for (const parcel of order.fulfillments) {
      const event = parcel.events.find((candidate) => candidate.id === id)
      if (event === undefined) continue
      return {
        id: jsonId(id),
        admin_graphql_api_id: gid('FulfillmentEvent', id),
        fulfillment_id: jsonId(parcel.id),
        order_id: jsonId(order.id),
        shop_id: jsonId(state.shop.id),
        status: event.status.toLowerCase(),
        message: event.message,
        happened_at: event.happenedAt,
        created_at: event.happenedAt,
        updated_at: event.happenedAt,
        estimated_delivery_at: event.estimatedDeliveryAt,
        address1: null,
        city: event.city,
        province: event.province,
        country: event.country,
        zip: order.shippingAddress?.zip ?? null,
        latitude: null,
        longitude: null,
      }
    }
  }
  throw new Error(`This shop has no fulfilment event ${id}.`)
}
