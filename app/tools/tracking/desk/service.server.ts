/**
 * The settings page of tracking. In: a shop, a form. Out: what holds now. Invariant: what depends on a setting (limits of the work list, what is promised,
 * what waits to be said) follows in the transaction that saves it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { enqueueLearning } from '../lanes/service.server.ts'
import { planEstimates } from '../lanes/publishing/service.server.ts'
import { stopNotices } from '../notices/store.server.ts'
import { MOMENTS, warehouseOf, type DeskSettings } from '../settings/desk.ts'
import { documentOf, type TrackingSettingsForm } from '../settings/form.ts'
import { readTrackingSettings, saveTrackingSettings } from '../settings/service.server.ts'
import { lookAgain } from '../worklist/following/service.server.ts'
import { TrackingDeskJob } from '../worklist/jobs.ts'

/** Throws `conflict` when somebody else saved others since version `after`. */
export async function saveTrackingForm(
  shop: Shop,
  form: TrackingSettingsForm,
  after: number,
  now: Date,
): Promise<void> {
  const { settings: before } = await readTrackingSettings(shop)
  const settings = documentOf(before, form, now.toISOString())
  await saveTrackingSettings(shop, settings, after, (sql) => followSettings(sql, shop, before.desk, settings.desk, now))
}

async function followSettings(
  sql: ShopSql,
  shop: Shop,
  before: DeskSettings,
  desk: DeskSettings,
  now: Date,
): Promise<void> {
  const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)
  if (!differ(before, desk)) return
  await stopNotices(sql, shop, {
    mail: MOMENTS.filter((moment) => desk.mails.moments[moment] !== undefined),
    flow: desk.flow,
  })
  const isWarehouseNew = differ(warehouseOf(before, shop.timezone), warehouseOf(desk, shop.timezone))
  if (isWarehouseNew || before.estimates !== desk.estimates) await planEstimates(sql, shop, now)
  // Since when a parcel could be begun is what handling is counted from.
  if (isWarehouseNew) await enqueueLearning(sql, shop)
  await lookAgain(sql, shop)
  await enqueue(sql, TrackingDeskJob, { shopId: shop.id }, { oneWaiting: `desk-${shop.id}` })
}
