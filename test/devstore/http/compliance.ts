/**
 * The three privacy webhooks that every app must answer.
 * In: the shop, the topic, the customer it is about. Out: the payload as Shopify documents it.
 * Invariant: a customer's payload lists only that customer's orders. Source: shopify.dev "Privacy law compliance".
 */
import type { ShopState } from '../model.ts'
import { jsonId } from '../shop/payload-values.ts'
import { BadRequest } from './message.ts'

export const COMPLIANCE_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'] as const
export type ComplianceTopic = (typeof COMPLIANCE_TOPICS)[number]

export function isComplianceTopic(topic: string): topic is ComplianceTopic {
  return COMPLIANCE_TOPICS.some((known) => known === topic)
}

export function compliancePayload(
  state: ShopState,
  topic: ComplianceTopic,
  customerId: string | null,
): Record<string, unknown> {
  const shop = { shop_id: jsonId(state.shop.id), shop_domain: state.shop.domain }
  if (topic === 'shop/redact') return shop
  const record = customerId === null ? undefined : state.customers.get(customerId)
  if (!record)
    throw new BadRequest(`${topic} needs a customer of this shop; there is no customer "${customerId ?? ''}".`)
  const customer = { id: jsonId(record.id), email: record.email, phone: record.phone }
  const orders = [...state.orders.values()]
    .filter((order) => order.customerId === record.id)
    .map(({ id }) => jsonId(id))
  return topic === 'customers/redact'
    ? { ...shop, customer, orders_to_redact: orders }
    : { ...shop, customer, orders_requested: orders, data_request: { id: jsonId(state.nextId()) } }
}
