/**
 * Orders of the UCI shop with their customers, refunds, returns and shipments.
 * In: the file's columns, instants, credit matches and goods per code. Out: orders and customers in the state, and counts.
 * Invariant: one order per sale invoice with all its lines; every id depends on the place in the file alone, so a shop of
 * the newest N orders has the same ids as the whole one.
 */
import type { Customer, Fulfillment, Line, Order, Refund, ShopState } from '../model.ts'
import { displayFulfillmentStatus, lineShareMinor } from './derive.ts'
import { hash32 } from './hash.ts'
import type { LineGoods } from './uci-catalog.ts'
import { countryCode } from './uci-countries.ts'
import { OVERSEAS_WAREHOUSE, UK_WAREHOUSE } from './uci-markets.ts'
import { personOf } from './uci-people.ts'
import { localeOf, placeOf } from './uci-places.ts'
import type { UciRows } from './uci-read.ts'
import { at, type CreditMatch } from './uci-refunds.ts'
import { deriveShipment, type Shipment } from './uci-shipping.ts'
import type { ImportReport, ShiftedTimes } from './uci.ts'

const CUSTOMER_IDS = 7_200_000_000_000
const ORDER_IDS = 5_600_000_000_000
const LINE_IDS = 14_000_000_000_000
const REFUND_IDS = 930_000_000_000
const REFUND_LINE_IDS = 400_000_000_000
const FULFILLMENT_IDS = 5_100_000_000_000
const FULFILLMENT_LINE_IDS = 13_000_000_000_000
const EVENT_IDS = 29_000_000_000_000
const RETURN_IDS = 2_300_000_000
const RETURN_LINE_IDS = 12_000_000_000

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
    addRefunds(source, order, credits.get(index) ?? [], shipment, value, counted)
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
    counted.grossMinorByCountry[invoice.country] = (counted.grossMinorByCountry[invoice.country] ?? 0) + value
  })
  counted.countries = new Set([...state.orders.values()].map((order) => order.shippingAddress?.countryCode)).size
  return counted
}

function createOrder(state: ShopState, { times }: Source, invoice: UciRows['sales'][number], index: number): Order {
  const createdAt = instant(times.sales[index] ?? 0)
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

interface CreditOfOrder {
  credit: number
  /** place among all refunds of the file */
  index: number
  matches: { match: CreditMatch; index: number }[]
}

/** For each order, the C invoices that take something back from it; ids are numbered in the file's order. */
function groupCredits(matches: CreditMatch[]): Map<number, CreditOfOrder[]> {
  const groups = new Map<number, CreditOfOrder[]>()
  let refunds = 0
  let refundLines = 0
  for (const match of matches) {
    let ofOrder = groups.get(match.order)
    if (ofOrder === undefined) groups.set(match.order, (ofOrder = []))
    let group = ofOrder.find(({ credit }) => credit === match.credit)
    if (group === undefined) ofOrder.push((group = { credit: match.credit, index: refunds++, matches: [] }))
    group.matches.push({ match, index: refundLines })
    refundLines += match.parts.length
  }
  return groups
}

/** Before shipment a credit cancels units, after delivery it brings them back, between the two it only pays. */
function addRefunds(
  source: Source,
  order: Order,
  credits: CreditOfOrder[],
  shipment: Shipment,
  value: number,
  counted: Counted,
): void {
  if (credits.length === 0) return
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  let payable = value
  for (const { credit, index, matches } of credits) {
    const createdAtMs = source.times.credits[credit] ?? 0
    const createdAt = instant(createdAtMs)
    const refund: Refund = {
      id: String(REFUND_IDS + index),
      createdAt,
      updatedAt: createdAt,
      note: source.rows.credits[credit]?.no ?? null,
      totalMinor: 0,
      lines: [],
    }
    for (const { match, index: firstLine } of matches) {
      refund.totalMinor += match.creditedMinor
      match.parts.forEach((part, offset) => {
        const line = lines.get(String(LINE_IDS + part.line))
        if (line === undefined)
          throw new Error(`Order ${order.name} lacks the line that ${refund.note ?? 'a credit'} takes back.`)
        line.currentQuantity -= part.quantity
        const cancels = createdAtMs < shipment.shippedAt
        const brings = line.requiresShipping && createdAtMs > shipment.deliveredAt
        refund.lines.push({
          id: String(REFUND_LINE_IDS + firstLine + offset),
          lineId: line.id,
          quantity: part.quantity,
          restockType: cancels ? 'CANCEL' : brings ? 'RETURN' : 'NO_RESTOCK',
          locationId: brings || (cancels && line.requiresShipping) ? locationOf(shipment) : null,
          subtotalMinor: lineShareMinor(line, part.quantity),
        })
      })
    }
    // A few C lines carry a price above all that the order cost; Shopify pays back no more than was paid.
    counted.refundCappedMinor += Math.max(0, refund.totalMinor - payable)
    refund.totalMinor = Math.min(refund.totalMinor, payable)
    payable -= refund.totalMinor
    order.refunds.push(refund)
    counted.refunds++
    counted.refundedMinor += refund.totalMinor
    addReturn(order, refund, index)
  }
  const last = order.refunds[order.refunds.length - 1]
  const allCancelled = order.refunds.every(({ lines: own }) => own.every(({ restockType }) => restockType === 'CANCEL'))
  if (last !== undefined && allCancelled && order.lines.every(({ currentQuantity }) => currentQuantity === 0)) {
    order.cancelledAt = last.createdAt
    order.cancelReason = 'OTHER'
    order.closedAt = last.createdAt
  }
}

/** The units that came back with a refund; the file gives no reason and no date but the credit's own. */
function addReturn(order: Order, refund: Refund, index: number): void {
  const brought = refund.lines.filter(({ restockType }) => restockType === 'RETURN')
  if (brought.length === 0) return
  order.returns.push({
    id: String(RETURN_IDS + index),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: 'CLOSED',
    createdAt: refund.createdAt,
    closedAt: refund.createdAt,
    lines: brought.map(({ id, lineId, quantity }) => ({
      id: String(RETURN_LINE_IDS + Number(id) - REFUND_LINE_IDS),
      lineId,
      quantity,
      reasonHandle: 'unknown',
      customerNote: null,
    })),
  })
}

function locationOf(shipment: Shipment): string {
  return shipment.overseas ? OVERSEAS_WAREHOUSE : UK_WAREHOUSE
}

/** One parcel per order; one waiting order in ten that is older than 16 hours has sent its first half ahead. */
function addFulfillment(order: Order, index: number, shipment: Shipment, shipUntil: number, asOf: number): void {
  if (order.cancelledAt !== null) return
  const cancelled = new Map<string, number>()
  for (const refund of order.refunds) {
    for (const { lineId, quantity, restockType } of refund.lines) {
      if (restockType === 'CANCEL') cancelled.set(lineId, (cancelled.get(lineId) ?? 0) + quantity)
    }
  }
  const toShip = order.lines.map((line) => ({ line, quantity: line.quantity - (cancelled.get(line.id) ?? 0) }))
  if (!order.lines.some(({ requiresShipping }) => requiresShipping)) {
    const at = Date.parse(order.createdAt) + HOUR
    if (at <= asOf) order.fulfillments.push({ ...createFulfillment(order, index, at), displayStatus: 'FULFILLED' })
    return
  }
  const early = Date.parse(order.createdAt) + 16 * HOUR
  const half = Math.floor(toShip.length / 2)
  const inPart =
    shipment.shippedAt > shipUntil && early <= shipUntil && half > 0 && hash32(`part ${order.name}`) % 10 === 0
  if (shipment.shippedAt > shipUntil && !inPart) return
  const shippedAt = inPart ? early : shipment.shippedAt
  const shift = shippedAt - shipment.shippedAt
  const fulfillment = createFulfillment(order, index, shippedAt)
  fulfillment.locationId = locationOf(shipment)
  fulfillment.estimatedDeliveryAt = instant(shipment.estimatedDeliveryAt + shift)
  fulfillment.tracking = [{ company: shipment.carrier, number: shipment.number, url: shipment.url }]
  if (cancelled.size > 0 || inPart) {
    const parts = (inPart ? toShip.slice(0, half) : toShip).filter(({ quantity }) => quantity > 0)
    fulfillment.lines = parts.map(({ line, quantity }) => ({
      id: String(FULFILLMENT_LINE_IDS + Number(line.id) - LINE_IDS),
      lineId: line.id,
      quantity,
    }))
    if (parts.length === 0) return
  }
  addTracking(fulfillment, order, index, {
    inTransitAt: shipment.inTransitAt + shift,
    deliveredAt: shipment.deliveredAt + shift,
    estimatedDeliveryAt: shipment.estimatedDeliveryAt + shift,
    asOf,
  })
  order.fulfillments.push(fulfillment)
}

function createFulfillment(order: Order, index: number, createdAt: number): Fulfillment {
  return {
    id: String(FULFILLMENT_IDS + index),
    name: `${order.name}-F1`,
    status: 'SUCCESS',
    displayStatus: 'CONFIRMED',
    locationId: UK_WAREHOUSE,
    createdAt: instant(createdAt),
    updatedAt: instant(createdAt),
    inTransitAt: null,
    deliveredAt: null,
    estimatedDeliveryAt: null,
    tracking: [],
    lines: null,
    events: [],
  }
}

/** What the carrier has reported until `asOf`. */
function addTracking(
  fulfillment: Fulfillment,
  order: Order,
  index: number,
  when: { inTransitAt: number; deliveredAt: number; estimatedDeliveryAt: number; asOf: number },
): void {
  const report = (status: string, at: number, country: string | null) => {
    if (at > when.asOf) return
    const happenedAt = instant(at)
    fulfillment.displayStatus = status
    fulfillment.updatedAt = happenedAt
    if (status === 'IN_TRANSIT') fulfillment.inTransitAt = happenedAt
    if (status === 'DELIVERED') fulfillment.deliveredAt = happenedAt
    fulfillment.events.push({
      id: String(EVENT_IDS + index * 4 + fulfillment.events.length),
      status,
      happenedAt,
      message: null,
      city: null,
      province: null,
      country,
      estimatedDeliveryAt: fulfillment.estimatedDeliveryAt,
    })
  }
  const destination = order.shippingAddress?.countryCode ?? null
  report('IN_TRANSIT', when.inTransitAt, fulfillment.locationId === OVERSEAS_WAREHOUSE ? 'CN' : 'GB')
  const overdue = when.estimatedDeliveryAt + 24 * HOUR
  if (overdue < when.deliveredAt - 4 * HOUR) report('DELAYED', overdue, destination)
  report('OUT_FOR_DELIVERY', when.deliveredAt - 3 * HOUR, destination)
  report('DELIVERED', when.deliveredAt, destination)
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
    const level = item?.levels.find(({ locationId }) => locationId === locationOf(shipment)) ?? item?.levels[0]
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

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
