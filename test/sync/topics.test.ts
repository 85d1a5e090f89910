import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Hint, readHint, TOPICS } from '#app/sync/topics.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { pickFields } from '#test/devstore/http/payload-filter.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'test/fixtures/webhooks')
const fixtures = new Map<string, Record<string, unknown>>()
for (const file of await readdir(folder))
  fixtures.set(file.replace('.json', '').replace('.', '/'), JSON.parse(await readFile(join(folder, file), 'utf8')))

/** What each fixture is about: all of them speak of the same order, product, item, level, location, collection and market. */
const EXPECTED: Record<string, Hint> = {
  orders: { resource: 'order', ids: ['450789469'] },
  refunds: { resource: 'order', ids: ['450789469'] },
  fulfillments: { resource: 'order', ids: ['450789469'] },
  fulfillment_events: { resource: 'order', ids: ['450789469'] },
  returns: { resource: 'order', ids: ['450789469'] },
  products: { resource: 'product', ids: ['632910392'] },
  inventory_items: { resource: 'inventory_item', ids: ['808950810'] },
  inventory_levels: { resource: 'stock_level', ids: ['808950810'] },
  inventory_transfers: { resource: 'transfer', ids: ['2921201'] },
  inventory_shipments: { resource: 'transfer', ids: ['2921201'] },
  locations: { resource: 'location', ids: ['655441491'] },
  collections: { resource: 'collection', ids: ['841564295'] },
  markets: { resource: 'market', ids: ['33'] },
  bulk_operations: { resource: 'bulk_operation', ids: ['147595010'] },
}

describe('topics', () => {
  it('every topic has a fixture and every fixture a topic', () => {
    expect([...fixtures.keys()].sort()).toEqual([...TOPICS].sort())
  })

  it.each(TOPICS.filter((topic) => EXPECTED[topic.split('/')[0] ?? '']).map((topic) => [topic]))(
    '%s names its resource',
    (topic) => {
      const { deleted, ...hint } = { deleted: undefined, ...readHint(topic, fixtures.get(topic)) }
      expect(hint).toEqual(EXPECTED[topic.split('/')[0] ?? ''])
      const tombstones =
        topic.endsWith('/delete') && ['products', 'inventory_items', 'orders'].includes(topic.split('/')[0] ?? '')
      expect(deleted).toBe(tombstones ? true : undefined)
    },
  )

  it('every hint can be stored and read back', () => {
    for (const [topic, payload] of fixtures) {
      const hint = readHint(topic, payload)
      expect(Hint.parse(JSON.parse(JSON.stringify(hint)))).toEqual(hint)
    }
  })

  it('every subscribed topic has an entry, and every entry is subscribed', async () => {
    const { webhookSubscriptions } = await readAppConfig(join(root, 'shopify.app.toml'))
    expect([...new Set(webhookSubscriptions.map(({ topic }) => topic))].sort()).toEqual([...TOPICS].sort())
  })

  it('the fields that a subscription includes are enough for the hint', async () => {
    const { webhookSubscriptions } = await readAppConfig(join(root, 'shopify.app.toml'))
    for (const { topic, includeFields, compliance } of webhookSubscriptions) {
      if (compliance) continue
      const payload = fixtures.get(topic)
      expect(payload, topic).toBeDefined()
      if (payload) expect(readHint(topic, pickFields(payload, includeFields)), topic).toEqual(readHint(topic, payload))
    }
  })

  it('a shipment that belongs to no transfer hints at nothing', () => {
    expect(
      readHint('inventory_shipments/create', { id: 'gid://shopify/InventoryShipment/1', inventory_transfer_id: null }),
    ).toEqual({ resource: 'transfer', ids: [] })
  })

  it('an unknown topic is null, also one named like a property of every object', () => {
    expect(readHint('carts/update', { id: 1 })).toBeNull()
    expect(readHint('toString', { id: 1 })).toBeNull()
  })

  it('an id beyond 2^53 is exact through its gid', () => {
    // 2^53 + 3 as a JSON number reads as ...996
    const payload = JSON.parse(
      '{"id": 9007199254740995, "admin_graphql_api_id": "gid://shopify/Order/9007199254740995"}',
    )
    expect(readHint('orders/updated', payload)).toEqual({ resource: 'order', ids: ['9007199254740995'] })
  })

  it('a number that lost digits is refused instead of naming another resource', () => {
    expect(readHint('orders/delete', JSON.parse('{"id": 9007199254740995}'))).toEqual({ resource: 'unreadable' })
  })

  it('an id that kept its digits as text is taken', () => {
    expect(readHint('orders/delete', { id: '9007199254740995' })).toEqual({
      resource: 'order',
      ids: ['9007199254740995'],
      deleted: true,
    })
  })

  it.each([
    null,
    7,
    'x',
    [],
    {},
    { id: null },
    { id: -1 },
    { id: {} },
    { admin_graphql_api_id: 'gid://shopify/Order/x' },
  ])('a payload without its id (%j) is unreadable', (payload) => {
    expect(readHint('orders/updated', payload)).toEqual({ resource: 'unreadable' })
  })

  it('a privacy hint keeps ids and nothing of the person', () => {
    const payload = {
      ...fixtures.get('customers/redact'),
      customer: { id: 191167, email: 'john@example.com', phone: '555-625-1199' },
    }
    expect(readHint('customers/redact', payload)).toEqual({
      resource: 'privacy',
      kind: 'customer_redact',
      customerId: '191167',
      orderIds: ['299938', '280263'],
    })
  })
})
