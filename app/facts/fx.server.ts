/**
 * Reference rates of the European Central Bank, with history. In: a currency and a day. Out: the last rate published on or before it.
 * Invariant: a rate always carries the day it is of, so a weekend, a holiday or an ended currency is visible, never silently filled.
 * Not tenant data: one table for all shops. Rates are the ECB's (www.ecb.europa.eu), reference rates, not those of transactions.
 */
import { pool } from '#app/db/client.server.ts'
import { daysBetween, isDay, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { exchange } from '#app/kernel/exchange.ts'
import type { Money } from '#app/kernel/money.ts'
import type { Conversion, FxRate } from './types.ts'

/** TARGET closes for at most four days in a row (Easter); a rate older than this is not a holiday's. */
const STALE_AFTER_DAYS = 7

/**
 * The rate of `currency` for `day`: the last one on or before it. EUR is always 1.
 * Throws `not_found` for a currency the ECB never published, or not yet on that day.
 */
export async function rateOn(currency: string, day: Day): Promise<FxRate> {
  const rate = (await ratesOn([currency], day)).get(currency)
  if (!rate) throw new AppError('not_found', `the ECB published no rate of ${currency} on or before ${day}`)
  return rate
}

/** Rates of several currencies for one day; those without any are absent. */
export async function ratesOn(currencies: string[], day: Day): Promise<Map<string, FxRate>> {
  if (!isDay(day)) throw new AppError('invalid_input', `not a day: ${day}`)
  const found = await pool().query<{
    currency: string
    perEur: string
    day: Day
    source: string
    lastDay: Day
    lastOfAll: Day
  }>(
    `select c.currency, trim_scale(r.per_eur)::text as "perEur", r.day::text, r.source, (newest.day)::text as "lastDay",
            greatest(newest.day, (select max(day) from fact_fx_rate where currency = 'USD'))::text as "lastOfAll"
     from unnest($1::char(3)[]) as c (currency)
     join lateral (select per_eur, day, source from fact_fx_rate where currency = c.currency and day <= $2::date order by day desc limit 1) r on true
     join lateral (select day from fact_fx_rate where currency = c.currency order by day desc limit 1) newest on true`,
    [currencies.filter((currency) => currency !== 'EUR'), day],
  )
  const rates = new Map(
    found.rows.map(({ lastDay, lastOfAll, ...rate }) => {
      const ended = daysBetween(lastDay, lastOfAll) > STALE_AFTER_DAYS
      return [rate.currency, { ...rate, stale: daysBetween(rate.day, day) > STALE_AFTER_DAYS, ended }]
    }),
  )
  if (currencies.includes('EUR'))
    rates.set('EUR', { currency: 'EUR', perEur: '1', day, source: 'ECB', stale: false, ended: false })
  return rates
}

/** `amount` in another currency at the reference rates of `day`, with the rates used. Throws `not_found` like `rateOn`. */
export async function convert(amount: Money, currency: string, day: Day): Promise<Conversion> {
  const [from, to] = await Promise.all([rateOn(amount.currency, day), rateOn(currency, day)])
  const minor = amount.currency === currency ? amount.minor : exchange(amount, from.perEur, to)
  return { minor, currency, from, to, stale: from.stale || to.stale }
}

/** The newest day in the table; null before the first load. The dollar is in everything the ECB publishes. */
export async function lastRateDay(): Promise<Day | null> {
  const found = await pool().query<{ day: Day | null }>(
    `select max(day)::text as day from fact_fx_rate where currency = 'USD'`,
  )
  return found.rows[0]?.day ?? null
}
