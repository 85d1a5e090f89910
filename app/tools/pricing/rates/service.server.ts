/**
 * Exchange rates as pricing uses them. In: a shop and what is asked. Out: effective rates, settings, locks.
 * Invariant: everything that exchanges money in pricing takes its rates from here and exchanges with engine.ts.
 */
import { loadRateDays } from '#app/facts/fx-days.server.ts'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import { minorDigits } from '#app/kernel/money.ts'
import type { Shop } from '#app/mirror/types.ts'
import { listBooks } from '../books/service.server.ts'
import type { PriceBook } from '../terms.ts'
import { exchangeWith, resolveRates, type EffectiveRate, type EffectiveRates, type Exchanged } from './engine.ts'
import { lockState, type LockedRate, type LockedRateForm, type RateSettings } from './schema.ts'
import {
  findRateSettings,
  listLockedRates,
  removeLockedRate,
  saveLockedRate,
  saveRateSettings,
} from './store.server.ts'

/**
 * The rates of `currencies` for a shop-local day, with the shop's locks and buffer; exchange with `exchangeWith` (engine.ts).
 * A currency without a rate on that day (ended, never published) is in the answer and says why.
 * @param options.buffer false: without the buffer, for figures that report instead of decide
 * @param options.sql the transaction that is open already: whoever holds a connection and asks for a second one can wait for ever
 */
export async function effectiveRates(
  shop: Shop,
  currencies: readonly string[],
  day: Day,
  options: { buffer?: boolean; sql?: ShopSql } = {},
): Promise<EffectiveRates> {
  const { published, settings, locks } = options.sql
    ? await loadRates(options.sql, shop, currencies, day)
    : await inShopSql(shop.id, (sql) => loadRates(sql, shop, currencies, day))
  return resolveRates(published, currencies, day, {
    locks,
    bufferBps: options.buffer === false ? 0 : settings.bufferBps,
  })
}

async function loadRates(sql: ShopSql, shop: Shop, currencies: readonly string[], day: Day) {
  return {
    published: await loadRateDays(sql, currencies, day, day),
    settings: await findRateSettings(sql, shop),
    locks: await listLockedRates(sql, shop),
  }
}

export interface BookRate {
  book: PriceBook
  rate: EffectiveRate
  /** the day the older of the two currencies' rates was published; null: one of them has none */
  publishedOn: Day | null
  /** 100.00 of the shop's currency in the book's, as pricing exchanges it */
  ofHundred: Exchanged
}

export interface RatesOverview {
  currency: string
  day: Day
  /** of the ECB's newest rates; null before the first load */
  newest: Day | null
  /** the newest rates are more than a week old */
  stale: boolean
  settings: RateSettings
  books: BookRate[]
  locks: (LockedRate & { state: 'coming' | 'active' | 'expired' })[]
}

/** What the exchange-rate page shows: the rate of every book in another currency, the buffer, the locks. */
export async function ratesOverview(shop: Shop, asOf: Date): Promise<RatesOverview> {
  const day = dayIn(shop.timezone, asOf)
  const { books, currencies, published, settings, locks } = await inShopSql(shop.id, async (sql) => {
    const books = (await listBooks(sql, shop, asOf)).filter((book) => book.currency !== shop.currency)
    const currencies = [...new Set([shop.currency, ...books.map((book) => book.currency)])]
    return { books, currencies, ...(await loadRates(sql, shop, currencies, day)) }
  })
  const rates = resolveRates(published, currencies, day, { locks, bufferBps: settings.bufferBps })
  const hundred = { minor: 100 * 10 ** minorDigits(shop.currency), currency: shop.currency }
  return {
    currency: shop.currency,
    day,
    newest: published.newest,
    stale: Object.values(rates.rates).some((rate) => rate.ok && rate.stale),
    settings,
    books: books.map((book) => ({
      book,
      rate: known(rates, book.currency),
      publishedOn: olderDay(known(rates, shop.currency), known(rates, book.currency)),
      ofHundred: exchangeWith(rates, hundred, book.currency),
    })),
    locks: locks.map((lock) => ({ ...lock, state: lockState(lock, day) })),
  }
}

/** The euro has no rate of its own to be old. */
function olderDay(...pair: EffectiveRate[]): Day | null {
  const days = pair.flatMap((rate) => (rate.ok && rate.currency !== 'EUR' ? [rate.day] : []))
  return pair.every((rate) => rate.ok) ? (days.toSorted()[0] ?? null) : null
}

function known(rates: EffectiveRates, currency: string): EffectiveRate {
  const rate = rates.rates[currency]
  if (!rate) throw new Error(`the rate of ${currency} was not asked for`)
  return rate
}

export async function saveBuffer(shop: Shop, settings: RateSettings): Promise<void> {
  await saveRateSettings(shop, settings)
}

/** Throws `invalid_input` at `validFrom` when the pair is locked on one of the days already. */
export async function lockRate(shop: Shop, form: LockedRateForm): Promise<void> {
  await saveLockedRate(shop, form)
}

/** From now on the ECB's rate counts again. Throws `not_found`. */
export async function unlockRate(shop: Shop, id: string): Promise<void> {
  await removeLockedRate(shop, id)
}
