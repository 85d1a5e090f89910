/**
 * The bar of the incremental sync: a shop that changes while its webhooks are duplicated, overtaken, forged and lost.
 * `DELIVERIES=10000` runs it in full; a smaller number is enough to notice a break.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { applyDeliveries } from '#app/sync/apply.server.ts'
import { carryRun, findRun, startRun } from '#app/sync/runs.server.ts'
import type { RunKind, RunView } from '#app/sync/types.ts'
import { readAppConfig } from '#test/devstore/http/app-config.ts'
import { createRandom } from '#test/devstore/http/faults.ts'
import { changeAtRandom, createChooser } from '#test/devstore/http/random-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { operations } from '#test/devstore/shop/operations.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { startReceivingApp, type ReceivingApp } from './receiving-app.ts'
import { differencesFromStore } from './row-by-row.ts'
import { countBroken, installShop, type SyncedShop } from './synced-shop.ts'

const WANTED = Number(process.env['DELIVERIES'] ?? 1200)
let app: ReceivingApp
let synced: SyncedShop
let state: ShopState

beforeAll(async () => {
  app = await startReceivingApp()
  const { webhookSubscriptions } = await readAppConfig(join(import.meta.dirname, '../../shopify.app.toml'))
  ;({ state } = await importUci({ asOf: new Date('2026-11-20T12:00:00Z'), orders: 300 }))
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 50_000 }
  synced = await installShop(state, {
    webhookSubscriptions,
    appUrl: app.url,
    retryTimeScale: 0.0001,
    webhookConcurrency: 16,
  })
  await carry('backfill')
}, 300_000)
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

describe(`${WANTED} deliveries: 20 % twice, 5 % overtaken, 3 % forged, 2 % never sent`, () => {
  it('end in a mirror that is the shop, row by row, after one reconciliation', async () => {
    const { devStore, shop } = synced
    Object.assign(devStore.faults, { seed: 7, duplicateRate: 0.2, reorderRate: 0.05, tamperRate: 0.03, dropRate: 0.02 })
    const random = createRandom(11)
    const chooser = createChooser(state, random)
    const signal = new AbortController().signal
    let sending = true
    const applying = (async () => {
      while (sending) {
        await applyDeliveries(shop.id, signal)
        await sleep(50)
      }
    })()
    for (let step = 0; devStore.webhooks.stats.deliveries < WANTED; step += 1) {
      devStore.emit(changeAtRandom(state, chooser))
      // Deletes and edits are rare in a shop, and the easiest to lose.
      if (step % 40 === 39) {
        const placed = chooser.recentOrderIds.at(-1) ?? ''
        const order = state.orders.get(placed)
        if (order && order.cancelledAt === null && order.fulfillments.length === 0) {
          devStore.emit(operations.cancelOrder(state, { orderId: placed }))
          if (step % 80 === 79) devStore.emit(operations.deleteOrder(state, { orderId: placed }))
        }
      }
      if (step % 20 === 0) await sleep(5)
    }
    await devStore.webhooks.drain()
    sending = false
    await applying
    await applyDeliveries(shop.id, signal)

    const { stats } = devStore.webhooks
    const sent = devStore.webhooks.deliveries()
    expect(stats.dropped).toBeGreaterThan(0)
    expect(stats.duplicated).toBeGreaterThan(WANTED * 0.1)
    expect(stats.reordered).toBeGreaterThan(0)
    expect(stats.forgeriesAccepted).toBe(0)
    const forged = sent.filter(({ status }) => status === 'tampered').map(({ webhookId }) => webhookId)
    expect(forged.length).toBeGreaterThan(0)
    const rows = await inShopSql(shop.id, (sql) =>
      sql.query<{ webhook_id: string; state: string }>('select webhook_id, state from sync_delivery'),
    )
    const kept = new Set(rows.rows.map((row) => row.webhook_id))
    expect(forged.filter((id) => kept.has(id))).toEqual([])
    expect(sent.filter(({ status, webhookId }) => status === 'delivered' && !kept.has(webhookId))).toEqual([])
    expect(new Set(rows.rows.map((row) => row.state))).toEqual(new Set(['applied']))

    const healed = await carry('reconcile')
    expect(healed.state).toBe('done')
    expect(healed.rowsWritten).toBeGreaterThan(0)
    expect(await differencesFromStore(shop, state)).toEqual([])
    expect(await countBroken(shop)).toMatchObject({
      orphanLines: 0,
      orphanRefunds: 0,
      orphanRefundLines: 0,
      wrongSums: 0,
    })
    expect(await carry('reconcile')).toMatchObject({ state: 'done', rowsWritten: 0 })
  }, 900_000)
})
