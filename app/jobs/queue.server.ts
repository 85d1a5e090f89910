/**
 * Putting work into the queue, and looking at what was parked.
 * In: a job definition and its payload, with the caller's transaction. Out: a job that exists if and only if that transaction commits.
 * Invariant: at most one waiting job per `oneWaiting` key; a job already running does not count as waiting, because it may have
 * read before the caller wrote.
 */
import { randomUUID } from 'node:crypto'
import { fromPrisma, PgBoss, type Queue, type SendOptions } from 'pg-boss'
import { escapeLiteral } from 'pg'
import type { z } from 'zod'
import { pool } from '#app/db/client.server.ts'
import type { ShopSql, ShopTx } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import type { AnyJob, JobDefinition } from './define.ts'

/** Where jobs go that gave up. */
const PARKED = 'parked'
const DAY_SECONDS = 86_400

let opening: Promise<PgBoss> | undefined
let supervising = false
const knownQueues = new Set<string>()

/** The process's connection to the queue; creates the schema at first use. `supervise` is for processes that run jobs. */
export async function openQueue(options: { supervise?: boolean } = {}): Promise<PgBoss> {
  if (options.supervise && opening && !supervising) await closeQueue()
  supervising ||= options.supervise ?? false
  opening ??= open(supervising).catch((error: unknown) => {
    opening = undefined
    throw error
  })
  return opening
}

async function open(supervise: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL ?? '',
    application_name: `tradewind-jobs-${env().ROLE}`,
    max: 4,
    useListenNotify: supervise,
    supervise,
    schedule: supervise,
    // How soon a job of a dead worker is noticed, on top of its lease.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  boss.on('warning', (warning) => log.warn({ warning }, 'queue'))
  await boss.start()
  await boss.createQueue(PARKED, { retentionSeconds: 90 * DAY_SECONDS, deleteAfterSeconds: DAY_SECONDS })
  // Work is enqueued inside inShop, under the confined role. Payloads hold ids only.
  await pool().query(`
    grant usage on schema pgboss to tradewind_app;
    grant select on pgboss.queue to tradewind_app;
    grant select, insert on all tables in schema pgboss to tradewind_app;
    revoke all on pgboss.version, pgboss.schedule from tradewind_app`)
  return boss
}

export async function closeQueue(): Promise<void> {
  const boss = await opening
  opening = undefined
  supervising = false
  knownQueues.clear()
  await boss?.stop({ graceful: true, close: true, timeout: 20_000 })
}

/** Creates the job's queue, or brings its policy up to date. */
export async function ensureQueue(boss: PgBoss, job: AnyJob): Promise<void> {
  if (knownQueues.has(job.name)) return
  const settings: Omit<Queue, 'name' | 'policy'> = {
    deadLetter: PARKED,
    notify: true,
    retryLimit: job.retries,
    retryDelay: job.backoffSeconds,
    retryBackoff: true,
    retryDelayMax: 600,
    heartbeatSeconds: Math.max(10, job.leaseSeconds),
    expireInSeconds: DAY_SECONDS - 1,
    retentionSeconds: 14 * DAY_SECONDS,
    deleteAfterSeconds: 6 * 3600,
  }
  // Policy `short`: one waiting job per singleton key, any number running.
  await boss.createQueue(job.name, { ...settings, policy: 'short' })
  knownQueues.add(job.name)
}

export interface EnqueueOptions {
  /** at most one waiting job with this key */
  oneWaiting?: string
  afterSeconds?: number
}

/**
 * Enqueues inside the caller's transaction (`where`: the tx of inShop, the sql of inShopSql) or, with null, in its own.
 * Returns the job's id, or null when a job with the same `oneWaiting` key is already waiting.
 */
export async function enqueue<Schema extends z.ZodType>(
  where: ShopTx | ShopSql | null,
  job: JobDefinition<string, Schema>,
  payload: z.input<Schema>,
  options: EnqueueOptions = {},
): Promise<string | null> {
  const data = job.payload.parse(payload) as Record<string, unknown>
  const boss = await openQueue()
  await ensureQueue(boss, job)
  return boss.send(job.name, data, {
    singletonKey: options.oneWaiting ?? randomUUID(),
    group: { id: groupOf(data) },
    ...(options.afterSeconds ? { startAfter: Math.ceil(options.afterSeconds) } : {}),
    ...(where ? { db: executorOf(where) } : {}),
  })
}

/**
 * A query whose one row says in `waiting` whether `enqueue` with this `oneWaiting` key would find a job waiting. Making a job only to
 * learn that costs ten times as much as looking; a burst of callers looks first, in the message that also carries their rows.
 */
export async function waitingQuery(job: AnyJob, oneWaiting: string): Promise<string> {
  await openQueue()
  return `select exists (select from pgboss.job where name = ${escapeLiteral(job.name)} and singleton_key = ${escapeLiteral(oneWaiting)} and state = 'created') as waiting`
}

/** Jobs of one shop share the workers fairly with those of others. */
function groupOf(data: Record<string, unknown>): string {
  return typeof data['shopId'] === 'number' ? `shop-${data['shopId']}` : 'platform'
}

type Executor = NonNullable<SendOptions['db']>

function executorOf(where: ShopTx | ShopSql): Executor {
  if ('$queryRawUnsafe' in where) return fromPrisma(where)
  return { executeSql: async (text, values) => where.query(text, values ? [...values] : []) }
}

export interface ParkedJob {
  id: string
  job: string
  parkedAt: string
  tries: number
  /** AppError code, or `bug` */
  code: string
  /** for people who debug */
  detail: string
}

/** Jobs of a shop that gave up, newest first; with null those of no shop. */
export async function listParked(shopId: number | null): Promise<ParkedJob[]> {
  await openQueue()
  const result = await pool().query<{
    id: string
    job: string
    parked_at: Date
    tries: number | null
    output: { code?: string; message?: string } | null
  }>(
    `select id, source_name as job, created_on as parked_at, source_retry_count as tries, source_output as output
       from pgboss.job
      where name = $1 and state in ('created', 'retry') and (data ->> 'shopId')::int is not distinct from $2
      order by created_on desc limit 200`,
    [PARKED, shopId],
  )
  return result.rows.map((row) => ({
    id: row.id,
    job: row.job,
    parkedAt: row.parked_at.toISOString(),
    tries: (row.tries ?? 0) + 1,
    code: row.output?.code ?? 'bug',
    detail: row.output?.message ?? '',
  }))
}

/** Moves a parked job back to its queue. Throws `not_found` when it is not there or belongs to another shop. */
export async function retryParked(shopId: number | null, jobId: string): Promise<void> {
  const found = (await listParked(shopId)).some((job) => job.id === jobId)
  if (!found) throw new AppError('not_found', `no parked job ${jobId}`)
  const boss = await openQueue()
  await boss.redrive(PARKED, { ids: [jobId], limit: 1 })
}

/** Deletes a shop's jobs that are not running: waiting, finished and parked ones. Returns the names of those that run. For erasing a shop. */
export async function forgetJobs(shopId: number): Promise<string[]> {
  await openQueue()
  await pool().query("delete from pgboss.job where (data ->> 'shopId')::int = $1 and state <> 'active'", [shopId])
  const running = await pool().query<{ name: string }>(
    "select name from pgboss.job where (data ->> 'shopId')::int = $1 and state = 'active'",
    [shopId],
  )
  return running.rows.map((row) => row.name)
}

export interface QueueDepth {
  job: string
  waiting: number
  running: number
  parked: number
}

/** How much is waiting and running per job, for metrics and health. */
export async function queueDepths(): Promise<QueueDepth[]> {
  await openQueue()
  const result = await pool().query<{ job: string; waiting: string; running: string; parked: string }>(
    `select coalesce(nullif(name, $1), source_name) as job,
            count(*) filter (where name <> $1 and state in ('created', 'retry')) as waiting,
            count(*) filter (where name <> $1 and state = 'active') as running,
            count(*) filter (where name = $1 and state in ('created', 'retry')) as parked
       from pgboss.job where state in ('created', 'retry', 'active') group by 1 order by 1`,
    [PARKED],
  )
  return result.rows.map((row) => ({
    job: row.job,
    waiting: Number(row.waiting),
    running: Number(row.running),
    parked: Number(row.parked),
  }))
}
