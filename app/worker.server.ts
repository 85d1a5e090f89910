/**
 * The job half of a process: which jobs there are, and when they run by the clock.
 * Invariant: sync knows no facts; here, where both are known, a change in the mirror wakes the facts.
 */
import { FactsFollowJob, FactsRatesJob } from '#app/facts/jobs.ts'
import { factsJobs } from '#app/facts/jobs.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { startRunner, type Runner } from '#app/jobs/runner.server.ts'
import { log } from '#app/log.server.ts'
import { countJob } from '#app/metrics.server.ts'
import { onChanges } from '#app/mirror/changes.server.ts'
import { SyncScheduleJob } from '#app/sync/jobs.ts'
import { syncJobs } from '#app/sync/jobs.server.ts'

/** Facts follow at most this often per shop while changes keep coming. */
const FOLLOW_SECONDS = 1

export async function startWorker(): Promise<Runner> {
  const stopListening = onChanges((shopId) => {
    enqueue(null, FactsFollowJob, { shopId }, { oneWaiting: `follow-${shopId}`, afterSeconds: FOLLOW_SECONDS }).catch((error: unknown) =>
      // The cron below follows later; the change log forgets nothing.
      log.error({ err: error, shopId }, 'facts were not woken'),
    )
  })
  const runner = await startRunner([...syncJobs, ...factsJobs], {
    onEnded: countJob,
    cron: [
      { job: SyncScheduleJob, cron: '*/5 * * * *', payload: {} },
      // 16:00 CET is when the ECB publishes; twice, because it is sometimes late.
      { job: FactsRatesJob, cron: '20 15,17 * * 1-5', payload: {} },
    ],
  })
  // The shipped history, where there are no rates yet: no screen waits for the network.
  await enqueue(null, FactsRatesJob, { from: 'snapshot' }, { oneWaiting: 'rates-snapshot' })
  return {
    stop: async (timeoutMs) => {
      stopListening()
      await runner.stop(timeoutMs)
    },
  }
}
