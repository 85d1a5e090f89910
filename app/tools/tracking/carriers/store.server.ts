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

export interface TypedName {
  typed: string
  carrier: string | null
  parcels: number
  open: number
}

/** Every spelling with every carrier that its parcels have now. */
export async function listTypedNames(sql: ShopSql, shop: Shop): Promise<TypedName[]> {
  const found = await sql.query<TypedName>(
    `select company as typed, carrier, count(*)::int as parcels, (count(*) filter (where delivered_at is null))::int as open
     from tracking_parcel where shop_id = $1 and removed_at is null and company is not null group by 1, 2 order by 3 desc limit 2000`,
    [shop.id],
  )
  return found.rows
}

export interface NumberedParcel {
  orderId: string
  orderName: string | null
  number: string
  typed: string | null
  carrier: string | null
}

/** Parcels on their way with a number, the newest first. */
export async function listOpenNumbers(sql: ShopSql, shop: Shop, limit: number): Promise<NumberedParcel[]> {
  const found = await sql.query<NumberedParcel>(
    `select p.order_id::text as "orderId", o.name as "orderName", p.number, p.company as typed, p.carrier
     from tracking_parcel p left join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id
     where p.shop_id = $1 and p.removed_at is null and p.delivered_at is null and p.number <> '' order by p.fulfilled_at desc limit $2`,
    [shop.id, limit],
  )
  return found.rows
}

/** Parcels for which nobody typed a carrier, and how many of them their number told. */
export async function countUnnamed(sql: ShopSql, shop: Shop): Promise<{ parcels: number; recognised: number }> {
  const found = await sql.query<{ parcels: number; recognised: number }>(
    `select count(*)::int as parcels, count(carrier)::int as recognised from tracking_parcel where shop_id = $1 and removed_at is null and company is null`,
    [shop.id],
  )
  return found.rows[0] ?? { parcels: 0, recognised: 0 }
}
