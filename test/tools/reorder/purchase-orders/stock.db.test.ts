/** Received goods in Shopify's stock, with the dev store as Shopify: every accepted unit once, whatever happens on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { rememberCall, listPlanned } from '#app/tools/reorder/purchase-orders/receipts/store.server.ts'
import type { BookedLine } from '#app/tools/reorder/purchase-orders/schema.ts'
import {
  getOrderDetail,
  receiveGoods,
  settleStock,
  writeStockNow,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import { addStock } from '#app/tools/reorder/purchase-orders/stock/shopify.server.ts'
import { makeKey } from '#app/tools/reorder/purchase-orders/stock/write-key.ts'
import { carryStock } from '#app/tools/reorder/purchase-orders/stock/service.server.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import {
  AT,
  available,
  BLUE,
  carryToEnd,
  ledger,
  LEEDS,
  MUG,
  NOW,
  orderedShop,
  received,
  receiptFor,
  RED,
  sentOrder,
  type OrderedShop,
} from './ordered-shop.ts'

let made: OrderedShop

beforeAll(async () => {
  made = await orderedShop()
})
beforeEach(() => {
  Object.assign(made.devStore.faults, NO_FAULTS)
})
afterAll(() => made.close())

const { signal } = new AbortController()
const stock = (variantId: string): number => available(made.state, variantId) ?? Number.NaN
const order = (units: Record<string, number>): Promise<string> => sentOrder(made.shop, made.supplierId, units)

async function stockLines(id: string): Promise<BookedLine[]> {
  return (await getOrderDetail(made.shop, id, NOW)).receipts.flatMap(({ lines }) => lines)
}

/** Somebody sells or counts at Shopify. */
function change(variantId: string, delta: number): void {
  const level = made.state.inventoryItems.get(`${variantId}9`)?.levels.find(({ locationId }) => locationId === LEEDS)
  if (!level) throw new Error(`${variantId} is not stocked`)
  level.quantities.available += delta
  level.quantities.on_hand += delta
}

describe('a receipt', () => {
  it('adds its accepted units at the order’s location, and nothing for the damaged ones; the ledger says so', async () => {
    const [red, mug, entries] = [stock(RED), stock(MUG), (await ledger(made.shop)).length]
    const id = await order({ [RED]: 12, [MUG]: 24 })
    await received(made.shop, id, { [RED]: [10, 2, 2], [MUG]: [24] })
    await carryToEnd(made.shop, id)
    expect([stock(RED) - red, stock(MUG) - mug]).toEqual([10, 24])
    expect(available(made.state, RED, '22')).toBe(7)
    expect(await stockLines(id)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ stockState: 'written', stockBefore: red, stockAfter: red + 10, failure: null }),
      ]) as object,
    )
    const now = await ledger(made.shop)
    expect(now).toHaveLength(entries + 2)
    expect(now).toContainEqual(
      expect.objectContaining({
        before: { available: red, locationId: LEEDS },
        after: expect.objectContaining({ available: red + 10, units: 10 }) as unknown,
      }),
    )
  })

  it('delivered twice, and carried twice, changes stock once', async () => {
    const before = stock(RED)
    const id = await order({ [RED]: 20 })
    const form = await receiptFor(made.shop, id, { [RED]: [8] })
    const answers = await Promise.all([receiveGoods(made.shop, id, form, AT), receiveGoods(made.shop, id, form, AT)])
    expect(answers.map(({ again }) => again).sort()).toEqual([false, true])
    await carryToEnd(made.shop, id)
    await receiveGoods(made.shop, id, form, AT)
    await carryToEnd(made.shop, id)
    expect(stock(RED) - before).toBe(8)
    expect((await getOrderDetail(made.shop, id, NOW)).lines).toMatchObject([{ acceptedUnits: 8, outstandingUnits: 12 }])
  })

  it('and another one at the same time both count, carried by two workers at once', async () => {
    const [before, entries] = [stock(RED), (await ledger(made.shop)).length]
    const id = await order({ [RED]: 20 })
    const forms = await Promise.all([
      receiptFor(made.shop, id, { [RED]: [5] }),
      receiptFor(made.shop, id, { [RED]: [7] }),
    ])
    await Promise.all(forms.map((form) => receiveGoods(made.shop, id, form, AT)))
    await Promise.all([carryToEnd(made.shop, id), carryToEnd(made.shop, id)])
    expect(stock(RED) - before).toBe(12)
    expect(await ledger(made.shop)).toHaveLength(entries + 2)
    expect((await stockLines(id)).map(({ stockState }) => stockState)).toEqual(['written', 'written'])
  })

  it('whose worker died between the call and its record is not added again, even when stock changed since', async () => {
    const before = stock(RED)
    const id = await order({ [RED]: 9 })
    await received(made.shop, id, { [RED]: [9] })
    await callAndDie(id, new Date())
    expect(stock(RED) - before).toBe(9)
    change(RED, -3)
    await carryToEnd(made.shop, id)
    expect(stock(RED) - before).toBe(6)
    expect(await stockLines(id)).toMatchObject([{ stockState: 'written', stockBefore: before, stockAfter: before + 9 }])
  })

  it('planned from a quantity that is no longer there is planned anew, with another call', async () => {
    const before = stock(MUG)
    const id = await order({ [MUG]: 24 })
    await received(made.shop, id, { [MUG]: [24] })
    const [line] = await inShopSql(made.shop.id, (sql) => listPlanned(sql, made.shop, id, 1))
    if (!line) throw new Error('nothing is planned')
    const key = makeKey(new Date(), crypto.randomUUID())
    await inShopSql(made.shop.id, (sql) => rememberCall(sql, made.shop, id, line, { key, before }))
    change(MUG, -1)
    await carryToEnd(made.shop, id)
    expect(stock(MUG) - before).toBe(23)
    expect(await stockLines(id)).toMatchObject([
      { stockState: 'written', stockBefore: before - 1, stockAfter: before + 23 },
    ])
  })

  it('waits while Shopify is away, says so, and is written once it is back', async () => {
    const before = stock(RED)
    const id = await order({ [RED]: 4 })
    await received(made.shop, id, { [RED]: [4] })
    Object.assign(made.devStore.faults, { failNext: 10, failStatus: 503 })
    await expect(carryStock(made.shop, id, { signal })).rejects.toSatisfy((error) => isAppError(error, 'upstream_down'))
    expect(await stockLines(id)).toMatchObject([{ stockState: 'planned', failure: { code: 'waiting' } }])
    Object.assign(made.devStore.faults, NO_FAULTS)
    await carryToEnd(made.shop, id)
    expect(stock(RED) - before).toBe(4)
    expect(await stockLines(id)).toMatchObject([{ stockState: 'written', failure: null }])
  })

  it('of goods that Shopify does not count there fails with the reason, and is written after that is changed', async () => {
    const id = await order({ [BLUE]: 5 })
    const item = made.state.inventoryItems.get(`${BLUE}9`)
    if (!item) throw new Error('no item')
    item.tracked = false
    await received(made.shop, id, { [BLUE]: [5] })
    await carryToEnd(made.shop, id)
    expect(await stockLines(id)).toMatchObject([{ stockState: 'failed', failure: { code: 'not_tracked' } }])
    item.tracked = true
    const before = stock(BLUE)
    await writeStockNow(made.shop, id)
    await carryToEnd(made.shop, id)
    expect(stock(BLUE) - before).toBe(5)
  })

  it('whose call was never answered and is too old to ask about is left to a person, who says what Shopify shows', async () => {
    const [before, entries] = [stock(RED), (await ledger(made.shop)).length]
    const id = await order({ [RED]: 3 })
    await received(made.shop, id, { [RED]: [3] })
    const line = await callAndDie(id, new Date(Date.now() - 30 * 3_600_000))
    await carryToEnd(made.shop, id)
    expect(await stockLines(id)).toMatchObject([{ stockState: 'failed', failure: { code: 'unclear' } }])
    await writeStockNow(made.shop, id)
    await carryToEnd(made.shop, id)
    expect(stock(RED) - before).toBe(3)
    await settleStock(made.shop, id, line, 'there', AT)
    expect(await stockLines(id)).toMatchObject([{ stockState: 'written' }])
    expect(stock(RED) - before).toBe(3)
    const told = await ledger(made.shop)
    expect(told).toHaveLength(entries + 1)
    expect(told).toContainEqual(
      expect.objectContaining({
        before: { available: before, locationId: LEEDS },
        after: expect.objectContaining({ units: 3 }) as unknown,
      }),
    )
  })
})

/** The call as a worker makes it; then the worker is gone. */
async function callAndDie(id: string, at: Date): Promise<{ receiptId: string; lineId: string }> {
  const [line] = await inShopSql(made.shop.id, (sql) => listPlanned(sql, made.shop, id, 1))
  if (!line?.inventoryItemId) throw new Error('nothing is planned')
  const { inventoryItemId, units, receiptId } = line
  const call = { key: makeKey(at, crypto.randomUUID()), before: stock(line.variantId) }
  await inShopSql(made.shop.id, (sql) => rememberCall(sql, made.shop, id, line, call))
  await addStock(shopifyClient(made.shop), { inventoryItemId, locationId: LEEDS, units, receiptId, call }, signal)
  return line
}

describe('a shop that has not granted write_inventory', () => {
  it('receives goods, and their stock waits with the reason', async () => {
    const id = await order({ [RED]: 2 })
    const shop = { ...made.shop, scopes: made.shop.scopes.filter((scope) => scope !== 'write_inventory') }
    const before = stock(RED)
    await received(shop, id, { [RED]: [2] })
    await expect(carryStock(shop, id, { signal })).rejects.toSatisfy((error) => isAppError(error, 'missing_scope'))
    expect(await stockLines(id)).toMatchObject([{ stockState: 'planned', failure: { code: 'missing_scope' } }])
    expect(stock(RED)).toBe(before)
    await expect(writeStockNow(shop, id)).rejects.toSatisfy((error) => isAppError(error, 'missing_scope'))
  })
})
