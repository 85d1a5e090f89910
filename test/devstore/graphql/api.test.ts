import { describe, expect, test } from 'vitest'
import { at, createAdminClient, EVERYTHING } from './admin-client.ts'
import { bulkDocuments, readingDocuments } from './reading-documents.ts'
import { createSmallShop, SMALL_SHOP_NOW } from './small-shop.ts'

const client = (options = {}) => createAdminClient(createSmallShop(), options)

describe('documents', () => {
  test.each(Object.entries(readingDocuments))('%s runs without an error', async (_name, { text, variables }) => {
    const { data, errors } = await client().body(text, variables)
    expect(errors).toBeUndefined()
    expect(Object.values(data ?? {}).every((value) => value !== null)).toBe(true)
  })

  test('an order answers its totals, statuses and children', async () => {
    const document = readingDocuments['orderDetail']
    const { order } = await client().data(document?.text ?? '', document?.variables)
    // 2 x 10.00 + 12.50 = 32.50, + 3.00 shipping = 35.50; one lamp of 10.00 was refunded.
    expect(order).toMatchObject({
      id: 'gid://shopify/Order/71',
      legacyResourceId: '71',
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      displayFulfillmentStatus: 'FULFILLED',
      returnStatus: 'IN_PROGRESS',
      subtotalPriceSet: { shopMoney: { amount: '32.5', currencyCode: 'GBP' } },
      totalPriceSet: { shopMoney: { amount: '35.5' }, presentmentMoney: { amount: '35.5', currencyCode: 'GBP' } },
      totalRefundedSet: { shopMoney: { amount: '10.0' } },
      netPaymentSet: { shopMoney: { amount: '25.5' } },
      // 25.50 of this order and 34.95 of order 72
      customer: { numberOfOrders: '2', amountSpent: { amount: '60.45', currencyCode: 'GBP' } },
      shippingAddress: { countryCodeV2: 'GB', provinceCode: 'ENG', city: 'Leeds', zip: 'LS1 1AA' },
      fulfillments: [
        {
          totalQuantity: 3,
          location: { id: 'gid://shopify/Location/21' },
          events: { nodes: [{ status: 'IN_TRANSIT' }, { status: 'DELIVERED' }] },
          fulfillmentLineItems: {
            nodes: [{ quantity: 2, lineItem: { id: 'gid://shopify/LineItem/711' } }, { quantity: 1 }],
          },
        },
      ],
      refunds: [
        {
          totalRefundedSet: { shopMoney: { amount: '10.0' } },
          refundLineItems: {
            nodes: [{ quantity: 1, restockType: 'RETURN', lineItem: { id: 'gid://shopify/LineItem/711' } }],
          },
          refundShippingLines: { nodes: [] },
        },
      ],
      returns: {
        nodes: [
          {
            status: 'OPEN',
            returnLineItems: {
              nodes: [
                {
                  quantity: 1,
                  processableQuantity: 1,
                  returnReasonDefinition: { handle: 'defective' },
                  fulfillmentLineItem: { lineItem: { sku: 'LAMP-RED' } },
                },
              ],
            },
          },
        ],
      },
    })
  })

  test('a line answers quantities and the unit price after its discount', async () => {
    const { order } = await client().data(
      `{ order(id: "gid://shopify/Order/72") { lineItems(first: 1) { nodes {
        quantity unfulfilledQuantity refundableQuantity totalDiscountSet { shopMoney { amount } }
        discountedTotalSet { shopMoney { amount } } discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } } } } } }`,
    )
    // 39.90 - 4.95 = 34.95; a tenth is 3.495, half up 3.50
    expect(at(order, 'lineItems.nodes.0')).toEqual({
      quantity: 10,
      unfulfilledQuantity: 6,
      refundableQuantity: 10,
      totalDiscountSet: { shopMoney: { amount: '4.95' } },
      discountedTotalSet: { shopMoney: { amount: '34.95' } },
      discountedUnitPriceAfterAllDiscountsSet: { shopMoney: { amount: '3.5' } },
    })
  })

  test('prices of a variant are Money with two digits, costs are Decimal without trailing zeros', async () => {
    const { productVariant } = await client().data(
      '{ productVariant(id: "gid://shopify/ProductVariant/111") { price compareAtPrice inventoryQuantity inventoryItem { unitCost { amount } measurement { weight { value unit } } } } }',
    )
    expect(productVariant).toEqual({
      price: '10.00',
      compareAtPrice: '11.00',
      inventoryQuantity: 47,
      inventoryItem: { unitCost: { amount: '2.0' }, measurement: { weight: { value: 0.25, unit: 'KILOGRAMS' } } },
    })
  })

  test('aliases, fragments, skip and include are followed', async () => {
    const data = await client().data(
      `query ($no: Boolean!) {
        first: product(id: "gid://shopify/Product/11") { ...Names title @include(if: $no) }
        second: product(id: "gid://shopify/Product/12") { ...Names __typename status @skip(if: $no) }
      }
      fragment Names on Product { id handle }`,
      { no: false },
    )
    expect(data).toEqual({
      first: { id: 'gid://shopify/Product/11', handle: 'lamp' },
      second: { id: 'gid://shopify/Product/12', handle: 'mug', __typename: 'Product', status: 'ACTIVE' },
    })
  })

  test('introspection answers', async () => {
    const data = await client().data('{ __type(name: "Count") { fields { name } } }')
    expect(at(data, '__type.fields')).toEqual([{ name: 'count' }, { name: 'precision' }])
  })
})

describe('node and nodes', () => {
  const IDS = [
    'Shop/1', 'Location/21', 'Product/11', 'ProductVariant/112', 'InventoryItem/1119', 'InventoryLevel/11180?inventory_item_id=1119',
    'Market/32', 'MarketCatalog/41', 'PriceList/51', 'Customer/61', 'Order/73', 'LineItem/742', 'Fulfillment/729',
    'FulfillmentLineItem/7291', 'FulfillmentEvent/7191', 'Refund/718', 'Return/717', 'ReturnLineItem/7171',
  ].map((tail) => `gid://shopify/${tail}`) // prettier-ignore

  test('finds every kind of node by its gid, in the order asked, and null for what does not exist', async () => {
    const ids = [...IDS, 'gid://shopify/Order/99999', 'gid://shopify/LineItem/99999']
    const { nodes } = await client().data('query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }', { ids })
    const expected = IDS.map((id) => ({ id, __typename: id.split('/')[3] }))
    expect(nodes).toEqual([...expected, null, null])
  })

  test('reads fields behind a fragment on the type', async () => {
    const { node } = await client().data(
      '{ node(id: "gid://shopify/Fulfillment/729") { ... on Fulfillment { name order { id } } ... on Order { name } } }',
    )
    expect(node).toEqual({ name: '#1002-F1', order: { id: 'gid://shopify/Order/72' } })
  })

  test('a malformed gid and a gid of another type are errors', async () => {
    const malformed = await client().body('{ node(id: "71") { id } }')
    expect(malformed.errors?.[0]?.message).toContain("Invalid global id '71'")
    const other = await client().body('{ order(id: "gid://shopify/Product/11") { id } }')
    expect(other.errors?.[0]).toMatchObject({ path: ['order'], extensions: { code: 'RESOURCE_NOT_FOUND' } })
    expect(other.data).toEqual({ order: null })
  })
})

describe('what Shopify would refuse', () => {
  test.each([
    ['an unknown field', '{ shop { nonsense } }', /Cannot query field "nonsense" on type "Shop"/],
    ['an unknown argument', '{ order(id: "gid://shopify/Order/71", colour: 1) { id } }', /Unknown argument "colour"/],
    ['a deprecated field', '{ customers(first: 1) { nodes { email } } }', /Customer\.email is deprecated/],
    ['currentBulkOperation', '{ currentBulkOperation { id } }', /currentBulkOperation is deprecated/],
    [
      'a deprecated argument',
      '{ webhookSubscriptions(first: 1, callbackUrl: "https://x") { nodes { id } } }',
      /callbackUrl.* is deprecated/,
    ],
    ['a syntax error', '{ shop { id }', /Syntax Error/],
    ['a missing selection', '{ shop }', /must have a selection of subfields/],
    [
      'a second operation without a name',
      'query A { shop { id } } query B { shop { name } }',
      /operation name is required/,
    ],
  ])('%s is an error without data', async (_name, text, message) => {
    const body = await client().body(text)
    expect(body.errors?.[0]?.message).toMatch(message)
    expect(body).not.toHaveProperty('data')
  })

  test('a missing variable is an error', async () => {
    const body = await client().body('query ($id: ID!) { order(id: $id) { id } }')
    expect(body.errors?.[0]?.message).toContain('"$id" of required type "ID!" was not provided')
  })

  test.each([
    ['a field', '{ shop { id features { storefront } } }', 'Shop.features'],
    ['a root field', '{ collections(first: 1) { nodes { id } } }', 'QueryRoot.collections'],
    [
      'a mutation',
      'mutation { productDelete(input: { id: "gid://shopify/Product/11" }) { deletedProductId } }',
      'Mutation.productDelete',
    ],
    ['a type behind a fragment', '{ node(id: "gid://shopify/Order/71") { ... on Metafield { id } } }', 'Metafield'],
  ])('%s that is not implemented is an error that names it, never null', async (_name, text, name) => {
    const body = await client().body(text)
    expect(body.errors?.[0]).toMatchObject({
      message: `${name} is not implemented by the dev store`,
      extensions: { code: 'NOT_IMPLEMENTED' },
    })
    expect(body).not.toHaveProperty('data')
  })

  test('a sort key or filter that is not implemented is an error that names it', async () => {
    const sort = await client().body('{ orders(first: 1, sortKey: DESTINATION) { nodes { id } } }')
    expect(sort.errors?.[0]?.message).toBe('QueryRoot.orders(sortKey: DESTINATION) is not implemented by the dev store')
    const filter = await client().body('{ orders(first: 1, query: "gateway:paypal") { nodes { id } } }')
    expect(filter.errors?.[0]?.message).toBe('The search filter gateway of orders is not implemented by the dev store')
  })
})

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

test('bulk documents are also documents', async () => {
  for (const text of Object.values(bulkDocuments)) {
    // As ordinary queries they lack first/last: that is the only thing wrong with them.
    const { errors } = await client().body(text)
    expect(errors?.map((error) => error.message)).toEqual(['you must provide one of first or last'])
  }
})
