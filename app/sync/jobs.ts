/**
 * The sync's jobs: names, payloads and policy. Pure, so that enqueueing never drags a handler's imports along;
 * the handlers are in jobs.server.ts. Invariant: every handler may run twice.
 */
import { z } from 'zod'
import { defineJob } from '#app/jobs/define.ts'

const ShopId = z.number().int().positive()

/** Carries one run (backfill, reconcile, check) as far as it can, saving its place at every step. */
export const SyncRunJob = defineJob({
  name: 'sync.run',
  payload: z.object({ shopId: ShopId, runId: z.uuid() }),
  leaseSeconds: 60,
  retries: 20,
})

/** Refetches everything the waiting deliveries of a shop hint at, coalesced. One waiting job per shop is enough. */
export const SyncApplyJob = defineJob({ name: 'sync.apply', payload: z.object({ shopId: ShopId }), retries: 20 })

/** Starts a reconcile run for every installed shop whose turn it is. Cron. */
export const SyncScheduleJob = defineJob({ name: 'sync.schedule', payload: z.object({}) })

/** Carries out one privacy request (export, customer erasure, shop erasure). */
export const SyncPrivacyJob = defineJob({
  name: 'sync.privacy',
  payload: z.object({ shopId: ShopId, requestId: z.string() }),
})

/** Reads transfers again: Shopify has no webhook for a draft, so whoever made one tells us. */
export const SyncTransfersJob = defineJob({
  name: 'sync.transfers',
  payload: z.object({ shopId: ShopId, ids: z.array(z.string().regex(/^\d+$/)).min(1) }),
  retries: 20,
})

/** Reads the fixed prices of every price list again: Shopify has no webhook for them, so whoever wrote some tells us. */
export const SyncPricesJob = defineJob({ name: 'sync.prices', payload: z.object({ shopId: ShopId }), retries: 20 })
