/**
 * Webhook subscriptions that the app made through the API (those of its TOML are not listed here, as at Shopify).
 * In: topic and input of webhookSubscriptionCreate. Out: records that the HTTP side delivers to.
 * Invariant: a topic and address are subscribed once.
 */
import type { WebhookSubscriptionRecord } from './api.ts'
import type { Args, UserError } from './engine.ts'

/** ORDERS_UPDATED -> orders/updated: the last underscore-separated word group after the resource is the event. */
const TOPIC_RESOURCES = [
  'app',
  'app_subscriptions',
  'bulk_operations',
  'collections',
  'customers',
  'fulfillment_events',
  'fulfillments',
  'inventory_items',
  'inventory_levels',
  'inventory_shipments',
  'inventory_transfers',
  'locales',
  'locations',
  'markets',
  'orders',
  'products',
  'refunds',
  'returns',
  'shop',
  'variants',
] as const

export function topicText(topic: string): string | null {
  const lower = topic.toLowerCase()
  const resource = TOPIC_RESOURCES.filter((name) => lower.startsWith(`${name}_`)).sort((a, b) => b.length - a.length)[0]
  return resource ? `${resource}/${lower.slice(resource.length + 1)}` : null
}

export function topicName(text: string): string {
  return text.replace('/', '_').toUpperCase()
}

const isText = (value: unknown): value is string => typeof value === 'string'
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : [])

export class WebhookSubscriptions {
  readonly records = new Map<string, WebhookSubscriptionRecord>()
  #nextId = 1_200_000_000_001

  create(topic: string, input: Args, at: string): WebhookSubscriptionRecord | UserError {
    const { uri } = input
    if (!isText(uri) || !/^https:\/\/./.test(uri))
      return { field: ['webhookSubscription', 'uri'], message: 'Address must be an https URL' }
    if ([...this.records.values()].some((record) => record.topic === topic && record.uri === uri))
      return { field: ['webhookSubscription', 'uri'], message: 'Address for this topic has already been taken' }
    const record: WebhookSubscriptionRecord = {
      id: String(this.#nextId++),
      topic,
      uri,
      format: input['format'] === 'XML' ? 'XML' : 'JSON',
      filter: isText(input['filter']) ? input['filter'] : null,
      includeFields: textsOf(input['includeFields']),
      metafieldNamespaces: textsOf(input['metafieldNamespaces']),
      name: isText(input['name']) ? input['name'] : null,
      createdAt: at,
      updatedAt: at,
    }
    this.records.set(record.id, record)
    return record
  }
}
