/** Workers killed (SIGKILL) at random points of the writing of stock, while somebody sells: every accepted unit once. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getOrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { createRandom } from '#test/devstore/http/faults.ts'
import { runWorker, whenReached } from '#test/jobs/killed-worker.ts'
import {
  available,
  ledger,
  LEEDS,
  MUG,
  NOW,
  orderedShop,
  received,
  RED,
  sentOrder,
  type OrderedShop,
} from './ordered-shop.ts'

const RECEIPTS = 60
const KILLS = 8
let made: OrderedShop

beforeAll(async () => {
  made = await orderedShop()
})
afterAll(() => made.close())

const level = (variantId: string) =>
  made.state.inventoryItems.get(`${variantId}9`)?.levels.find(({ locationId }) => locationId === LEEDS)

it(`${RECEIPTS} receipts whose worker is killed ${KILLS} times at random, while stock is sold, are in Shopify once`, async () => {
  const { shop, state } = made
  const random = createRandom(7)
  const before = { [RED]: available(state, RED) ?? 0, [MUG]: available(state, MUG) ?? 0 }
  const accepted: Record<string, number> = { [RED]: 0, [MUG]: 0 }
  const sold: Record<string, number> = { [RED]: 0, [MUG]: 0 }
  const id = await sentOrder(shop, made.supplierId, { [RED]: 5_000, [MUG]: 5_000 })
  for (let each = 0; each < RECEIPTS; each++) {
    const variantId = random() < 0.5 ? RED : MUG
    const units = 1 + Math.floor(random() * 40)
    await received(shop, id, { [variantId]: [units] })
    accepted[variantId] = (accepted[variantId] ?? 0) + units
  }
  const total = (accepted[RED] ?? 0) + (accepted[MUG] ?? 0)
  const arrived = (): number =>
    [RED, MUG].reduce(
      (sum, variantId) => sum + (available(state, variantId) ?? 0) - (before[variantId] ?? 0) + (sold[variantId] ?? 0),
      0,
    )

  let open = true
  const selling = (async () => {
    while (open) {
      await sleep(15)
      const variantId = random() < 0.5 ? RED : MUG
      const quantities = level(variantId)?.quantities
      if (!quantities || quantities.available < 2) continue
      quantities.available -= 1
      quantities.on_hand -= 1
      sold[variantId] = (sold[variantId] ?? 0) + 1
    }
  })()
  const points = Array.from({ length: KILLS }, () => Math.floor(random() * total)).sort((a, b) => a - b)
  let kills = 0
  for (;;) {
    const point = points[kills]
    if ((await workUntil(id, point === undefined ? null : () => arrived() >= point)) === 'over') break
    kills += 1
  }
  open = false
  await selling
  expect(kills).toBeGreaterThanOrEqual(KILLS - 2)
  expect(sold[RED]).toBeGreaterThan(0)
  for (const variantId of [RED, MUG])
    expect((available(state, variantId) ?? 0) - (before[variantId] ?? 0) + (sold[variantId] ?? 0)).toBe(
      accepted[variantId],
    )
  const { receipts } = await getOrderDetail(shop, id, NOW)
  const states = receipts.flatMap(({ lines }) => lines.map(({ stockState }) => stockState))
  expect(states).toEqual(Array.from({ length: RECEIPTS }, () => 'written'))
  expect(await ledger(shop)).toHaveLength(RECEIPTS)
}, 300_000)

function workUntil(orderId: string, reached: (() => boolean) | null): Promise<'killed' | 'over'> {
  const script = join(import.meta.dirname, 'stock-worker.ts')
  const run = { script, args: [String(made.shop.id), orderId], devStoreUrl: made.devStore.url }
  return runWorker(run, reached && whenReached(reached))
}
