/**
 * The ECB's rates around a span of days, for decisions that need several days at once or must know that a currency has ended.
 * In: currencies and a span. Out: what rateAt (fx-days.ts) needs for every day of the span. Invariant: nothing is filled in here.
 */
import type { ClientBase } from 'pg'
import { isDay, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { RateDays } from './fx-days.ts'

/** With the last rate before the span and the first after it, so that gaps across its ends are seen. The dollar is in everything the ECB publishes. */
export async function loadRateDays(
  sql: Pick<ClientBase, 'query'>,
  currencies: readonly string[],
  from: Day,
  to: Day,
): Promise<RateDays> {
  if (!isDay(from) || !isDay(to)) throw new AppError('invalid_input', `not days: ${from}, ${to}`)
  const wanted = [...new Set([...currencies, 'USD'])].filter((currency) => currency !== 'EUR')
  const found = await sql.query<{ currency: string; day: Day; perEur: string; newest: Day }>(
    `select r.currency, r.day::text as day, trim_scale(r.per_eur)::text as "perEur",
            (select max(day) from fact_fx_rate where currency = 'USD')::text as newest
       from unnest($1::char(3)[]) as c (currency)
       left join lateral (
         select b.day from fact_fx_rate b where b.currency = c.currency and b.day <= $2::date order by b.day desc limit 1) before on true
       left join lateral (
         select a.day from fact_fx_rate a where a.currency = c.currency and a.day > $3::date order by a.day limit 1) after on true
       join fact_fx_rate r on r.currency = c.currency and r.day between coalesce(before.day, $2::date) and coalesce(after.day, $3::date)
      order by r.currency, r.day`,
    [wanted, from, to],
  )
  const byCurrency: RateDays['byCurrency'] = {}
  for (const { currency, day, perEur } of found.rows) (byCurrency[currency] ??= []).push({ day, perEur })
  return {
    publishedOn: (byCurrency['USD'] ?? []).map(({ day }) => day),
    newest: found.rows[0]?.newest ?? null,
    byCurrency,
  }
}
