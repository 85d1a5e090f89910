import { describe, expect, test } from 'vitest'
import { createPurchaseOrder } from '../shop/purchase-order-operations.ts'
import { createTransfer } from '../shop/transfer-operations.ts'
import { at, createAdminClient, EVERYTHING } from './admin-client.ts'
import { createSmallShop } from './small-shop.ts'

const READ = `query ($id: ID!) { inventoryPurchaseOrder(id: $id) { id name status currency archivedAt orderedAt dateCreated
  origin { supplierName } destination { name location { id } }
  lineItems(first: 5) { nodes { title variantTitle supplierSku totalQuantity unitCost { amount currencyCode } subtotal { amount } inventoryItem { id sku } }
    pageInfo { hasNextPage endCursor } }
  transfers(first: 5) { nodes { id } } } }`
const LIST = `query ($first: Int!, $after: String) { inventoryPurchaseOrders(first: $first, after: $after) {
  nodes { name status archivedAt } pageInfo { hasNextPage endCursor } } }`
const RED = '1119'

function shop() {
  const state = createSmallShop()
  const order = createPurchaseOrder(state, {
    supplierName: 'Silk Road',
    destinationLocationId: '21',
    currency: 'USD',
    lines: [
      { inventoryItemId: RED, quantity: 40, unitCostMinor: 350, supplierSku: 'SR-1' },
      { inventoryItemId: null, quantity: 2 },
    ],
  })
  return { state, order, ...createAdminClient(state) }
}

describe('purchase orders of the admin', () => {
  test('say what was ordered from whom, where it goes and what was made of it', async () => {
    const { data, order } = shop()
    expect(await data(READ, { id: `gid://shopify/InventoryPurchaseOrder/${order.id}` })).toMatchObject({
      inventoryPurchaseOrder: {
        name: '#PO1',
        status: 'ORDERED',
        currency: 'USD',
        archivedAt: null,
        orderedAt: '2026-11-20T12:00:00Z',
        origin: { supplierName: 'Silk Road' },
        destination: { name: 'Leeds', location: { id: 'gid://shopify/Location/21' } },
        lineItems: {
          nodes: [
            {
              title: 'Lamp',
              supplierSku: 'SR-1',
              totalQuantity: 40,
              unitCost: { amount: '3.5', currencyCode: 'USD' },
              subtotal: { amount: '140.0' },
              inventoryItem: { id: `gid://shopify/InventoryItem/${RED}`, sku: 'LAMP-RED' },
            },
            { title: 'A product that was deleted', inventoryItem: null, unitCost: null },
          ],
          pageInfo: { hasNextPage: false },
        },
        transfers: { nodes: [] },
      },
    })
    expect(await data(READ, { id: 'gid://shopify/InventoryPurchaseOrder/1' })).toEqual({ inventoryPurchaseOrder: null })
  })

  test('name the transfers that were made of them', async () => {
    const { data, state } = shop()
    const made = createTransfer(state, {
      originLocationId: null,
      destinationLocationId: '21',
      referenceName: null,
      note: null,
      tags: [],
      lines: [{ inventoryItemId: RED, quantity: 15 }],
    })
    if (!('transfer' in made)) throw new Error(made.refused.message)
    const lines = [{ inventoryItemId: RED, quantity: 40 }]
    const { id } = createPurchaseOrder(state, { lines, transferIds: [made.transfer.id] })
    expect(
      at(
        await data(READ, { id: `gid://shopify/InventoryPurchaseOrder/${id}` }),
        'inventoryPurchaseOrder.transfers.nodes',
      ),
    ).toEqual([{ id: `gid://shopify/InventoryTransfer/${made.transfer.id}` }])
  })

  test('are listed page by page', async () => {
    const { data, state } = shop()
    createPurchaseOrder(state, { status: 'DRAFT', lines: [{ inventoryItemId: RED, quantity: 1 }] })
    const first = await data(LIST, { first: 1 })
    expect(at(first, 'inventoryPurchaseOrders.nodes')).toEqual([{ name: '#PO1', status: 'ORDERED', archivedAt: null }])
    const after = at(first, 'inventoryPurchaseOrders.pageInfo.endCursor')
    expect(at(await data(LIST, { first: 1, after }), 'inventoryPurchaseOrders')).toMatchObject({
      nodes: [{ name: '#PO2', status: 'DRAFT' }],
      pageInfo: { hasNextPage: false },
    })
  })

  test('need their scope; what the reference does not name is an error', async () => {
    const { body } = shop()
    const without = EVERYTHING.filter((scope) => !scope.endsWith('_inventory_purchase_orders'))
    expect((await body(LIST, { first: 1 }, without)).errors?.[0]?.extensions).toMatchObject({ code: 'ACCESS_DENIED' })
    const { errors } = await body('{ inventoryPurchaseOrders(first: 1) { nodes { referenceName } } }')
    expect(errors?.[0]?.message).toContain('referenceName')
    const searched = await body('{ inventoryPurchaseOrders(first: 1, query: "status:draft") { nodes { id } } }')
    expect(searched.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_IMPLEMENTED' })
  })
})
