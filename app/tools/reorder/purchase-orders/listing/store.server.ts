/**
 * The list of purchase orders. In: what is asked. Out: a page of summaries with what is still to come and what the goods cost.
 * Invariant: sums come from the same lines and receipts that the order's own page shows.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import { parameters, seek, selectSortKey, toPage, type Keyed, type Sorting } from '#app/mirror/keyset.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { OPEN_STATES, type OrderListQuery, type OrderSummary } from '../schema.ts'

const SORTS: Record<OrderListQuery['sort'], Pick<Sorting, 'key' | 'type'>> = {
  number: { key: 'o.number::bigint', type: 'bigint' },
  // An order without a day comes last, and first when the order is turned round.
  expected: { key: `coalesce(o.expected_on::text, '9999')`, type: 'text' },
  supplier: { key: `coalesce(lower(s.name), '')`, type: 'text' },
}

export async function listOrders(sql: ShopSql, shop: Shop, query: OrderListQuery): Promise<Page<OrderSummary>> {
  const bound = parameters()
  const { $ } = bound
  const sorting: Sorting = { ...SORTS[query.sort], id: 'o.number::bigint', direction: query.direction }
  const filters = [`o.shop_id = ${$(shop.id)}`]
  if (query.state !== '')
    filters.push(`o.state = any (${$(query.state === 'open' ? OPEN_STATES : [query.state])}::text[])`)
  if (query.supplier !== '') filters.push(`o.supplier_id = ${$(query.supplier)}::uuid`)
  if (query.search !== '') filters.push(searched($(escapeLike(query.search))))
  const from = `from reorder_order o left join reorder_supplier s on s.shop_id = o.shop_id and s.id = o.supplier_id where ${filters.join(' and ')}`
  const counted = await sql.query<{ total: number }>(`select count(*)::int as total ${from}`, bound.values)
  const { where, orderBy, limit } = seek(sorting, query, bound)
  const found = await sql.query<Keyed<OrderSummary & { orderId: string }>>(
    `with page as (
       select o.*, s.name as supplier_name, ${selectSortKey(sorting)}, row_number() over (order by ${orderBy}) as place
       ${from} and ${where} order by ${orderBy} limit ${limit}
     )
     select p.number::text as id, p.id::text as "orderId", p.number, p.state, p.supplier_id::text as "supplierId",
            coalesce(p.supplier_name, '') as "supplierName", p.currency, p.reference, p.expected_on::text as "expectedOn",
            ${isoInstant('p.created_at')} as "createdAt", p."sortKey", l.*
     from page p
     left join lateral (
       select count(*)::int as "lineCount", coalesce(sum(l.ordered_units - l.given_up_units), 0)::float8 as units,
              coalesce(sum(greatest(0, l.ordered_units - l.given_up_units - r.settled)), 0)::float8 as "outstandingUnits",
              sum(l.ordered_units * l.unit_price_minor)::float8 as "goodsMinor",
              (count(*) filter (where l.unit_price_minor is null))::int as "unpricedLines",
              coalesce(sum(r.planned), 0)::int as "stockPlanned", coalesce(sum(r.failed), 0)::int as "stockFailed"
       from reorder_order_line l
       left join lateral (
         select coalesce(sum(accepted_units + damaged_units - replaced_units), 0) as settled,
                count(*) filter (where stock_state = 'planned') as planned, count(*) filter (where stock_state = 'failed') as failed
         from reorder_receipt_line r where r.shop_id = l.shop_id and r.order_id = l.order_id and r.line_id = l.id
       ) r on true
       where l.shop_id = p.shop_id and l.order_id = p.id
     ) l on true
     order by p.place`,
    bound.values,
  )
  const page = toPage(found.rows, query, { total: counted.rows[0]?.total ?? 0, totalIsExact: true })
  return { ...page, rows: page.rows.map(({ orderId, ...row }) => ({ ...row, id: orderId })) }
}

/** `PO-12`, `12`, the supplier's number or name, or goods on a line. */
function searched(text: string): string {
  const like = `'%' || ${text} || '%'`
  return `(${text} ~* '^(po[- ]?)?[0-9]{1,9}$' and o.number::text = regexp_replace(${text}, '[^0-9]', '', 'g')
    or o.reference ilike ${like} or s.name ilike ${like}
    or exists (select 1 from reorder_order_line l where l.shop_id = o.shop_id and l.order_id = o.id
               and (l.sku ilike ${like} or l.supplier_sku ilike ${like} or l.title ilike ${like})))`
}
