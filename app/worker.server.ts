/**
 * The job half of a process: which jobs there are, and when they run by the clock.
 * Invariant: sync knows no facts and tools know no sync; here, where all are known, a change in the mirror wakes the facts, and written
 * prices are read again.
 */
import { FactsFollowJob, FactsPruneJob, FactsRatesJob } from '#app/facts/jobs.ts'
import { factsJobs } from '#app/facts/jobs.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { startRunner, type Runner } from '#app/jobs/runner.server.ts'
import { log } from '#app/log.server.ts'
import { rotateMailPasswords } from '#app/mail/service.server.ts'
import { countJob } from '#app/metrics.server.ts'
import { onChanges } from '#app/mirror/changes.server.ts'
import { rotateTokens } from '#app/shopify/token-store.server.ts'
import { keepsPeople } from '#app/sync/people.server.ts'
import { SyncPricesJob, SyncScheduleJob, SyncTransfersJob } from '#app/sync/jobs.ts'
import { syncJobs } from '#app/sync/jobs.server.ts'
import { FaqCheckAllJob, FaqFactsAllJob } from '#app/tools/faq/publishing/jobs.ts'
import { faqPublishingJobs } from '#app/tools/faq/publishing/jobs.server.ts'
import { FaqTidyAllJob } from '#app/tools/faq/questions/jobs.ts'
import { faqQuestionJobs } from '#app/tools/faq/questions/jobs.server.ts'
import { questionKeeper } from '#app/tools/faq/questions/service.server.ts'
import { PricingLowestAllJob } from '#app/tools/pricing/lowest/jobs.ts'
import { lowestJobs } from '#app/tools/pricing/lowest/jobs.server.ts'
import { backtestJobs } from '#app/tools/pricing/backtest/jobs.server.ts'
import { PricingFestivalsAllJob } from '#app/tools/pricing/promotions/jobs.ts'
import { promotionJobs } from '#app/tools/pricing/promotions/jobs.server.ts'
import { ReorderDigestAllJob } from '#app/tools/reorder/alerts/jobs.ts'
import { alertJobs } from '#app/tools/reorder/alerts/jobs.server.ts'
import { ReorderPlanAllJob } from '#app/tools/reorder/planning/jobs.ts'
import { planningJobs } from '#app/tools/reorder/planning/jobs.server.ts'
import { releaseJobs } from '#app/tools/pricing/releases/jobs.server.ts'
import { onPricesWritten } from '#app/tools/pricing/releases/written.server.ts'
import { purchaseOrderJobs } from '#app/tools/reorder/purchase-orders/jobs.server.ts'
import { ReorderSupplierScoresAllJob } from '#app/tools/reorder/supplier-scores/jobs.ts'
import { supplierScoreJobs } from '#app/tools/reorder/supplier-scores/jobs.server.ts'
import { ReorderWatchStockJob, WATCH_AFTER_SECONDS } from '#app/tools/reorder/stock-watch/jobs.ts'
import { lookupJobs } from '#app/tools/tracking/lookup/jobs.server.ts'
import { PARCELS_AFTER_SECONDS, TrackingFollowJob } from '#app/tools/tracking/parcels/jobs.ts'
import { parcelJobs } from '#app/tools/tracking/parcels/jobs.server.ts'
import { TrackingSourceAllJob } from '#app/tools/tracking/sources/jobs.ts'
import { trackingSourceJobs } from '#app/tools/tracking/sources/jobs.server.ts'
import { rotateSourceSecrets } from '#app/tools/tracking/sources/service.server.ts'
import { transferJobs } from '#app/tools/reorder/transfers/making/jobs.server.ts'
import { onTransferWritten } from '#app/tools/reorder/transfers/making/written.server.ts'
import { stockWatchJobs } from '#app/tools/reorder/stock-watch/jobs.server.ts'
import { onParcelsChanged } from '#app/tools/tracking/parcels/changed.server.ts'
import { TrackingLanesAllJob } from '#app/tools/tracking/lanes/jobs.ts'
import { laneJobs } from '#app/tools/tracking/lanes/jobs.server.ts'
import { TrackingNoticesAllJob } from '#app/tools/tracking/notices/jobs.ts'
import { noticeJobs } from '#app/tools/tracking/notices/jobs.server.ts'
import { DESK_AFTER_SECONDS, TrackingDeskAllJob, TrackingDeskJob } from '#app/tools/tracking/worklist/jobs.ts'
import { worklistJobs } from '#app/tools/tracking/worklist/jobs.server.ts'

/** Facts follow at most this often per shop while changes keep coming. */
const FOLLOW_SECONDS = 1

function wakeDesk(shopId: number): void {
  const later = { oneWaiting: `desk-${shopId}`, afterSeconds: DESK_AFTER_SECONDS }
  enqueue(null, TrackingDeskJob, { shopId }, later).catch((error: unknown) =>
    // The cron below looks at every shop.
    log.error({ err: error, shopId }, 'the work list was not woken'),
  )
}

export async function startWorker(): Promise<Runner> {
  const stopListening = onChanges((shopId) => {
    enqueue(null, FactsFollowJob, { shopId }, { oneWaiting: `follow-${shopId}`, afterSeconds: FOLLOW_SECONDS }).catch(
      (error: unknown) =>
        // The cron below follows later; the change log forgets nothing.
        log.error({ err: error, shopId }, 'facts were not woken'),
    )
    const later = { oneWaiting: `stock-${shopId}`, afterSeconds: WATCH_AFTER_SECONDS }
    enqueue(null, ReorderWatchStockJob, { shopId }, later).catch((error: unknown) =>
      // The next change wakes it, and the day's plan sees everything.
      log.error({ err: error, shopId }, 'the watch over stock was not woken'),
    )
    const parcels = { oneWaiting: `tracking-follow-${shopId}`, afterSeconds: PARCELS_AFTER_SECONDS }
    enqueue(null, TrackingFollowJob, { shopId }, parcels).catch((error: unknown) =>
      // The next change wakes them; the change log forgets nothing.
      log.error({ err: error, shopId }, 'parcels were not woken'),
    )
    wakeDesk(shopId)
  })
  const stopFollowing = onParcelsChanged(wakeDesk)
  const stopHearing = onPricesWritten((shopId) => {
    enqueue(null, SyncPricesJob, { shopId }, { oneWaiting: `prices-${shopId}` }).catch((error: unknown) =>
      // The next reconciliation reads them.
      log.error({ err: error, shopId }, 'written prices are not read again now'),
    )
  })
  const stopAttending = onTransferWritten((shopId, id) => {
    enqueue(null, SyncTransfersJob, { shopId, ids: [id] }).catch((error: unknown) =>
      // The next reconciliation reads it; until then the plan counts it by our own word.
      log.error({ err: error, shopId }, 'a written transfer is not read again now'),
    )
  })
  const stopKeeping = keepsPeople(questionKeeper)
  const runner = await startRunner(
    [
      ...syncJobs,
      ...factsJobs,
      ...lowestJobs,
      ...promotionJobs,
      ...backtestJobs,
      ...releaseJobs,
      ...planningJobs,
      ...supplierScoreJobs,
      ...purchaseOrderJobs,
      ...transferJobs,
      ...stockWatchJobs,
      ...alertJobs,
      ...faqPublishingJobs,
      ...faqQuestionJobs,
      ...parcelJobs,
      ...trackingSourceJobs,
      ...lookupJobs,
      ...laneJobs,
      ...worklistJobs,
      ...noticeJobs,
    ],
    {
      onEnded: countJob,
      cron: [
        { job: SyncScheduleJob, cron: '*/5 * * * *', payload: {} },
        // 16:00 CET is when the ECB publishes; twice, because it is sometimes late.
        { job: FactsRatesJob, cron: '20 15,17 * * 1-5', payload: {} },
        { job: FactsPruneJob, cron: '10 3 * * 0', payload: {} },
        { job: PricingLowestAllJob, cron: '40 * * * *', payload: {} },
        // After the day's plan has begun; the hour is each shop's own.
        { job: ReorderDigestAllJob, cron: '5 * * * *', payload: {} },
        { job: ReorderPlanAllJob, cron: '35 * * * *', payload: {} },
        { job: PricingFestivalsAllJob, cron: '25 * * * *', payload: {} },
        // Dates of delivery move on when a day's cut-off has passed.
        { job: FaqFactsAllJob, cron: '3 * * * *', payload: {} },
        { job: FaqTidyAllJob, cron: '20 2 * * *', payload: {} },
        { job: FaqCheckAllJob, cron: '45 4 * * 1', payload: {} },
        { job: TrackingLanesAllJob, cron: '15 * * * *', payload: {} },
        { job: TrackingDeskAllJob, cron: '*/10 * * * *', payload: {} },
        { job: TrackingNoticesAllJob, cron: '*/15 * * * *', payload: {} },
        { job: TrackingSourceAllJob, cron: '*/5 * * * *', payload: {} },
        { job: ReorderSupplierScoresAllJob, cron: '50 2 * * *', payload: {} },
      ],
    },
  )
  // A new first key in TOKEN_KEYS needs a restart; this is the restart. When it is done the old key may go.
  const { rotated, unreadable } = await rotateTokens()
  if (rotated > 0) log.info({ rotated }, 'tokens were encrypted again with the first of TOKEN_KEYS')
  const passwords = await rotateMailPasswords()
  if (passwords.rotated > 0) log.info(passwords, 'mail passwords were encrypted again with the first of TOKEN_KEYS')
  const sources = await rotateSourceSecrets()
  if (sources.rotated > 0)
    log.info(sources, 'keys of tracking sources were encrypted again with the first of TOKEN_KEYS')
  if (unreadable > 0) log.warn({ unreadable }, 'no key of TOKEN_KEYS opens these tokens: their shops must open the app')
  // The shipped history, where there are no rates yet: no screen waits for the network.
  await enqueue(null, FactsRatesJob, { from: 'snapshot' }, { oneWaiting: 'rates-snapshot' })
  return {
    stop: async (timeoutMs) => {
      stopListening()
      stopFollowing()
      stopHearing()
      stopAttending()
      stopKeeping()
      await runner.stop(timeoutMs)
    },
  }
}
