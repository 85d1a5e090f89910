import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { refetchOpenTransfers } from '#app/sync/transfers.server.ts'
import { makeKey } from '#app/tools/reorder/purchase-orders/stock/write-key.ts'
import { carryTransfer } from '#app/tools/reorder/transfers/making/service.server.ts'
import { makeTransfer } from '#app/tools/reorder/transfers/making/shopify.server.ts'
import { listOwnMoves, rememberCall } from '#app/tools/reorder/transfers/making/store.server.ts'
import type { NewTransferForm } from '#app/tools/reorder/transfers/schema.ts'
import {
  createTransfer,
  giveUpTransfer,
  retryTransfer,
  transferOverview,
} from '#app/tools/reorder/transfers/service.server.ts'
import { createRandom } from '#test/devstore/http/faults.ts'
import { SCOPES } from '#test/sync/synced-shop.ts'
import { runWorker, whenReached } from '#test/jobs/killed-worker.ts'
import { AT, ledger, LEEDS, MUG, orderedShop, RED, type OrderedShop } from '../purchase-orders/ordered-shop.ts'

const ROTTERDAM = '22'
const { signal } = new AbortController()
let made: OrderedShop

beforeAll(async () => {
  made = await orderedShop([...SCOPES, 'write_inventory', 'write_inventory_transfers', 'read_inventory_shipments'])
}, 60_000)
afterAll(() => made.close())

const form = (changes: Partial<NewTransferForm> = {}): NewTransferForm => ({
  id: randomUUID(),
  originLocationId: LEEDS,
  destinationLocationId: ROTTERDAM,
  lines: [{ variantId: MUG, units: 3 }],
  ...changes,
})
const atShopify = () => [...made.state.transfers.values()]
const carry = (id: string): Promise<void> => carryTransfer(made.shop, id, { signal })
const rowOf = async (id: string) => (await transferOverview(made.shop)).transfers.find((row) => row.id === id)
const planned = async (changes: Partial<NewTransferForm> = {}): Promise<string> => {
  const wish = form(changes)
  await createTransfer(made.shop, wish, AT)
  return wish.id
}
const setKey = (id: string, key: string) => inShopSql(made.shop.id, (sql) => rememberCall(sql, made.shop, id, key))

describe('a transfer that was asked for', () => {
  it('is made at Shopify as a draft, once, whoever asks and carries how often', async () => {
    const wish = form({
      lines: [
        { variantId: MUG, units: 20 },
        { variantId: RED, units: 5 },
      ],
    })
    await Promise.all([createTransfer(made.shop, wish, AT), createTransfer(made.shop, wish, AT)])
    await Promise.all([carry(wish.id), carry(wish.id), carry(wish.id)])
    await carry(wish.id)
    expect(atShopify()).toHaveLength(1)
    expect(atShopify()[0]).toMatchObject({
      status: 'DRAFT',
      originLocationId: LEEDS,
      destinationLocationId: ROTTERDAM,
      referenceName: 'TW-T1',
      lines: [
        { inventoryItemId: `${RED}9`, quantity: 5 },
        { inventoryItemId: `${MUG}9`, quantity: 20 },
      ],
    })
    expect(await rowOf(wish.id)).toMatchObject({ state: 'written', name: 'TW-T1', units: 25, failure: null })
    expect(await ledger(made.shop)).toMatchObject([{ key: `reorder.transfer:${wish.id}` }])
  })

  it('counts by our word until the mirror has it, then by the mirror’s, and is one row of the list', async () => {
    const own = () => inShopSql(made.shop.id, (sql) => listOwnMoves(sql, made.shop, [MUG]))
    expect(await own()).toMatchObject([{ units: 20, originLocationId: LEEDS, destinationLocationId: ROTTERDAM }])
    await refetchOpenTransfers(made.shop, { all: false, signal })
    expect(await own()).toEqual([])
    const { transfers } = await transferOverview(made.shop)
    expect(transfers).toMatchObject([
      { name: '#T0001', state: 'DRAFT', originName: 'Leeds', destinationName: 'Rotterdam' },
    ])
    expect(transfers[0]?.id).not.toBeNull()
  })

  it('whose answer was lost is asked for with the same key', async () => {
    const id = await planned()
    const key = makeKey(new Date(), randomUUID())
    await setKey(id, key)
    const wanted = {
      originLocationId: LEEDS,
      destinationLocationId: ROTTERDAM,
      reference: 'TW-T2',
      lines: [{ inventoryItemId: `${MUG}9`, units: 3 }],
    }
    await makeTransfer(shopifyClient(made.shop), wanted, key, signal)
    const before = atShopify().length
    await carry(id)
    expect(atShopify()).toHaveLength(before)
    expect(await rowOf(id)).toMatchObject({ state: 'written' })
  })

  it('whose call is too old to ask about is looked for by its name, else left to a person', async () => {
    const old = new Date(Date.now() - 25 * 3_600_000)
    const lost = await planned()
    await setKey(lost, makeKey(old, randomUUID()))
    await carry(lost)
    expect(await rowOf(lost)).toMatchObject({ state: 'failed', failure: { code: 'unclear' } })
    // The person looked: it is not there.
    await retryTransfer(made.shop, lost)
    await carry(lost)
    expect(await rowOf(lost)).toMatchObject({ state: 'written' })

    const found = await planned()
    await setKey(found, makeKey(old, randomUUID()))
    await inShopSql(made.shop.id, (sql) =>
      sql.query(
        `insert into mirror_transfer (shop_id, id, name, status, reference, total_units, received_units, fetched_at)
         values ($1, 5550, '#T0099', 'DRAFT', 'TW-T4', 3, 0, now())`,
        [made.shop.id],
      ),
    )
    const before = atShopify().length
    await carry(found)
    expect(atShopify()).toHaveLength(before)
    expect(await rowOf(found)).toMatchObject({ name: '#T0099' })
  })

  it('is refused when the origin has less, at the page and again when it is made', async () => {
    await expect(planned({ lines: [{ variantId: MUG, units: 5_000 }] })).rejects.toMatchObject({
      fields: [{ path: ['lines', MUG], message: 'not_enough' }],
    })
    const id = await planned({ lines: [{ variantId: RED, units: 30 }] })
    const level = made.state.inventoryItems.get(`${RED}9`)?.levels.find(({ locationId }) => locationId === LEEDS)
    if (!level) throw new Error('no level')
    level.quantities.available -= 20
    const before = atShopify().length
    await carry(id)
    level.quantities.available += 20
    expect(atShopify()).toHaveLength(before)
    expect(await rowOf(id)).toMatchObject({ state: 'failed', failure: { code: 'not_enough' } })
    await giveUpTransfer(made.shop, id)
    expect(await rowOf(id)).toBeUndefined()
    await expect(giveUpTransfer(made.shop, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each([
    ['same_place', { destinationLocationId: LEEDS }],
    ['location_gone', { destinationLocationId: '23' }],
    ['goods_gone', { lines: [{ variantId: '999', units: 1 }] }],
    [
      'line_twice',
      {
        lines: [
          { variantId: MUG, units: 1 },
          { variantId: MUG, units: 1 },
        ],
      },
    ],
  ])('is refused with %s', async (message, changes) => {
    await expect(planned(changes)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [expect.objectContaining({ message })],
    })
  })

  it('says that the permission is missing, and waits', async () => {
    const id = await planned()
    const without = { ...made.shop, scopes: ['write_inventory'] }
    await expect(carryTransfer(without, id, { signal })).rejects.toMatchObject({ code: 'missing_scope' })
    expect(await rowOf(id)).toMatchObject({ state: 'planned', failure: { code: 'missing_scope' } })
    await carry(id)
    expect(await rowOf(id)).toMatchObject({ state: 'written', failure: null })
    await expect(retryTransfer(made.shop, id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

it('twelve transfers whose worker is killed again and again are at Shopify once', async () => {
  const before = atShopify().length
  const ids: string[] = []
  for (let each = 0; each < 12; each++) ids.push(await planned({ lines: [{ variantId: MUG, units: 1 }] }))
  const random = createRandom(11)
  const points = [1, 3, 5, 8, 10]
  let kills = 0
  for (;;) {
    const point = points[kills]
    const reached = point === undefined ? null : () => atShopify().length - before >= point
    if ((await workUntil(reached, Math.floor(random() * 3))) === 'over') break
    kills += 1
  }
  expect(kills).toBeGreaterThanOrEqual(3)
  expect(atShopify()).toHaveLength(before + ids.length)
  expect(new Set(atShopify().map(({ referenceName }) => referenceName)).size).toBe(atShopify().length)
  for (const id of ids) expect(await rowOf(id)).toMatchObject({ state: 'written' })
}, 120_000)

function workUntil(reached: (() => boolean) | null, delayMs: number): Promise<'killed' | 'over'> {
  const script = join(import.meta.dirname, 'transfer-worker.ts')
  const run = { script, args: [String(made.shop.id)], devStoreUrl: made.devStore.url }
  return runWorker(run, reached && whenReached(reached, delayMs))
}
