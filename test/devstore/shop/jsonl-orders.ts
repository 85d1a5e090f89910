/**
 * Order nodes of a shop folder as orders of the model.
 * In: checked order nodes. Out: orders and customers in the state.
 * Invariant: every line, location, variant and product that an order names exists; quantities add up.
 */
import type { Customer, Line, Order, ShopState } from '../model.ts'
import { mustHave, NodeError, put, type LargestId } from './jsonl-ids.ts'
import type { CustomerNode, OrderNode } from './jsonl-schema.ts'

const UNPAID = new Set(['AUTHORIZED', 'EXPIRED', 'PENDING', 'VOIDED'])

/** @param unnumbered what has no id in the file gets one when all ids are known */
export function addOrder(state: ShopState, ids: LargestId, node: OrderNode, unnumbered: (() => void)[]): void {
  ids.see(node.id)
  const lines = readLines(state, ids, node)
  const byId = new Map(lines.map((line) => [line.id, line]))
  if (byId.size < lines.length) throw new NodeError('lineItems: two lines have the same id')
  const needLine = (id: string, path: string) => mustHave(byId, id, 'line in this order', path)
  if (node.customer !== null) {
    ids.see(node.customer.id)
    noteCustomer(state, node.customer, node.createdAt)
  }
  const number = node.number ?? Number(/\d+/.exec(node.name)?.[0])
  if (!Number.isSafeInteger(number)) throw new NodeError('number: expected one, for the name has no digits')
  const order: Order = {
    id: node.id,
    name: node.name,
    number,
    createdAt: node.createdAt,
    processedAt: node.processedAt ?? node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    cancelledAt: node.cancelledAt,
    cancelReason: node.cancelReason,
    test: node.test,
    tags: node.tags,
    sourceName: node.sourceName ?? 'web',
    email: node.email,
    phone: node.phone,
    customerId: node.customer?.id ?? null,
    customerLocale: node.customerLocale,
    shippingAddress: readAddress(node),
    presentmentCurrency: node.presentmentCurrencyCode ?? state.shop.currency,
    shippingMinor: node.totalShippingPriceSet,
    taxMinor: node.totalTaxSet,
    paid: !UNPAID.has(node.displayFinancialStatus),
    lines,
    refunds: node.refunds.map((refund, index) => {
      ids.see(refund.id)
      const parts = refund.refundLineItems.map((part, place) => {
        const path = `refunds[${index}].refundLineItems[${place}]`
        needLine(part.lineItem.id, `${path}.lineItem.id`)
        if (part.location !== null) mustHave(state.locations, part.location.id, 'location', `${path}.location.id`)
        const line = {
          id: part.id ?? '',
          lineId: part.lineItem.id,
          quantity: part.quantity,
          restockType: part.restockType,
          locationId: part.location?.id ?? null,
          subtotalMinor: part.subtotalSet,
        }
        if (line.id === '') unnumbered.push(() => (line.id = ids.next()))
        else ids.see(line.id)
        return line
      })
      return {
        id: refund.id,
        createdAt: refund.createdAt,
        updatedAt: refund.updatedAt ?? refund.createdAt,
        note: refund.note,
        totalMinor: refund.totalRefundedSet,
        lines: parts,
      }
    }),
    fulfillments: readFulfillments(state, ids, node, needLine),
    returns: node.returns.map((entry, index) => {
      ids.see(entry.id)
      return {
        id: entry.id,
        name: entry.name,
        status: entry.status,
        createdAt: entry.createdAt,
        closedAt: entry.closedAt,
        lines: entry.returnLineItems.map((part, place) => {
          const lineId = part.fulfillmentLineItem.lineItem.id
          needLine(lineId, `returns[${index}].returnLineItems[${place}].fulfillmentLineItem.lineItem.id`)
          ids.see(part.id)
          return {
            id: part.id,
            lineId,
            quantity: part.quantity,
            reasonHandle: part.returnReasonDefinition?.handle ?? 'unknown',
            customerNote: part.customerNote,
          }
        }),
      }
    }),
  }
  if (node.totalReceivedSet !== undefined) order.receivedMinor = node.totalReceivedSet
  put(state.orders, order.id, order, 'order')
}

function readLines(state: ShopState, ids: LargestId, node: OrderNode): Line[] {
  const refunded = new Map<string, number>()
  for (const { refundLineItems } of node.refunds) {
    for (const { lineItem, quantity } of refundLineItems)
      refunded.set(lineItem.id, (refunded.get(lineItem.id) ?? 0) + quantity)
  }
  return node.lineItems.map((item, index) => {
    ids.see(item.id)
    const variant = item.variant === null ? undefined : state.variants.get(item.variant.id)
    if (item.variant !== null && variant === undefined) {
      throw new NodeError(`lineItems[${index}].variant.id: there is no variant ${item.variant.id}`)
    }
    // The variant's product, when only the variant is given.
    const productId = item.product?.id ?? variant?.productId
    const product = productId === undefined ? undefined : state.products.get(productId)
    if (productId !== undefined && product === undefined) {
      throw new NodeError(`lineItems[${index}].product.id: there is no product ${productId}`)
    }
    const currentQuantity = item.currentQuantity ?? item.quantity - (refunded.get(item.id) ?? 0)
    if (currentQuantity < 0 || currentQuantity > item.quantity) {
      throw new NodeError(
        `lineItems[${index}].currentQuantity: ${currentQuantity} is not between 0 and ${item.quantity}`,
      )
    }
    // Texts equal to the product's are the product's own: half a million lines do not hold half a million copies.
    return {
      id: item.id,
      variantId: variant?.id ?? null,
      productId: product?.id ?? null,
      sku: item.sku === variant?.sku ? (variant?.sku ?? null) : item.sku,
      title: item.title === product?.title ? product.title : item.title,
      variantTitle: item.variantTitle === variant?.title ? variant.title : item.variantTitle,
      quantity: item.quantity,
      currentQuantity,
      unitPriceMinor: item.originalUnitPriceSet,
      discountMinor: item.totalDiscountSet,
      requiresShipping: item.requiresShipping,
    }
  })
}

function readFulfillments(
  state: ShopState,
  ids: LargestId,
  node: OrderNode,
  needLine: (id: string, path: string) => void,
): Order['fulfillments'] {
  return node.fulfillments.map(
    ({ location, fulfillmentLineItems, trackingInfo, displayStatus, events, ...parcel }, index) => {
      const path = `fulfillments[${index}]`
      ids.see(parcel.id)
      if (location !== null) mustHave(state.locations, location.id, 'location', `${path}.location.id`)
      for (const { id } of events) ids.see(id)
      const lines =
        fulfillmentLineItems?.map(({ id, quantity, lineItem }, place) => {
          ids.see(id)
          needLine(lineItem.id, `${path}.fulfillmentLineItems[${place}].lineItem.id`)
          return { id, lineId: lineItem.id, quantity }
        }) ?? null
      return {
        ...parcel,
        displayStatus: displayStatus ?? (parcel.deliveredAt === null ? 'FULFILLED' : 'DELIVERED'),
        locationId: location?.id ?? null,
        tracking: trackingInfo,
        lines,
        events,
      }
    },
  )
}

function readAddress({ shippingAddress }: OrderNode): Order['shippingAddress'] {
  if (shippingAddress === null) return null
  const { countryCodeV2, ...address } = shippingAddress
  return { ...address, countryCode: countryCodeV2 }
}

/** Takes a customer in at its first mention; a later mention with nothing but an id changes nothing. */
export function noteCustomer(state: ShopState, node: CustomerNode, mentionedAt: string): void {
  if (state.customers.has(node.id)) return
  const customer: Customer = {
    id: node.id,
    firstName: node.firstName,
    lastName: node.lastName,
    email: node.defaultEmailAddress?.emailAddress ?? null,
    phone: node.defaultPhoneNumber?.phoneNumber ?? null,
    tags: node.tags,
    createdAt: node.createdAt ?? mentionedAt,
    updatedAt: node.updatedAt ?? node.createdAt ?? mentionedAt,
  }
  state.customers.set(node.id, customer)
}
