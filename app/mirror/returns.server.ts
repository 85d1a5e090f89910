/**
 * What came back of an order: returns and refunds with their lines. In: a shop and an order. Out: plain rows of that shop, oldest first.
 * Invariant: only reads. A refund's `otherMinor` is what its lines do not explain.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { REFUND, REFUND_LINE, RETURN, RETURN_LINE, selectList } from './columns.ts'
import type { Id, Refund, Return, Shop } from './types.ts'
import type { RefundDetail, ReturnDetail } from './views.ts'

/** Empty for an order that is not this shop's. */
export async function listRefunds(shop: Shop, orderId: Id): Promise<RefundDetail[]> {
  return inShopSql(shop.id, (sql) => listRefundsOf(sql, shop, orderId))
}

/** Empty for an order that is not this shop's. */
export async function listReturns(shop: Shop, orderId: Id): Promise<ReturnDetail[]> {
  return inShopSql(shop.id, (sql) => listReturnsOf(sql, shop, orderId))
}

/** The same for a reader that already stands inside the shop. */
export async function listRefundsOf(sql: ShopSql, shop: Shop, orderId: Id): Promise<RefundDetail[]> {
  const refunds = await sql.query<Refund>(
    `select ${selectList('r', REFUND)} from mirror_refund r where r.shop_id = $1 and r.order_id = $2 order by r.created_at, r.id`,
    [shop.id, orderId],
  )
  const lines = await sql.query<RefundDetail['lines'][number]>(
    `select ${selectList('x', REFUND_LINE)}, l.title, l.variant_title as "variantTitle", l.sku
     from mirror_refund_line x left join mirror_order_line l on l.shop_id = x.shop_id and l.order_id = x.order_id and l.id = x.line_id
     where x.shop_id = $1 and x.order_id = $2 order by x.line_id`,
    [shop.id, orderId],
  )
  return refunds.rows.map((refund) => {
    const own = lines.rows.filter((line) => line.refundId === refund.id)
    return {
      ...refund,
      lines: own,
      otherMinor: refund.totalMinor - own.reduce((sum, line) => sum + line.subtotalMinor, 0),
    }
  })
}

/** The same for a reader that already stands inside the shop. */
export async function listReturnsOf(sql: ShopSql, shop: Shop, orderId: Id): Promise<ReturnDetail[]> {
  const returns = await sql.query<Return>(
    `select ${selectList('r', RETURN)} from mirror_return r where r.shop_id = $1 and r.order_id = $2 order by r.created_at, r.id`,
    [shop.id, orderId],
  )
  const lines = await sql.query<ReturnDetail['lines'][number]>(
    `select ${selectList('x', RETURN_LINE)}, l.title, l.variant_title as "variantTitle", l.sku
     from mirror_return_line x left join mirror_order_line l on l.shop_id = x.shop_id and l.order_id = x.order_id and l.id = x.line_id
     where x.shop_id = $1 and x.order_id = $2 order by x.id`,
    [shop.id, orderId],
  )
  return returns.rows.map((row) => ({ ...row, lines: lines.rows.filter((line) => line.returnId === row.id) }))
}
