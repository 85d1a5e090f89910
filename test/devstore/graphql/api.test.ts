import { describe, expect, test } from 'vitest'
import { at, createAdminClient } from './admin-client.ts'
import { bulkDocuments, readingDocuments } from './reading-documents.ts'
import { createSmallShop } from './small-shop.ts'

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
    'Collection/35', 'Market/32', 'MarketCatalog/41', 'PriceList/51', 'Customer/61', 'Order/73', 'LineItem/742', 'Fulfillment/729',
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
    ['a root field', '{ articles(first: 1) { nodes { id } } }', 'QueryRoot.articles'],
    [
      'a mutation',
      'mutation { productDelete(input: { id: "gid://shopify/Product/11" }) { deletedProductId } }',
      'Mutation.productDelete',
    ],
    ['a type behind a fragment', '{ node(id: "gid://shopify/Order/71") { ... on Company { id } } }', 'Company'],
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

test('bulk documents are also documents', async () => {
  for (const text of Object.values(bulkDocuments)) {
    // As ordinary queries they lack first/last: that is the only thing wrong with them.
    const { errors } = await client().body(text)
    expect(errors?.map((error) => error.message)).toEqual(['you must provide one of first or last'])
  }
})
