/** Filters and field lists of webhook subscriptions. */
import { describe, expect, it } from 'vitest'
import { parseAppConfig } from './app-config.ts'
import { parsePayloadFilter, pickFields, wantsPayload } from './payload-filter.ts'

const product = {
  id: 7,
  title: 'Mug',
  updated_at: '2026-11-01T00:00:00Z',
  variants: [
    { id: 1, price: '9.50', title: 'Red' },
    { id: 2, price: '12.00', title: 'Blue' },
  ],
  image: { id: 3, src: 'x' },
}

describe('include_fields', () => {
  it('keeps only the paths named, in lists too, in the order of the payload', () => {
    expect(pickFields(product, ['updated_at', 'id', 'variants.price', 'variants.id', 'image.id'])).toEqual({
      id: 7,
      updated_at: '2026-11-01T00:00:00Z',
      variants: [
        { id: 1, price: '9.50' },
        { id: 2, price: '12.00' },
      ],
      image: { id: 3 },
    })
  })

  it('a whole branch wins over a part of it, an unknown path adds nothing, none named keeps everything', () => {
    expect(pickFields(product, ['image', 'image.id', 'customer.email'])).toEqual({ image: { id: 3, src: 'x' } })
    expect(pickFields(product, null)).toBe(product)
  })
})

describe('filter', () => {
  it.each([
    ['variants.price:>=10.00', true],
    ['variants.price:>12', false],
    ['title:Mug AND id:7', true],
    ['title:Mug AND id:8', false],
    ['id:8 OR variants.title:"Red"', true],
    ['-title:Mug', false],
    ['customer.id:*', false],
    ['id:*', true],
  ])('%s is %s', (filter, wanted) => {
    expect(wantsPayload(parsePayloadFilter(filter), product)).toBe(wanted)
  })

  it('a filter that cannot be read is refused, not ignored', () => {
    expect(() => parsePayloadFilter('(id:1 OR id:2) AND title:x')).toThrow(/brackets/)
    expect(() => parsePayloadFilter('mug')).toThrow(/field:value/)
  })
})

describe('shopify.app.toml', () => {
  const toml = (extra: string) => `
client_id = "abc"
name = "Tradewind Test"
[access_scopes]
scopes = "read_orders, write_products"
[webhooks]
api_version = "2026-10"
${extra}`

  it('one subscription per topic, compliance topics among them', () => {
    const config = parseAppConfig(
      toml(`
[[webhooks.subscriptions]]
topics = ["orders/create", "orders/updated"]
uri = "/webhooks"
include_fields = ["id"]
[[webhooks.subscriptions]]
compliance_topics = ["shop/redact"]
uri = "/webhooks/compliance"
[app_proxy]
url = "/proxy"
prefix = "apps"
subpath = "tradewind"`),
    )
    expect(config).toMatchObject({
      handle: 'tradewind-test',
      scopes: ['read_orders', 'write_products'],
      appProxy: { subpath: 'tradewind' },
    })
    expect(config.webhookSubscriptions.map(({ topic, uri, compliance }) => [topic, uri, compliance])).toEqual([
      ['orders/create', '/webhooks', false],
      ['orders/updated', '/webhooks', false],
      ['shop/redact', '/webhooks/compliance', true],
    ])
  })

  it('a subscription that cannot be delivered here is refused', () => {
    expect(() =>
      parseAppConfig(toml('[[webhooks.subscriptions]]\ntopics = ["orders/create"]\nuri = "pubsub://p:t"')),
    ).toThrow(/pubsub/)
    expect(() => parseAppConfig('client_id = "a"\nname = "b"')).toThrow(/webhooks/)
  })
})
