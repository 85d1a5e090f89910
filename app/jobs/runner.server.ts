/**
 * Running work: takes jobs, keeps their lease, and turns what went wrong into what the queue does next.
 * In: bound jobs and a cron table. Out: a runner that can be stopped gracefully.
 * Invariant: an error never vanishes: it is retried with back-off, re-timed, or parked, and always logged.
 */
import type { JobWithMetadata, PgBoss, JobResult } from 'pg-boss'
import { env } from '#app/env.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import type { AnyJob, BoundJob } from './define.ts'
import { closeQueue, ensureQueue, openQueue } from './queue.server.ts'

export interface CronEntry {
  job: AnyJob
  /** five fields, UTC */
  cron: string
  payload: Record<string, unknown>
}

export interface Runner {
  /** Stops taking jobs, asks running ones to save their place, waits at most `timeoutMs`. What is not done by then is taken over after its lease. */
  stop: (timeoutMs?: number) => Promise<void>
}

/** Reported for every job that ended, for metrics. */
export interface JobEnded {
  job: string
  outcome: 'done' | 'retried' | 'later' | 'parked'
  seconds: number
}

/** What a job waits that came while its shop had its share of this process. */
const CROWDED_SECONDS = 1

export async function startRunner(
  jobs: BoundJob[],
  options: { cron?: CronEntry[]; concurrency?: number; onEnded?: (ended: JobEnded) => void } = {},
): Promise<Runner> {
  const boss = await openQueue({ supervise: true })
  const stopping = new AbortController()
  for (const bound of jobs) {
    await ensureQueue(boss, bound.definition)
    const here = new Map<string, number>()
    await boss.work(
      bound.definition.name,
      {
        batchSize: 1,
        includeMetadata: true,
        perJobResults: true,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 2,
        localConcurrency: options.concurrency ?? env().WORKER_CONCURRENCY,
        // Over all workers: a shop with ten thousand waiting jobs holds `perShop` of them, the next shop's start at once.
        groupConcurrency: bound.definition.perShop,
      },
      async (batch: JobWithMetadata<object>[]): Promise<JobResult[]> => {
        const results: JobResult[] = []
        for (const job of batch) {
          const group = groupOf(job)
          const running = here.get(group) ?? 0
          // Two workers that ask in the same moment both see no job of the shop running: pg-boss counts what others have committed.
          if (running >= bound.definition.perShop) {
            await putOff(boss, job, CROWDED_SECONDS)
            results.push({ id: job.id, status: 'completed' })
            continue
          }
          here.set(group, running + 1)
          try {
            results.push(await runOne(boss, bound, job, stopping.signal, options.onEnded))
          } finally {
            const left = (here.get(group) ?? 1) - 1
            if (left > 0) here.set(group, left)
            else here.delete(group)
          }
        }
        return results
      },
    )
  }
  for (const entry of options.cron ?? []) {
    await ensureQueue(boss, entry.job)
    await boss.schedule(entry.job.name, entry.cron, entry.payload, { tz: 'UTC', group: { id: 'platform' } })
  }
  return {
    stop: async (timeoutMs = 20_000) => {
      stopping.abort(new Error('the process is stopping'))
      await Promise.all(jobs.map((bound) => boss.offWork(bound.definition.name, { wait: false })))
      const gaveUp = new Promise<void>((done) => setTimeout(done, timeoutMs).unref())
      await Promise.race([closeQueue(), gaveUp])
    },
  }
}

async function runOne(
  boss: PgBoss,
  bound: BoundJob,
  job: JobWithMetadata<object>,
  stopping: AbortSignal,
  onEnded?: (ended: JobEnded) => void,
): Promise<JobResult> {
  const began = performance.now()
  const context = { signal: AbortSignal.any([job.signal, stopping]), attempt: job.retryCount + 1, jobId: job.id }
  const ended = (outcome: JobEnded['outcome']): void =>
    onEnded?.({ job: job.name, outcome, seconds: (performance.now() - began) / 1000 })
  try {
    await bound.handle(job.data, context)
    ended('done')
    return { id: job.id, status: 'completed' }
  } catch (error) {
    const output = describe(error)
    const where = { job: job.name, jobId: job.id, attempt: context.attempt }
    const laterSeconds = stopping.aborted ? 0 : pauseOf(error)
    if (laterSeconds !== null) {
      await putOff(boss, job, laterSeconds)
      log.info({ ...where, laterSeconds, code: output.code }, 'job put off')
      ended('later')
      return { id: job.id, status: 'completed', output }
    }
    if (isAppError(error) && error.retry === 'never') {
      log.error({ ...where, err: error }, 'job parked')
      ended('parked')
      return { id: job.id, status: 'deadletter', output }
    }
    const last = job.retryCount >= job.retryLimit
    log[last ? 'error' : 'warn'](
      { ...where, err: error },
      last ? 'job parked after its last try' : 'job will be tried again',
    )
    ended(last ? 'parked' : 'retried')
    return { id: job.id, status: 'failed', output }
  }
}

const groupOf = (job: JobWithMetadata<object>): string => job.groupId ?? 'platform'

/** Not a failure: the same work again at a known time, without using up a retry. */
async function putOff(boss: PgBoss, job: JobWithMetadata<object>, seconds: number): Promise<void> {
  await boss.send(job.name, job.data, {
    singletonKey: job.singletonKey ?? job.id,
    group: { id: groupOf(job) },
    ...(seconds > 0 ? { startAfter: Math.ceil(seconds) } : {}),
  })
}

function pauseOf(error: unknown): number | null {
  return isAppError(error) && typeof error.retry === 'object' ? error.retry.afterSeconds : null
}

function describe(error: unknown): { code: string; message: string } {
  return {
    code: isAppError(error) ? error.code : 'bug',
    message: error instanceof Error ? error.message : String(error),
  }
}
