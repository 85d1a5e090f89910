/**
 * The product list with what was sold: the mirror's list and the sales facts side by side. In: a shop, a list query, the moment.
 * Out: one page. Invariant: adds figures to the mirror's rows, never rows of its own.
 */
import { dayIn } from '#app/kernel/calendar.ts'
import { listProducts } from '#app/mirror/catalog.server.ts'
import type { ProductQuery } from '#app/mirror/queries.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { rankBySales, unitsSold } from './sales.server.ts'
import type { ProductSalesRow } from './types.ts'

/** Units sold in the 30 and 90 shop-local days that end with the day of `asOf`; `sort: 'sold'` sorts by the 30. */
export async function listProductsWithSales(
  shop: Shop,
  query: ProductQuery,
  asOf: Date,
): Promise<Page<ProductSalesRow>> {
  const today = dayIn(shop.timezone, asOf)
  const page = await listProducts(shop, query, query.sort === 'sold' ? await rankBySales(shop, today) : [])
  const sold = await unitsSold(
    shop,
    page.rows.map((row) => row.id),
    today,
  )
  return {
    ...page,
    rows: page.rows.map((row) => ({
      ...row,
      unitsSold30: sold.get(row.id)?.last30 ?? 0,
      unitsSold90: sold.get(row.id)?.last90 ?? 0,
    })),
  }
}
