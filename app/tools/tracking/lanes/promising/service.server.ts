/**
 * The dates that a shopper is given, set once. In: parcels at first sight. Out: p50 and p90 dates on their rows. Invariant: a parcel that has dates keeps
 * them, so that "late" is measured against what was said; nothing is promised where no parcel of the origin was ever delivered.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { savePromises } from '../../parcels/store.server.ts'
import { promiseAfterHandover, promiseArrival } from '../../promise/engine.ts'
import { warehouseOf, type DeskSettings } from '../../settings/desk.ts'
import { laneOf } from '../history.ts'
import { processingOn } from '../processing.ts'
import { findModel } from '../store.server.ts'
import { listUnpromised } from './store.server.ts'

/** Sets dates on those parcels of the orders that have none and are not delivered. Returns how many. */
export async function promiseParcels(
  sql: ShopSql,
  shop: Shop,
  settings: DeskSettings,
  orderIds: readonly Id[],
): Promise<number> {
  const found = await listUnpromised(sql, shop, orderIds)
  if (found.length === 0) return 0
  const learned = await findModel(sql, shop)
  if (learned === null) return 0
  const warehouse = warehouseOf(settings, shop.timezone)
  const promises = found.flatMap((parcel) => {
    const lane = laneOf(parcel)
    const { p50On, p90On, parcels } =
      parcel.firstScanAt === null
        ? promiseArrival(learned.model, lane, processingOn(parcel.orderedAt, warehouse))
        : promiseAfterHandover(learned.model, lane, dayIn(shop.timezone, parcel.firstScanAt))
    return parcels === 0 ? [] : [{ parcelId: parcel.id, p50On, p90On }]
  })
  await savePromises(sql, shop, promises)
  return promises.length
}
