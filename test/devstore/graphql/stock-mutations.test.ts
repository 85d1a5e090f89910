import { describe, expect, test } from 'vitest'
import { at, createAdminClient, type Json } from './admin-client.ts'
import { createSmallShop } from './small-shop.ts'

function shop() {
  const state = createSmallShop()
  return { state, ...createAdminClient(state) }
}

describe('stock', () => {
  const SET = `mutation ($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason referenceDocumentUri createdAt changes { name delta quantityAfterChange item { id } location { id } } }
    userErrors { code field message } } }`
  const ADJUST = SET.replaceAll('inventorySetQuantities', 'inventoryAdjustQuantities').replace(
    'InventorySetQuantitiesInput',
    'InventoryAdjustQuantitiesInput',
  )
  const item = 'gid://shopify/InventoryItem/1119'
  const location = 'gid://shopify/Location/21'
  // LAMP-RED in Leeds: 40 available, 2 committed, so 42 on hand.
  const set = (quantity: number, from: number | null, name = 'available') => ({
    name,
    reason: 'correction',
    quantities: [{ inventoryItemId: item, locationId: location, quantity, changeFromQuantity: from }],
  })
  const adjust = (delta: number, name = 'available', ledgerDocumentUri?: string) => ({
    name,
    reason: 'correction',
    referenceDocumentUri: 'gid://my-app/Count/42',
    changes: [{ inventoryItemId: item, locationId: location, delta, changeFromQuantity: null, ledgerDocumentUri }],
  })
  const level = (state: ReturnType<typeof shop>['state']) => state.inventoryItems.get('1119')?.levels[0]?.quantities

  test('is set when it still is what the caller saw, and on hand moves with it', async () => {
    const { state, data, events } = shop()
    const done = await data(SET, { input: set(35, 40), key: 'a' })
    expect(at(done, 'inventorySetQuantities')).toMatchObject({
      inventoryAdjustmentGroup: {
        reason: 'correction',
        changes: [
          { name: 'available', delta: -5, quantityAfterChange: 35, item: { id: item }, location: { id: location } },
          { name: 'on_hand', delta: -5, quantityAfterChange: 37 },
        ],
      },
      userErrors: [],
    })
    expect(level(state)).toMatchObject({ available: 35, committed: 2, on_hand: 37 })
    expect(events).toMatchObject([
      { topic: 'inventory_levels/update', extra: { inventoryItemId: '1119', locationId: '21' } },
    ])
  })

  test('set on hand moves what can be sold', async () => {
    const { state, data } = shop()
    await data(SET, { input: set(50, 42, 'on_hand'), key: 'a' })
    expect(level(state)).toMatchObject({ available: 48, committed: 2, on_hand: 50 })
  })

  test('that changed meanwhile is CHANGE_FROM_QUANTITY_STALE; null does not compare; no change is no group', async () => {
    const { state, data, events } = shop()
    const stale = await data(SET, { input: set(35, 39), key: 'a' })
    expect(at(stale, 'inventorySetQuantities')).toMatchObject({
      inventoryAdjustmentGroup: null,
      userErrors: [{ code: 'CHANGE_FROM_QUANTITY_STALE', field: ['input', 'quantities', '0', 'changeFromQuantity'] }],
    })
    expect([level(state)?.available, events]).toEqual([40, []])
    const same = await data(SET, { input: set(40, null), key: 'b' })
    expect(same['inventorySetQuantities']).toEqual({ inventoryAdjustmentGroup: null, userErrors: [] })
  })

  test('needs the key changeFromQuantity, even if null', async () => {
    const { body } = shop()
    const quantities = [{ inventoryItemId: item, locationId: location, quantity: 1 }]
    const { errors } = await body(SET, { input: { ...set(1, null), quantities }, key: 'a' })
    expect(errors?.[0]?.message).toContain('changeFromQuantity must be given for input.quantities[0]')
  })

  test('needs @idempotent with a key', async () => {
    const { body } = shop()
    const without = await body(SET.replace('@idempotent(key: $key)', '').replace(', $key: String!', ''), {
      input: set(1, 40),
    })
    expect(without.errors?.[0]?.message).toBe(
      'The @idempotent directive is required for inventorySetQuantities but was not provided.',
    )
    const empty = await body(SET, { input: set(1, 40), key: ' ' })
    expect(empty.errors?.[0]?.message).toBe('The idempotency key cannot be empty')
  })

  test('the same key and input is applied once and answered alike; other input under it is a mismatch', async () => {
    const { state, data, events } = shop()
    const first = await data(ADJUST, { input: adjust(-3), key: 'same' })
    expect(await data(ADJUST, { input: adjust(-3), key: 'same' })).toEqual(first)
    expect([level(state)?.available, events.length]).toEqual([37, 1])
    const other = await data(ADJUST, { input: adjust(-4), key: 'same' })
    expect(at(other, 'inventoryAdjustQuantities.userErrors.0.code')).toBe('IDEMPOTENCY_KEY_PARAMETER_MISMATCH')
    await data(ADJUST, { input: adjust(-3), key: 'new' })
    expect(level(state)?.available).toBe(34)
  })

  test('damaged units lie on hand; incoming ones do not', async () => {
    const { state, data } = shop()
    await data(ADJUST, { input: adjust(3, 'damaged', 'gid://my-app/Damage/1'), key: 'a' })
    await data(ADJUST, { input: adjust(9, 'incoming', 'gid://my-app/Order/1'), key: 'b' })
    expect(level(state)).toMatchObject({ available: 40, damaged: 3, incoming: 9, on_hand: 45 })
  })

  test.each<[string, string, Json]>([
    ['INVALID_NAME', SET, set(1, null, 'damaged')],
    ['INVALID_REASON', SET, { ...set(1, null), reason: 'because' }],
    [
      'INVALID_INVENTORY_ITEM',
      SET,
      {
        ...set(1, null),
        quantities: [
          {
            inventoryItemId: 'gid://shopify/InventoryItem/99',
            locationId: location,
            quantity: 1,
            changeFromQuantity: null,
          },
        ],
      },
    ],
    [
      'INVALID_LOCATION',
      SET,
      {
        ...set(1, null),
        quantities: [
          { inventoryItemId: item, locationId: 'gid://shopify/Location/23', quantity: 1, changeFromQuantity: null },
        ],
      },
    ],
    [
      'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      SET,
      { ...set(1, null), quantities: [...set(1, null).quantities, ...set(2, null).quantities] },
    ],
    ['INVALID_QUANTITY_TOO_HIGH', SET, set(2_000_000_000, null)],
    ['INVALID_QUANTITY_NAME', ADJUST, adjust(1, 'on_hand')],
    ['INVALID_QUANTITY_DOCUMENT', ADJUST, adjust(1, 'damaged')],
    ['INTERNAL_LEDGER_DOCUMENT', ADJUST, adjust(1, 'damaged', 'gid://shopify/Order/1')],
    ['INVALID_AVAILABLE_DOCUMENT', ADJUST, adjust(1, 'available', 'gid://my-app/Count/1')],
  ])('%s is a userError and nothing moves', async (code, document, input) => {
    const { state, data } = shop()
    const [payload] = Object.values(await data(document, { input, key: 'a' }))
    expect(payload).toMatchObject({ inventoryAdjustmentGroup: null, userErrors: [{ code }] })
    expect(level(state)).toMatchObject({ available: 40, on_hand: 42 })
  })
})
