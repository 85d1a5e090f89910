/**
 * What a source said, put where it belongs. In: an open shop transaction, what was heard of numbers. Out: how much of it was new. Invariant: a number that
 * no parcel of the shop has leaves no trace but a count; hearing anything again changes nothing.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findParcelsByNumber, recordEvents } from '../../parcels/service.server.ts'
import { saveLastMile } from '../../parcels/store.server.ts'
import type { HeardParcel } from '../source.ts'
import { shareEvents } from './share.ts'

export interface Heard {
  /** parcels of the shop that have the number */
  parcels: number
  /** events that were new */
  added: number
  /** whether a timeline came out different */
  changed: boolean
}

export async function hearParcel(sql: ShopSql, shop: Shop, said: HeardParcel): Promise<Heard> {
  const parcels = await findParcelsByNumber(sql, shop, said.number)
  const heard: Heard = { parcels: parcels.length, added: 0, changed: false }
  for (const { parcel, events } of shareEvents(parcels, said.events)) {
    const { added, changed } = await recordEvents(sql, shop, parcel.id, events)
    heard.added += added
    heard.changed ||= changed
    const { lastMile } = said
    if (events.length > 0 && lastMile && (lastMile.carrier ?? parcel.carrier) !== parcel.carrier)
      await saveLastMile(sql, shop, parcel.id, lastMile)
  }
  return heard
}
