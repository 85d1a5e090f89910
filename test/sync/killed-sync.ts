/**
 * A full sync whose worker is killed (SIGKILL) again and again at random moments and started anew, until the run is over.
 * In: an installed shop, how many kills, a seed. Out: how many kills there were and in which phases the run stood at them.
 * Invariant: the moments come from the seed; when a sync ends before all kills were spent, the next one starts on an emptied mirror.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findRun, startRun } from '#app/sync/runs.server.ts'
import type { RunView } from '#app/sync/types.ts'
import { randomOf } from '#test/builders/random.ts'
import { runWorker } from '#test/jobs/killed-worker.ts'

export interface KilledSync {
  kills: number
  syncs: number
  /** phase and state -> how often the run stood there when it was killed */
  points: Record<string, number>
}

export interface KillOptions {
  devStoreUrl: string
  kills: number
  seed: number
  /** the longest a worker lives before it is killed */
  mostMs: number
  onKill?: (nth: number, point: string) => void
  onSynced?: (run: RunView) => void
}

export async function syncWithKills(shop: Shop, options: KillOptions): Promise<KilledSync> {
  const random = randomOf(options.seed)
  const result: KilledSync = { kills: 0, syncs: 0, points: {} }
  while (result.kills < options.kills) {
    if (result.syncs > 0) await emptyMirror()
    const { id } = await startRun(shop, 'backfill', 'manual')
    result.syncs += 1
    for (;;) {
      const killAfterMs = result.kills < options.kills ? Math.round(random() * options.mostMs) : null
      const ended = await workUntil(shop, id, options.devStoreUrl, killAfterMs)
      if (ended === 'over') break
      const point = await pointOf(shop, id)
      result.points[point] = (result.points[point] ?? 0) + 1
      result.kills += 1
      options.onKill?.(result.kills, point)
    }
    const run = await findRun(shop, id)
    if (run?.state !== 'done')
      throw new Error(
        `the run ended ${run?.state}: ${JSON.stringify(run?.phases.filter((phase) => phase.errorCode !== null))}`,
      )
    options.onSynced?.(run)
  }
  return result
}

function workUntil(
  shop: Shop,
  runId: string,
  devStoreUrl: string,
  killAfterMs: number | null,
): Promise<'killed' | 'over'> {
  const run = { script: join(import.meta.dirname, 'carry-worker.ts'), args: [String(shop.id), runId], devStoreUrl }
  return runWorker(run, killAfterMs === null ? null : () => sleep(killAfterMs))
}

/** What the run was doing: the first phase that is being carried, else the first that waits. */
async function pointOf(shop: Shop, runId: string): Promise<string> {
  const run = await findRun(shop, runId)
  const phases = run?.phases ?? []
  const at =
    phases.find((phase) => phase.state === 'reading' || phase.state === 'writing') ??
    phases.find((phase) => phase.state !== 'done')
  return at ? `${at.key} ${at.state}` : 'finished'
}

async function emptyMirror(): Promise<void> {
  const tables = await pool().query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and (tablename like 'mirror\\_%' or tablename = 'sync_cursor')`,
  )
  await pool().query(`truncate ${tables.rows.map(({ name }) => name).join(', ')}`)
}

export async function totalChanges(shop: Shop): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    const result = await sql.query<{ n: number }>(
      "select count(distinct resource_id)::int as n from mirror_change where resource = 'order'",
    )
    return result.rows[0]?.n ?? 0
  })
}
