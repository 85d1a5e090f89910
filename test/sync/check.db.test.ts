import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShop, registerShop } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { applyDeliveries } from '#app/sync/apply.server.ts'
import { carryRun, findRun, startRun } from '#app/sync/runs.server.ts'
import { runSchedule } from '#app/sync/schedule.server.ts'
import {
  cancelSync,
  checkAgainstShopify,
  deliveryHealth,
  getSyncRun,
  listDifferences,
  listParkedJobs,
  pauseSync,
  reconcileNow,
  repairDifferences,
  retryParkedJob,
  saveSyncSettings,
  startSync,
  syncOverview,
  syncSettings,
} from '#app/sync/service.server.ts'
import type { RunKind, RunView } from '#app/sync/types.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { operations } from '#test/devstore/shop/operations.ts'
import { differencesFromStore } from './row-by-row.ts'
import { installShop, type SyncedShop } from './synced-shop.ts'

let synced: SyncedShop
let state: ShopState
let shop: Shop

beforeAll(async () => {
  state = createSmallShop()
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 20_000 }
  synced = await installShop(state)
  await carry('backfill')
  shop = await getShop(synced.shop.domain)
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

async function carry(kind: RunKind): Promise<RunView> {
  const now = await getShop(synced.shop.domain)
  return finish((await startRun(now, kind, 'manual')).id)
}

async function finish(id: string): Promise<RunView> {
  const now = await getShop(synced.shop.domain)
  for (let slice = 0; slice < 100; slice++) {
    await carryRun(now, id, { signal: new AbortController().signal, attempt: 1, jobId: 'test' })
    const view = await findRun(now, id)
    if (view && view.state !== 'running' && view.state !== 'queued') return view
  }
  throw new Error('the run never ended')
}

const sql = (text: string): Promise<unknown> => inShopSql(shop.id, (client) => client.query(text))

const digest = (ids: string): string => createHash('sha256').update(ids).digest('hex').slice(0, 12)

describe('check against Shopify', () => {
  it('finds nothing in a mirror that is the shop, and says how much it compared', async () => {
    const run = await carry('check')
    expect(run).toMatchObject({ kind: 'check', state: 'done', rowsWritten: 0 })
    const found = await listDifferences(shop, run.id, { page: 1 })
    expect(found).toMatchObject({ rows: [], total: 0, pages: 1 })
    // 35.50 + 34.95 + 2.55 + 14.84 (one red lamp, one mug, one bag)
    expect(found.totals).toMatchObject({
      product: { ours: 3, theirs: 3 },
      variant: { ours: 4, theirs: 4 },
      location: { ours: 3, theirs: 3 },
      collection: { ours: 2, theirs: 2 },
      // bag and lamp; all three of the vendor
      'collection.products': { ours: 5, theirs: 5 },
      order: { ours: 4, theirs: 4 },
      'order.totalMinor': { ours: 3550 + 3495 + 255 + 1484, theirs: 3550 + 3495 + 255 + 1484 },
      'order.refundedMinor': { ours: 1000, theirs: 1000 },
    })
  })

  it('lists every difference, row by row and field by field, and repairs them', async () => {
    await sql(`update mirror_order set total_minor = total_minor + 1, financial_status = 'PENDING' where id = 72`)
    await sql(`delete from mirror_order where id = 73`)
    await sql(`update mirror_product set title = 'Other', updated_at = updated_at where id = 12`)
    await sql(`update mirror_variant set price_minor = 5 where id = 111`)
    await sql(`delete from mirror_variant where id = 131`)
    await sql(`update mirror_collection set title = 'Presents' where id = 35`)
    await sql(`update mirror_collection_product set product_id = 12 where collection_id = 35 and product_id = 13`)
    await sql(
      `delete from mirror_collection where id = 36; delete from mirror_collection_product where collection_id = 36`,
    )
    await sql(`update mirror_stock_level set available = 1 where inventory_item_id = 1119 and location_id = 21`)
    await sql(`update mirror_location set name = 'Somewhere' where id = 22`)
    await sql(`insert into mirror_order (shop_id, id, name, created_at, processed_at, processed_on, updated_at, test, tags, currency, presentment_currency, fulfillment_status, return_status, country,
      line_count, units, gross_minor, discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor)
      select shop_id, 75, '#GHOST', created_at, processed_at, processed_on, updated_at, test, tags, currency, presentment_currency, fulfillment_status, return_status, country, 0, 0, 0, 0, 0, 0, 100, 0 from mirror_order where id = 74`)
    const { id } = await checkAgainstShopify(shop)
    await finish(id)
    const { rows } = await listDifferences(shop, id, { page: 1 })
    expect(
      rows.map(({ resource, resourceId, label, field, ours, theirs }) => [
        resource,
        resourceId,
        label,
        field,
        ours,
        theirs,
      ]),
    ).toEqual([
      ['location', '22', 'Rotterdam', 'name', 'Somewhere', 'Rotterdam'],
      ['product', '12', 'Mug "quoted" ☕', 'title', 'Other', 'Mug "quoted" ☕'],
      ['variant', '111', 'LAMP-RED', 'price', '0.05', '10.00'],
      ['variant', '131', 'BAG', 'exists', 'no', 'yes'],
      ['collection', '35', 'Gifts', 'title', 'Presents', 'Gifts'],
      ['collection', '35', 'Gifts', 'members', digest('11,12'), digest('11,13')],
      ['collection', '36', 'Everything', 'exists', 'no', 'yes'],
      ['stock_level', '1119', 'LAMP-RED', 'available', '1', '40'],
      ['order', '72', '#1002', 'financialStatus', 'PENDING', 'PAID'],
      ['order', '72', '#1002', 'total', '34.96', '34.95'],
      ['order', '73', '#1003', 'exists', 'no', 'yes'],
      ['order', '75', '#GHOST', 'exists', 'yes', 'no'],
    ])
    // orders 72, 73, 75; products 12, 11 (of the lamp) and 13 (of the bag); one item; one location; two collections
    expect(await repairDifferences(shop, id)).toBe(10)
    await applyDeliveries(shop.id, new AbortController().signal)
    expect(await differencesFromStore(shop, state)).toEqual([])
    expect(await listDifferences(shop, (await carry('check')).id, { page: 1 })).toMatchObject({ total: 0 })
  })

  it('lifts a wrong tombstone', async () => {
    await sql(`update mirror_order set deleted_at = now() + interval '1 year' where id = 74`)
    const run = await carry('check')
    expect(await listDifferences(shop, run.id, { page: 1 })).toMatchObject({ total: 1 })
    await repairDifferences(shop, run.id)
    await applyDeliveries(shop.id, new AbortController().signal)
    expect(await differencesFromStore(shop, state)).toEqual([])
  })

  it('says nothing of what is on its way', async () => {
    operations.setPrice(state, { variantId: '111', priceMinor: 1500 })
    await sql(
      `insert into sync_delivery (shop_id, webhook_id, topic, hint) values (${shop.id}, 'w', 'products/update', '{"resource":"product","ids":["11"]}')`,
    )
    const run = await carry('check')
    const { rows } = await listDifferences(shop, run.id, { page: 1 })
    expect(rows.filter(({ resource }) => resource === 'product')).toEqual([])
    await applyDeliveries(shop.id, new AbortController().signal)
    expect(await differencesFromStore(shop, state)).toEqual([])
  })

  it('a step that is repeated lists its differences once', async () => {
    await sql(`update mirror_location set name = 'Somewhere' where id = 22`)
    const { id } = await checkAgainstShopify(shop)
    await finish(id)
    await sql(
      `update sync_run set state = 'queued' where id = '${id}'; update sync_phase set state = 'waiting', cursor = null where run_id = '${id}'`,
    )
    await finish(id)
    expect(await listDifferences(shop, id, { page: 1 })).toMatchObject({ total: 1 })
    await repairDifferences(shop, id)
    await applyDeliveries(shop.id, new AbortController().signal)
  })
})

describe('the service', () => {
  it('shows the state of the sync at once', async () => {
    const overview = await syncOverview(shop)
    expect(overview).toMatchObject({
      active: null,
      complete: true,
      missingScopes: [],
      parked: 0,
      openPrivacyRequests: 0,
      settings: { reconcileHours: 4 },
    })
    expect(overview.lastSyncedAt).not.toBeNull()
    expect(overview.lastCheck?.kind).toBe('check')
    expect(overview.deliveries).toMatchObject({
      hours: 24,
      failed: 0,
      waiting: 0,
      lagP50Seconds: expect.any(Number),
      lagP95Seconds: expect.any(Number),
    })
    expect(overview.deliveries.applied).toBeGreaterThan(0)
  })

  it('counts lag from the trigger, and topics one by one', async () => {
    await sql(`delete from sync_delivery`)
    for (const [index, seconds] of [1, 2, 3, 100].entries()) {
      await sql(`insert into sync_delivery (shop_id, webhook_id, topic, hint, triggered_at, received_at, state, applied_at)
        values (${shop.id}, 'lag-${index}', 'orders/updated', '{}', now() - interval '${seconds} seconds', now(), 'applied', now())`)
    }
    await sql(
      `insert into sync_delivery (shop_id, webhook_id, topic, hint, state) values (${shop.id}, 'bad', 'orders/paid', '{}', 'failed')`,
    )
    const health = await deliveryHealth(shop, 1)
    // the middle of 1, 2, 3, 100 is 2.5; 95 % of the way from 3 to 100 is 85.45
    expect(health.lagP50Seconds).toBeCloseTo(2.5, 1)
    expect(health.lagP95Seconds).toBeCloseTo(85.45, 1)
    expect(health).toMatchObject({ received: 5, applied: 4, failed: 1, waiting: 0, ignored: 0 })
    expect(health.byTopic).toMatchObject([
      { topic: 'orders/updated', received: 4, applied: 4, failed: 0 },
      { topic: 'orders/paid', received: 1, applied: 0, failed: 1 },
    ])
  })

  it('nothing of a shop is found by another', async () => {
    const run = await carry('check')
    const { shop: stranger } = await registerShop({ domain: 'stranger.myshopify.com', scopes: [] })
    for (const attempt of [
      () => getSyncRun(stranger, run.id),
      () => listDifferences(stranger, run.id, { page: 1 }),
      () => repairDifferences(stranger, run.id),
      () => pauseSync(stranger, run.id),
      () => cancelSync(stranger, run.id),
      () => retryParkedJob(stranger, randomUUID()),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await listParkedJobs(stranger)).toEqual([])
    expect((await syncOverview(stranger)).runs).toEqual([])
  })

  it('an address that is no id is not found', async () => {
    await expect(getSyncRun(shop, 'new')).rejects.toMatchObject({ code: 'not_found' })
    await expect(listDifferences(shop, "' or 1=1", { page: 1 })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('one run at a time', async () => {
    const { id } = await startSync(shop)
    await expect(reconcileNow(shop)).rejects.toMatchObject({ code: 'conflict' })
    await cancelSync(shop, id)
    expect(await getSyncRun(shop, id)).toMatchObject({ state: 'cancelled' })
  })
})

describe('the schedule', () => {
  const runSoon = (): Promise<void> => runSchedule(new AbortController().signal)
  const runs = async (): Promise<{ kind: string; reason: string }[]> =>
    (
      await inShopSql(shop.id, (client) =>
        client.query<{ kind: string; reason: string }>(
          `select kind, reason from sync_run where kind = 'reconcile' and state = 'queued'`,
        ),
      )
    ).rows

  it('starts nothing while the last sync is fresh', async () => {
    await runSoon()
    expect(await runs()).toEqual([])
  })

  it('starts a reconciliation after the hours that the merchant has set, and one only', async () => {
    await saveSyncSettings(shop, { reconcileHours: 2 })
    expect(await syncSettings(shop)).toEqual({ reconcileHours: 2 })
    await sql(
      `update sync_run set finished_at = finished_at - interval '3 hours', created_at = created_at - interval '3 hours'`,
    )
    await runSoon()
    await runSoon()
    expect(await runs()).toEqual([{ kind: 'reconcile', reason: 'schedule' }])
    await sql(
      `update sync_run set state = 'cancelled' where state = 'queued'; delete from sync_run where kind = 'reconcile'`,
    )
  })

  it('calls it a gap when we were away for longer', async () => {
    await sql(
      `update sync_run set finished_at = finished_at - interval '3 hours', created_at = created_at - interval '3 hours'`,
    )
    await runSoon()
    expect(await runs()).toEqual([{ kind: 'reconcile', reason: 'gap' }])
  })

  it('wakes deliveries whose job was lost', async () => {
    await sql(
      `insert into sync_delivery (shop_id, webhook_id, topic, hint, received_at) values (${shop.id}, 'lost', 'orders/updated', '{"resource":"order","ids":["71"]}', now() - interval '5 minutes')`,
    )
    await runSoon()
    const jobs = await inShopSql(shop.id, (client) =>
      client.query(
        `select from pgboss.job where name = 'sync.apply' and state = 'created' and (data ->> 'shopId')::int = $1`,
        [shop.id],
      ),
    )
    expect(jobs.rowCount).toBe(1)
  })

  it('forgets settled deliveries after a month', async () => {
    await sql(
      `insert into sync_delivery (shop_id, webhook_id, topic, hint, state, received_at) values (${shop.id}, 'old', 'orders/updated', '{}', 'applied', now() - interval '31 days')`,
    )
    await runSoon()
    expect(
      (await inShopSql(shop.id, (client) => client.query(`select from sync_delivery where webhook_id = 'old'`)))
        .rowCount,
    ).toBe(0)
  })
})
