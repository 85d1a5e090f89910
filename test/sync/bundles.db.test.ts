/** Bundles: read whole from Shopify, written only when they differ, and taken apart wherever their goods are counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listDemandWeeks } from '#app/facts/demand.server.ts'
import { listLocationUnits } from '#app/facts/location-demand.server.ts'
import { unitsMovedSince } from '#app/facts/stock-moves.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getProduct } from '#app/mirror/catalog.server.ts'
import { listStocked } from '#app/mirror/stock.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { refetchProducts } from '#app/sync/refetch.server.ts'
import { refetchBundles } from '#app/sync/small-sets.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { installShop, type SyncedShop } from './synced-shop.ts'

/** Lamp, red at 10.00 and blue at 12.50; mug at 3.99. */
const [RED, BLUE, MUG] = ['111', '112', '121']
const RANGE = { from: '2026-03-02', to: '2026-03-15' }

let synced: SyncedShop
let shop: Shop
let state: ShopState

/** The blue lamp is sold as two red ones with a mug. */
function bundle(parts: [variantId: string, quantity: number][] | null): void {
  const variant = state.variants.get(BLUE)
  if (!variant) throw new Error('the small shop has changed')
  if (parts) variant.components = parts.map(([variantId, quantity]) => ({ variantId, quantity }))
  else delete variant.components
}

beforeAll(async () => {
  state = createSmallShop()
  bundle([
    [RED, 2],
    [MUG, 1],
  ])
  synced = await installShop(state)
  ;({ shop } = synced)
  await refetchProducts(shop, ['11', '12'], { signal: new AbortController().signal })
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

const shares = (): Promise<Record<string, number>> =>
  inShopSql(shop.id, async (sql) => {
    const { rows } = await sql.query<{ id: string; share: number }>(
      'select component_variant_id::text as id, value_share as share from mirror_bundle_component order by 1',
    )
    return Object.fromEntries(rows.map(({ id, share }) => [id, share]))
  })
const changes = (): Promise<number> =>
  inShopSql(shop.id, async (sql) => {
    const { rows } = await sql.query<{ n: number }>(`select count(*)::int as n from mirror_change`)
    return rows[0]?.n ?? 0
  })

describe('bundles', () => {
  it('are read with what they are made of, and again without writing a row', async () => {
    expect(await refetchBundles(shop)).toEqual({ written: 1, unchanged: 0 })
    const { variants } = await getProduct(shop, '11')
    expect(variants.map(({ id, parts }) => [id, parts.map(({ title, units }) => [title, units])])).toEqual([
      [RED, []],
      [
        BLUE,
        [
          ['Lamp / RED', 2],
          ['Mug "quoted" ☕', 1],
        ],
      ],
    ])
    // 20.00 of 23.99
    expect((await shares())[RED]).toBeCloseTo(2_000 / 2_399, 10)
    const before = await changes()
    expect(await refetchBundles(shop)).toEqual({ written: 0, unchanged: 1 })
    expect(await changes()).toBe(before)
  })

  it('are not planned themselves: what they take is the stock of their components', async () => {
    const items = await inShopSql(shop.id, (sql) => listStocked(sql, shop))
    expect(items.map(({ variantId }) => variantId)).toEqual([RED, MUG])
  })

  it('count as their components in demand, less what was never shipped, and share out what was paid', async () => {
    await anOrder(shop, {
      processedAt: '2026-03-03T12:00:00.000Z',
      lines: [
        { id: '801', variantId: BLUE, quantity: 5, unitPriceMinor: 2_399, discountMinor: 0 },
        { id: '802', variantId: MUG, quantity: 3, unitPriceMinor: 399, discountMinor: 0 },
      ],
      refunds: [
        {
          createdAt: '2026-03-04T12:00:00.000Z',
          createdOn: '2026-03-04',
          lines: [{ lineId: '801', quantity: 1, restockType: 'CANCEL' }],
        },
      ],
    })
    const weeks = await inShopSql(shop.id, (sql) => listDemandWeeks(sql, shop, RANGE, null))
    const byId = new Map(weeks.map((week) => [week.variantId, week]))
    // Four bundles were wanted: eight red lamps, four mugs, and three mugs by themselves.
    expect([...byId].map(([id, { units }]) => [id, units]).sort()).toEqual([
      [RED, 8],
      [MUG, 7],
    ])
    expect(byId.get(RED)?.revenueMinor).toBeCloseTo(5 * 2_000, 6)
    expect(byId.get(MUG)?.revenueMinor).toBeCloseTo(5 * 399 + 3 * 399, 6)
    const only = await inShopSql(shop.id, (sql) => listDemandWeeks(sql, shop, RANGE, [RED]))
    expect(only.map(({ variantId, units }) => [variantId, units])).toEqual([[RED, 8]])
  })

  it('take stock where they were shipped from, and give it back when they come back', async () => {
    await anOrder(shop, {
      processedAt: '2026-03-10T12:00:00.000Z',
      lines: [{ id: '811', variantId: BLUE, quantity: 2, currentQuantity: 2 }],
      fulfillments: [{ locationId: '21', totalQuantity: 2 }],
      refunds: [
        {
          createdAt: '2026-03-12T12:00:00.000Z',
          createdOn: '2026-03-12',
          lines: [{ lineId: '811', quantity: 1, restockType: 'RETURN' }],
        },
      ],
      updatedAt: '2026-03-12T12:00:00.000Z',
    })
    const at = '2026-03-09T00:00:00.000Z'
    const [left, moved] = await inShopSql(shop.id, async (sql) => [
      await listLocationUnits(sql, shop, { from: '2026-03-09', to: '2026-03-15' }),
      await unitsMovedSince(sql, shop, [
        { variantId: RED, at },
        { variantId: MUG, at },
      ]),
    ])
    expect(left.map(({ variantId, locationId, units }) => [variantId, locationId, units]).sort()).toEqual([
      [RED, '21', 4],
      [MUG, '21', 2],
    ])
    // Two bundles out, one back.
    expect(Object.fromEntries(moved)).toEqual({ [RED]: -2, [MUG]: -1 })
  })

  it('follow a change at Shopify, and are plain goods again when they are bundles no more', async () => {
    bundle([[RED, 1]])
    expect(await refetchBundles(shop)).toEqual({ written: 1, unchanged: 0 })
    expect(await shares()).toEqual({ [RED]: 1 })
    bundle(null)
    expect(await refetchBundles(shop)).toEqual({ written: 1, unchanged: 0 })
    expect(await shares()).toEqual({})
    const items = await inShopSql(shop.id, (sql) => listStocked(sql, shop))
    expect(items.map(({ variantId }) => variantId)).toEqual([RED, BLUE, MUG])
  })
})
