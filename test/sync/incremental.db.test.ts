import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { applyDeliveries } from '#app/sync/apply.server.ts'
import { carryRun, findRun, startRun } from '#app/sync/runs.server.ts'
import type { RunKind, RunView } from '#app/sync/types.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopEvent, ShopState } from '#test/devstore/model.ts'
import { operations } from '#test/devstore/shop/operations.ts'
import { startReceivingApp, type ReceivingApp } from './receiving-app.ts'
import { differencesFromStore } from './row-by-row.ts'
import { installShop, type SyncedShop } from './synced-shop.ts'

let app: ReceivingApp
let synced: SyncedShop
let state: ShopState

beforeAll(async () => {
  app = await startReceivingApp()
  const { webhookSubscriptions } = await readAppConfig(join(import.meta.dirname, '../../shopify.app.toml'))
  state = createSmallShop()
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 20_000 }
  synced = await installShop(state, { webhookSubscriptions, appUrl: app.url, retryTimeScale: 0.0001 })
  await carry('backfill')
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
  await app.stop()
})

async function carry(kind: RunKind): Promise<RunView> {
  const shop = await getShop(synced.shop.domain)
  const { id } = await startRun(shop, kind, 'manual')
  for (let slice = 0; slice < 100; slice++) {
    await carryRun(shop, id, { signal: new AbortController().signal, attempt: 1, jobId: 'test' })
    const view = await findRun(shop, id)
    if (view && view.state !== 'running' && view.state !== 'queued') return view
  }
  throw new Error('the run never ended')
}

const apply = (): Promise<void> => applyDeliveries(synced.shop.id, new AbortController().signal)

async function happens(events: ShopEvent[]): Promise<void> {
  synced.devStore.emit(events)
  await synced.devStore.webhooks.drain()
}

async function deliveries(where = 'true'): Promise<Record<string, number>> {
  const result = await inShopSql(synced.shop.id, (sql) =>
    sql.query<{ state: string; n: number }>(
      `select state, count(*)::int as n from sync_delivery where ${where} group by 1`,
    ),
  )
  return Object.fromEntries(result.rows.map(({ state: name, n }) => [name, n]))
}

describe('an incremental sync', () => {
  it('begins from a backfill that is the shop, row by row', async () => {
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
  })

  it('brings every kind of change over, and settles every delivery', async () => {
    await happens(
      operations.placeOrder(state, {
        lines: [
          { variantId: '111', quantity: 2 },
          { variantId: '121', quantity: 5 },
        ],
        customerId: '61',
      }),
    )
    await happens(operations.setPrice(state, { variantId: '112', priceMinor: 1399 }))
    await happens(operations.setStock(state, { inventoryItemId: '1219', locationId: '22', available: 77 }))
    await happens(operations.setStock(state, { inventoryItemId: '1319', locationId: '22', available: 5 }))
    await happens(operations.setCost(state, { inventoryItemId: '1119', unitCostMinor: 333 }))
    await happens(operations.refundOrder(state, { orderId: '72', lines: [{ lineId: '721', quantity: 2 }] }))
    await happens(operations.shipOrder(state, { orderId: '72', trackingCompany: 'DHL', trackingNumber: 'D1' }))
    await happens(operations.deliverOrder(state, { orderId: '72' }))
    await happens(operations.requestReturn(state, { orderId: '72', lines: [{ lineId: '721', quantity: 1 }] }))
    await happens(operations.editOrder(state, { orderId: '73', setQuantity: [{ lineId: '731', quantity: 1 }] }))
    await happens(
      operations.createProduct(state, {
        title: 'Clock',
        variants: [{ sku: 'CLOCK', priceMinor: 2500, stock: [{ locationId: '21', available: 9 }] }],
      }),
    )
    await happens(operations.updateProduct(state, { productId: '13', title: 'Big bag', tags: ['new'] }))
    await happens(operations.createCollection(state, { title: 'New', follows: { field: 'tag', value: 'new' } }))
    await happens(operations.updateProduct(state, { productId: '11', tags: ['new'] }))
    await happens(operations.updateProduct(state, { productId: '13', vendor: 'Another', tags: [] }))
    await happens(
      operations.updateCollection(state, { collectionId: '35', title: 'Presents', add: ['12'], remove: ['13'] }),
    )
    expect((await differencesFromStore(synced.shop, state)).length).toBeGreaterThan(5)
    await apply()
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
    expect(Object.keys(await deliveries())).toEqual(['applied'])
  })

  it('refetches a resource once, however many deliveries hint at it', async () => {
    const before = await inShopSql(
      synced.shop.id,
      async (sql) => (await sql.query<{ n: number }>(`select count(*)::int as n from mirror_change`)).rows[0]?.n ?? 0,
    )
    for (let times = 0; times < 5; times += 1)
      await happens(operations.setPrice(state, { variantId: '111', priceMinor: 1000 + times }))
    await apply()
    const changes = await inShopSql(
      synced.shop.id,
      async (sql) =>
        (await sql.query<{ resource: string }>(`select resource from mirror_change order by seq offset $1`, [before]))
          .rows,
    )
    expect(changes.map(({ resource }) => resource).sort()).toEqual(['product', 'variant'])
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
  })

  it('applied again (the job was killed before it could say so) writes nothing', async () => {
    await inShopSql(synced.shop.id, (sql) =>
      sql.query(`update sync_delivery set state = 'received', applied_at = null, attempts = 0`),
    )
    const count = async (): Promise<number> =>
      inShopSql(
        synced.shop.id,
        async (sql) => (await sql.query<{ n: number }>(`select count(*)::int as n from mirror_change`)).rows[0]?.n ?? 0,
      )
    const before = await count()
    await apply()
    expect(await count()).toBe(before)
    expect(Object.keys(await deliveries())).toEqual(['applied'])
  })

  it('turns deletes into tombstones that keep the row', async () => {
    await happens(operations.deleteProduct(state, { productId: '12' }))
    await happens(operations.deleteCollection(state, { collectionId: '36' }))
    await happens(operations.cancelOrder(state, { orderId: '73' }))
    await happens(operations.deleteOrder(state, { orderId: '73' }))
    await apply()
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
    const dead = await inShopSql(synced.shop.id, (sql) =>
      sql.query(`select id from mirror_order where id = 73 and deleted_at is not null`),
    )
    expect(dead.rowCount).toBe(1)
  })

  it('an aborted job leaves what it did not do as received, and the next one does it', async () => {
    await happens(operations.setPrice(state, { variantId: '111', priceMinor: 4321 }))
    await expect(applyDeliveries(synced.shop.id, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
    expect(await deliveries()).toMatchObject({ received: 1 })
    await apply()
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
  })

  it('survives throttling and failing requests', async () => {
    await happens(operations.setPrice(state, { variantId: '111', priceMinor: 999 }))
    synced.devStore.faults.throttleNext = 2
    synced.devStore.faults.failNext = 1
    await apply()
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
  })

  it('one bad resource does not hold up the others, and is tried again later', async () => {
    const order = state.orders.get('71')
    const product = state.products.get('11')
    if (!order || !product) throw new Error('the small shop has changed')
    // A title that the dev store cannot answer for is an error of the whole query.
    const variantIds = product.variantIds
    product.variantIds = [...variantIds, '999999']
    await happens([{ topic: 'products/update', gid: 'gid://shopify/Product/11', at: state.now().toISOString() }])
    await happens(operations.updateProduct(state, { productId: '13', title: 'Bag again' }))
    await apply()
    expect(await deliveries(`topic like 'products/%'`)).toMatchObject({ received: 1 })
    product.variantIds = variantIds
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
    await inShopSql(synced.shop.id, (sql) =>
      sql.query(`update sync_delivery set received_at = received_at - interval '2 minutes'`),
    )
    await apply()
    expect(Object.keys(await deliveries())).toEqual(['applied'])
  })
})

describe('reconciliation', () => {
  it('finds nothing to do after webhooks that all arrived', async () => {
    const run = await carry('reconcile')
    expect(run.state).toBe('done')
    // No webhook tells of fixed prices: the deleted product's price is found here.
    expect(run.phases.filter(({ rowsWritten }) => rowsWritten > 0).map(({ key }) => key)).toEqual(['prices'])
  })

  it('heals changes and deletes that no webhook told, in few rows', async () => {
    await happens(operations.placeOrder(state, { lines: [{ variantId: '111', quantity: 1 }] }))
    await apply()
    const known = [...state.orders.keys()].at(-1) ?? ''
    operations.cancelOrder(state, { orderId: known })
    operations.deleteOrder(state, { orderId: known })
    operations.placeOrder(state, { lines: [{ variantId: '111', quantity: 1 }] })
    operations.setPrice(state, { variantId: '112', priceMinor: 1111 })
    operations.setStock(state, { inventoryItemId: '1119', locationId: '21', available: 3 })
    operations.deleteProduct(state, { productId: '13' })
    operations.createCollection(state, { title: 'Untold', productIds: ['11'] })
    operations.deleteCollection(state, { collectionId: '35' })
    expect((await differencesFromStore(synced.shop, state)).length).toBeGreaterThan(3)
    const run = await carry('reconcile')
    expect(run.state).toBe('done')
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
    expect(await carry('reconcile')).toMatchObject({ state: 'done', rowsWritten: 0 })
  })

  it('brings back a row that was lost here', async () => {
    await inShopSql(synced.shop.id, (sql) =>
      sql.query('delete from mirror_order where id = 71; delete from mirror_order_line where order_id = 71'),
    )
    await carry('reconcile')
    expect(await differencesFromStore(synced.shop, state)).toEqual([])
  })
})
