/**
 * Orders of the UCI shop with their customers, refunds, returns and shipments.
 * In: the file's columns, instants, credit matches and goods per code. Out: orders and customers in the state, and counts.
 * Invariant: one order per sale invoice with all its lines; every id depends on the place in the file alone, so a shop of
 * the newest N orders has the same ids as the whole one.
 */
import type { Customer, Line, Order, ShopState } from '../model.ts'
import { displayFulfillmentStatus } from './derive.ts'
import { toInstant } from './empty.ts'
import type { LineGoods } from './uci-catalog.ts'
import { countryCode } from './uci-countries.ts'
import { addRefunds, groupCredits } from './uci-credits.ts'
import { CUSTOMER_IDS, LINE_IDS, ORDER_IDS } from './uci-ids.ts'
import { addFulfillment, warehouseOf } from './uci-parcels.ts'
import { personOf } from './uci-people.ts'
import { localeOf, placeOf } from './uci-places.ts'
import type { UciRows } from './uci-read.ts'
import { at, type CreditMatch } from './uci-refunds.ts'
import { deriveShipment, type Shipment } from './uci-shipping.ts'
import type { ImportReport, ShiftedTimes } from './uci-report.ts'

const HOUR = 3_600_000

interface Source {
  rows: UciRows
  times: ShiftedTimes
  matches: CreditMatch[]
  goods: (LineGoods | null)[]
  asOf: number
  lastOrderAt: number
  keepFrom: number
}

type Counted = Pick<
  ImportReport,
  | 'orders'
  | 'lines'
  | 'units'
  | 'grossMinor'
  | 'ordersWithoutCustomer'
  | 'countries'
  | 'grossMinorByCountry'
  | 'refunds'
  | 'refundedMinor'
  | 'refundCappedMinor'
  | 'returns'
  | 'cancelled'
  | 'fulfillments'
>

export function addOrders(state: ShopState, source: Source): Counted {
  const { rows, times, keepFrom } = source
  const orders = rows.sales.map((invoice, index) =>
    index < keepFrom ? null : createOrder(state, source, invoice, index),
  )
  const gross = new Float64Array(rows.sales.length)
  for (let row = 0; row < rows.lineCount; row++) {
    const index = at(rows.lineInvoice, row)
    orders[index]?.lines.push(createLine(source, row))
    gross[index] = (gross[index] ?? 0) + at(rows.lineQuantity, row) * at(rows.linePriceMinor, row)
  }
  const credits = groupCredits(source.matches)
  const counted: Counted = {
    orders: 0,
    lines: 0,
    units: 0,
    grossMinor: 0,
    ordersWithoutCustomer: 0,
    countries: 0,
    grossMinorByCountry: {},
    refunds: 0,
    refundedMinor: 0,
    refundCappedMinor: 0,
    returns: 0,
    cancelled: 0,
    fulfillments: 0,
  }
  const shipUntil = Math.min(source.asOf, source.lastOrderAt + 24 * HOUR)
  orders.forEach((order, index) => {
    const invoice = rows.sales[index]
    if (order === null || invoice === undefined) return
    const value = gross[index] ?? 0
    const shipment = deriveShipment(invoice.no, index, times.sales[index] ?? 0, countryCode(invoice.country), value)
    const paidBack = addRefunds(source, order, credits.get(index) ?? [], shipment, value)
    addFulfillment(order, index, shipment, shipUntil, source.asOf)
    const shipped = order.fulfillments[0]
    // Shopify archives a paid order when its last parcel leaves.
    if (shipped !== undefined && displayFulfillmentStatus(order) === 'FULFILLED') order.closedAt = shipped.createdAt
    commitStock(state, order, shipment)
    order.updatedAt = lastTouched(order)
    state.orders.set(order.id, order)
    counted.orders++
    counted.lines += order.lines.length
    counted.grossMinor += value
    for (const line of order.lines) counted.units += line.quantity
    if (order.customerId === null) counted.ordersWithoutCustomer++
    if (order.cancelledAt !== null) counted.cancelled++
    counted.fulfillments += order.fulfillments.length
    counted.returns += order.returns.length
    counted.refunds += order.refunds.length
    counted.refundedMinor += paidBack.refundedMinor
    counted.refundCappedMinor += paidBack.refundCappedMinor
    counted.grossMinorByCountry[invoice.country] = (counted.grossMinorByCountry[invoice.country] ?? 0) + value
  })
  counted.countries = new Set([...state.orders.values()].map((order) => order.shippingAddress?.countryCode)).size
  return counted
}

function createOrder(state: ShopState, { times }: Source, invoice: UciRows['sales'][number], index: number): Order {
  const createdAt = toInstant(times.sales[index] ?? 0)
  const country = countryCode(invoice.country)
  const customer = invoice.customer === null ? null : customerOf(state, invoice.customer, createdAt)
  const place = placeOf(country, invoice.customer === null ? `invoice ${invoice.no}` : `${invoice.customer} ${country}`)
  const person = invoice.customer === null ? null : personOf(invoice.customer)
  return {
    id: String(ORDER_IDS + index),
    name: `#${invoice.no}`,
    number: Number(/\d+/.exec(invoice.no)?.[0]),
    createdAt,
    processedAt: createdAt,
    updatedAt: createdAt,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    test: false,
    tags: [],
    sourceName: 'web',
    email: customer?.email ?? null,
    phone: customer?.phone ?? null,
    customerId: customer?.id ?? null,
    customerLocale: localeOf(country),
    shippingAddress: {
      name: person === null ? null : `${person.firstName} ${person.lastName}`,
      address1: person?.address1 ?? null,
      city: place.city,
      provinceCode: place.provinceCode,
      zip: place.zip,
      countryCode: country,
    },
    presentmentCurrency: 'GBP',
    shippingMinor: 0,
    taxMinor: 0,
    paid: true,
    lines: [],
    refunds: [],
    fulfillments: [],
    returns: [],
  }
}

function customerOf(state: ShopState, code: string, orderedAt: string): Customer {
  const id = String(CUSTOMER_IDS + Number(code))
  const known = state.customers.get(id)
  if (known !== undefined) {
    known.updatedAt = orderedAt
    return known
  }
  const person = personOf(code)
  const customer: Customer = {
    id,
    firstName: person?.firstName ?? null,
    lastName: person?.lastName ?? null,
    email: person?.email ?? null,
    phone: person?.phone ?? null,
    tags: [],
    createdAt: orderedAt,
    updatedAt: orderedAt,
  }
  state.customers.set(id, customer)
  return customer
}

function createLine({ rows, goods }: Source, row: number): Line {
  const code = at(rows.lineCode, row)
  const shared = goods[code]
  if (!shared) throw new Error(`Stock code ${rows.codes[code] ?? code} has a sale but no variant.`)
  const quantity = at(rows.lineQuantity, row)
  return {
    id: String(LINE_IDS + row),
    variantId: shared.variantId,
    productId: shared.productId,
    sku: shared.sku,
    title: shared.title,
    variantTitle: shared.variantTitle,
    quantity,
    currentQuantity: quantity,
    unitPriceMinor: at(rows.linePriceMinor, row),
    discountMinor: 0,
    requiresShipping: shared.isGoods,
  }
}

/** Units of unshipped goods are committed where they will leave from. */
function commitStock(state: ShopState, order: Order, shipment: Shipment): void {
  if (order.cancelledAt !== null || order.fulfillments.some(({ lines }) => lines === null)) return
  const shipped = new Map<string, number>()
  for (const { lines } of order.fulfillments)
    for (const { lineId, quantity } of lines ?? []) shipped.set(lineId, quantity)
  for (const line of order.lines) {
    if (!line.requiresShipping || line.variantId === null || shipped.has(line.id) || line.currentQuantity === 0)
      continue
    const item = state.inventoryItems.get(state.variants.get(line.variantId)?.inventoryItemId ?? '')
    const level = item?.levels.find(({ locationId }) => locationId === warehouseOf(shipment)) ?? item?.levels[0]
    if (level === undefined) continue
    level.quantities.committed += line.currentQuantity
    level.quantities.on_hand += line.currentQuantity
    if (level.updatedAt < order.createdAt) level.updatedAt = order.createdAt
  }
}

function lastTouched(order: Order): string {
  let last = order.createdAt
  for (const { updatedAt } of order.refunds) if (updatedAt > last) last = updatedAt
  for (const { updatedAt } of order.fulfillments) if (updatedAt > last) last = updatedAt
  return last
}
