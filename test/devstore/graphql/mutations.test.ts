import { describe, expect, test } from 'vitest'
import { at, createAdminClient, EVERYTHING } from './admin-client.ts'
import { createSmallShop } from './small-shop.ts'

function shop() {
  const state = createSmallShop()
  return { state, ...createAdminClient(state) }
}

describe('productVariantsBulkUpdate', () => {
  const UPDATE = `mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
    productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: $partial) {
      product { id updatedAt } productVariants { id price compareAtPrice inventoryItem { id unitCost { amount currencyCode } } }
      userErrors { code field message } } }`
  const productId = 'gid://shopify/Product/11'
  const id = 'gid://shopify/ProductVariant/111'

  test('writes price, cost and customs data, stamps what changed and tells of it', async () => {
    const { state, data, events } = shop()
    const variants = [
      {
        id,
        price: '19.99',
        compareAtPrice: null,
        inventoryItem: {
          cost: '7.50',
          countryCodeOfOrigin: 'DE',
          harmonizedSystemCode: '610910',
          measurement: { weight: { value: 0.4, unit: 'KILOGRAMS' } },
        },
      },
    ]
    const { productVariantsBulkUpdate } = await data(UPDATE, { productId, variants })
    expect(productVariantsBulkUpdate).toEqual({
      product: { id: productId, updatedAt: '2026-11-20T12:00:00Z' },
      productVariants: [
        {
          id,
          price: '19.99',
          compareAtPrice: null,
          inventoryItem: { id: 'gid://shopify/InventoryItem/1119', unitCost: { amount: '7.5', currencyCode: 'GBP' } },
        },
      ],
      userErrors: [],
    })
    expect(state.variants.get('111')).toMatchObject({
      priceMinor: 1999,
      compareAtMinor: null,
      updatedAt: '2026-11-20T12:00:00Z',
    })
    expect(state.inventoryItems.get('1119')).toMatchObject({
      unitCostMinor: 750,
      weightGrams: 400,
      countryCodeOfOrigin: 'DE',
    })
    expect(events.map(({ topic, gid }) => [topic, gid])).toEqual([
      ['products/update', productId],
      ['inventory_items/update', 'gid://shopify/InventoryItem/1119'],
    ])
  })

  test('writes nothing when one variant is refused, unless partial updates are allowed', async () => {
    const { state, data, events } = shop()
    const variants = [
      { id, price: '5.00' },
      { id: 'gid://shopify/ProductVariant/121', price: '5.00' },
      { id: 'gid://shopify/ProductVariant/112', price: '-1.00' },
    ]
    const refused = await data(UPDATE, { productId, variants })
    expect(at(refused, 'productVariantsBulkUpdate.userErrors')).toMatchObject([
      { code: 'PRODUCT_VARIANT_DOES_NOT_EXIST', field: ['variants', '1', 'id'] },
      { code: 'GREATER_THAN_OR_EQUAL_TO', field: ['variants', '2', 'price'] },
    ])
    expect([state.variants.get('111')?.priceMinor, events]).toEqual([1000, []])
    const partial = await data(UPDATE, { productId, variants, partial: true })
    expect(at(partial, 'productVariantsBulkUpdate.userErrors.length')).toBe(2)
    expect([state.variants.get('111')?.priceMinor, state.variants.get('112')?.priceMinor]).toEqual([500, 1250])
  })

  test('a product that does not exist is a userError; an input field that is not implemented is an error', async () => {
    const { data, body } = shop()
    const missing = await data(UPDATE, { productId: 'gid://shopify/Product/99', variants: [] })
    expect(at(missing, 'productVariantsBulkUpdate.userErrors.0.code')).toBe('PRODUCT_DOES_NOT_EXIST')
    const { errors } = await body(UPDATE, { productId, variants: [{ id, mediaId: 'gid://shopify/MediaImage/1' }] })
    expect(errors?.[0]?.message).toBe('ProductVariantsBulkInput.mediaId is not implemented by the dev store')
  })

  test('needs write_products', async () => {
    const { body } = shop()
    const { errors } = await body(UPDATE, { productId, variants: [] }, ['read_products', 'read_inventory'])
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'ACCESS_DENIED' })
  })

  test('refuses more than 250 items', async () => {
    const { body } = shop()
    const { errors } = await body(UPDATE, { productId, variants: Array.from({ length: 251 }, () => ({ id })) })
    expect(errors?.[0]).toMatchObject({
      message: 'The input array size of 251 is greater than the maximum allowed of 250.',
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    })
  })
})

describe('fixed prices', () => {
  const ADD = `mutation ($id: ID!, $prices: [PriceListPriceInput!]!) { priceListFixedPricesAdd(priceListId: $id, prices: $prices) {
    prices { variant { id } price { amount currencyCode } compareAtPrice { amount } } userErrors { code field message } } }`
  const UPDATE = `mutation ($id: ID!, $add: [PriceListPriceInput!]!, $del: [ID!]!) {
    priceListFixedPricesUpdate(priceListId: $id, pricesToAdd: $add, variantIdsToDelete: $del) {
      deletedFixedPriceVariantIds pricesAdded { price { amount } } priceList { fixedPricesCount } userErrors { code field message } } }`
  const id = 'gid://shopify/PriceList/51'
  const price = (amount: string, currencyCode = 'EUR') => ({ amount, currencyCode })

  test('are added and replaced', async () => {
    const { state, data } = shop()
    const prices = [
      { variantId: 'gid://shopify/ProductVariant/111', price: price('18.00') },
      { variantId: 'gid://shopify/ProductVariant/131', price: price('1.1'), compareAtPrice: price('2') },
    ]
    expect(await data(ADD, { id, prices })).toEqual({
      priceListFixedPricesAdd: {
        prices: [
          { variant: { id: 'gid://shopify/ProductVariant/111' }, price: price('18.0'), compareAtPrice: null },
          {
            variant: { id: 'gid://shopify/ProductVariant/131' },
            price: price('1.1'),
            compareAtPrice: { amount: '2.0' },
          },
        ],
        userErrors: [],
      },
    })
    expect(state.priceLists.get('51')?.fixed.get('131')).toEqual({ priceMinor: 110, compareAtMinor: 200 })
  })

  test('of another currency, variant or list are userErrors and write nothing', async () => {
    const { state, data } = shop()
    const prices = [
      { variantId: 'gid://shopify/ProductVariant/131', price: price('1.00', 'GBP') },
      { variantId: 'gid://shopify/ProductVariant/999', price: price('1.00') },
    ]
    const refused = await data(ADD, { id, prices })
    expect(at(refused, 'priceListFixedPricesAdd.userErrors')).toMatchObject([
      { code: 'PRICE_LIST_CURRENCY_MISMATCH' },
      { code: 'VARIANT_NOT_FOUND', field: ['prices', '1', 'variantId'] },
    ])
    expect(state.priceLists.get('51')?.fixed.size).toBe(2)
    const missing = await data(ADD, { id: 'gid://shopify/PriceList/99', prices: [] })
    expect(at(missing, 'priceListFixedPricesAdd.userErrors.0.code')).toBe('PRICE_LIST_NOT_FOUND')
  })

  test('are deleted together with additions; one that is not fixed cannot be', async () => {
    const { data } = shop()
    const del = ['gid://shopify/ProductVariant/111']
    const add = [{ variantId: 'gid://shopify/ProductVariant/131', price: price('1.00') }]
    const done = await data(UPDATE, { id, add, del })
    expect(done['priceListFixedPricesUpdate']).toEqual({
      deletedFixedPriceVariantIds: del,
      pricesAdded: [{ price: { amount: '1.0' } }],
      priceList: { fixedPricesCount: 2 },
      userErrors: [],
    })
    const again = await data(UPDATE, { id, add: [], del })
    expect(at(again, 'priceListFixedPricesUpdate.userErrors.0.code')).toBe('PRICE_NOT_FIXED')
  })
})

describe('tags', () => {
  const change = (verb: 'Add' | 'Remove') =>
    `mutation ($id: ID!, $tags: [String!]!) { tags${verb}(id: $id, tags: $tags) { node { id } userErrors { field message } } }`
  const id = 'gid://shopify/Order/71'

  test('are a sorted set without regard to case; only a change is an event', async () => {
    const { state, data, events } = shop()
    await data(change('Add'), { id, tags: ['LATE', 'fragile, checked'] })
    expect(state.orders.get('71')?.tags).toEqual(['checked', 'fragile', 'gift', 'late'])
    expect(events.map(({ topic }) => topic)).toEqual(['orders/updated'])
    await data(change('Add'), { id, tags: ['Gift'] })
    await data(change('Remove'), { id, tags: ['nothing'] })
    expect(events).toHaveLength(1)
    await data(change('Remove'), { id, tags: ['Late', 'gift'] })
    expect(state.orders.get('71')?.tags).toEqual(['checked', 'fragile'])
  })

  test('of what does not exist are a userError', async () => {
    const { data } = shop()
    const done = await data(change('Add'), { id: 'gid://shopify/Product/99', tags: ['x'] })
    expect(done).toEqual({
      tagsAdd: { node: null, userErrors: [{ field: ['id'], message: 'Product does not exist' }] },
    })
  })

  test('need the write scope of the resource', async () => {
    const { body, state } = shop()
    const readOnly = ['read_orders', 'read_products', 'read_customers', 'read_all_orders']
    const { errors } = await body(change('Add'), { id, tags: ['x'] }, readOnly)
    expect(errors?.[0]).toMatchObject({ path: ['tagsAdd'], extensions: { code: 'ACCESS_DENIED' } })
    expect(state.orders.get('71')?.tags).toEqual(['late', 'gift'])
  })
})

describe('webhook subscriptions', () => {
  const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { webhookSubscription { id topic uri format includeFields name apiVersion { handle } } userErrors { field message } } }`

  test('are made once per topic and address, listed, and deleted', async () => {
    const { api, data } = shop()
    const variables = {
      topic: 'BULK_OPERATIONS_FINISH',
      sub: {
        uri: 'https://app.example.com/webhooks',
        format: 'JSON',
        includeFields: ['admin_graphql_api_id', 'status'],
        name: 'bulk',
      },
    }
    const made = await data(CREATE, variables)
    const id = at(made, 'webhookSubscriptionCreate.webhookSubscription.id')
    expect(at(made, 'webhookSubscriptionCreate.webhookSubscription')).toMatchObject({
      topic: 'BULK_OPERATIONS_FINISH',
      apiVersion: { handle: '2026-10' },
    })
    expect(api.webhookSubscriptions()).toMatchObject([
      { topic: 'bulk_operations/finish', uri: 'https://app.example.com/webhooks' },
    ])
    expect(at(await data(CREATE, variables), 'webhookSubscriptionCreate.userErrors.0.message')).toMatch(
      /already been taken/,
    )
    const plain = await data(CREATE, { topic: 'ORDERS_UPDATED', sub: { uri: 'http://app.example.com' } })
    expect(at(plain, 'webhookSubscriptionCreate.userErrors.0.field')).toEqual(['webhookSubscription', 'uri'])
    const listed = await data('{ webhookSubscriptions(first: 5, topics: [BULK_OPERATIONS_FINISH]) { nodes { id } } }')
    expect(at(listed, 'webhookSubscriptions.nodes')).toEqual([{ id }])
    await data(
      'mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }',
      { id },
    )
    expect(api.webhookSubscriptions()).toEqual([])
  })

  test('go away with the app', async () => {
    const { api, data } = shop()
    await data(CREATE, { topic: 'ORDERS_UPDATED', sub: { uri: 'https://app.example.com/w' } })
    api.uninstall()
    expect(api.webhookSubscriptions()).toEqual([])
  })
})

test('a mutation is refused as a whole before it is done when its document is refused', async () => {
  const { state, body } = shop()
  const { errors } = await body(
    'mutation { tagsAdd(id: "gid://shopify/Order/71", tags: ["x"]) { node { id } } nonsense { id } }',
    {},
    EVERYTHING,
  )
  expect(errors?.[0]?.message).toContain('nonsense')
  expect(state.orders.get('71')?.tags).toEqual(['late', 'gift'])
})
