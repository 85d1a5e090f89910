/**
 * Orders and their lines as the mirror holds them. In: a shop and a question. Out: plain rows of that shop.
 * Invariant: only reads; deleted orders are never shown; an id that is not this shop's is `not_found`; look-up hashes never leave.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isId } from '#app/kernel/gid.ts'
import { ORDER, ORDER_LINE, selectList } from './columns.ts'
import { countRows } from './count.server.ts'
import { listFulfillmentsOf } from './fulfillments.server.ts'
import { parameters, seek, selectSortKey, toPage, type Keyed, type Parameters, type Sorting } from './keyset.ts'
import type { LineQuery, OrderQuery } from './queries.ts'
import { listRefundsOf, listReturnsOf } from './returns.server.ts'
import type { Id, Shop } from './types.ts'
import type { OrderDetail, OrderFilters, OrderLineRow, OrderRow, Page } from './views.ts'

const ROW_FIELDS = [
  'id',
  'name',
  'processedAt',
  'processedOn',
  'currency',
  'country',
  'province',
  'financialStatus',
  'fulfillmentStatus',
  'returnStatus',
  'lineCount',
  'units',
  'grossMinor',
  'totalMinor',
  'refundedMinor',
  'cancelledAt',
  'test',
] as const satisfies readonly (keyof OrderRow)[]

/** One page of orders, newest first unless asked otherwise. Throws `invalid_input` for a cursor of another list or sorting. */
export async function listOrders(shop: Shop, query: OrderQuery): Promise<Page<OrderRow>> {
  return inShopSql(shop.id, async (sql) => {
    const sorting = sortOrders(query)
    const searched = query.search ? await understandSearch(sql, shop, query.search) : null
    const counted = parameters()
    const count = await countRows(sql, filterOrders(shop, query, searched, counted), counted.values)

    const listed = parameters()
    const from = filterOrders(shop, query, searched, listed)
    const { where, orderBy, limit } = seek(sorting, query, listed)
    // The columns are written out only for the rows of the page, after sorting.
    const found = await sql.query<Keyed<OrderRow>>(
      `with picked as (
         select o.*, ${sorting.key} as sort_value, ${selectSortKey(sorting)} ${from} and ${where} order by ${orderBy} limit ${limit}
       )
       select ${selectList('o', ORDER, ROW_FIELDS)}, o."sortKey" from picked o order by ${orderBy.replace(sorting.key, 'o.sort_value')}`,
      listed.values,
    )
    return toPage<OrderRow>(found.rows, query, count)
  })
}

function sortOrders(query: OrderQuery): Sorting {
  const base = { id: 'o.id', direction: query.direction }
  switch (query.sort) {
    case 'processed':
      return { ...base, key: 'o.processed_at', type: 'timestamptz' }
    case 'total':
      return { ...base, key: 'o.total_minor', type: 'bigint' }
    case 'units':
      return { ...base, key: 'o.units', type: 'bigint' }
  }
}

/** What the search words turned out to be. */
type Search =
  { kind: 'names'; names: string[] } | { kind: 'sku'; variantIds: Id[] } | { kind: 'beginnings'; names: string[] }

async function understandSearch(sql: ShopSql, shop: Shop, words: string): Promise<Search> {
  const bare = words.replace(/^#/, '')
  const names = [bare, `#${bare}`]
  const named = await sql.query(
    'select 1 from mirror_order where shop_id = $1 and name = any ($2) and deleted_at is null limit 1',
    [shop.id, names],
  )
  if (named.rowCount) return { kind: 'names', names }
  // Sold-out and deleted variants are searched too: their orders are still there.
  const variants = await sql.query<{ id: Id }>(
    'select id::text from mirror_variant where shop_id = $1 and sku = any ($2) limit 100',
    [shop.id, [...new Set([words, words.toUpperCase(), words.toLowerCase()])]],
  )
  if (variants.rowCount) return { kind: 'sku', variantIds: variants.rows.map((row) => row.id) }
  return { kind: 'beginnings', names }
}

function filterOrders(shop: Shop, query: OrderQuery, search: Search | null, { $ }: Parameters): string {
  const shopId = $(shop.id)
  const where = [`o.shop_id = ${shopId}`, 'o.deleted_at is null']
  if (query.financialStatus) where.push(`o.financial_status = ${$(query.financialStatus)}`)
  if (query.fulfillmentStatus) where.push(`o.fulfillment_status = ${$(query.fulfillmentStatus)}`)
  if (query.returnStatus) where.push(`o.return_status = ${$(query.returnStatus)}`)
  if (query.country) where.push(`o.country = ${$(query.country)}`)
  if (query.from) where.push(`o.processed_on >= ${$(query.from)}::date`)
  if (query.to) where.push(`o.processed_on <= ${$(query.to)}::date`)
  if (search?.kind === 'names') where.push(`o.name = any (${$(search.names)})`)
  if (search?.kind === 'beginnings') {
    // Byte-wise ranges instead of LIKE: unlike it they may use an index under row-level security.
    const ranges = search.names.map((name) => `(o.name ~>=~ ${$(name)} and o.name ~<~ ${$(`${name}\u{10ffff}`)})`)
    where.push(`(${ranges.join(' or ')})`)
  }
  if (search?.kind === 'sku') {
    where.push(
      `o.id in (select l.order_id from mirror_order_line l where l.shop_id = ${shopId} and l.variant_id = any (${$(search.variantIds)}::bigint[]))`,
    )
  }
  return `from mirror_order o where ${where.join(' and ')}`
}

/** What the filters of the order list can offer: values in use. */
export async function listOrderFilters(shop: Shop): Promise<OrderFilters> {
  return inShopSql(shop.id, async (sql) => {
    const result = await sql.query<OrderFilters>(
      `select coalesce(array_agg(country order by country) filter (where country is not null), '{}') as countries,
              coalesce(array_agg(financial_status order by financial_status) filter (where financial_status is not null), '{}') as "financialStatuses",
              coalesce(array_agg(fulfillment_status order by fulfillment_status) filter (where fulfillment_status is not null), '{}') as "fulfillmentStatuses",
              coalesce(array_agg(return_status order by return_status) filter (where return_status is not null), '{}') as "returnStatuses"
       from (select country, financial_status, fulfillment_status, return_status from mirror_order where shop_id = $1 and deleted_at is null
             group by grouping sets ((country), (financial_status), (fulfillment_status), (return_status))) used`,
      [shop.id],
    )
    const filters = result.rows[0]
    if (!filters) throw new Error('an aggregate returned no row')
    return filters
  })
}

/** An order with its refunds, fulfilments and returns; its lines are paged by `listOrderLines`. Throws `not_found` for an id that is not this shop's. */
export async function getOrder(shop: Shop, id: Id): Promise<OrderDetail> {
  if (!isId(id)) throw new AppError('not_found', `no order ${id}`)
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<OrderDetail['order']>(
      `select ${selectList('o', ORDER)} from mirror_order o where o.shop_id = $1 and o.id = $2 and o.deleted_at is null`,
      [shop.id, id],
    )
    const order = found.rows[0]
    if (!order) throw new AppError('not_found', `no order ${id}`)
    return {
      order,
      refunds: await listRefundsOf(sql, shop, id),
      fulfillments: await listFulfillmentsOf(sql, shop, id),
      returns: await listReturnsOf(sql, shop, id),
    }
  })
}

/** One page of an order's lines in the order of their ids, with what was refunded of each. Throws `not_found` like `getOrder`. */
export async function listOrderLines(shop: Shop, id: Id, query: LineQuery): Promise<Page<OrderLineRow>> {
  if (!isId(id)) throw new AppError('not_found', `no order ${id}`)
  return inShopSql(shop.id, async (sql) => {
    const order = await sql.query('select 1 from mirror_order where shop_id = $1 and id = $2 and deleted_at is null', [
      shop.id,
      id,
    ])
    if (!order.rowCount) throw new AppError('not_found', `no order ${id}`)
    const count = await countRows(sql, 'from mirror_order_line where shop_id = $1 and order_id = $2', [shop.id, id])
    const listed = parameters()
    const shopId = listed.$(shop.id)
    const orderId = listed.$(id)
    const sorting: Sorting = { key: 'l.id', type: 'bigint', id: 'l.id', direction: 'asc' }
    const { where, orderBy, limit } = seek(sorting, query, listed)
    const found = await sql.query<Keyed<OrderLineRow>>(
      `with refunded as (
         select line_id, sum(quantity)::int as units, sum(subtotal_minor)::float8 as minor
         from mirror_refund_line where shop_id = ${shopId} and order_id = ${orderId} group by 1
       )
       select ${selectList('l', ORDER_LINE)}, coalesce(r.units, 0) as "refundedUnits", coalesce(r.minor, 0) as "refundedMinor",
              p.image_url as "imageUrl", ${selectSortKey(sorting)}
       from mirror_order_line l
       left join refunded r on r.line_id = l.id
       left join mirror_product p on p.shop_id = l.shop_id and p.id = l.product_id and p.deleted_at is null
       where l.shop_id = ${shopId} and l.order_id = ${orderId} and ${where} order by ${orderBy} limit ${limit}`,
      listed.values,
    )
    return toPage<OrderLineRow>(found.rows, query, count)
  })
}
