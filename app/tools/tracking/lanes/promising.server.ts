/**
 * The dates that a shopper is given, set once. In: parcels at first sight. Out: p50 and p90 dates on their rows. Invariant: a parcel that has dates keeps
 * them, so that "late" is measured against what was said; nothing is promised where no parcel of the origin was ever delivered.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { savePromises } from '../parcels/store.server.ts'
import { promiseAfterHandover, promiseArrival } from '../promise/engine.ts'
import { warehouseOf, type DeskSettings } from '../settings/desk.ts'
import { laneOf, type LaneParts } from './history.ts'
import { processingOn } from './processing.ts'
import { findModel } from './store.server.ts'

interface UnpromisedParcel extends LaneParts {
  id: Id
  orderedAt: Instant
  fulfilledOn: Day
  firstScanAt: Instant | null
}

/** Sets dates on those parcels of the orders that have none and are not delivered. Returns how many. */
export async function promiseParcels(
  sql: ShopSql,
  shop: Shop,
  settings: DeskSettings,
  orderIds: readonly Id[],
): Promise<number> {
  const found = await sql.query<UnpromisedParcel>(
    `select id::text, origin_country as "originCountry", destination_country as "destinationCountry", destination_province as "destinationProvince",
            carrier, company, service, ${isoInstant('ordered_at')} as "orderedAt", fulfilled_on::text as "fulfilledOn",
            ${isoInstant('first_scan_at')} as "firstScanAt"
     from tracking_parcel
     where shop_id = $1 and order_id = any ($2::bigint[]) and promised_p90_on is null and delivered_at is null and removed_at is null`,
    [shop.id, orderIds],
  )
  if (found.rows.length === 0) return 0
  const learned = await findModel(sql, shop)
  if (learned === null) return 0
  const warehouse = warehouseOf(settings, shop.timezone)
  const promises = found.rows.flatMap((parcel) => {
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
