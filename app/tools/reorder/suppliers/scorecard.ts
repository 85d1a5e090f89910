/**
 * How good is a supplier, and which one of several? In: what its prices, deliveries and returns showed. Out: points and a tier per question
 * and in all; the supplier to order from, with the reason. Invariant: what nobody knows has no points and moves nothing; more on time, more
 * complete, fewer rejects and a lower price never lose points.
 *
 * Each figure becomes points along a line through four limits (LIMITS): 100 at the best, 85 at the limit of A, 60 at the limit of B, 0 at the
 * worst. A question's points are its worse figure's, because goods that come complete but late are still missing. The supplier's points are
 * the questions' weighted mean over what is known, once at least two are (LEAST_QUESTIONS): nobody is an A for a few units that did not come
 * back. A question at C keeps the whole from being an A. The limits are ours: what retail scorecards commonly ask (95 % on time and in full;
 * rejects below 1 %), not a standard.
 */
import { z } from 'zod'
import { unitPriceAt, smallestOrder, type SupplyTerms } from '../policy/orderable.ts'
import type { SupplyChoice } from './schema.ts'

export const TIERS = ['A', 'B', 'C'] as const
export type Tier = (typeof TIERS)[number]
export const A_POINTS = 85
export const B_POINTS = 60

export const FIGURES = ['aboveCheapest', 'onTime', 'complete', 'damaged', 'defective'] as const
export type Figure = (typeof FIGURES)[number]
export const QUESTIONS = ['cost', 'delivery', 'quality'] as const
export type Question = (typeof QUESTIONS)[number]

interface Limits {
  best: number
  a: number
  b: number
  worst: number
}

/** In basis points: of the cheapest price above it; of units ordered; of units received; of units sold. */
export const LIMITS: Readonly<Record<Figure, Limits>> = {
  aboveCheapest: { best: 0, a: 200, b: 1_000, worst: 3_000 },
  onTime: { best: 10_000, a: 9_500, b: 8_500, worst: 5_000 },
  complete: { best: 10_000, a: 9_800, b: 9_500, worst: 8_000 },
  damaged: { best: 0, a: 50, b: 200, worst: 1_000 },
  defective: { best: 0, a: 100, b: 300, worst: 1_000 },
}

/** Seen on less than this, a figure says nothing: one return of ten units is no rate. Prices and orders are facts from the first one on. */
export const LEAST_BASE: Readonly<Record<Figure, number>> = {
  aboveCheapest: 1,
  onTime: 1,
  complete: 1,
  damaged: 1,
  defective: 100,
}

/** Fewer known questions give no points in all. */
export const LEAST_QUESTIONS = 2

export const FIGURES_OF: Readonly<Record<Question, readonly Figure[]>> = {
  cost: ['aboveCheapest'],
  delivery: ['onTime', 'complete'],
  quality: ['damaged', 'defective'],
}

/** Delivery and quality cost sales, a price costs its difference. */
export const WEIGHTS: Readonly<Record<Question, number>> = { cost: 20, delivery: 40, quality: 40 }

/** A share that was seen: `bps` of `base` units; of variants for the price. */
const Seen = z.object({ bps: z.int(), base: z.int().min(0) })
export type Seen = z.infer<typeof Seen>

/** What is known of a supplier; null where nothing is. This is stored, points are worked out anew. */
export const Evidence = z.object({
  aboveCheapest: Seen.nullable(),
  onTime: Seen.nullable(),
  complete: Seen.nullable(),
  damaged: Seen.nullable(),
  defective: Seen.nullable(),
}) satisfies z.ZodType<Record<Figure, Seen | null>>
export type Evidence = z.infer<typeof Evidence>

export interface Score {
  evidence: Evidence
  /** 0 to 100; null: not known */
  points: Readonly<Record<Question, number | null>>
  tiers: Readonly<Record<Question, Tier | null>>
  /** null: fewer than two questions are known */
  total: number | null
  tier: Tier | null
}

/** Points and tiers of one supplier. */
export function scoreSupplier(evidence: Evidence): Score {
  const points = mapQuestions((question) => {
    const known = FIGURES_OF[question].flatMap((figure) => {
      const seen = evidence[figure]
      return seen === null || seen.base < LEAST_BASE[figure] ? [] : [pointsOf(figure, seen.bps)]
    })
    return known.length === 0 ? null : Math.min(...known)
  })
  const tiers = mapQuestions((question) => tierOf(points[question]))
  const known = QUESTIONS.flatMap((question) => {
    const own = points[question]
    return own === null ? [] : [{ points: own, weight: WEIGHTS[question] }]
  })
  const weight = known.reduce((sum, one) => sum + one.weight, 0)
  const mean =
    known.length < LEAST_QUESTIONS ? null : known.reduce((sum, one) => sum + one.points * one.weight, 0) / weight
  const capped = mean !== null && QUESTIONS.some((question) => tiers[question] === 'C')
  const total = mean === null ? null : Math.round(capped ? Math.min(mean, A_POINTS - 1) : mean)
  return { evidence, points, tiers, total, tier: tierOf(total) }
}

function mapQuestions<T>(of: (question: Question) => T): Record<Question, T> {
  return { cost: of('cost'), delivery: of('delivery'), quality: of('quality') }
}

/** Along the line through the limits, rounded down, so that just missing the limit of A is not an A. */
function pointsOf(figure: Figure, bps: number): number {
  const { best, a, b, worst } = LIMITS[figure]
  const corners = [
    [best, 100],
    [a, A_POINTS],
    [b, B_POINTS],
    [worst, 0],
  ] as const
  const falls = worst > best ? 1 : -1
  if ((bps - best) * falls <= 0) return 100
  for (let index = 1; index < corners.length; index += 1) {
    const [from, high] = corners[index - 1] ?? [worst, 0]
    const [to, low] = corners[index] ?? [worst, 0]
    if ((bps - to) * falls <= 0) return Math.floor(low + ((high - low) * (to - bps)) / (to - from))
  }
  return 0
}

function tierOf(points: number | null): Tier | null {
  if (points === null) return null
  return points >= A_POINTS ? 'A' : points >= B_POINTS ? 'B' : 'C'
}

/** A price in the money that all are compared in; null when there is no rate. */
export type InOneCurrency = (minor: number, currency: string) => number | null

/** The price that counts when suppliers are compared: of the quantity that every one of them would take. */
export function comparedPrices(
  choices: readonly { currency: string; terms: SupplyTerms }[],
  inOneCurrency: InOneCurrency,
): (number | null)[] {
  const units = Math.max(1, ...choices.map(({ terms }) => smallestOrder(terms)))
  return choices.map(({ currency, terms }) => {
    const price = unitPriceAt(terms.priceBreaks, units)
    return price === null ? null : inOneCurrency(price, currency)
  })
}

export interface SharedVariant {
  offers: readonly { supplierId: string; currency: string; terms: SupplyTerms }[]
}

/**
 * How much dearer each supplier is than the cheapest of the same variants, the mean over the variants that at least two of them price.
 * By supplier; absent is who shares none.
 */
export function priceStanding(variants: Iterable<SharedVariant>, inOneCurrency: InOneCurrency): Map<string, Seen> {
  const sums = new Map<string, { sum: number; base: number }>()
  for (const { offers } of variants) {
    const prices = comparedPrices(offers, inOneCurrency)
    const known = offers.flatMap(({ supplierId }, index) => {
      const price = prices[index]
      return price === null || price === undefined ? [] : [{ supplierId, price }]
    })
    const cheapest = Math.min(...known.map(({ price }) => price))
    if (known.length < 2 || cheapest <= 0) continue
    for (const { supplierId, price } of known) {
      const own = sums.get(supplierId) ?? { sum: 0, base: 0 }
      sums.set(supplierId, { sum: own.sum + (price / cheapest - 1) * 10_000, base: own.base + 1 })
    }
  }
  return new Map([...sums].map(([id, { sum, base }]) => [id, { bps: Math.round(sum / base), base }]))
}

export type ChoiceReason = 'only_one' | 'by_hand' | 'by_score' | 'cheapest' | 'by_name'

export interface Chosen {
  choice: SupplyChoice
  reason: ChoiceReason
  /** of the reason `by_score` */
  points: number | null
}

/**
 * Whom to order a variant from: who was chosen by hand; else the best score, where it is an A or B; else the cheapest of those that nobody
 * knows to be a C (of all, when all are); else the first by name. Null when nobody sells it.
 * @param scores by supplier; who is absent has none
 */
export function chooseSupplier(
  choices: readonly SupplyChoice[],
  scores: ReadonlyMap<string, Pick<Score, 'total' | 'tier'>>,
  inOneCurrency: InOneCurrency,
): Chosen | null {
  const ordered = choices.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const [first] = ordered
  if (!first) return null
  const byHand = ordered.find(({ preferred }) => preferred)
  if (byHand) return { choice: byHand, reason: 'by_hand', points: null }
  if (ordered.length === 1) return { choice: first, reason: 'only_one', points: null }
  const pointsOfChoice = (choice: SupplyChoice): number => scores.get(choice.supplierId)?.total ?? -1
  const tierOfChoice = (choice: SupplyChoice): Tier | null => scores.get(choice.supplierId)?.tier ?? null
  const good = ordered.filter((choice) => ['A', 'B'].includes(tierOfChoice(choice) ?? ''))
  const best = Math.max(...good.map(pointsOfChoice))
  const leaders = good.filter((choice) => pointsOfChoice(choice) === best)
  const [leader] = leaders
  if (leader && leaders.length === 1) return { choice: leader, reason: 'by_score', points: best }
  const notC = ordered.filter((choice) => tierOfChoice(choice) !== 'C')
  return cheapestOf(leaders.length > 1 ? leaders : notC.length > 0 ? notC : ordered, inOneCurrency)
}

function cheapestOf(choices: readonly SupplyChoice[], inOneCurrency: InOneCurrency): Chosen | null {
  const [first] = choices
  if (!first) return null
  const prices = comparedPrices(choices, inOneCurrency)
  const known = prices.filter((price) => price !== null)
  if (known.length === 0) return { choice: first, reason: 'by_name', points: null }
  const cheapest = Math.min(...known)
  return { choice: choices[prices.indexOf(cheapest)] ?? first, reason: 'cheapest', points: null }
}
