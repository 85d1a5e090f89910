/**
 * The door of the sync for routes: what a merchant or Shopify may ask of it.
 * In: a shop (or a delivery) and the request. Out: plain views. Invariant: every function names the shop first; an id of another shop
 * is `not_found`.
 */
import { listParked, retryParked, type ParkedJob } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { deliveryHealth } from './deliveries.server.ts'
import {
  listDifferences as pageOfDifferences,
  repairDifferences as askAgain,
  type DifferencePage,
} from './differences.server.ts'
import { missingScopes, type MissingScope } from './lifecycle.server.ts'
import { listPrivacyRequests } from './privacy.server.ts'
import { cancelRun, findActiveRun, findRun, listRuns, pauseRun, resumeRun, retryRun, startRun } from './runs.server.ts'
import { syncSettings, type SyncSettings } from './schedule.server.ts'
import type { DeliveryHealth, RunReason, RunView } from './types.ts'

export { deliveryHealth } from './deliveries.server.ts'
export type { DifferencePage } from './differences.server.ts'
export { recordDelivery, type Delivery, type DeliveryOutcome } from './inbox.server.ts'
export { grantDiffers, shopInstalled, type MissingScope } from './lifecycle.server.ts'
export { getPrivacyExport, listPrivacyRequests, type PrivacyExport, type PrivacyRequestView } from './privacy.server.ts'
export { saveSyncSettings, SyncSettings, syncSettings } from './schedule.server.ts'

export interface SyncOverview {
  /** queued, running or paused */
  active: RunView | null
  /** newest first */
  runs: RunView[]
  /** the newest full sync or reconciliation that ended well: how fresh the copy is at least */
  lastSyncedAt: string | null
  /** false until the first full sync is done */
  complete: boolean
  lastCheck: RunView | null
  deliveries: DeliveryHealth
  missingScopes: MissingScope[]
  parked: number
  openPrivacyRequests: number
  settings: SyncSettings
}

const HEALTH_HOURS = 24

/** Everything the Sync page shows at once. */
export async function syncOverview(shop: Shop): Promise<SyncOverview> {
  const runs = await listRuns(shop, { limit: 20 })
  const [active, deliveries, parked, privacy, settings] = await Promise.all([
    findActiveRun(shop),
    deliveryHealth(shop, HEALTH_HOURS),
    listParked(shop.id),
    listPrivacyRequests(shop),
    syncSettings(shop),
  ])
  const fresh = runs.find(({ kind, state }) => kind !== 'check' && state === 'done')
  return {
    active,
    runs,
    lastSyncedAt: fresh?.startedAt ?? null,
    complete: runs.some(({ kind, state }) => kind === 'backfill' && state === 'done') || fresh?.kind === 'reconcile',
    lastCheck: runs.find(({ kind }) => kind === 'check') ?? null,
    deliveries,
    missingScopes: missingScopes(shop),
    parked: parked.length,
    openPrivacyRequests: privacy.filter(({ completedAt }) => completedAt === null).length,
    settings,
  }
}

/** Reads the whole shop again. Throws `conflict` while another run is waiting or running. */
export async function startSync(shop: Shop, reason: RunReason = 'manual'): Promise<RunView> {
  return startRun(shop, 'backfill', reason)
}

/** Looks for what changed without our noticing, now instead of in a few hours. Throws `conflict` like startSync. */
export async function reconcileNow(shop: Shop): Promise<RunView> {
  return startRun(shop, 'reconcile', 'manual')
}

/** Lists everything at Shopify and compares. The run's id is that of its differences. Throws `conflict` like startSync. */
export async function checkAgainstShopify(shop: Shop): Promise<RunView> {
  return startRun(shop, 'check', 'manual')
}

/** Throws `not_found`. */
export async function getSyncRun(shop: Shop, runId: string): Promise<RunView> {
  const found = await findRun(shop, knownShape(runId))
  if (!found) throw new AppError('not_found', `no run ${runId}`)
  return found
}

/** All four throw `not_found`, and `conflict` when the run's state does not allow it. */
export const pauseSync = async (shop: Shop, runId: string): Promise<RunView> => pauseRun(shop, knownShape(runId))
export const resumeSync = async (shop: Shop, runId: string): Promise<RunView> => resumeRun(shop, knownShape(runId))
export const cancelSync = async (shop: Shop, runId: string): Promise<RunView> => cancelRun(shop, knownShape(runId))
export const retrySync = async (shop: Shop, runId: string): Promise<RunView> => retryRun(shop, knownShape(runId))

/** What a check found, and asking for all of it again. Both throw `not_found`. */
export const listDifferences = async (shop: Shop, runId: string, options: { page: number }): Promise<DifferencePage> =>
  pageOfDifferences(shop, knownShape(runId), options)
export const repairDifferences = async (shop: Shop, runId: string): Promise<number> => askAgain(shop, knownShape(runId))

/** An id out of an address may be anything; the database takes nothing but a uuid. */
function knownShape(runId: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(runId)) throw new AppError('not_found', 'no such run')
  return runId
}

export const listParkedJobs = (shop: Shop): Promise<ParkedJob[]> => listParked(shop.id)
export const retryParkedJob = (shop: Shop, jobId: string): Promise<void> => retryParked(shop.id, jobId)
