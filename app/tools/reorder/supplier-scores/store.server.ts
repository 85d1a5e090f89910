/**
 * What is known of suppliers. In: a shop and its today. Out: figures of the last year by supplier: prices, deliveries, damage, defects.
 * Invariant: nothing is guessed: a return counts for a supplier only where no other sells the variant.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { loadRateDays } from '#app/facts/fx-days.server.ts'
import { rateAt } from '#app/facts/fx-days.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import { exchange } from '#app/kernel/exchange.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { SupplierItem } from '../suppliers/schema.ts'
import {
  priceStanding,
  type Evidence,
  type InOneCurrency,
  type Seen,
  type SharedVariant,
} from '../suppliers/scorecard.ts'

/** How far back deliveries, damage and returns count. */
const WINDOW_DAYS = 365
/** Variants whose prices are compared: more tell nothing new and cost seconds. */
const MOST_COMPARED = 5_000
/** Handles of return reasons that blame the goods. Shops name their own; these are the words in them. */
const DEFECTIVE = '(defect|damag|fault|broken|quality)'

/** Amounts in the shop's currency at the ECB's rates of the day. */
export async function loadExchange(
  sql: ShopSql,
  shop: Shop,
  currencies: readonly string[],
  day: Day,
): Promise<InOneCurrency> {
  const wanted = [...new Set([...currencies, shop.currency])]
  const published = await loadRateDays(sql, wanted, day, day)
  const rates = new Map(wanted.map((currency) => [currency, rateAt(published, currency, day)]))
  const into = rates.get(shop.currency)
  return (minor, currency) => {
    if (currency === shop.currency) return minor
    const from = rates.get(currency)
    if (!from?.ok || !into?.ok) return null
    return exchange({ minor, currency }, from.perEur, { currency: shop.currency, perEur: into.perEur })
  }
}

/** By supplier that is not archived. */
export async function gatherEvidence(sql: ShopSql, shop: Shop, today: Day): Promise<Map<string, Evidence>> {
  const suppliers = await sql.query<{ id: string; currency: string }>(
    `select id::text, currency from reorder_supplier where shop_id = $1 and archived_at is null`,
    [shop.id],
  )
  const currencies = suppliers.rows.map(({ currency }) => currency)
  const exchanged = await loadExchange(sql, shop, currencies, today)
  const prices = priceStanding(await listShared(sql, shop), exchanged)
  const since = addDays(today, -WINDOW_DAYS)
  const deliveries = await countDeliveries(sql, shop, since, today)
  const defects = await countDefects(sql, shop, since)
  return new Map(
    suppliers.rows.map(({ id }) => {
      const own = deliveries.get(id)
      return [
        id,
        {
          aboveCheapest: prices.get(id) ?? null,
          onTime: share(own?.inTime, own?.timed),
          complete: share(own?.came, own?.due),
          damaged: share(own?.damaged, own?.received),
          defective: defects.get(id) ?? null,
        },
      ]
    }),
  )
}

function share(hits: number | undefined, base: number | undefined): Seen | null {
  return hits === undefined || !base ? null : { bps: Math.round((hits / base) * 10_000), base }
}

async function listShared(sql: ShopSql, shop: Shop): Promise<SharedVariant[]> {
  const found = await sql.query<{ offers: (SupplierItem & { supplierId: string; currency: string })[] }>(
    `with shared as (
       select i.variant_id from reorder_supplier_item i
       join reorder_supplier s on s.shop_id = i.shop_id and s.id = i.supplier_id and s.archived_at is null
       where i.shop_id = $1 and i.price_breaks <> '[]'::jsonb
       group by i.variant_id having count(*) > 1 order by hashint8(i.variant_id), i.variant_id limit ${MOST_COMPARED})
     select json_agg(json_build_object('supplierId', s.id::text, 'currency', s.currency, 'minimumUnits', i.minimum_units,
              'packUnits', i.pack_units, 'priceBreaks', i.price_breaks) order by s.id) as offers
     from shared v
     join reorder_supplier_item i on i.shop_id = $1 and i.variant_id = v.variant_id and i.price_breaks <> '[]'::jsonb
     join reorder_supplier s on s.shop_id = i.shop_id and s.id = i.supplier_id and s.archived_at is null
     group by i.variant_id`,
    [shop.id],
  )
  return found.rows.map(({ offers }) => ({
    offers: offers.map(({ supplierId, currency, minimumUnits, packUnits, priceBreaks }) => ({
      supplierId,
      currency,
      terms: { minimumUnits, packUnits, priceBreaks },
    })),
  }))
}

interface Deliveries {
  /** units of orders with an expected day that has come, and of them those that were there by it */
  timed: number
  inTime: number
  /** units of orders that are over or due, and of them those that came; units that were given up count as not delivered */
  due: number
  came: number
  received: number
  damaged: number
}

async function countDeliveries(sql: ShopSql, shop: Shop, since: Day, today: Day): Promise<Map<string, Deliveries>> {
  const found = await sql.query<Deliveries & { supplierId: string }>(
    `with line as (
       select o.supplier_id, o.expected_on, l.ordered_units,
              (o.state in ('received', 'closed') or o.expected_on < $3::date) as due,
              coalesce(r.accepted, 0) as accepted, coalesce(r.in_time, 0) as in_time, coalesce(r.damaged, 0) as damaged
       from reorder_order o
       join reorder_order_line l on l.shop_id = o.shop_id and l.order_id = o.id
       left join lateral (
         select sum(x.accepted_units) as accepted, sum(x.damaged_units) as damaged,
                sum(x.accepted_units) filter (where c.received_on <= o.expected_on) as in_time
         from reorder_receipt_line x
         join reorder_receipt c on c.shop_id = x.shop_id and c.order_id = x.order_id and c.id = x.receipt_id
         where x.shop_id = o.shop_id and x.order_id = o.id and x.line_id = l.id) r on true
       where o.shop_id = $1 and o.sent_at >= $2::date and o.state in ('sent', 'confirmed', 'part_received', 'received', 'closed'))
     select supplier_id::text as "supplierId",
            coalesce(sum(ordered_units) filter (where due and expected_on is not null), 0)::int as timed,
            coalesce(sum(least(in_time, ordered_units)) filter (where due and expected_on is not null), 0)::int as "inTime",
            coalesce(sum(ordered_units) filter (where due), 0)::int as due,
            coalesce(sum(least(accepted, ordered_units)) filter (where due), 0)::int as came,
            sum(accepted + damaged)::int as received, sum(damaged)::int as damaged
     from line group by 1`,
    [shop.id, since, today],
  )
  return new Map(found.rows.map(({ supplierId, ...counts }) => [supplierId, counts]))
}

/** Units that came back as defective, of units sold, over the variants that only one supplier sells. */
async function countDefects(sql: ShopSql, shop: Shop, since: Day): Promise<Map<string, Seen>> {
  const found = await sql.query<{ supplierId: string; sold: number; defective: number }>(
    `with sole as (
       select i.variant_id, min(i.supplier_id::text) as supplier_id from reorder_supplier_item i
       join reorder_supplier s on s.shop_id = i.shop_id and s.id = i.supplier_id and s.archived_at is null
       where i.shop_id = $1 group by i.variant_id having count(*) = 1),
     sold as (
       select o.supplier_id, sum(f.units) as units from sole o
       join fact_sales f on f.shop_id = $1 and f.variant_id = o.variant_id and f.day >= $2::date group by 1),
     defective as (
       select o.supplier_id, sum(r.quantity) as units from mirror_return_line r
       join mirror_order h on h.shop_id = r.shop_id and h.id = r.order_id and h.processed_on >= $2::date
       join mirror_order_line l on l.shop_id = r.shop_id and l.order_id = r.order_id and l.id = r.line_id
       join sole o on o.variant_id = l.variant_id
       where r.shop_id = $1 and r.reason ~* $3 group by 1)
     select s.supplier_id as "supplierId", s.units::int as sold, coalesce(d.units, 0)::int as defective
     from sold s left join defective d using (supplier_id) where s.units > 0`,
    [shop.id, since, DEFECTIVE],
  )
  return new Map(
    found.rows.map(({ supplierId, sold, defective }) => [
      supplierId,
      { bps: Math.round((Math.min(defective, sold) / sold) * 10_000), base: sold },
    ]),
  )
}

/** Replaces what is known of the suppliers in `evidence`. */
export async function saveEvidence(
  sql: ShopSql,
  shop: Shop,
  evidence: ReadonlyMap<string, Evidence>,
  scoredOn: Day,
): Promise<void> {
  const rows = [...evidence].map(([id, known]) => ({ id, known }))
  await sql.query(
    `update reorder_supplier s set score = r.known, scored_on = $3::date
     from json_to_recordset($2::json) as r (id uuid, known json) where s.shop_id = $1 and s.id = r.id`,
    [shop.id, JSON.stringify(rows), scoredOn],
  )
}
