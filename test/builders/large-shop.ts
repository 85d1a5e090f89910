/**
 * A shop of any size made by the database itself, for measurements and for comparing ways of adding up. In: a connection that may bypass
 * row-level security, a shop, how much. Out: rows in the mirror. Invariant: the same numbers give the same rows.
 */
import type { ClientBase } from 'pg'
import type { Day } from '#app/kernel/calendar.ts'

export interface LargeShopSize {
  orders: number
  /** on average */
  linesPerOrder: number
  variants: number
  customers: number
  days: number
  /** two unless told; each holds every variant */
  locations?: number
  /** shop-local day of the newest orders */
  until: Day
}

/** As large and as skewed as the retail year that the demo loads. */
export const RETAIL_YEAR: LargeShopSize = {
  orders: 20_000,
  linesPerOrder: 26,
  variants: 3_812,
  customers: 4_339,
  days: 374,
  until: '2026-11-20',
}

const COUNTRIES = ['DE', 'FR', 'IE', 'ES', 'NL', 'BE', 'CH', 'PT', 'AU', 'NO', 'IT', 'FI', 'JP', 'US', 'SE', 'ZZ']

export async function fillLargeShop(client: ClientBase, shopId: number, size: LargeShopSize): Promise<void> {
  const base = BigInt(shopId) * 1_000_000_000n
  // A hash as the only source of chance: random() would differ between runs.
  await client.query(`create or replace function pg_temp.dice(salt text, n bigint, sides bigint) returns bigint language sql immutable
    as $$ select (hashtextextended(salt, n) & 9223372036854775807) % sides $$`)
  const at = `'2026-01-01T00:00:00Z'::timestamptz`
  const products = Math.ceil(size.variants * 0.8)
  const locations = size.locations ?? 2
  const statements = [
    `insert into mirror_product (shop_id, id, title, handle, status, vendor, product_type, tags, options, created_at, updated_at)
     select $1, ${base} + n, 'Product ' || to_char(pg_temp.dice('title', n, 99999), 'FM00000'), 'p-' || n, case when n % 20 = 0 then 'DRAFT' else 'ACTIVE' end,
            'Vendor ' || n % 30, 'Type ' || n % 12, array['tag-' || n % 25], array['Title'], ${at}, ${at} + n * interval '1 minute' from generate_series(1, ${products}) n`,
    `insert into mirror_variant (shop_id, id, product_id, inventory_item_id, title, sku, price_minor, position, taxable, inventory_policy, options, updated_at)
     select $1, ${base} + 10000000 + n, ${base} + 1 + (n - 1) % ${products}, ${base} + 20000000 + n, 'Default', 'SKU' || n, 100 + pg_temp.dice('price', n, 2000), 1, true, 'DENY', '[]', ${at}
     from generate_series(1, ${size.variants}) n`,
    `insert into mirror_inventory_item (shop_id, id, sku, tracked, requires_shipping, unit_cost_minor, unit_cost_currency, updated_at)
     select $1, ${base} + 20000000 + n, 'SKU' || n, true, true, 50, 'GBP', ${at} from generate_series(1, ${size.variants}) n`,
    `insert into mirror_location (shop_id, id, name, active, fulfills_online, ships_inventory, updated_at)
     select $1, ${base} + 30000000 + n, 'Location ' || n, true, true, true, ${at} from generate_series(1, ${locations}) n`,
    `insert into mirror_stock_level (shop_id, inventory_item_id, location_id, active, available, on_hand, committed, incoming, reserved, damaged, safety_stock, quality_control, updated_at)
     select $1, ${base} + 20000000 + n, ${base} + 30000000 + l, true, stock.units, greatest(0, stock.units), 0, 0, 0, 0, 0, 0, ${at}
     from generate_series(1, ${size.variants}) n, generate_series(1, ${locations}) l, lateral (select pg_temp.dice('stock', n * 2 + l, 200) - 10 as units) stock`,
    `insert into mirror_order (shop_id, id, name, created_at, processed_at, processed_on, updated_at, test, tags, currency, presentment_currency, financial_status,
       fulfillment_status, return_status, country, customer_id, line_count, units, gross_minor, discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor)
     select $1, ${base} + 40000000 + n, '#' || 536365 + n, moment, moment, (moment at time zone 'UTC')::date, moment, n % 997 = 0, '{}', 'GBP', 'GBP',
            case when n % 6 = 0 then 'PARTIALLY_REFUNDED' else 'PAID' end, case when n % 9 = 0 then 'UNFULFILLED' else 'FULFILLED' end, 'NO_RETURN',
            case when pg_temp.dice('country', n, 10) > 0 then 'GB' else (array['${COUNTRIES.join("','")}'])[1 + pg_temp.dice('which', n, ${COUNTRIES.length})] end,
            case when n % 14 = 0 then null else ${base} + 50000000 + (pg_temp.dice('who', n, ${size.customers}) * pg_temp.dice('who2', n, ${size.customers})) / ${size.customers} end,
            0, 0, 0, 0, 0, 0, 0, 0
     from generate_series(1, ${size.orders}) n,
          lateral (select '${size.until}T18:00:00Z'::timestamptz - (${size.orders} - n) * interval '1 second' * ${Math.floor((size.days * 86_400) / size.orders)} as moment) m`,
    // Popular variants have small numbers; the last order has 1,114 lines.
    `insert into mirror_order_line (shop_id, order_id, id, variant_id, product_id, sku, title, quantity, current_quantity, unit_price_minor, discount_minor, requires_shipping)
     select $1, o.id, ${base * 10n} + (o.id - ${base} - 40000000) * 2000 + l, ${base} + 10000000 + v, ${base} + 1 + (v - 1) % ${products}, 'SKU' || v, 'Product ' || v, q, q,
            100 + pg_temp.dice('price', v, 2000), case when l % 50 = 0 then 10 else 0 end, true
     from mirror_order o,
          lateral generate_series(1, case when o.id = ${base} + 40000000 + ${size.orders} then 1114 else 1 + pg_temp.dice('lines', o.id, ${size.linesPerOrder * 2}) end) l,
          lateral (select 1 + (pg_temp.dice('v', o.id * 2000 + l, ${size.variants}) * pg_temp.dice('v2', o.id * 2000 + l, ${size.variants})) / ${size.variants} as v,
                          (1 + pg_temp.dice('q', o.id * 2000 + l, 20))::int as q) drawn
     where o.shop_id = $1`,
    // Without statistics of the new lines the following joins would be planned for the few rows there were before.
    'analyze mirror_order',
    'analyze mirror_order_line',
    `update mirror_order o set line_count = s.lines, units = s.units, gross_minor = s.gross, discount_minor = s.discount, total_minor = s.gross - s.discount
     from (select order_id, count(*) as lines, sum(quantity) as units, sum(quantity * unit_price_minor) as gross, sum(discount_minor) as discount
           from mirror_order_line where shop_id = $1 group by 1) s where o.shop_id = $1 and o.id = s.order_id`,
    `insert into mirror_refund (shop_id, order_id, id, created_at, created_on, total_minor)
     select $1, id, id + 20000000, processed_at + interval '9 days', processed_on + 9, 500 from mirror_order
     where shop_id = $1 and (id - ${base}) % 6 = 0`,
    'analyze mirror_refund',
    `insert into mirror_refund_line (shop_id, order_id, refund_id, line_id, quantity, restock_type, subtotal_minor)
     select $1, r.order_id, r.id, l.id, 1, 'RETURN', 200
     from mirror_refund r, lateral (select id from mirror_order_line l where l.shop_id = $1 and l.order_id = r.order_id order by id limit 3) l where r.shop_id = $1`,
    `insert into mirror_change (shop_id, resource, resource_id, kind, days)
     select $1, 'order', o.id, 'upsert', array(select processed_on union select created_on from mirror_refund r where r.shop_id = $1 and r.order_id = o.id)
     from mirror_order o where o.shop_id = $1 order by o.id`,
  ]
  for (const statement of statements) {
    await client.query(statement.replaceAll('$1', String(shopId)))
  }
  for (const table of [
    'product',
    'variant',
    'inventory_item',
    'stock_level',
    'order',
    'order_line',
    'refund',
    'refund_line',
    'change',
  ]) {
    await client.query(`analyze mirror_${table}`)
  }
}
