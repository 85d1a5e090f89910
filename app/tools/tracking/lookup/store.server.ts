/**
 * What a shopper may see of an order, in one question to the database. In: a shop and a proof. Out: the order with its parcels and
 * returns, and the settings. Invariant: an order that is not there and one whose proof is wrong are the same question with the same answer; nothing
 * of a person is read.
 */
import { askShop, type ShopQuestion } from '#app/db/shop-questions.server.ts'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { DEFAULT_TRACKING_SETTINGS, TrackingSettings, type LookupWay } from '../settings/schema.ts'
import type { FoundOrder } from './found.ts'

type ShopId = Pick<Shop, 'id'>

export interface Asked {
  settings: TrackingSettings
  found: FoundOrder | null
}

const PARCEL = `json_build_object('id', p.id::text, 'fulfillmentId', p.fulfillment_id::text, 'number', p.number, 'company', p.company, 'carrier', p.carrier,
  'url', p.url, 'lastMileCarrier', p.last_mile_carrier, 'lastMileNumber', p.last_mile_number, 'originCountry', p.origin_country,
  'destinationCountry', p.destination_country, 'service', p.service, 'promisedP50On', p.promised_p50_on, 'promisedP90On', p.promised_p90_on,
  'timeline', p.timeline)`

/** @param parcels SQL of the parcels to show */
function orderJson(parcels: string): string {
  return `json_build_object('name', o.name, 'orderedAt', ${isoInstant('o.processed_at')}, 'cancelled', o.cancelled_at is not null,
    'fulfillmentStatus', o.fulfillment_status, 'country', o.country,
    'ships', exists (select from mirror_order_line l where l.shop_id = o.shop_id and l.order_id = o.id and l.requires_shipping),
    'parcels', coalesce((${parcels}), '[]'::json),
    'returns', coalesce((select json_agg(json_build_object('name', r.name, 'status', r.status) order by r.created_at, r.id)
      from mirror_return r where r.shop_id = o.shop_id and r.order_id = o.id), '[]'::json))`
}

const ALL_PARCELS = `select json_agg(${PARCEL} order by p.fulfilled_at, p.fulfillment_id, p.position)
  from tracking_parcel p where p.shop_id = o.shop_id and p.order_id = o.id and p.removed_at is null`
const SETTINGS = '(select s.settings from tracking_settings s where s.shop_id = $1) as settings'

// Digits alone stand for a name with what the shop's newest order has around its own.
const BY_PROOF: ShopQuestion = {
  name: 'tracking-by-proof',
  types: ['int', 'text[]', 'text', 'text', 'text[]', 'text'],
  text: `select ${SETTINGS}, (
  select json_build_object('order', ${orderJson(ALL_PARCELS)}, 'ways', json_build_object('email', o.email_hash = $4,
      'phone', o.phone_hash = any ($5::text[]), 'postcode', o.postcode_hash = $6))
    from mirror_order o
   where o.shop_id = $1 and o.deleted_at is null
     and o.name = any ($2::text[] || array(select regexp_replace(n.name, '[0-9]+', $3) from mirror_order n
           where n.shop_id = $1 and $3 <> '' and n.deleted_at is null order by n.processed_at desc, n.id desc limit 1))
     and (o.email_hash = $4 or o.phone_hash = any ($5::text[]) or o.postcode_hash = $6)
   order by o.processed_at desc limit 1) as found`,
}

const BY_NUMBER: ShopQuestion = {
  name: 'tracking-by-number',
  types: ['int', 'text'],
  text: `select ${SETTINGS}, (
  select ${orderJson(`select json_build_array(${PARCEL})`)}
    from tracking_parcel p join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id and o.deleted_at is null
   where p.shop_id = $1 and p.number_key = $2 and p.removed_at is null order by p.fulfilled_at desc, p.id desc limit 1) as found`,
}

const BY_ID: ShopQuestion = {
  name: 'tracking-by-id',
  types: ['int', 'bigint'],
  text: `select ${SETTINGS}, (
  select ${orderJson(ALL_PARCELS)} from mirror_order o where o.shop_id = $1 and o.id = $2 and o.deleted_at is null) as found`,
}

export interface Proof {
  /** names that the order may have */
  names: readonly string[]
  /** '' or digits */
  digits: string
  /** keyed hashes of what was given, read in each way; null: nothing is left to hash */
  emailHash: string | null
  phoneHashes: readonly string[]
  postcodeHash: string | null
}

/** Proofs that the settings do not take are no proofs. */
export async function askByProof(shop: ShopId, proof: Proof): Promise<Asked> {
  const { names, digits, emailHash, phoneHashes, postcodeHash } = proof
  const values = [names, digits, emailHash, phoneHashes, postcodeHash]
  const { settings, found } = await ask<{ order: FoundOrder; ways: Record<LookupWay, boolean | null> }>(
    shop,
    BY_PROOF,
    values,
  )
  return { settings, found: found && settings.ways.some((way) => found.ways[way] === true) ? found.order : null }
}

/** @param numberKey as parcels are compared; '' finds nothing */
export async function askByNumber(shop: ShopId, numberKey: string): Promise<Asked> {
  return ask(shop, BY_NUMBER, [numberKey === '' ? null : numberKey])
}

/** @param orderId null finds nothing */
export async function askById(shop: ShopId, orderId: Id | null): Promise<Asked> {
  return ask(shop, BY_ID, [orderId])
}

async function ask<Found = FoundOrder>(
  shop: ShopId,
  question: ShopQuestion,
  values: Parameters<typeof askShop>[2],
): Promise<{ settings: TrackingSettings; found: Found | null }> {
  const [row] = await askShop<{ settings: unknown; found: Found | null }>(shop.id, question, values)
  const settings = row?.settings ?? null
  return {
    settings: settings === null ? DEFAULT_TRACKING_SETTINGS : TrackingSettings.parse(settings),
    found: row?.found ?? null,
  }
}

export async function hasOrders(sql: ShopSql, shop: ShopId): Promise<boolean> {
  const found = await sql.query<{ any: boolean }>(
    'select exists (select from mirror_order where shop_id = $1 and deleted_at is null) as any',
    [shop.id],
  )
  return found.rows[0]?.any ?? false
}
