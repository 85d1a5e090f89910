/**
 * How our price stands among what others ask. In: offers as they were seen, a price book, rates, our price. Out: each offer with what it comes to per
 * piece in the book's currency and whether it counts, and our position. Invariant: every offer that does not count says why.
 */
import type { Id, Instant } from '#app/mirror/types.ts'
import { minorDigits } from '#app/kernel/money.ts'
import { shareBps } from '#app/kernel/stats.ts'
import type { CompetitorOffer } from '../rules/types.ts'
import type { PriceBook } from '../terms.ts'
import { flagOutliers, median } from './outliers.ts'

/** An offer with where it comes from. */
export interface SeenOffer extends CompetitorOffer {
  variantId: Id
  competitor: string
  url: string | null
  source: string
  /** a person said that it is another product */
  rejected: boolean
  /** a person said that it is right although it looks like an outlier */
  confirmed: boolean
  /** its competitor is included */
  active: boolean
}

export const VERDICTS = [
  'counts',
  'rejected',
  'excluded',
  'outlier',
  'elsewhere',
  'too_old',
  'low_confidence',
  'out_of_stock',
  'no_rate',
] as const
export type Verdict = (typeof VERDICTS)[number]

export const HINTS = ['below_cost', 'far_from_ours', 'no_shipping'] as const
export type Hint = (typeof HINTS)[number]

export interface JudgedOffer {
  offer: SeenOffer
  verdict: Verdict
  /** per piece in the book's currency; null without a rate */
  unitMinor: number | null
  ageDays: number
  hints: Hint[]
}

export interface Terms {
  withShipping: boolean
  maxAgeDays: number
  minConfidenceBps: number
  inStockOnly: boolean
}

export interface Surroundings {
  book: Pick<PriceBook, 'currency' | 'countries'>
  asOf: Instant
  terms: Terms
  /** minor units of one currency in the book's; null without a rate */
  exchange: (minor: number, currency: string) => number | null
  /** of one piece, in the book's currency; null when not known */
  ourMinor: number | null
  costMinor: number | null
}

export const POSITIONS = ['cheapest', 'tied', 'between', 'dearest', 'alone'] as const
export type Position = (typeof POSITIONS)[number]

export interface Comparison {
  position: Position
  /** offers that count */
  offers: number
  /** ours is the n-th cheapest of `offers + 1`; null without offers or without our price */
  rank: number | null
  cheapestMinor: number | null
  averageMinor: number | null
  medianMinor: number | null
  /** of theirs: 500 = we are 5 % above */
  vsCheapestBps: number | null
  vsAverageBps: number | null
  newestAgeDays: number | null
  /** offers left out as outliers, until somebody has looked at them */
  flagged: number
}

const DAY_MS = 86_400_000
/** Without enough offers to tell by themselves: three times our price, or a third of it. */
const FAR_FACTOR = 3

/** The price asked for `packSize` pieces, with shipping when it is known and asked for. */
export function askedMinor(offer: CompetitorOffer, withShipping: boolean): number {
  return offer.priceMinor + (withShipping ? (offer.shippingMinor ?? 0) : 0)
}

/**
 * Which of one variant's offers are outliers, in their order. Rejected offers and those of excluded competitors take no part.
 * @param perEur units of a currency for one euro; offers in a currency without a rate are never outliers
 */
export function outlierFlags(
  offers: readonly (CompetitorOffer & Pick<SeenOffer, 'rejected' | 'confirmed' | 'active'>)[],
  perEur: ReadonlyMap<string, number>,
): boolean[] {
  const flags = offers.map(() => false)
  const [places, prices]: [number[], number[]] = [[], []]
  for (const [place, offer] of offers.entries()) {
    const rate = perEur.get(offer.currency)
    if (offer.rejected || !offer.active || rate === undefined) continue
    places.push(place)
    prices.push(offer.priceMinor / offer.packSize / rate / 10 ** minorDigits(offer.currency))
  }
  for (const [index, flagged] of flagOutliers(prices).entries()) {
    const place = places[index]
    if (flagged && place !== undefined && offers[place]?.confirmed === false) flags[place] = true
  }
  return flags
}

/** Judges one variant's offers, cheapest first; those that do not count come last. */
export function judgeOffers(
  offers: readonly SeenOffer[],
  outliers: readonly boolean[],
  around: Surroundings,
): JudgedOffer[] {
  const { book, terms } = around
  const here = new Set(book.countries)
  const asOfMs = Date.parse(around.asOf)
  const judged = offers.map((offer, index): JudgedOffer => {
    const total = around.exchange(askedMinor(offer, terms.withShipping), offer.currency)
    const unitMinor = total === null ? null : Math.round(total / offer.packSize)
    const ageMs = asOfMs - Date.parse(offer.seenAt)
    return {
      offer,
      unitMinor,
      ageDays: Math.max(0, Math.floor(ageMs / DAY_MS)),
      verdict: verdictOf(offer, outliers[index] ?? false, { here, ageMs, unitMinor, terms }),
      hints: hintsOf(offer, unitMinor, around),
    }
  })
  return judged.sort(
    (a, b) =>
      Number(b.verdict === 'counts') - Number(a.verdict === 'counts') ||
      (a.unitMinor ?? Infinity) - (b.unitMinor ?? Infinity) ||
      a.offer.competitor.localeCompare(b.offer.competitor, 'en'),
  )
}

function verdictOf(
  offer: SeenOffer,
  outlier: boolean,
  { here, ageMs, unitMinor, terms }: { here: Set<string>; ageMs: number; unitMinor: number | null; terms: Terms },
): Verdict {
  if (offer.rejected) return 'rejected'
  if (!offer.active) return 'excluded'
  if (offer.country !== null && !here.has(offer.country)) return 'elsewhere'
  if (ageMs > terms.maxAgeDays * DAY_MS) return 'too_old'
  if (offer.confidenceBps < terms.minConfidenceBps) return 'low_confidence'
  if (terms.inStockOnly && offer.inStock !== true) return 'out_of_stock'
  if (unitMinor === null) return 'no_rate'
  return outlier ? 'outlier' : 'counts'
}

function hintsOf(offer: SeenOffer, unitMinor: number | null, around: Surroundings): Hint[] {
  const hints: Hint[] = []
  if (unitMinor !== null && around.costMinor !== null && unitMinor < around.costMinor) hints.push('below_cost')
  const ours = around.ourMinor
  if (
    unitMinor !== null &&
    ours !== null &&
    ours > 0 &&
    (unitMinor > ours * FAR_FACTOR || unitMinor * FAR_FACTOR < ours)
  )
    hints.push('far_from_ours')
  if (around.terms.withShipping && offer.shippingMinor === null) hints.push('no_shipping')
  return hints
}

/** Our position among the offers that count. */
export function comparePrices(judged: readonly JudgedOffer[], ourMinor: number | null): Comparison {
  const counting = judged.filter(({ verdict }) => verdict === 'counts')
  const prices = counting.flatMap(({ unitMinor }) => (unitMinor === null ? [] : [unitMinor]))
  const flagged = judged.filter(({ verdict }) => verdict === 'outlier').length
  if (prices.length === 0) {
    const nothing = {
      cheapestMinor: null,
      averageMinor: null,
      medianMinor: null,
      vsCheapestBps: null,
      vsAverageBps: null,
    }
    return { position: 'alone', offers: 0, rank: null, ...nothing, newestAgeDays: null, flagged }
  }
  const cheapest = Math.min(...prices)
  const average = Math.round(prices.reduce((sum, price) => sum + price, 0) / prices.length)
  return {
    position: ourMinor === null ? 'alone' : positionOf(ourMinor, prices),
    offers: prices.length,
    rank: ourMinor === null ? null : prices.filter((price) => price < ourMinor).length + 1,
    cheapestMinor: cheapest,
    averageMinor: average,
    medianMinor: Math.round(median(prices)),
    vsCheapestBps: ourMinor === null ? null : shareBps(ourMinor - cheapest, cheapest),
    vsAverageBps: ourMinor === null ? null : shareBps(ourMinor - average, average),
    newestAgeDays: Math.min(...counting.map(({ ageDays }) => ageDays)),
    flagged,
  }
}

function positionOf(ours: number, prices: readonly number[]): Position {
  const cheapest = Math.min(...prices)
  if (ours < cheapest) return 'cheapest'
  if (ours === cheapest) return 'tied'
  return ours > Math.max(...prices) ? 'dearest' : 'between'
}
