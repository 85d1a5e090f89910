/**
 * The price that a reduction must be compared with. In: the ledger's rows of a variant in a book, the rates of the days. Out: the lowest price of
 * the 30 days before the reduction, with what it rests on. Invariant: never higher than any known price of those days.
 *
 * Method: Directive 98/6/EC, Article 6a (inserted by Directive (EU) 2019/2161), read with the Commission's guidance 2021/C 526/02.
 * - The prior price is the lowest price applied during at least 30 days before the reduction was applied (6a(1), (2)).
 * - A reduction is a price with a compare-at price above it. It began where its unbroken row of such prices began; when it was increased step by
 *   step, the prior price is the one before the first step (6a(5)). A price raised within the row breaks it: the next lower price is a
 *   reduction of its own, and the low prices before it count. That is the cautious reading: it never names a higher prior price.
 *   A movement of the exchange rate is nobody's raise and breaks nothing.
 * - Without a reduction the answer is what the prior price would be if one were announced now.
 * - Goods that are sold for less than 30 days have no 30 days: the answer says how far back it knows (member states differ, 6a(4)).
 */
import type { Instant } from '#app/mirror/types.ts'
import type { RateDays } from './fx-days.ts'
import { daysFrom, setSpans, shownAt, type ListTerms, type PriceRows, type SetSpan } from './price-history.ts'

const WINDOW_MS = 30 * 86_400_000

export interface PriorPrice {
  /** null: nothing is known about the 30 days */
  priceMinor: number | null
  currency: string
  /** when the current reduction began; null: the price is not reduced */
  reducedSince: Instant | null
  /** the 30 days that were looked at, the last moment not included */
  from: Instant
  to: Instant
  /** when the price that is named began to hold, inside the 30 days */
  heldFrom: Instant | null
  /** false: the history does not reach back 30 days, or a day has no exchange rate */
  complete: boolean
  /** the first moment of the 30 days with a known price; null: none */
  knownFrom: Instant | null
  /** it was computed from the base price and the ECB's rate */
  estimated: boolean
}

export function priorPrice(list: ListTerms, rows: PriceRows, rates: RateDays, asOf: Instant): PriorPrice {
  const spans = setSpans(list, rows, asOf)
  const reducedSince = findReduction(spans, list, rates)
  const to = reducedSince ?? asOf
  const from = new Date(Date.parse(to) - WINDOW_MS).toISOString()
  const answer: PriorPrice = {
    priceMinor: null,
    currency: list.currency,
    reducedSince,
    from,
    to,
    heldFrom: null,
    complete: (spans[0]?.from ?? to) <= from,
    knownFrom: null,
    estimated: false,
  }
  for (const span of spans) {
    const begin = span.from < from ? from : span.from
    const end = span.to === null || span.to > to ? to : span.to
    if (begin >= end) continue
    const moves = span.how === 'follows' && span.setCurrency !== list.currency
    for (const at of moves ? daysFrom(begin, end) : [begin]) {
      const { priceMinor } = shownAt(list, span, rates, at.slice(0, 10))
      if (priceMinor === null) {
        answer.complete = false
        continue
      }
      answer.knownFrom ??= at
      if (answer.priceMinor !== null && priceMinor >= answer.priceMinor) continue
      answer.priceMinor = priceMinor
      answer.heldFrom = at
      answer.estimated = moves
    }
  }
  return answer
}

/** When the reduction that holds in the last span began; null when its price is not reduced. */
function findReduction(spans: readonly SetSpan[], list: ListTerms, rates: RateDays): Instant | null {
  let first: SetSpan | null = null
  for (const span of spans.toReversed()) {
    if (!isReduced(span) || (first !== null && isRaise(span, first, list, rates))) break
    first = span
  }
  return first?.from ?? null
}

function isReduced(span: SetSpan): boolean {
  return span.setMinor !== null && span.setCompareAtMinor !== null && span.setCompareAtMinor > span.setMinor
}

/** Whether the seller raised the price from one span to the next. In one currency that is what was set; else what was shown at the change. */
function isRaise(before: SetSpan, after: SetSpan, list: ListTerms, rates: RateDays): boolean {
  if (before.how === after.how && before.setCurrency === after.setCurrency)
    return (before.setMinor ?? 0) < (after.setMinor ?? 0)
  const day = after.from.slice(0, 10)
  const shown = (span: SetSpan): number | null => shownAt(list, span, rates, day).priceMinor
  const [was, is] = [shown(before), shown(after)]
  return was === null || is === null || was < is
}
