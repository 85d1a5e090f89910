/**
 * What a move of the exchange rates would do to the margin, by currency. In: a shop, the moment. Out: exposures with the rates they rest on.
 * Invariant: reports, so the buffer is left out; a currency without a rate is listed with its reason, never left out.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import { minorDigits } from '#app/kernel/money.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { listBooks } from '../books/service.server.ts'
import { loadCostTerms } from '../costs/service.server.ts'
import { exchangeWith, type EffectiveRates, type Exchanged } from '../rates/engine.ts'
import { effectiveRates } from '../rates/service.server.ts'
import { BASE_BOOK, type PriceBook } from '../terms.ts'
import { exposureOf, type Exposure, type ExposureLine } from './engine.ts'

export const EXPOSURE_DAYS = 90
export const MOVES_BPS = [-500, 500] as const
/** Large enough that the rate taken from it has all its digits. */
const PROBE_MINOR = 1_000_000_000

export type CurrencyExposure =
  | { ok: true; exposure: Exposure; books: string[]; oneHome: Exchanged & { ok: true } }
  | { ok: false; currency: string; books: string[]; problem: Exchanged & { ok: false } }

export interface ExposureReport {
  currency: string
  from: Day
  to: Day
  currencies: CurrencyExposure[]
}

/** Books in the shop's own currency are not in it: no rate stands between them and home. */
export async function exposure(shop: Shop, asOf: Date): Promise<ExposureReport> {
  const to = dayIn(shop.timezone, asOf)
  const from = addDays(to, 1 - EXPOSURE_DAYS)
  const books = (await inShopSql(shop.id, (sql) => listBooks(sql, shop, asOf))).filter(
    (book) => book.currency !== shop.currency,
  )
  const currencies = [...new Set(books.map((book) => book.currency))]
  const rates = await effectiveRates(shop, [shop.currency, ...currencies], to, { buffer: false })
  const lines = await inShopSql(shop.id, async (sql) => {
    const { terms } = await loadCostTerms(sql, shop, books, asOf.toISOString())
    const sold = await listSold(sql, shop, books, from, to)
    const byBook = new Map<Id, ExposureLine[]>(books.map((book) => [book.id, []]))
    for (const row of sold) {
      const book = books.find((one) => one.id === row.bookId)
      const priceMinor = book && (row.fixedMinor ?? followed(rates, shop, book, row.baseMinor))
      if (!book || priceMinor === null || priceMinor === undefined) continue
      byBook.get(book.id)?.push({
        units: row.units,
        priceMinor,
        how: row.fixedMinor === null ? 'follows' : 'fixed',
        terms: terms(row.variantId, book.id),
      })
    }
    return byBook
  })
  return {
    currency: shop.currency,
    from,
    to,
    currencies: currencies.map((currency): CurrencyExposure => {
      const own = books.filter((book) => book.currency === currency)
      const names = own.map((book) => book.name)
      const home = exchangeWith(rates, { minor: PROBE_MINOR, currency }, shop.currency)
      if (!home.ok) return { ok: false, currency, books: names, problem: home }
      const toHome = home.minor / PROBE_MINOR
      const all = own.flatMap((book) => lines.get(book.id) ?? [])
      const one = exchangeWith(rates, { minor: 100 * 10 ** minorDigits(currency), currency }, shop.currency)
      if (!one.ok) throw new Error('a rate that was there is gone')
      return { ok: true, exposure: exposureOf(currency, all, toHome, MOVES_BPS), books: names, oneHome: one }
    }),
  }
}

function followed(rates: EffectiveRates, shop: Shop, book: PriceBook, baseMinor: number): number | null {
  const exchanged = exchangeWith(rates, { minor: baseMinor, currency: shop.currency }, book.currency)
  return exchanged.ok ? Math.round((exchanged.minor * (10_000 + book.adjustmentBps)) / 10_000) : null
}

interface SoldRow {
  variantId: Id
  bookId: Id
  units: number
  baseMinor: number
  fixedMinor: number | null
}

/** Units sold to the countries of each book, with today's prices; living variants only. */
async function listSold(sql: ShopSql, shop: Shop, books: readonly PriceBook[], from: Day, to: Day): Promise<SoldRow[]> {
  await sql.query('set local enable_nestloop = off')
  const served = books.flatMap((book) => book.countries.map((country) => ({ bookId: book.id, country })))
  const found = await sql.query<SoldRow>(
    `with sold as (
       select s.variant_id, c.book_id, sum(s.units)::int as units
         from fact_sales s join unnest($4::bigint[], $5::text[]) as c (book_id, country) on c.country = s.country
        where s.shop_id = $1 and s.day between $2::date and $3::date group by 1, 2
     )
     select v.id::text as "variantId", sold.book_id::text as "bookId", sold.units, v.price_minor::float8 as "baseMinor",
            f.price_minor::float8 as "fixedMinor"
       from sold
       join mirror_variant v on v.shop_id = $1 and v.id = sold.variant_id and v.deleted_at is null
       left join mirror_fixed_price f on f.shop_id = $1 and f.variant_id = v.id and f.price_list_id = sold.book_id and sold.book_id <> ${BASE_BOOK}
      where sold.units > 0`,
    [shop.id, from, to, served.map((one) => one.bookId), served.map((one) => one.country)],
  )
  return found.rows
}
