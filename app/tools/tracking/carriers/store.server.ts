/**
 * What typed carrier names mean in a shop, and which names there are. In: an open shop transaction. Out: choices by compared name; typed names with
 * their parcels. Invariant: one choice a name; taking it back leaves no row, so that recognition decides again.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { CarrierChoices } from './recognise.ts'

/** Every choice of the shop, for `recogniseCarrier`. */
export async function listCarrierChoices(sql: ShopSql, shop: Shop): Promise<CarrierChoices> {
  const found = await sql.query<{ nameKey: string; carrier: string | null }>(
    `select name_key as "nameKey", carrier from tracking_carrier_choice where shop_id = $1`,
    [shop.id],
  )
  return new Map(found.rows.map(({ nameKey, carrier }) => [nameKey, carrier]))
}

export async function saveCarrierChoice(
  sql: ShopSql,
  shop: Shop,
  choice: { nameKey: string; typed: string; carrier: string | null; at: Instant },
): Promise<void> {
  await sql.query(
    `insert into tracking_carrier_choice (shop_id, name_key, typed, carrier, chosen_at) values ($1, $2, $3, $4, $5::timestamptz)
     on conflict (shop_id, name_key) do update set typed = excluded.typed, carrier = excluded.carrier, chosen_at = excluded.chosen_at`,
    [shop.id, choice.nameKey, choice.typed, choice.carrier, choice.at],
  )
}

/** Recognition decides again. */
export async function removeCarrierChoice(sql: ShopSql, shop: Shop, nameKey: string): Promise<void> {
  await sql.query('delete from tracking_carrier_choice where shop_id = $1 and name_key = $2', [shop.id, nameKey])
}
