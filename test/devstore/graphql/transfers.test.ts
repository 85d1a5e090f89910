import { describe, expect, test } from 'vitest'
import { at, createAdminClient, type Json } from './admin-client.ts'
import { createSmallShop } from './small-shop.ts'

const CREATE = `mutation ($input: InventoryTransferCreateInput!, $key: String!) { inventoryTransferCreate(input: $input) @idempotent(key: $key) {
  inventoryTransfer { id name status totalQuantity receivedQuantity origin { name location { id } } destination { name }
    lineItems(first: 5) { nodes { id inventoryItem { id } totalQuantity shippedQuantity processableQuantity shippableQuantity } } }
  userErrors { code field message } } }`
const READY = `mutation ($id: ID!) { inventoryTransferMarkAsReadyToShip(id: $id) { inventoryTransfer { status } userErrors { code } } }`
const CANCEL = `mutation ($id: ID!) { inventoryTransferCancel(id: $id) { inventoryTransfer { status } userErrors { code } } }`
const SHIP = `mutation ($input: InventoryShipmentCreateInput!, $key: String!) { inventoryShipmentCreateInTransit(input: $input) @idempotent(key: $key) {
  inventoryShipment { id name status tracking { arrivesAt company } lineItems(first: 5) { nodes { id quantity unreceivedQuantity } } } userErrors { code field } } }`
const RECEIVE = `mutation ($id: ID!, $lines: [InventoryShipmentReceiveItemInput!], $key: String!) { inventoryShipmentReceive(id: $id, lineItems: $lines) @idempotent(key: $key) {
  inventoryShipment { status totalAcceptedQuantity totalRejectedQuantity totalReceivedQuantity } userErrors { code field } } }`

const RED = 'gid://shopify/InventoryItem/1119'
const [LEEDS, ROTTERDAM] = ['gid://shopify/Location/21', 'gid://shopify/Location/22']
// LAMP-RED: Leeds 40 available and 2 committed, Rotterdam 7.
const input = (changes: Json = {}) => ({
  originLocationId: LEEDS,
  destinationLocationId: ROTTERDAM,
  referenceName: 'TR-1',
  lineItems: [{ inventoryItemId: RED, quantity: 10 }],
  ...changes,
})

function shop() {
  const state = createSmallShop()
  const levels = () =>
    Object.fromEntries(
      state.inventoryItems.get('1119')?.levels.map((level) => [level.locationId, level.quantities]) ?? [],
    )
  return { state, levels, ...createAdminClient(state) }
}

describe('a transfer', () => {
  test('is a draft, is made ready, shipped and received; units are always in one place', async () => {
    const { data, levels, events, state } = shop()
    const made = await data(CREATE, { input: input(), key: 'a' })
    const transfer = at(made, 'inventoryTransferCreate.inventoryTransfer') as { id: string }
    expect(made).toMatchObject({
      inventoryTransferCreate: {
        inventoryTransfer: {
          name: '#T0001',
          status: 'DRAFT',
          totalQuantity: 10,
          origin: { name: 'Leeds', location: { id: LEEDS } },
          lineItems: {
            nodes: [{ inventoryItem: { id: RED }, totalQuantity: 10, processableQuantity: 10, shippableQuantity: 0 }],
          },
        },
        userErrors: [],
      },
    })
    expect([levels()['21']?.available, events]).toEqual([40, []])

    await data(READY, { id: transfer.id })
    expect(levels()['21']).toMatchObject({ available: 30, reserved: 10, committed: 2, on_hand: 42 })
    const shipped = await data(SHIP, {
      input: {
        movementId: transfer.id,
        trackingInput: { company: 'UPS', arrivesAt: '2026-12-01T00:00:00Z' },
        lineItems: [{ inventoryItemId: RED, quantity: 6 }],
      },
      key: 'b',
    })
    const shipment = at(shipped, 'inventoryShipmentCreateInTransit.inventoryShipment') as Json & { id: string }
    expect(shipment).toMatchObject({ name: '#T0001-1', status: 'IN_TRANSIT', tracking: { company: 'UPS' } })
    expect(levels()['21']).toMatchObject({ available: 30, reserved: 4, on_hand: 36 })
    expect(levels()['22']).toMatchObject({ available: 7, incoming: 6, on_hand: 9 })

    const line = at(shipment, 'lineItems.nodes.0.id')
    const lines = [
      { shipmentLineItemId: line, quantity: 5, reason: 'ACCEPTED' },
      { shipmentLineItemId: line, quantity: 1, reason: 'REJECTED' },
    ]
    const received = await data(RECEIVE, { id: shipment.id, lines, key: 'c' })
    expect(at(received, 'inventoryShipmentReceive.inventoryShipment')).toEqual({
      status: 'RECEIVED',
      totalAcceptedQuantity: 5,
      totalRejectedQuantity: 1,
      totalReceivedQuantity: 6,
    })
    expect(levels()['22']).toMatchObject({ available: 12, incoming: 0, on_hand: 14 })
    expect([...state.transfers.values()][0]?.status).toBe('IN_PROGRESS')
    expect(events.map(({ topic }) => topic).filter((topic) => !topic.startsWith('inventory_levels'))).toEqual([
      'inventory_transfers/ready_to_ship',
      'inventory_shipments/create',
      'inventory_transfers/updated',
      'inventory_shipments/receive_items',
    ])
  })

  test('is made once per key', async () => {
    const { data, state } = shop()
    const first = await data(CREATE, { input: input(), key: 'a' })
    expect(await data(CREATE, { input: input(), key: 'a' })).toEqual(first)
    expect(state.transfers.size).toBe(1)
    const other = await data(CREATE, { input: input({ referenceName: 'TR-2' }), key: 'a' })
    expect(at(other, 'inventoryTransferCreate.userErrors.0.code')).toBe('IDEMPOTENCY_KEY_PARAMETER_MISMATCH')
  })

  test('needs a key, as Shopify does', async () => {
    const { body } = shop()
    const { errors } = await body(CREATE.replace('@idempotent(key: $key)', '').replace(', $key: String!', ''), {
      input: input(),
    })
    expect(errors?.[0]?.message).toContain('@idempotent')
  })

  test.each([
    ['TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION', { destinationLocationId: LEEDS }],
    ['LOCATION_NOT_FOUND', { originLocationId: 'gid://shopify/Location/99' }],
    ['LOCATION_NOT_ACTIVE', { originLocationId: 'gid://shopify/Location/23' }],
    ['ITEM_NOT_FOUND', { lineItems: [{ inventoryItemId: 'gid://shopify/InventoryItem/5', quantity: 1 }] }],
    ['INVALID_QUANTITY', { lineItems: [{ inventoryItemId: RED, quantity: 0 }] }],
    [
      'DUPLICATE_ITEM',
      {
        lineItems: [
          { inventoryItemId: RED, quantity: 1 },
          { inventoryItemId: RED, quantity: 2 },
        ],
      },
    ],
    // BAG is stocked in Leeds only.
    [
      'INVENTORY_STATE_NOT_ACTIVE',
      {
        originLocationId: ROTTERDAM,
        destinationLocationId: LEEDS,
        lineItems: [{ inventoryItemId: 'gid://shopify/InventoryItem/1319', quantity: 1 }],
      },
    ],
  ])('is refused with %s', async (code, changes) => {
    const { data, state } = shop()
    const made = await data(CREATE, { input: input(changes), key: 'a' })
    expect(made).toMatchObject({ inventoryTransferCreate: { inventoryTransfer: null, userErrors: [{ code }] } })
    expect(state.transfers.size).toBe(0)
  })

  test('that is called off gives back what it reserved, and cannot be shipped', async () => {
    const { data, levels } = shop()
    const made = await data(CREATE, { input: input(), key: 'a' })
    const id = at(made, 'inventoryTransferCreate.inventoryTransfer.id')
    const ship = { input: { movementId: id, lineItems: [{ inventoryItemId: RED, quantity: 1 }] }, key: 'b' }
    expect(at(await data(SHIP, ship), 'inventoryShipmentCreateInTransit.userErrors.0.code')).toBe(
      'INVALID_TRANSFER_STATUS',
    )
    await data(READY, { id })
    expect(at(await data(CANCEL, { id }), 'inventoryTransferCancel.inventoryTransfer.status')).toBe('CANCELED')
    expect(levels()['21']).toMatchObject({ available: 40, reserved: 0, on_hand: 42 })
    expect(at(await data(READY, { id }), 'inventoryTransferMarkAsReadyToShip.userErrors.0.code')).toBe(
      'INVALID_TRANSFER_STATUS',
    )
  })

  test('is read by who may: the app needs read_inventory_transfers', async () => {
    const { data, body } = shop()
    await data(CREATE, { input: input(), key: 'a' })
    const LIST = '{ inventoryTransfers(first: 5, sortKey: CREATED_AT, reverse: true) { nodes { id status } } }'
    expect(at(await data(LIST), 'inventoryTransfers.nodes.0.status')).toBe('DRAFT')
    const { errors } = await body(LIST, {}, ['read_inventory', 'read_locations'])
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'ACCESS_DENIED' })
  })
})
