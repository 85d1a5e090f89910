import { describe, expect, test } from 'vitest'
import { at, createAdminClient, EVERYTHING } from './admin-client.ts'
import { createSmallShop, SMALL_SHOP_NOW } from './small-shop.ts'

const client = (options = {}) => createAdminClient(createSmallShop(), options)

describe('access', () => {
  test('a field outside the scopes is ACCESS_DENIED with HTTP 200, the rest is answered', async () => {
    const { api } = client()
    const response = await api.execute({ query: '{ shop { name } productsCount { count } }', scopes: ['read_orders'] })
    expect(response.status).toBe(200)
    expect(response.body).toMatchObject({
      data: { shop: { name: 'Small Shop' }, productsCount: null },
      errors: [
        {
          message: 'Access denied for productsCount field. Required access: `read_products` access scope.',
          path: ['productsCount'],
          extensions: { code: 'ACCESS_DENIED' },
        },
      ],
    })
  })

  test('a type needs its scope wherever it is reached from', async () => {
    const text = '{ order(id: "gid://shopify/Order/73") { name lineItems(first: 1) { nodes { id variant { id } } } } }'
    const without = await client().body(text, {}, ['read_orders', 'read_all_orders'])
    expect(without.errors?.[0]).toMatchObject({
      path: ['order', 'lineItems', 'nodes', 0, 'variant'],
      extensions: { code: 'ACCESS_DENIED' },
    })
    expect(at(without.data, 'order.lineItems.nodes.0')).toEqual({ id: 'gid://shopify/LineItem/731', variant: null })
    const withScope = await client().body(text, {}, ['read_orders', 'write_products', 'read_all_orders'])
    expect(withScope.errors).toBeUndefined()
  })

  test('a non-null field that is denied takes its parent with it', async () => {
    const body = await client().body('{ shop { name } products(first: 1) { nodes { id } } }', {}, ['read_orders'])
    expect(body.data).toBeNull()
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'ACCESS_DENIED' })
  })

  test('node(id:) does not open a type that the token may not read', async () => {
    const body = await client().body('{ node(id: "gid://shopify/Customer/61") { id } }', {}, ['read_orders'])
    expect(body).toMatchObject({ data: { node: null }, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] })
  })

  test('protected customer data is denied to an app without approval for it', async () => {
    const text = '{ order(id: "gid://shopify/Order/71") { email shippingAddress { zip countryCodeV2 } } }'
    const body = await client({ protectedData: ['address'] }).body(text)
    expect(body.data).toMatchObject({
      order: { email: null, shippingAddress: { zip: 'LS1 1AA', countryCodeV2: 'GB' } },
    })
    expect(body.errors?.[0]).toMatchObject({ path: ['order', 'email'], extensions: { code: 'ACCESS_DENIED' } })
    expect((await client().body(text)).errors).toBeUndefined()
  })

  test('without read_all_orders only the last 60 days of orders exist', async () => {
    const scopes = EVERYTHING.filter((scope) => scope !== 'read_all_orders')
    const text = `{ orders(first: 10) { nodes { id } } ordersCount { count } order(id: "gid://shopify/Order/71") { id }
      refund(id: "gid://shopify/Refund/718") { id } customer(id: "gid://shopify/Customer/61") { orders(first: 5) { nodes { id } } } }`
    const recent = await client().data(text, {}, scopes)
    expect(at(recent, 'orders.nodes.length')).toBe(3)
    expect(recent).toMatchObject({
      ordersCount: { count: 3 },
      order: null,
      refund: null,
      customer: { orders: { nodes: [{ id: 'gid://shopify/Order/72' }] } },
    })
    const all = await client().data(text)
    expect(all).toMatchObject({ ordersCount: { count: 4 }, order: { id: 'gid://shopify/Order/71' } })
  })

  test('the installation lists the scopes that were granted', async () => {
    const { currentAppInstallation } = await client().data(
      '{ currentAppInstallation { accessScopes { handle } } }',
      {},
      ['read_orders', 'write_products'],
    )
    expect(currentAppInstallation).toEqual({ accessScopes: [{ handle: 'read_orders' }, { handle: 'write_products' }] })
  })
})

describe('cost', () => {
  // Sizes from Shopify's own table: see cost.ts. Per node: object 1, connection 2 + size.
  test.each([
    ['shop { name plan { publicDisplayName } }', 2],
    ['nodes(ids: ["gid://shopify/Order/71", "gid://shopify/Order/99"]) { id ... on Order { customer { id } } }', 4],
    ['products(first: 10) { nodes { id } }', 12],
    ['products(first: 10) { edges { node { id } } pageInfo { hasNextPage } }', 12],
    [
      'inventoryItems(first: 1) { nodes { unitCost { amount } inventoryLevels(first: 10) { nodes { location { id } quantities(names: ["available"]) { quantity } } } } }',
      36,
    ],
    [
      'orders(first: 1) { nodes { totalPriceSet { shopMoney { amount } } fulfillments(first: 3) { trackingInfo(first: 1) { url } } lineItems(first: 10) { nodes { variant { id } } } } }',
      33,
    ],
    [
      'order(id: "gid://shopify/Order/71") { returns(first: 2) { nodes { returnLineItems(first: 2) { nodes { id } } } } }',
      13,
    ],
  ])('{ %s } asks for %i points', async (selection, points) => {
    const body = await client().body(`{ ${selection} }`)
    expect(body.extensions?.cost.requestedQueryCost).toBe(points)
    expect(body.extensions?.cost.actualQueryCost).toBeLessThanOrEqual(points)
  })

  test('the actual cost counts what was answered', async () => {
    // 2 + 3 products, of 10 asked for
    const body = await client().body('{ products(first: 10) { nodes { id } } }')
    expect(body.extensions?.cost).toMatchObject({ requestedQueryCost: 12, actualQueryCost: 5 })
  })

  test('a mutation costs 10', async () => {
    const body = await client().body(
      'mutation { tagsAdd(id: "gid://shopify/Order/71", tags: ["x"]) { node { id } userErrors { message } } }',
    )
    expect(body.extensions?.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 })
  })

  test('a query above 1,000 points is refused with MAX_COST_EXCEEDED and costs nothing', async () => {
    const { body } = client()
    // 2 + 250 x (1 + 2 + 2 x 1) = 1252
    const refused = await body('{ orders(first: 250) { nodes { lineItems(first: 2) { nodes { id } } } } }')
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', cost: 1252, maxCost: 1000 })
    expect(refused).not.toHaveProperty('data')
    const next = await body('{ shop { id } }')
    expect(next.extensions?.cost.throttleStatus).toMatchObject({
      maximumAvailable: 2000,
      currentlyAvailable: 1999,
      restoreRate: 100,
    })
  })

  test('an empty bucket answers THROTTLED with the status needed to wait, and restores with time', async () => {
    let elapsed = 0
    const { body } = client({ elapsed: () => elapsed })
    const dear = '{ products(first: 250) { nodes { id variants(first: 2) { nodes { id } } } } }' // 2 + 250 x 5 = 1252: too dear
    expect((await body(dear)).errors?.[0]?.extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED' })
    const fit = `{ ${Array.from({ length: 90 }, (_, index) => `a${index}: order(id: "gid://shopify/Order/71") { id lineItems(first: 8) { nodes { id } } }`).join(' ')} }`
    const costs: (number | null | undefined)[] = []
    for (let run = 0; run < 8; run++) costs.push((await body(fit)).extensions?.cost.actualQueryCost)
    // 990 asked, 90 x (1 + 2 + 2) = 450 used: 2000, 1550, 1100, 650 and then there are not 990 left.
    expect(costs.slice(0, 4)).toEqual([450, 450, 450, null])
    const throttled = await body(fit)
    expect(throttled.errors?.[0]).toMatchObject({ message: 'Throttled', extensions: { code: 'THROTTLED' } })
    expect(throttled.extensions?.cost).toEqual({
      requestedQueryCost: 990,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 650, restoreRate: 100 },
    })
    elapsed += 3400
    expect((await body(fit)).extensions?.cost.actualQueryCost).toBe(450)
    elapsed += 1_000_000
    expect((await body('{ shop { id } }')).extensions?.cost.throttleStatus['currentlyAvailable']).toBe(1999)
  })
})

describe('faults on demand', () => {
  test('a request can be throttled, or fail with an HTTP status', async () => {
    let throttle = true
    let status: number | null = null
    const { api, body } = client({ faults: { throttle: () => throttle, failRequest: () => status } })
    expect((await body('{ shop { id } }')).errors?.[0]?.extensions).toMatchObject({ code: 'THROTTLED' })
    throttle = false
    expect((await body('{ shop { id } }')).errors).toBeUndefined()
    status = 502
    expect((await api.execute({ query: '{ shop { id } }', scopes: [] })).status).toBe(502)
  })
})

describe('counts', () => {
  test('stop at their limit and then say AT_LEAST', async () => {
    const data = await client().data(
      '{ all: ordersCount(limit: null) { count precision } two: ordersCount(limit: 2) { count precision } productsCount(query: "status:draft") { count precision } productVariantsCount { count } }',
    )
    expect(data).toEqual({
      all: { count: 4, precision: 'EXACT' },
      two: { count: 2, precision: 'AT_LEAST' },
      productsCount: { count: 1, precision: 'EXACT' },
      productVariantsCount: { count: 4 },
    })
  })
})

test('the clock of the shop is the clock of the API', async () => {
  const state = createSmallShop()
  const { data } = createAdminClient(state)
  expect(state.now().toISOString().slice(0, 19)).toBe(SMALL_SHOP_NOW.slice(0, 19))
  state.clock.advance(100 * 24 * 3_600_000)
  const scopes = EVERYTHING.filter((scope) => scope !== 'read_all_orders')
  expect(await data('{ ordersCount { count } }', {}, scopes)).toEqual({ ordersCount: { count: 0 } })
})
