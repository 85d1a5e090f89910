/**
 * The shop's price books, from the mirror's markets and price lists. In: a shop. Out: its books, the base book first.
 * Invariant: only reads; which country stands for a book follows the sales of the last 90 days.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { MARKET, PRICE_LIST, selectList } from '#app/mirror/columns.ts'
import type { Market, PriceList, Shop } from '#app/mirror/types.ts'
import type { PriceBook } from '../terms.ts'
import { resolveBooks } from './engine.ts'

const SALES_DAYS = 90

/** Inside a transaction of the caller. `asOf` says which 90 days of sales choose each book's country. */
export async function listBooks(sql: ShopSql, shop: Shop, asOf: Date = new Date()): Promise<PriceBook[]> {
  const today = dayIn(shop.timezone, asOf)
  const markets = await sql.query<Market>(
    `select ${selectList('m', MARKET)} from mirror_market m where m.shop_id = $1 and m.deleted_at is null order by m.name, m.id`,
    [shop.id],
  )
  const lists = await sql.query<PriceList & { fixedPrices: number }>(
    `select ${selectList('p', PRICE_LIST)},
            (select count(*)::int from mirror_fixed_price f where f.shop_id = $1 and f.price_list_id = p.id) as "fixedPrices"
     from mirror_price_list p where p.shop_id = $1 and p.deleted_at is null order by p.name, p.id`,
    [shop.id],
  )
  const sold = await sql.query<{ country: string; units: number }>(
    `select country, sum(units)::float8 as units from fact_sales where shop_id = $1 and day between $2::date and $3::date group by 1`,
    [shop.id, addDays(today, 1 - SALES_DAYS), today],
  )
  return resolveBooks({
    shop,
    markets: markets.rows,
    lists: lists.rows,
    units: new Map(sold.rows.map(({ country, units }) => [country, units])),
  })
}

/** For pages: the books in a transaction of their own. */
export async function books(shop: Shop, asOf: Date = new Date()): Promise<PriceBook[]> {
  return inShopSql(shop.id, (sql) => listBooks(sql, shop, asOf))
}
