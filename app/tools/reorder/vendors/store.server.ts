/**
 * The vendors that the shop's products name. In: a shop. Out: vendors whose goods no supplier of that name sells yet; suppliers made of them.
 * Invariant: what was made in one go carries its moment, and goes again by it; what a person changed meanwhile stays.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'

export interface VendorProposal {
  /** as most products write it */
  vendor: string
  /** of products that are not archived */
  variants: number
  /** of them, those that the supplier of this name does not sell yet */
  missing: number
  /** the supplier of this name; null: there is none */
  supplierId: string | null
}

/** Every vendor with what is missing, the largest first; not those whose supplier is archived. */
export async function listVendors(sql: ShopSql, shop: Shop): Promise<VendorProposal[]> {
  const found = await sql.query<VendorProposal>(
    `select mode() within group (order by p.vendor) as vendor, count(*)::int as variants,
            (count(*) filter (where i.variant_id is null))::int as missing, s.id::text as "supplierId"
     from mirror_variant v
     join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.deleted_at is null and p.status <> 'ARCHIVED'
     left join reorder_supplier s on s.shop_id = v.shop_id and lower(s.name) = lower(btrim(p.vendor))
     left join reorder_supplier_item i on i.shop_id = v.shop_id and i.supplier_id = s.id and i.variant_id = v.id
     where v.shop_id = $1 and v.deleted_at is null and btrim(p.vendor) <> '' and s.archived_at is null
     group by lower(btrim(p.vendor)), s.id order by count(*) desc, 1`,
    [shop.id],
  )
  return found.rows
}

/** Makes a supplier in the shop's currency where there is none of this name. Returns whether it did. */
export async function makeSupplier(
  sql: ShopSql,
  shop: Shop,
  wanted: { id: string; name: string; card: object },
  at: Instant,
): Promise<boolean> {
  const made = await sql.query(
    `insert into reorder_supplier (shop_id, id, name, currency, card, created_at)
     select $1, $2, $3, $4, $5, $6
     where not exists (select 1 from reorder_supplier s where s.shop_id = $1 and lower(s.name) = lower($3))
     on conflict do nothing returning id`,
    [shop.id, wanted.id, wanted.name, shop.currency, JSON.stringify(wanted.card), at],
  )
  return made.rows.length > 0
}

/**
 * Gives suppliers every variant of the vendor of their name that they do not sell yet, at Shopify's cost per item where that is in their currency.
 * Returns how many.
 */
export async function addVendorItems(
  sql: ShopSql,
  shop: Shop,
  supplierIds: readonly string[],
  at: Instant,
): Promise<number> {
  const added = await sql.query(
    `insert into reorder_supplier_item (shop_id, supplier_id, variant_id, price_breaks, source, updated_at)
     select v.shop_id, s.id, v.id,
            case when k.unit_cost_minor is null or k.unit_cost_currency <> s.currency then '[]'::jsonb
                 else jsonb_build_array(jsonb_build_object('fromUnits', 1, 'unitPriceMinor', k.unit_cost_minor)) end,
            'vendor', $3
     from reorder_supplier s
     join mirror_product p on p.shop_id = s.shop_id and lower(btrim(p.vendor)) = lower(s.name) and p.deleted_at is null and p.status <> 'ARCHIVED'
     join mirror_variant v on v.shop_id = p.shop_id and v.product_id = p.id and v.deleted_at is null
     left join mirror_inventory_item k on k.shop_id = v.shop_id and k.id = v.inventory_item_id and k.deleted_at is null
     where s.shop_id = $1 and s.id = any ($2::uuid[])
     on conflict do nothing`,
    [shop.id, supplierIds, at],
  )
  return added.rowCount ?? 0
}

/** Takes away what was added at that moment, and the suppliers made at it that are left without goods and without an order. */
export async function removeAdded(
  sql: ShopSql,
  shop: Shop,
  at: Instant,
): Promise<{ items: number; suppliers: number }> {
  const items = await sql.query(
    `delete from reorder_supplier_item where shop_id = $1 and source = 'vendor' and updated_at = $2`,
    [shop.id, at],
  )
  const suppliers = await sql.query(
    `delete from reorder_supplier s where s.shop_id = $1 and s.created_at = $2
       and not exists (select 1 from reorder_supplier_item i where i.shop_id = s.shop_id and i.supplier_id = s.id)
       and not exists (select 1 from reorder_order o where o.shop_id = s.shop_id and o.supplier_id = s.id)`,
    [shop.id, at],
  )
  return { items: items.rowCount ?? 0, suppliers: suppliers.rowCount ?? 0 }
}
