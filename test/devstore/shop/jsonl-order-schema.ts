/**
 * The form of an order in a shop folder, and of the customer in it (the other files: jsonl-schema.ts).
 * In: the shop's currency. Out: zod schemas of the nodes. Invariant: as the Admin API returns an order, children nested.
 */
import { z } from 'zod'
import {
  connection,
  Count,
  CountryCode,
  CurrencyCode,
  gidOf,
  Instant,
  moneyIn,
  OptionalInstant,
  Reference,
  Text,
} from './jsonl-values.ts'
import { RETURN_REASON_HANDLES } from './return-reasons.ts'

export const CustomerLine = z.object({
  id: gidOf('Customer'),
  firstName: Text,
  lastName: Text,
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable().default(null),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable().default(null),
  tags: z.array(z.string()).default([]),
  createdAt: Instant.optional().describe("left out: the first order's"),
  updatedAt: Instant.optional(),
})

export function orderLine(currency: string) {
  const Money = moneyIn(currency)
  const LineItem = z.object({
    id: gidOf('LineItem'),
    title: z.string(),
    variantTitle: Text,
    sku: Text,
    quantity: Count.describe('as ordered'),
    currentQuantity: Count.optional().describe(
      'after removals and refunds; left out: the quantity less what refunds took',
    ),
    requiresShipping: z.boolean().default(true),
    originalUnitPriceSet: Money,
    totalDiscountSet: Money.default(0).describe('all discounts of the line together'),
    variant: Reference('ProductVariant').nullable().default(null).describe('null: the variant is deleted'),
    product: Reference('Product').nullable().default(null),
  })
  const RefundNode = z.object({
    id: gidOf('Refund'),
    createdAt: Instant,
    updatedAt: Instant.optional(),
    note: Text,
    totalRefundedSet: Money,
    refundLineItems: connection(
      z.object({
        id: gidOf('RefundLineItem').nullable().optional(),
        lineItem: Reference('LineItem'),
        quantity: Count,
        restockType: z.enum(['NO_RESTOCK', 'CANCEL', 'RETURN', 'LEGACY_RESTOCK']),
        location: Reference('Location').nullable().default(null),
        subtotalSet: Money,
      }),
    ).default([]),
  })
  const FulfillmentNode = z.object({
    id: gidOf('Fulfillment'),
    name: z.string(),
    status: z.enum(['SUCCESS', 'CANCELLED', 'ERROR', 'FAILURE']),
    displayStatus: z.string().nullable().default(null),
    location: Reference('Location').nullable().default(null),
    createdAt: Instant,
    updatedAt: Instant,
    inTransitAt: OptionalInstant,
    deliveredAt: OptionalInstant,
    estimatedDeliveryAt: OptionalInstant,
    trackingInfo: z.array(z.object({ company: Text, number: Text, url: Text })).default([]),
    fulfillmentLineItems: connection(
      z.object({ id: gidOf('FulfillmentLineItem'), quantity: Count, lineItem: Reference('LineItem') }),
    )
      .nullable()
      .default(null)
      .describe('null or left out: every line of the order in full'),
    events: connection(
      z.object({
        id: gidOf('FulfillmentEvent'),
        status: z.string(),
        happenedAt: Instant,
        message: Text,
        city: Text,
        province: Text,
        country: Text,
        estimatedDeliveryAt: OptionalInstant,
      }),
    ).default([]),
  })
  const ReturnNode = z.object({
    id: gidOf('Return'),
    name: z.string(),
    status: z.enum(['REQUESTED', 'OPEN', 'CLOSED', 'DECLINED', 'CANCELED']),
    createdAt: Instant,
    closedAt: OptionalInstant,
    returnLineItems: connection(
      z.object({
        id: gidOf('ReturnLineItem'),
        quantity: Count,
        returnReasonDefinition: z
          .object({ handle: z.enum(RETURN_REASON_HANDLES) })
          .nullable()
          .default(null),
        customerNote: Text,
        fulfillmentLineItem: z.object({ lineItem: Reference('LineItem') }),
      }),
    ),
  })
  return z.object({
    id: gidOf('Order'),
    name: z.string(),
    number: z.int().optional().describe('left out: the digits of the name'),
    createdAt: Instant,
    processedAt: Instant.optional(),
    updatedAt: Instant,
    closedAt: OptionalInstant,
    cancelledAt: OptionalInstant,
    cancelReason: z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']).nullable().default(null),
    test: z.boolean().default(false),
    tags: z.array(z.string()).default([]),
    sourceName: z.string().nullable().default('web'),
    email: Text,
    phone: Text,
    customerLocale: Text,
    customer: CustomerLine.nullable().default(null).describe('null: a guest; the full node once, {id} is enough after'),
    shippingAddress: z
      .object({
        name: Text,
        address1: Text,
        city: Text,
        provinceCode: Text,
        zip: Text,
        countryCodeV2: CountryCode.nullable().default(null),
      })
      .nullable()
      .default(null),
    presentmentCurrencyCode: CurrencyCode.optional().describe("left out: the shop's currency"),
    displayFinancialStatus: z
      .enum(['AUTHORIZED', 'EXPIRED', 'PAID', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'VOIDED'])
      .describe('says whether the order was paid; what was refunded follows from refunds'),
    totalReceivedSet: Money.optional().describe('what was received, where it is not the total'),
    totalShippingPriceSet: Money.default(0),
    totalTaxSet: Money.default(0),
    lineItems: connection(LineItem),
    refunds: z.array(RefundNode).default([]),
    fulfillments: z.array(FulfillmentNode).default([]),
    returns: connection(ReturnNode).default([]),
  })
}
