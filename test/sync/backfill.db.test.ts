import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { carryRun, startRun } from '#app/sync/runs.server.ts'
import type { RunView } from '#app/sync/types.ts'
import { findRun } from '#app/sync/runs.server.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { countBroken, installShop, rowsWritten, totalsOfMirror, totalsOfStore, type SyncedShop } from './synced-shop.ts'

let synced: SyncedShop

beforeAll(async () => {
  const { state } = await importUci({ asOf: new Date('2026-11-20T12:00:00Z'), orders: 300 })
  synced = await installShop(state)
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

async function runToEnd(reason: 'install' | 'manual' = 'manual'): Promise<RunView> {
  const shop = await getShop(synced.shop.domain)
  const { id } = await startRun(shop, 'backfill', reason)
  for (let slice = 0; slice < 100; slice++) {
    await carryRun(shop, id, { signal: new AbortController().signal, attempt: 1, jobId: 'test' })
    const view = await findRun(shop, id)
    if (view && view.state !== 'running' && view.state !== 'queued') return view
  }
  throw new Error('the run never ended')
}

describe('a backfill', () => {
  it('makes the mirror equal to the shop, and leaves nothing staged', async () => {
    const run = await runToEnd('install')
    expect(run.phases.filter((phase) => phase.errorCode !== null)).toEqual([])
    expect(run.state).toBe('done')
    expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(synced.devStore.shop().state))
    expect(await countBroken(synced.shop)).toEqual({
      orphanLines: 0,
      orphanRefunds: 0,
      orphanRefundLines: 0,
      wrongSums: 0,
      staging: 0,
    })
  })

  it('run again over an unchanged shop writes no row', async () => {
    const before = await rowsWritten()
    const run = await runToEnd()
    expect(run.state).toBe('done')
    expect(run.rowsWritten).toBe(0)
    expect(await rowsWritten()).toBe(before)
  })

  it('leaves a watermark for reconciliation', async () => {
    const marks = await inShopSql(
      synced.shop.id,
      async (sql) => (await sql.query<{ resource: string }>('select resource from sync_cursor order by resource')).rows,
    )
    expect(marks.map(({ resource }) => resource)).toEqual(['order', 'product', 'stock'])
  })
})
