/**
 * Fixed prices that nobody looks after: set once for a market, and the base price, the exchange rate or the cost moved on without them.
 * In: the ledger's rows of a variant in a list, the rates, its floor, the usual distance of the list's prices to the base prices. Out: the reasons,
 * and what the price would be if it followed. Invariant: a reason is only given where both sides of its comparison are known.
 *
 * Since when a price is fixed is the moment the ledger first saw it. What moved before that cannot be known; against that stands `off_list`, which
 * needs no history: a price far from where the list's other prices lie in relation to their base prices.
 */
import { rateAt, type RateDays, type RateProblem } from '#app/facts/fx-days.ts'
import { followBase, type ListTerms, type PriceRows, type PriceSeen } from '#app/facts/price-history.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { changeBps, shareBps } from '#app/kernel/stats.ts'
import type { Instant } from '#app/mirror/types.ts'
import type { OrphanLimits } from './schema.ts'

/** Fewer fixed prices than this have no usual distance. */
const FEWEST_FOR_MEDIAN = 10

export type OrphanReason =
  | { code: 'base_moved'; thenMinor: number; nowMinor: number; currency: string; changeBps: number }
  | { code: 'rate_moved'; changeBps: number; since: Day }
  | { code: 'below_floor'; floorMinor: number }
  /** shares of what the price would be if it followed */
  | { code: 'off_list'; shareBps: number; medianBps: number }
  | { code: 'no_rate'; currency: string; problem: RateProblem; lastDay: Day | null }

export interface Orphan {
  fixedMinor: number
  fixedSince: Instant
  /** what a shopper would pay without the fixed price; null: no rate */
  followsMinor: number | null
  reasons: OrphanReason[]
}

export interface OrphanInput {
  list: ListTerms
  rows: PriceRows
  rates: RateDays
  /** null: not known, or none */
  floorMinor: number | null
  /** of the list, see usualShare; null: too few */
  medianBps: number | null
  limits: OrphanLimits
}

/** Null: no fixed price, or it still fits. */
export function findOrphan(input: OrphanInput, asOf: Instant): Orphan | null {
  const { list, rows, rates, limits } = input
  const fixed = heldAt(rows.fixed, asOf)
  const base = heldAt(rows.base, asOf)
  if (fixed?.priceMinor == null) return null
  const fixedSince = since(rows.fixed, fixed)
  const reasons: OrphanReason[] = []
  const today = asOf.slice(0, 10)
  const then = fixedSince.slice(0, 10)
  const baseThen = heldAt(rows.base, fixedSince)

  if (base?.priceMinor != null && baseThen?.priceMinor != null && base.currency === baseThen.currency) {
    const moved = changeBps(base.priceMinor, baseThen.priceMinor)
    if (moved !== null && Math.abs(moved) >= limits.baseBps)
      reasons.push({
        code: 'base_moved',
        thenMinor: baseThen.priceMinor,
        nowMinor: base.priceMinor,
        currency: base.currency,
        changeBps: moved,
      })
  }
  if (base && base.currency !== list.currency) {
    const now = crossRate(rates, base.currency, list.currency, today)
    const before = crossRate(rates, base.currency, list.currency, then)
    if (typeof now === 'number' && typeof before === 'number') {
      const moved = Math.round((now / before - 1) * 10_000)
      if (Math.abs(moved) >= limits.rateBps) reasons.push({ code: 'rate_moved', changeBps: moved, since: then })
    } else if (typeof now !== 'number') reasons.push(now)
  }
  if (input.floorMinor !== null && fixed.priceMinor < input.floorMinor)
    reasons.push({ code: 'below_floor', floorMinor: input.floorMinor })
  const followsMinor = follows(list, rows, rates, asOf)
  const share = followsMinor === null ? null : shareBps(fixed.priceMinor, followsMinor)
  if (share !== null && input.medianBps !== null && Math.abs(share - input.medianBps) >= limits.offListBps)
    reasons.push({ code: 'off_list', shareBps: share, medianBps: input.medianBps })
  return reasons.length === 0 ? null : { fixedMinor: fixed.priceMinor, fixedSince, followsMinor, reasons }
}

/** What a shopper would pay in the list without a fixed price; null without a base price or a rate. */
export function follows(list: ListTerms, rows: PriceRows, rates: RateDays, asOf: Instant): number | null {
  const base = heldAt(rows.base, asOf)
  if (base?.priceMinor == null) return null
  return followBase({ minor: base.priceMinor, currency: base.currency }, list, rates, asOf.slice(0, 10))
}

/** The median of fixed price / followed price over a list's fixed prices, in basis points; null when there are too few to say. */
export function usualShare(
  list: ListTerms,
  variants: Iterable<PriceRows>,
  rates: RateDays,
  asOf: Instant,
): number | null {
  const shares: number[] = []
  for (const rows of variants) {
    const fixed = heldAt(rows.fixed, asOf)
    if (fixed?.priceMinor == null) continue
    const followed = follows(list, rows, rates, asOf)
    const share = followed === null ? null : shareBps(fixed.priceMinor, followed)
    if (share !== null) shares.push(share)
  }
  if (shares.length < FEWEST_FOR_MEDIAN) return null
  shares.sort((a, b) => a - b)
  const middle = shares.length >> 1
  const [low = 0, high = 0] = [shares[middle - 1], shares[middle]]
  return shares.length % 2 === 1 ? high : Math.round((low + high) / 2)
}

function heldAt(rows: readonly PriceSeen[], at: Instant): PriceSeen | undefined {
  return rows.findLast((row) => row.seenAt <= at)
}

/** When the price that `held` has began: a row that only changed the compare-at price continues it. */
function since(rows: readonly PriceSeen[], held: PriceSeen): Instant {
  let first = held
  for (const row of rows.slice(0, rows.indexOf(held)).toReversed()) {
    if (row.priceMinor !== held.priceMinor || row.currency !== held.currency) break
    first = row
  }
  return first.seenAt
}

function crossRate(rates: RateDays, from: string, to: string, day: Day): number | (OrphanReason & { code: 'no_rate' }) {
  const [one, other] = [rateAt(rates, from, day), rateAt(rates, to, day)]
  for (const rate of [one, other])
    if (!rate.ok) return { code: 'no_rate', currency: rate.currency, problem: rate.problem, lastDay: rate.lastDay }
  return one.ok && other.ok ? Number(other.perEur) / Number(one.perEur) : Number.NaN
}
