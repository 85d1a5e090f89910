import { describe, expect, test } from 'vitest'
import { at, createAdminClient } from './admin-client.ts'
import { createSmallShop } from './small-shop.ts'

async function find(root: string, query: string): Promise<unknown[]> {
  const { data } = createAdminClient(createSmallShop())
  const found = await data(`query ($query: String) { ${root}(first: 50, query: $query) { nodes { id } } }`, { query })
  return (at(found, `${root}.nodes`) as { id: string }[]).map(({ id }) => id.slice(id.lastIndexOf('/') + 1))
}

// Orders by creation: 71 (1 Aug, updated 19 Nov 09:00), 72 (10 Nov), 73 (15 Nov, unpaid), 74 (18 Nov, cancelled, updated 19 Nov 10:00)
describe('orders are found', () => {
  test.each([
    ['', ['71', '72', '73', '74']],
    ["created_at:>='2026-11-10T10:00:00Z'", ['72', '73', '74']],
    ["created_at:>'2026-11-10T10:00:00Z'", ['73', '74']],
    ['created_at:<2026-11-10', ['71']],
    ["updated_at:>='2026-11-19T09:00:00Z' updated_at:<'2026-11-19T10:00:00Z'", ['71']],
    ["updated_at:>'2026-11-19T10:30:00+01:00'", ['74']],
    ['created_at:2026-11-15', ['73']],
    ['created_at:<now', ['71', '72', '73', '74']],
    ['status:open', ['71', '72', '73']],
    ['status:cancelled', ['74']],
    ['status:any', ['71', '72', '73', '74']],
    ['-status:cancelled', ['71', '72', '73']],
    ['NOT status:cancelled', ['71', '72', '73']],
    ['financial_status:pending', ['73']],
    ['financial_status:paid OR financial_status:pending', ['72', '73', '74']],
    ['fulfillment_status:partial', ['72']],
    ['fulfillment_status:shipped', ['71']],
    ['return_status:in_progress', ['71']],
    ['name:1002', ['72']],
    ['name:#1002', ['72']],
    ['sku:lamp-red', ['71', '74']],
    ['sku:LAMP*', ['71', '74']],
    ['tag:late', ['71']],
    ['tag_not:late', ['72', '73', '74']],
    ['email:first@example.com', ['71']],
    ['customer_id:61', ['71', '72']],
    ['id:>=73', ['73', '74']],
    ['id:71,73', ['71', '73']],
    ['(sku:mug OR sku:bag) AND status:open', ['72', '73']],
    ['test:true', []],
    ['subtotal_line_items_quantity:>=10', ['72']],
  ])('by %s', async (query, expected) => {
    expect(await find('orders', query)).toEqual(expected)
  })
})

describe('others are found', () => {
  test.each([
    ['products', 'status:active,draft', ['11', '12', '13']],
    ['products', 'status:draft', ['13']],
    ['products', 'sku:MUG', ['12']],
    ['products', "updated_at:>='2026-10-12'", ['12', '13']],
    ['products', 'title:lamp', ['11']],
    ['products', 'lamp-blue', ['11']],
    ['products', 'tag:tag-12', ['12']],
    ['products', 'inventory_total:<10', ['13']],
    ['products', 'collection_id:35', ['11', '13']],
    ['collections', 'title:gifts', ['35']],
    ['collections', 'id:>35', ['36']],
    ['collections', 'collection_type:smart', ['36']],
    ['productVariants', 'product_id:11', ['111', '112']],
    ['productVariants', 'sku:"LAMP-BLUE"', ['112']],
    ['inventoryItems', 'sku:BAG', ['1319']],
    ['inventoryItems', "updated_at:>'2026-10-12T00:00:00Z'", ['1319']],
    ['customers', 'email:first@example.com', ['61']],
    ['locations', 'name:leeds', ['21']],
    ['markets', 'status:active', ['32', '31']],
  ])('%s by %s', async (root, query, expected) => {
    expect(await find(root, query)).toEqual(expected)
  })
})

test.each([
  ['updated_at:>yesterday', 'Invalid time in search query: yesterday'],
  ['(status:open', 'Invalid search query: unbalanced parenthesis'],
  ['status:open)', 'Invalid search query: unbalanced parenthesis'],
  ['test:perhaps', 'Expected true or false, got perhaps'],
  ['name:>5', 'The comparator > needs a number or a time'],
])('%s is an error', async (query, message) => {
  const { body } = createAdminClient(createSmallShop())
  const { errors } = await body('query ($query: String) { orders(first: 1, query: $query) { nodes { id } } }', {
    query,
  })
  expect(errors?.[0]?.message).toBe(message)
})
