/**
 * What an order reads of others' tables: suppliers with their terms, variants with their weights, locations. In: a transaction of the shop.
 * Out: plain values. Invariant: only reads; a supplier or variant that is gone keeps its name on the orders that were made.
 */
import { z } from 'zod'
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { PriceBreak } from '../../policy/orderable.ts'
import { OrderCard } from './supplier-card.ts'

export interface SupplierTerms {
  id: string
  name: string
  currency: string
  archived: boolean
  card: OrderCard
}

/** By id; those that are not this shop's are absent. */
export async function listSuppliers(
  sql: ShopSql,
  shop: Shop,
  ids: readonly string[] | null,
): Promise<Map<string, SupplierTerms>> {
  const found = await sql.query<Omit<SupplierTerms, 'card'> & { card: unknown }>(
    `select id::text, name, currency, archived_at is not null as archived, card from reorder_supplier
     where shop_id = $1 and ($2::uuid[] is null or id = any ($2::uuid[])) order by lower(name), id`,
    [shop.id, ids],
  )
  return new Map(found.rows.map(({ card, ...row }) => [row.id, { ...row, card: OrderCard.parse(card) }]))
}

export interface ItemTerms {
  supplierSku: string | null
  minimumUnits: number
  packUnits: number
  priceBreaks: PriceBreak[]
  /** of one unit; null: nobody has said */
  unitVolumeCubicCm: number | null
}

const Breaks = z.array(z.object({ fromUnits: z.number().int(), unitPriceMinor: z.number().int() }))

/** The supplier's terms by variant; a variant it does not list is absent. */
export async function listItemTerms(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  variantIds: readonly Id[],
): Promise<Map<Id, ItemTerms>> {
  const found = await sql.query<Omit<ItemTerms, 'priceBreaks'> & { variantId: Id; breaks: unknown }>(
    `select variant_id::text as "variantId", supplier_sku as "supplierSku", minimum_units as "minimumUnits",
            pack_units as "packUnits", price_breaks as breaks, unit_volume_cubic_cm as "unitVolumeCubicCm"
     from reorder_supplier_item where shop_id = $1 and supplier_id = $2::uuid and variant_id = any ($3::bigint[])`,
    [shop.id, supplierId, variantIds],
  )
  return new Map(
    found.rows.map(({ variantId, breaks, ...terms }) => [variantId, { ...terms, priceBreaks: Breaks.parse(breaks) }]),
  )
}

export interface Goods {
  title: string
  variantTitle: string | null
  sku: string | null
  productId: Id
  barcode: string | null
  weightGrams: number | null
}

/** What variants are called and weigh; ids that were never here are absent. */
export async function listGoods(sql: ShopSql, shop: Shop, variantIds: readonly Id[]): Promise<Map<Id, Goods>> {
  const found = await sql.query<Goods & { id: Id }>(
    `select v.id::text, v.product_id::text as "productId", coalesce(p.title, v.title) as title,
            case when v.title = 'Default Title' then null else v.title end as "variantTitle", v.sku, v.barcode,
            i.weight_grams as "weightGrams"
     from mirror_variant v
     left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
     left join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id
     where v.shop_id = $1 and v.id = any ($2::bigint[])`,
    [shop.id, variantIds],
  )
  return new Map(found.rows.map(({ id, ...goods }) => [id, goods]))
}

export interface Place {
  id: Id
  name: string
  active: boolean
}

/** Locations that goods can be received at, the usual one first: active ones that fulfil online orders, by name. */
export async function listPlaces(sql: ShopSql, shop: Shop): Promise<Place[]> {
  const found = await sql.query<Place>(
    `select id::text, name, active from mirror_location where shop_id = $1 and deleted_at is null and active
     order by fulfills_online desc, lower(name), id`,
    [shop.id],
  )
  return found.rows
}

export async function findPlace(sql: ShopSql, shop: Shop, id: Id): Promise<Place | null> {
  const found = await sql.query<Place>(
    `select id::text, name, active and deleted_at is null as active from mirror_location where shop_id = $1 and id = $2::bigint`,
    [shop.id, id],
  )
  return found.rows[0] ?? null
}
