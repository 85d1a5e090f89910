/**
 * Which exchange rate counts, and exchanging with it. In: the ECB's rates of a day, the merchant's locks and buffer. Out: effective rates;
 * an amount in another currency, or the reason why there is none. Invariant: exact until one rounding at the end, and a currency
 * without a rate is a value that says why, never an old rate.
 *
 * - ECB reference rates go through the euro. A locked rate between the euro and a currency replaces that currency's rate, for all exchanges.
 * - A locked rate between two other currencies counts for that pair only, in both directions.
 * - The buffer is added where an ECB rate had a part in it, never to a locked rate: a locked rate does not move.
 */
import { rateAt, type RateDays, type RateProblem } from '#app/facts/fx-days.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { exchange, scaleRate } from '#app/kernel/exchange.ts'
import type { Money } from '#app/kernel/money.ts'
import { lockState, type LockedRate } from './schema.ts'

const RECIPROCAL_PLACES = 8

export type EffectiveRate =
  | {
      ok: true
      currency: string
      /** units of the currency for one euro, a decimal without the buffer; of a locked rate from the currency to the euro its reciprocal */
      perEur: string
      source: 'ECB' | 'locked'
      /** the day the rate was published; of a locked rate the day it was asked for */
      day: Day
      /** the ECB's rates have not been fetched for more than a week before the day */
      stale: boolean
    }
  | {
      ok: false
      currency: string
      problem: RateProblem
      /** the last day it had a rate */
      lastDay: Day | null
    }

export interface EffectiveRates {
  /** shop-local */
  day: Day
  bufferBps: number
  /** by currency; JSON-safe, so that a plan can keep the rates it was made with */
  rates: Record<string, EffectiveRate>
  /** locks that count on the day */
  locks: Pick<LockedRate, 'fromCurrency' | 'toCurrency' | 'rate'>[]
}

export type Exchanged =
  | { ok: true; minor: number; currency: string; source: 'same' | 'ECB' | 'locked'; bufferBps: number; stale: boolean }
  | { ok: false; problem: RateProblem; currency: string; lastDay: Day | null }

/** Currencies that were replaced, and by what: with a rate of their own gone, prices belong into the other. Source: ECB, euro area accessions and redenominations. */
export const SUCCESSORS: Readonly<Record<string, string>> = {
  BGN: 'EUR',
  HRK: 'EUR',
  LTL: 'EUR',
  LVL: 'EUR',
  EEK: 'EUR',
  SKK: 'EUR',
  CYP: 'EUR',
  MTL: 'EUR',
  SIT: 'EUR',
  ROL: 'RON',
  TRL: 'TRY',
}

/** The rates of `currencies` on `day`; of several locks of one pair the first in the list counts. */
export function resolveRates(
  published: RateDays,
  currencies: readonly string[],
  day: Day,
  options: { locks: readonly LockedRate[]; bufferBps: number },
): EffectiveRates {
  const locks = options.locks.filter((lock) => lockState(lock, day) === 'active')
  const rates: Record<string, EffectiveRate> = {}
  for (const currency of new Set(currencies)) {
    const locked = findLock(locks, 'EUR', currency)
    if (locked) {
      const perEur = locked.forwards ? locked.rate : reciprocal(locked.rate)
      rates[currency] = { ok: true, currency, perEur, source: 'locked', day, stale: false }
    } else {
      const found = rateAt(published, currency, day)
      rates[currency] = found.ok ? { ...found, source: 'ECB' } : found
    }
  }
  return {
    day,
    bufferBps: options.bufferBps,
    rates,
    locks: locks.map(({ fromCurrency, toCurrency, rate }) => ({ fromCurrency, toCurrency, rate })),
  }
}

/**
 * `money` in `currency`, rounded half away from zero to its minor unit.
 * @param rates must have been asked for both currencies: one that was not is a bug and throws
 */
export function exchangeWith(rates: EffectiveRates, money: Money, currency: string): Exchanged {
  if (money.currency === currency)
    return { ok: true, minor: money.minor, currency, source: 'same', bufferBps: 0, stale: false }
  const locked = findLock(rates.locks, money.currency, currency)
  if (locked) {
    const minor = locked.forwards
      ? exchange(money, '1', { currency, perEur: locked.rate })
      : exchange(money, locked.rate, { currency, perEur: '1' })
    return { ok: true, minor, currency, source: 'locked', bufferBps: 0, stale: false }
  }
  const from = known(rates, money.currency)
  const to = known(rates, currency)
  if (!from.ok) return { ok: false, problem: from.problem, currency: from.currency, lastDay: from.lastDay }
  if (!to.ok) return { ok: false, problem: to.problem, currency: to.currency, lastDay: to.lastDay }
  const moves = (rate: EffectiveRate & { ok: true }): boolean => rate.currency !== 'EUR' && rate.source === 'ECB'
  const bufferBps = moves(from) || moves(to) ? rates.bufferBps : 0
  return {
    ok: true,
    minor: exchange(money, from.perEur, { currency, perEur: scaleRate(to.perEur, 10_000 + bufferBps) }),
    currency,
    source: moves(from) || moves(to) ? 'ECB' : 'locked',
    bufferBps,
    stale: from.stale || to.stale,
  }
}

function known(rates: EffectiveRates, currency: string): EffectiveRate {
  const rate = rates.rates[currency]
  if (!rate) throw new Error(`the rate of ${currency} was not asked for`)
  return rate
}

function findLock(
  locks: EffectiveRates['locks'],
  from: string,
  to: string,
): { rate: string; forwards: boolean } | undefined {
  for (const lock of locks) {
    if (lock.fromCurrency === from && lock.toCurrency === to) return { rate: lock.rate, forwards: true }
    if (lock.fromCurrency === to && lock.toCurrency === from) return { rate: lock.rate, forwards: false }
  }
  return undefined
}

/** 1 / rate with 8 places, which leaves room for the buffer; an exchange of exactly that pair does not go this way. */
function reciprocal(rate: string): string {
  const [whole = '0', fraction = ''] = rate.split('.')
  const units = BigInt(whole + fraction)
  const scaled = 10n ** BigInt(fraction.length + RECIPROCAL_PLACES)
  const text = ((scaled * 2n + units) / (units * 2n)).toString().padStart(RECIPROCAL_PLACES + 1, '0')
  return `${text.slice(0, -RECIPROCAL_PLACES)}.${text.slice(-RECIPROCAL_PLACES)}`
}
