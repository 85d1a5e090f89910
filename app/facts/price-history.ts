/**
 * What a shopper was shown over time. In: rows of the price ledger, the rates of the days, a list's percent. Out: spans with one price each.
 * Invariant: a price that is not known is null, never a guess; what went through an exchange rate says that it follows.
 *
 * Before the ledger first saw a list it cannot know whether there was a fixed price: nothing is said about that time.
 * A list's fixed price is exact. Where there is none, the price follows the base price: at the ECB's rate of the day (UTC) and the list's percent
 * as it is today. Shopify's own rate has a fee and a rounding that cannot be read afterwards, so that is an estimate.
 */
import type { Day } from '#app/kernel/calendar.ts'
import { exchange, scaleRate } from '#app/kernel/exchange.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import { rateAt, type RateDays } from './fx-days.ts'

const DAY_MS = 86_400_000

/** A row of the ledger: holds from `seenAt` until the next row of its list. */
export interface PriceSeen {
  seenAt: Instant
  currency: string
  /** null: no fixed price from here on */
  priceMinor: number | null
  compareAtMinor: number | null
  /** 'sync', 'release:<id>' or 'rollback:<id>' */
  source: string
}

/** The book whose prices are wanted. */
export interface ListTerms {
  /** '0': the base price itself */
  listId: Id
  currency: string
  /** on the base price where there is no fixed price */
  adjustmentBps: number
  /** when the ledger first saw the list; undefined: always (the base prices) */
  watchedSince?: Instant | undefined
}

export interface PriceRows {
  /** rows of the base price, oldest first */
  base: readonly PriceSeen[]
  /** rows of the list's fixed price, oldest first; none for the base book */
  fixed: readonly PriceSeen[]
}

/** What the seller set, before any exchange: a span of the ledger. */
export interface SetSpan {
  from: Instant
  /** null: still */
  to: Instant | null
  /** fixed: set for this book; follows: the base price, exchanged */
  how: 'fixed' | 'follows'
  /** in `setCurrency`; null: not known */
  setMinor: number | null
  setCompareAtMinor: number | null
  setCurrency: string
  source: string
}

export interface ShownSpan extends SetSpan {
  /** in the book's currency; null: not known, or no rate of that day */
  priceMinor: number | null
  compareAtMinor: number | null
}

/** Without holes from the first known row on; ends at `asOf`. */
export function setSpans(list: ListTerms, { base, fixed }: PriceRows, asOf: Instant): SetSpan[] {
  const isBase = list.listId === '0'
  const own = isBase ? [] : fixed
  const start = isBase ? '' : watchedFrom(list, own)
  const seen = [...base, ...own].map((row) => row.seenAt).filter((at) => at > start)
  if (start !== '' && (base[0]?.seenAt ?? start) <= start) seen.push(start)
  const moments = [...new Set(seen)].filter((at) => at <= asOf).toSorted()
  const baseAt = walk(base)
  const ownAt = walk(own)
  const spans: SetSpan[] = []
  for (const from of moments) {
    const basePrice = baseAt(from)
    const fixedPrice = ownAt(from)
    const isFixed = fixedPrice?.priceMinor != null && fixedPrice.currency === list.currency
    const row = isFixed ? fixedPrice : basePrice
    const span: SetSpan = {
      from,
      to: null,
      how: isFixed || isBase ? 'fixed' : 'follows',
      setMinor: row?.priceMinor ?? null,
      setCompareAtMinor: row?.compareAtMinor ?? null,
      setCurrency: row?.currency ?? list.currency,
      source: row?.source ?? 'sync',
    }
    const last = spans.at(-1)
    if (last && sameSetting(last, span)) continue
    if (last) last.to = from
    spans.push(span)
  }
  return spans
}

/** A list and its prices do not arrive in the same moment: a first fixed price soon after the list was there before it. */
const FIRST_LOAD_MS = 3_600_000

function watchedFrom(list: ListTerms, fixed: readonly PriceSeen[]): Instant {
  const since = list.watchedSince ?? ''
  const first = fixed[0]
  if (since === '' || first?.priceMinor == null) return since
  return first.seenAt > since && Date.parse(first.seenAt) - Date.parse(since) < FIRST_LOAD_MS ? first.seenAt : since
}

/** With the price a shopper was shown: one span per day where it follows a rate, days of the same price joined. `from`: earlier spans are left out, the one that holds then is cut. */
export function shownSpans(
  list: ListTerms,
  rows: PriceRows,
  rates: RateDays,
  asOf: Instant,
  from: Instant = '',
): ShownSpan[] {
  const shown: ShownSpan[] = []
  for (const span of setSpans(list, rows, asOf)) {
    const end = span.to ?? asOf
    const begin = span.from < from ? from : span.from
    if (end < begin || (span.to !== null && end === begin)) continue
    for (const at of span.how === 'follows' && span.setCurrency !== list.currency ? daysFrom(begin, end) : [begin]) {
      const one: ShownSpan = { ...span, from: at, to: null, ...shownAt(list, span, rates, at.slice(0, 10)) }
      const last = shown.at(-1)
      if (
        last &&
        sameSetting(last, one) &&
        last.priceMinor === one.priceMinor &&
        last.compareAtMinor === one.compareAtMinor
      )
        continue
      if (last) last.to = at
      shown.push(one)
    }
  }
  return shown
}

/** The price of a span on a (UTC) day, in the book's currency. */
export function shownAt(
  list: ListTerms,
  span: SetSpan,
  rates: RateDays,
  day: Day,
): Pick<ShownSpan, 'priceMinor' | 'compareAtMinor'> {
  const show = (minor: number | null): number | null => {
    if (minor === null || span.how === 'fixed') return minor
    return followBase({ minor, currency: span.setCurrency }, list, rates, day)
  }
  return { priceMinor: show(span.setMinor), compareAtMinor: show(span.setCompareAtMinor) }
}

/** The base price at the rate of the day and the list's percent, rounded once; null without a rate of that day. */
export function followBase(
  base: { minor: number; currency: string },
  list: Pick<ListTerms, 'currency' | 'adjustmentBps'>,
  rates: RateDays,
  day: Day,
): number | null {
  if (list.adjustmentBps <= -10_000) return 0
  const share = 10_000 + list.adjustmentBps
  if (base.currency === list.currency)
    return exchange(base, '1', { currency: list.currency, perEur: scaleRate('1', share) })
  const from = rateAt(rates, base.currency, day)
  const to = rateAt(rates, list.currency, day)
  if (!from.ok || !to.ok) return null
  return exchange(base, from.perEur, { currency: list.currency, perEur: scaleRate(to.perEur, share) })
}

/** `from` and every midnight (UTC) up to, not including, `to`; `from` alone when they are the same. */
export function daysFrom(from: Instant, to: Instant): Instant[] {
  const moments = [from]
  const end = Date.parse(to)
  for (let at = (Math.floor(Date.parse(from) / DAY_MS) + 1) * DAY_MS; at < end; at += DAY_MS)
    moments.push(new Date(at).toISOString())
  return moments
}

function sameSetting(one: SetSpan, other: SetSpan): boolean {
  return (
    one.how === other.how &&
    one.setMinor === other.setMinor &&
    one.setCompareAtMinor === other.setCompareAtMinor &&
    one.setCurrency === other.setCurrency &&
    one.source === other.source
  )
}

/** The row that holds at a moment, for moments that never go back. */
function walk(rows: readonly PriceSeen[]): (at: Instant) => PriceSeen | undefined {
  let next = 0
  let held: PriceSeen | undefined
  return (at) => {
    for (let row = rows[next]; row && row.seenAt <= at; row = rows[next]) {
      held = row
      next += 1
    }
    return held
  }
}
