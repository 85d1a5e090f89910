/** Parcels that no date was given for. In: an open shop transaction. Out: plain rows. Invariant: only reads; what is delivered needs no date. */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { LaneParts } from '../history.ts'

export interface UnpromisedParcel extends LaneParts {
  id: Id
  orderedAt: Instant
  fulfilledOn: Day
  firstScanAt: Instant | null
}

export async function listUnpromised(sql: ShopSql, shop: Shop, orderIds: readonly Id[]): Promise<UnpromisedParcel[]> {
  const found = await sql.query<UnpromisedParcel>(
    `select id::text, origin_country as "originCountry", destination_country as "destinationCountry", destination_province as "destinationProvince",
            carrier, company, service, ${isoInstant('ordered_at')} as "orderedAt", fulfilled_on::text as "fulfilledOn",
            ${isoInstant('first_scan_at')} as "firstScanAt"
     from tracking_parcel
     where shop_id = $1 and order_id = any ($2::bigint[]) and promised_p90_on is null and delivered_at is null and removed_at is null`,
    [shop.id, orderIds],
  )
  return found.rows
}
