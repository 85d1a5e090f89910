/**
 * Runs: started, carried by the worker, paused, resumed, cancelled, retried, and shown.
 * In: a shop and what is asked. Out: run views; the rows of a run and the job that carries it, in one transaction. Invariant: of all
 * runs of a shop at most one is queued or running, and at most one process carries it: that one holds a lock that dies with its connection.
 */
import { randomUUID } from 'node:crypto'
import { pool } from '#app/db/client.server.ts'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { JobContext } from '#app/jobs/define.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { getShopById, listInstalledShops } from '#app/mirror/shops.server.ts'
import { dropStaging } from '#app/mirror/staging.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { cancelBulk } from '#app/shopify/bulk.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { carryBackfill, type Carried } from './backfill.server.ts'
import { checkStep } from './check.server.ts'
import { SyncRunJob } from './jobs.ts'
import type { StepPhase } from './phase.ts'
import { reconcileStep } from './reconcile.server.ts'
import { checkpoint, RunStopped, type RunContext } from './run-context.server.ts'
import { canBecome, PHASES, withDependents } from './run-states.ts'
import type { RunRecord } from './run-records.ts'
import {
  askRun,
  beat,
  findRunRecord,
  insertRun,
  listPhases,
  listRunRecords,
  resetPhases,
  setRunState,
} from './run-store.server.ts'
import { viewRun } from './run-view.ts'
import type { RunKind, RunReason, RunState, RunView } from './types.ts'

/** Key of the lock that the carrying process holds, with the shop's id. */
const CARRIER_LOCK = 7_302
const HEARTBEAT_MS = 10_000
/** After this long without a sign of life a run is taken over. */
export const STALLED_SECONDS = 120
/** A bug is tried again a few times (the database may have been away), then the run says that it failed. */
const MOST_ATTEMPTS = 4

/** Throws `conflict` when a run of this shop is queued or running. */
export async function startRun(shop: Shop, kind: RunKind, reason: RunReason): Promise<RunView> {
  const id = randomUUID()
  await activating(shop, async (sql) => {
    await insertRun(sql, shop, { id, kind, reason, phases: PHASES[kind] })
    await enqueueRun(sql, shop, id)
  })
  return getRun(shop, id)
}

/** The partial unique index decides who is first. */
async function activating(shop: Shop, work: (sql: ShopSql) => Promise<void>): Promise<void> {
  try {
    await inShopSql(shop.id, work)
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'sync_run_one_active') {
      throw new AppError('conflict', 'a sync of this shop is already waiting or running', {
        cause: error,
        retry: 'never',
      })
    }
    throw error
  }
}

async function enqueueRun(sql: ShopSql | null, shop: Shop, runId: string, afterSeconds?: number): Promise<void> {
  await enqueue(
    sql,
    SyncRunJob,
    { shopId: shop.id, runId },
    { oneWaiting: `run-${runId}`, ...(afterSeconds === undefined ? {} : { afterSeconds }) },
  )
}

/** At once when it waits; at the next checkpoint when it runs. Throws `conflict` when it is over. */
export async function pauseRun(shop: Shop, runId: string): Promise<RunView> {
  return ask(shop, runId, 'pause', 'paused')
}

/** Drops what is staged and cancels what Shopify still prepares; what is merged stays. Throws `conflict` when it is over. */
export async function cancelRun(shop: Shop, runId: string): Promise<RunView> {
  const view = await ask(shop, runId, 'cancel', 'cancelled')
  if (view.state === 'cancelled') await cleanUp(shop, runId)
  return view
}

async function ask(shop: Shop, runId: string, asked: 'pause' | 'cancel', to: RunState): Promise<RunView> {
  await inShopSql(shop.id, async (sql) => {
    const run = await lockRun(sql, shop, runId, to)
    if (run.state === 'running') await askRun(sql, shop, runId, asked)
    else await setRunState(sql, shop, runId, to)
  })
  return getRun(shop, runId)
}

async function lockRun(sql: ShopSql, shop: Shop, runId: string, to: RunState): Promise<RunRecord> {
  const run = await findRunRecord(sql, shop, runId, { lock: true })
  if (!run) throw new AppError('not_found', `no run ${runId}`)
  if (!canBecome(run.state, to))
    throw new AppError('conflict', `a run that is ${run.state} cannot become ${to}`, { retry: 'never' })
  return run
}

/** Goes on where it stood. Throws `conflict` when it is not paused, or another run of the shop is active. */
export async function resumeRun(shop: Shop, runId: string): Promise<RunView> {
  await activating(shop, async (sql) => {
    const run = await lockRun(sql, shop, runId, 'queued')
    if (run.state !== 'paused')
      throw new AppError('conflict', `a run that is ${run.state} cannot be resumed`, { retry: 'never' })
    await setRunState(sql, shop, runId, 'queued')
    await enqueueRun(sql, shop, runId)
  })
  return getRun(shop, runId)
}

/** Asks Shopify again for the phases that failed; the others stay done. Throws `conflict` when it did not fail, or another run is active. */
export async function retryRun(shop: Shop, runId: string): Promise<RunView> {
  await activating(shop, async (sql) => {
    const run = await lockRun(sql, shop, runId, 'queued')
    if (run.state !== 'failed')
      throw new AppError('conflict', `a run that is ${run.state} cannot be retried`, { retry: 'never' })
    const failed = (await listPhases(sql, shop, runId))
      .filter((phase) => phase.state === 'failed')
      .map((phase) => phase.key)
    await resetPhases(sql, shop, runId, withDependents(failed))
    await setRunState(sql, shop, runId, 'queued')
    await enqueueRun(sql, shop, runId)
  })
  return getRun(shop, runId)
}

export async function findRun(shop: Shop, runId: string): Promise<RunView | null> {
  return inShopSql(shop.id, async (sql) => {
    const run = await findRunRecord(sql, shop, runId)
    return run && viewRun(run, await listPhases(sql, shop, runId), new Date(), STALLED_SECONDS)
  })
}

async function getRun(shop: Shop, runId: string): Promise<RunView> {
  const run = await findRun(shop, runId)
  if (!run) throw new AppError('not_found', `no run ${runId}`)
  return run
}

/** Newest first. */
export async function listRuns(shop: Shop, options: { limit?: number } = {}): Promise<RunView[]> {
  return inShopSql(shop.id, async (sql) => {
    const runs = await listRunRecords(sql, shop, { limit: options.limit ?? 20 })
    const views: RunView[] = []
    for (const run of runs) views.push(viewRun(run, await listPhases(sql, shop, run.id), new Date(), STALLED_SECONDS))
    return views
  })
}

/** The run that is queued, running or paused, if there is one. */
export async function findActiveRun(shop: Shop): Promise<RunView | null> {
  const runs = await inShopSql(shop.id, (sql) =>
    listRunRecords(sql, shop, { limit: 1, states: ['queued', 'running', 'paused'] }),
  )
  return runs[0] ? findRun(shop, runs[0].id) : null
}

/**
 * Carries a run as far as it goes; for the job's handler, which enqueues it again after `afterSeconds` when the answer is not null.
 * Throws what the queue should retry. Harmless for a run that is over, paused, or carried by another process.
 */
export async function carryRun(
  shop: Shop,
  runId: string,
  context: JobContext,
): Promise<{ afterSeconds: number } | null> {
  const lock = await pool().connect()
  let broken: Error | undefined
  const held = new AbortController()
  const lost = (error: Error): void =>
    held.abort(new Error('the connection that holds the run was lost', { cause: error }))
  lock.on('error', lost)
  try {
    const got = await lock.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [
      CARRIER_LOCK,
      shop.id,
    ])
    if (!got.rows[0]?.got) return null
    try {
      return await carryLocked(shop, runId, { ...context, signal: AbortSignal.any([context.signal, held.signal]) })
    } finally {
      await lock.query('select pg_advisory_unlock($1, $2)', [CARRIER_LOCK, shop.id]).catch((error: Error) => {
        broken = error
      })
    }
  } finally {
    lock.off('error', lost)
    lock.release(broken)
  }
}

async function carryLocked(shop: Shop, runId: string, job: JobContext): Promise<{ afterSeconds: number } | null> {
  const run = await inShopSql(shop.id, (sql) => begin(sql, shop, runId))
  if (!run) return null
  const context: RunContext = {
    shop: await getShopById(shop.id),
    runId,
    reason: run.reason,
    startedAt: run.startedAt ?? new Date().toISOString(),
    client: shopifyClient(shop),
    signal: job.signal,
  }
  const pulse = setInterval(
    () =>
      void inShopSql(shop.id, (sql) => beat(sql, shop, runId)).catch((error: unknown) =>
        log.warn({ err: error, runId }, 'no heartbeat'),
      ),
    HEARTBEAT_MS,
  )
  try {
    const carried =
      run.kind === 'backfill'
        ? await carryBackfill(context)
        : await carrySteps(context, run.kind === 'check' ? checkStep : reconcileStep)
    if (!carried.done) return { afterSeconds: carried.afterSeconds }
    await finish(context)
    return null
  } catch (error) {
    return await stopped(context, job, error)
  } finally {
    clearInterval(pulse)
  }
}

async function begin(sql: ShopSql, shop: Shop, runId: string): Promise<RunRecord | null> {
  const run = await findRunRecord(sql, shop, runId, { lock: true })
  if (!run || (run.state !== 'queued' && run.state !== 'running')) return null
  if (run.state === 'queued') await setRunState(sql, shop, runId, 'running')
  else await beat(sql, shop, runId)
  return findRunRecord(sql, shop, runId)
}

/** Reconcile and check: every phase is stepped until it says done. */
async function carrySteps(context: RunContext, step: StepPhase): Promise<Carried> {
  const phases = await inShopSql(context.shop.id, (sql) => listPhases(sql, context.shop, context.runId))
  for (const phase of phases) {
    let { cursor } = phase
    for (let open = phase.state !== 'done' && phase.state !== 'failed'; open;) {
      const progress = await step(phase.key, { ...context, cursor })
      cursor = progress.cursor
      open = !progress.done
      await checkpoint(context, phase.key, async () => ({
        state: progress.done ? 'done' : 'reading',
        cursor: progress.done ? null : cursor,
        addRead: progress.rowsRead,
        addWritten: progress.rowsWritten,
        addUnchanged: progress.rowsUnchanged,
        ...(progress.rowsExpected === undefined ? {} : { rowsExpected: progress.rowsExpected }),
      }))
      if (progress.done && phase.key === 'shop') context.shop = await getShopById(context.shop.id)
    }
  }
  return { done: true }
}

/** A run with a failed phase has failed, with that phase's reason. */
async function finish({ shop, runId }: RunContext): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const failed = (await listPhases(sql, shop, runId)).find((phase) => phase.state === 'failed')
    const error = failed ? { code: failed.errorCode ?? 'unavailable', detail: `phase ${failed.key} failed` } : null
    await setRunState(sql, shop, runId, failed ? 'failed' : 'done', error)
    await dropStaging(sql, shop, runId)
  })
}

async function stopped(context: RunContext, job: JobContext, error: unknown): Promise<{ afterSeconds: number } | null> {
  const { shop, runId } = context
  if (error instanceof RunStopped) {
    await inShopSql(shop.id, (sql) => setRunState(sql, shop, runId, error.asked === 'pause' ? 'paused' : 'cancelled'))
    if (error.asked === 'cancel') await cleanUp(shop, runId)
    return null
  }
  if (job.signal.aborted) throw error
  if (isAppError(error) && typeof error.retry === 'object') return { afterSeconds: error.retry.afterSeconds }
  const hopeless = isAppError(error) ? error.retry === 'never' : job.attempt >= MOST_ATTEMPTS
  if (!hopeless) throw error
  const code = isAppError(error) ? error.code : 'bug'
  log.error({ shopId: shop.id, runId, err: error }, 'a sync failed')
  await inShopSql(shop.id, (sql) =>
    setRunState(sql, shop, runId, 'failed', { code, detail: error instanceof Error ? error.message : String(error) }),
  )
  return null
}

/** After a cancel: nothing staged stays here, nothing goes on at Shopify. An operation that cannot be reached ends by itself. */
async function cleanUp(shop: Shop, runId: string): Promise<void> {
  const phases = await inShopSql(shop.id, async (sql) => {
    await dropStaging(sql, shop, runId)
    return listPhases(sql, shop, runId)
  })
  const client = shopifyClient(shop)
  for (const { bulkId, state } of phases) {
    if (bulkId === null || state !== 'requested') continue
    await cancelBulk(client, bulkId).catch((error: unknown) =>
      log.warn({ shopId: shop.id, runId, bulkId, err: error }, 'a bulk operation could not be cancelled'),
    )
  }
}

/** Shopify says that a bulk operation of this shop has ended: whoever waits for it need not poll. */
export async function wakeRunOfBulk(shop: Shop, bulkId: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const waiting = await sql.query<{ id: string }>(
      `select r.id from sync_run r join sync_phase p on p.shop_id = r.shop_id and p.run_id = r.id
        where r.shop_id = $1 and p.bulk_id = $2 and p.state = 'requested' and r.state = 'running'`,
      [shop.id, bulkId],
    )
    // Another key than the polling job's: the wake-up must not wait for its turn.
    for (const { id } of waiting.rows)
      await enqueue(sql, SyncRunJob, { shopId: shop.id, runId: id }, { oneWaiting: `wake-${id}` })
  })
}

/** For cron: runs that nobody carries any more are enqueued again, and staging that no run needs is dropped. Returns how many runs. */
export async function recoverRuns(): Promise<number> {
  let recovered = 0
  for (const shop of await listInstalledShops()) {
    await inShopSql(shop.id, async (sql) => {
      const stalled = await sql.query<{ id: string }>(
        `select id from sync_run where shop_id = $1 and (state = 'running' and coalesce(heartbeat_at, created_at) < now() - make_interval(secs => $2)
            or state = 'queued' and created_at < now() - make_interval(secs => $2))`,
        [shop.id, STALLED_SECONDS],
      )
      for (const { id } of stalled.rows) await enqueueRun(sql, shop, id)
      recovered += stalled.rows.length
      const live = await listRunRecords(sql, shop, { limit: 1, states: ['queued', 'running', 'paused'] })
      if (live.length === 0) await dropStaging(sql, shop)
    })
  }
  return recovered
}
