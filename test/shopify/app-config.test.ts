/** shopify.app.toml says what the code needs: topics, scopes, and no personal data. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isEnumType } from 'graphql'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { TOPICS } from '#app/sync/topics.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { loadAccess, loadSchema, root, withImplied } from '../architecture/graphql-rules.ts'

const config = await readAppConfig(join(root, 'shopify.app.toml'))
const subscriptions = config.webhookSubscriptions
const resources = subscriptions.filter(({ compliance }) => !compliance)

/** Scope by the first part of a topic; source: descriptions of WebhookSubscriptionTopic in the Admin schema, 2026-10. */
const SCOPE_OF_TOPIC: Record<string, string | null> = {
  app: null,
  shop: null,
  bulk_operations: null,
  products: 'read_products',
  collections: 'read_products',
  inventory_items: 'read_inventory',
  inventory_levels: 'read_inventory',
  inventory_transfers: 'read_inventory_transfers',
  inventory_shipments: 'read_inventory_shipments',
  locations: 'read_locations',
  markets: 'read_markets',
  orders: 'read_orders',
  refunds: 'read_orders',
  fulfillments: 'read_fulfillments',
  fulfillment_events: 'read_fulfillments',
  returns: 'read_returns',
}

/** Scopes that guard no GraphQL type: older orders, webhooks of parcels, the app proxy. */
const NOT_IN_SCHEMA = ['read_all_orders', 'read_fulfillments', 'write_app_proxy']

describe('the webhooks in shopify.app.toml', () => {
  it('are exactly the topics that the sync can read', () => {
    expect(subscriptions.map(({ topic }) => topic).sort()).toEqual([...TOPICS].sort())
  })

  it('exist in this version of the API', () => {
    const topics = loadSchema().getType('WebhookSubscriptionTopic')
    const known = new Set(isEnumType(topics) ? topics.getValues().map(({ name }) => name) : [])
    expect(known.size).toBeGreaterThan(100)
    expect(
      resources.map(({ topic }) => topic.toUpperCase().replace('/', '_')).filter((topic) => !known.has(topic)),
    ).toEqual([])
  })

  it('all come to one address', () => {
    expect(new Set(subscriptions.map(({ uri }) => uri))).toEqual(new Set(['/webhooks']))
  })

  it('send ids, dates and states, and nothing personal', () => {
    const harmless =
      /(^|\.)(id|admin_graphql_api_id|order_id|inventory_item_id|inventory_transfer_id|location_id|updated_at|created_at|completed_at|status|error_code|type|previous|current)$/
    for (const { topic, includeFields } of resources) {
      expect(includeFields, topic).not.toBeNull()
      expect(
        (includeFields ?? []).filter((field) => !harmless.test(field)),
        topic,
      ).toEqual([])
    }
  })

  it('are covered by the scopes', () => {
    const granted = withImplied(config.scopes)
    const missing = resources.filter(({ topic }) => {
      const scope = SCOPE_OF_TOPIC[topic.split('/')[0] ?? '']
      if (scope === undefined) throw new Error(`the test does not know which scope ${topic} needs`)
      return scope !== null && !granted.has(scope)
    })
    expect(missing.map(({ topic }) => topic)).toEqual([])
  })

  it('include the three that the law asks for', () => {
    expect(
      subscriptions
        .filter(({ compliance }) => compliance)
        .map(({ topic }) => topic)
        .sort(),
    ).toEqual(['customers/data_request', 'customers/redact', 'shop/redact'])
  })
})

describe('the scopes in shopify.app.toml', () => {
  it('are names that Shopify knows, each once, each with a reason above', async () => {
    const { types, fields } = loadAccess()
    const known = new Set([
      ...Object.values(types).flat(),
      ...Object.values(fields).flatMap((byField) => Object.values(byField).flat()),
      ...NOT_IN_SCHEMA,
    ])
    expect(config.scopes.filter((scope) => !known.has(scope))).toEqual([])
    expect(new Set(config.scopes).size).toBe(config.scopes.length)
    const text = await readFile(join(root, 'shopify.app.toml'), 'utf8')
    for (const scope of config.scopes) expect(text).toMatch(new RegExp(`^# ${scope} {2,}\\S`, 'm'))
  })

  it('let us write nothing of the merchant but prices, the stock of goods received, transfers that were asked for, and the FAQ with its translations', () => {
    expect(config.scopes.filter((scope) => scope.startsWith('write_')).sort()).toEqual([
      'write_app_proxy',
      'write_inventory',
      'write_inventory_transfers',
      'write_metaobjects',
      'write_products',
      'write_translations',
    ])
  })
})

describe('the metaobjects in shopify.app.toml', () => {
  it('are two types that the storefront may read, staff may look at, and languages may be added to', () => {
    expect(config.metaobjects.map(({ type }) => type.replace(/^app--\d+--/, '$app:'))).toEqual([
      '$app:faq_category',
      '$app:faq_entry',
    ])
    for (const { storefront, publishable, translatable, displayNameField, fields } of config.metaobjects) {
      expect({ storefront, publishable, translatable }).toEqual({
        storefront: 'PUBLIC_READ',
        publishable: true,
        translatable: true,
      })
      expect(fields.find(({ key }) => key === displayNameField)).toMatchObject({ required: true })
    }
    const entries = config.metaobjects[0]?.fields.find(({ key }) => key === 'entries')
    expect(entries).toMatchObject({ type: 'list.metaobject_reference', refersTo: config.metaobjects[1]?.type })
  })
})

describe('the addresses in shopify.app.toml', () => {
  const Toml = z.object({
    application_url: z.url(),
    embedded: z.literal(true),
    auth: z.object({ redirect_urls: z.array(z.url()).min(1) }),
    app_proxy: z.object({
      url: z.string(),
      prefix: z.enum(['a', 'apps', 'community', 'tools']),
      subpath: z.string().max(30),
    }),
    name: z.string().max(30),
  })

  it('fit together', async () => {
    const toml = Toml.parse(parse(await readFile(join(root, 'shopify.app.toml'), 'utf8')))
    for (const url of toml.auth.redirect_urls) {
      expect(new URL(url).origin).toBe(new URL(toml.application_url).origin)
      expect(new URL(url).pathname).toMatch(/^\/auth\//)
    }
  })
})
