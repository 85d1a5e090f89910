import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { createStaging, stagingOf } from '#app/mirror/staging.server.ts'
import { REFUND } from '#app/mirror/row-tables.ts'
import { listRunningBulk } from '#app/shopify/bulk.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import {
  cancelRun,
  carryRun,
  findRun,
  pauseRun,
  recoverRuns,
  resumeRun,
  retryRun,
  startRun,
  wakeRunOfBulk,
} from '#app/sync/runs.server.ts'
import type { RunView } from '#app/sync/types.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { countBroken, installShop, totalsOfMirror, totalsOfStore, type SyncedShop } from './synced-shop.ts'

let synced: SyncedShop
let state: ShopState
const NONE_BROKEN = { orphanLines: 0, orphanRefunds: 0, orphanRefundLines: 0, wrongSums: 0, staging: 0 }

beforeAll(async () => {
  ;({ state } = await importUci({ asOf: new Date('2026-11-20T12:00:00Z'), orders: 150 }))
  synced = await installShop(state)
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})
beforeEach(async () => {
  Object.assign(synced.devStore.faults, NO_FAULTS)
  const tables = await pool().query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and (tablename like 'mirror\\_%' or tablename like 'sync\\_%')`,
  )
  await pool().query(`truncate ${tables.rows.map(({ name }) => name).join(', ')}`)
})

async function carry(id: string, signal = new AbortController().signal): Promise<{ afterSeconds: number } | null> {
  return carryRun(synced.shop, id, { signal, attempt: 1, jobId: 'test' })
}

async function view(id: string): Promise<RunView> {
  const run = await findRun(synced.shop, id)
  if (!run) throw new Error('no run')
  return run
}

async function toEnd(id: string): Promise<RunView> {
  for (let slice = 0; slice < 200; slice++) {
    await carry(id)
    const run = await view(id)
    if (run.state !== 'running' && run.state !== 'queued') return run
  }
  throw new Error('the run never ended')
}

const start = (): Promise<RunView> => startRun(synced.shop, 'backfill', 'manual')

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )
}

async function waitFor(id: string, isThere: (run: RunView) => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (isThere(await view(id))) return
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('it never came to that')
}

describe('a run', () => {
  it('is the only active one of its shop', async () => {
    const first = await start()
    expect(await codeOf(start())).toBe('conflict')
    await cancelRun(synced.shop, first.id)
    expect((await start()).state).toBe('queued')
  })

  it('paused while it reads stands still, and resumed goes on without asking Shopify again', async () => {
    synced.devStore.faults.bulkLinesPerSecond = 4000
    const { id } = await start()
    const carried = carry(id)
    await waitFor(id, (run) => run.state === 'running' && run.phases.some((phase) => phase.state === 'requested'))
    await pauseRun(synced.shop, id)
    // The worker may hear it before we look.
    const told = await view(id)
    expect(told.asked === 'pause' || told.state === 'paused').toBe(true)
    // Asked while it waits for Shopify: heard at the next checkpoint.
    while ((await carried.catch(() => null)) !== null && (await view(id)).state === 'running') await carry(id)
    for (let slice = 0; slice < 20 && (await view(id)).state === 'running'; slice++) await carry(id)
    expect((await view(id)).state).toBe('paused')
    expect(await carry(id)).toBeNull()
    const operations = await bulkIds(id)
    synced.devStore.faults.bulkLinesPerSecond = 0
    expect((await resumeRun(synced.shop, id)).state).toBe('queued')
    expect((await toEnd(id)).state).toBe('done')
    expect(await bulkIds(id)).toEqual(operations)
    expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(state))
  })

  it('cancelled while Shopify prepares its files leaves nothing running there and nothing staged here', async () => {
    synced.devStore.faults.bulkLinesPerSecond = 200
    const { id } = await start()
    const stop = new AbortController()
    const carried = carry(id, stop.signal).catch(() => null)
    await waitFor(id, (run) => run.phases.filter((phase) => phase.state === 'requested').length === 3)
    stop.abort(new Error('worker stops'))
    await carried
    await cancelRun(synced.shop, id)
    for (let slice = 0; slice < 5 && (await view(id)).state !== 'cancelled'; slice++) await carry(id)
    expect((await view(id)).state).toBe('cancelled')
    synced.devStore.faults.bulkLinesPerSecond = 0
    for (let tries = 0; tries < 100 && (await listRunningBulk(shopifyClient(synced.shop))).length > 0; tries++)
      await new Promise((done) => setTimeout(done, 50))
    expect(await listRunningBulk(shopifyClient(synced.shop))).toEqual([])
    expect((await countBroken(synced.shop))['staging']).toBe(0)
    expect(await codeOf(resumeRun(synced.shop, id))).toBe('conflict')
  })

  it('whose file failed halfway takes over only whole orders, says so, and is complete after a retry', async () => {
    synced.devStore.faults.failBulkAfterLines = 2500
    const { id } = await start()
    const failed = await toEnd(id)
    expect(failed.state).toBe('failed')
    expect(failed.errorCode).toBe('upstream_down')
    expect(failed.phases.find((phase) => phase.key === 'orders')?.state).toBe('failed')
    const partial = await totalsOfMirror(synced.shop)
    expect(partial.orders).toBeLessThan(state.orders.size)
    expect(await countBroken(synced.shop)).toEqual(NONE_BROKEN)
    for (const { id: orderId, lines } of await ordersHere()) expect(lines).toBe(state.orders.get(orderId)?.lines.length)
    synced.devStore.faults.failBulkAfterLines = 0
    await retryRun(synced.shop, id)
    expect((await toEnd(id)).state).toBe('done')
    expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(state))
  })

  it('reads a download on where it broke off', async () => {
    synced.devStore.faults.cutDownloads = 5
    expect((await toEnd((await start()).id)).state).toBe('done')
    expect(synced.devStore.faults.cutDownloads).toBe(0)
    expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(state))
  })

  it('waits when Shopify throttles, and goes on', async () => {
    synced.devStore.faults.throttleNext = 3
    expect((await toEnd((await start()).id)).state).toBe('done')
    expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(state))
  })

  it('stages anew when a crash of the database has emptied what was staged', async () => {
    const { id } = await start()
    await untilOrdersAreStaged(id)
    // What recovery does to unlogged tables.
    const staged = await pool().query<{ name: string }>(
      "select 'stage.' || tablename as name from pg_tables where schemaname = 'stage'",
    )
    await pool().query(`truncate ${staged.rows.map(({ name }) => name).join(', ')}`)
    expect((await toEnd(id)).state).toBe('done')
    expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(state))
    expect(await countBroken(synced.shop)).toEqual(NONE_BROKEN)
  })

  it('makes tombstones of what was deleted at Shopify while we were away, and of nothing that is newer than its snapshot', async () => {
    await toEnd((await start()).id)
    await addOrder('1', "now() - interval '1 minute'", 'now()')
    await addOrder('2', "now() - interval '1 minute'", "now() + interval '1 hour'")
    expect((await toEnd((await start()).id)).rowsWritten).toBe(1)
    expect(await addedOrders()).toEqual([
      { id: '1', gone: true },
      { id: '2', gone: false },
    ])
  })

  it('without read_all_orders calls no order deleted that Shopify would not show', async () => {
    await toEnd((await start()).id)
    await addOrder('1', "timestamptz '2026-11-20 12:00:00Z' - interval '61 days'", 'now()')
    await addOrder('2', "timestamptz '2026-11-20 12:00:00Z' - interval '10 days'", 'now()')
    const scopes = synced.devStore.shop().scopes
    synced.devStore.shop().grant(scopes.filter((scope) => scope !== 'read_all_orders'))
    expect((await toEnd((await start()).id)).state).toBe('done')
    synced.devStore.shop().grant(scopes)
    expect(await addedOrders()).toEqual([
      { id: '1', gone: false },
      { id: '2', gone: true },
    ])
  })

  it('that lacks a permission fails in that phase only', async () => {
    const scopes = synced.devStore.shop().scopes
    synced.devStore.shop().grant(scopes.filter((scope) => scope !== 'read_markets'))
    const run = await toEnd((await start()).id)
    synced.devStore.shop().grant(scopes)
    expect(run.state).toBe('failed')
    expect(run.phases.filter((phase) => phase.state === 'failed').map((phase) => [phase.key, phase.errorCode])).toEqual(
      [['markets', 'missing_scope']],
    )
    expect((await totalsOfMirror(synced.shop)).lines).toBe(totalsOfStore(state).lines)
  })

  it('is carried by one process at a time', async () => {
    const { id } = await start()
    const [one, other] = await Promise.all([carry(id), carry(id)])
    expect([one, other].filter((outcome) => outcome === null).length).toBeGreaterThan(0)
    expect((await toEnd(id)).state).toBe('done')
    expect(await countBroken(synced.shop)).toEqual(NONE_BROKEN)
  })

  it('that a dead worker left behind is enqueued again, and staging that nobody needs is dropped', async () => {
    const { id } = await start()
    await inShopSql(synced.shop.id, async (sql) => {
      await sql.query("update sync_run set state = 'running', heartbeat_at = now() - interval '1 hour'")
      await createStaging(sql, stagingOf(synced.shop, id, 'orders'), [REFUND])
    })
    expect((await view(id)).stalled).toBe(true)
    expect(await recoverRuns()).toBe(1)
    expect((await countBroken(synced.shop))['staging']).toBe(2)
    await inShopSql(synced.shop.id, (sql) => sql.query("update sync_run set state = 'failed'"))
    expect(await recoverRuns()).toBe(0)
    expect((await countBroken(synced.shop))['staging']).toBe(0)
  })

  it('is woken by the finish of its own bulk operation only', async () => {
    const { id } = await start()
    await inShopSql(synced.shop.id, (sql) =>
      sql
        .query("update sync_run set state = 'running'")
        .then(() => sql.query("update sync_phase set state = 'requested', bulk_id = 77 where key = 'orders'")),
    )
    const waiting = async (): Promise<number> => {
      const result = await pool().query<{ n: number }>(
        "select count(*)::int as n from pgboss.job where name = 'sync.run' and singleton_key = $1",
        [`wake-${id}`],
      )
      return result.rows[0]?.n ?? 0
    }
    await wakeRunOfBulk(synced.shop, '78')
    expect(await waiting()).toBe(0)
    await wakeRunOfBulk(synced.shop, '77')
    expect(await waiting()).toBe(1)
  })
})

/** An order that the dev store does not know. */
async function addOrder(id: string, createdAt: string, syncedAt: string): Promise<void> {
  await inShopSql(synced.shop.id, (sql) =>
    sql.query(
      `insert into mirror_order (shop_id, id, name, created_at, processed_at, processed_on, updated_at, test, tags, currency, presentment_currency, fulfillment_status,
          return_status, country, line_count, units, gross_minor, discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor, synced_at)
        values ($1, $2, 'added', ${createdAt}, ${createdAt}, '2026-11-01', ${createdAt}, false, '{}', 'GBP', 'GBP', '', '', 'GB', 0, 0, 0, 0, 0, 0, 0, 0, ${syncedAt})`,
      [synced.shop.id, id],
    ),
  )
}

async function addedOrders(): Promise<{ id: string; gone: boolean }[]> {
  const result = await inShopSql(synced.shop.id, (sql) =>
    sql.query<{ id: string; gone: boolean }>(
      "select id, deleted_at is not null as gone from mirror_order where name = 'added' order by id",
    ),
  )
  return result.rows
}

async function bulkIds(runId: string): Promise<(string | null)[]> {
  const result = await inShopSql(synced.shop.id, (sql) =>
    sql.query<{ bulk_id: string | null }>('select bulk_id from sync_phase where run_id = $1 order by position', [
      runId,
    ]),
  )
  return result.rows.map((row) => row.bulk_id)
}

async function ordersHere(): Promise<{ id: string; lines: number }[]> {
  const result = await inShopSql(synced.shop.id, (sql) =>
    sql.query<{ id: string; lines: number }>(
      'select id, line_count as lines from mirror_order where deleted_at is null',
    ),
  )
  return result.rows
}

/** Stops the run at the moment when all orders are staged and none is merged. */
async function untilOrdersAreStaged(runId: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const stop = new AbortController()
    const carried = carry(runId, stop.signal).catch(() => null)
    await waitFor(runId, (run) => {
      const phase = run.phases.find(({ key }) => key === 'orders')
      return run.state !== 'running' && run.state !== 'queued'
        ? true
        : phase?.state === 'reading' || phase?.state === 'writing'
    })
    stop.abort(new Error('the worker stops'))
    await carried
    const run = await view(runId)
    if (run.phases.find(({ key }) => key === 'orders')?.state !== 'requested') return
  }
}
