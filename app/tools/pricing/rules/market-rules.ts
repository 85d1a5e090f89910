/**
 * Rules that start from a price: the merchant's own for a market, the base price, the competitors', or those of a bundle's parts.
 * Invariant: what is not there (no line for the book, no usable offer) is passed over and later rules are asked; a rate that is missing is refused.
 */
import type { PriceBook } from '../terms.ts'
import type { Cell } from './cell.ts'
import { changed, type Converters } from './convert.ts'
import { withoutRate } from './cost-rules.ts'
import type { Compile } from './rule-context.ts'
import type { Distance, RuleOf } from './schema.ts'
import { STEPS } from './steps.ts'
import type { CompetitorOffer } from './types.ts'

const DAY_MS = 86_400_000

export const fixedPrice: Compile<'fixed_price'> = (rule, ruleIndex, { book }) => {
  const line =
    rule.prices.find((price) => price.for === 'book' && price.bookId === book.id) ??
    rule.prices.find((price) => price.for === 'currency' && price.currency === book.currency)
  if (!line) return null
  return (cell) => {
    cell.set(line.priceMinor, true)
    cell.exact = true
    cell.trace.put2(STEPS.fixedPrice.code, ruleIndex, line.priceMinor)
    return true
  }
}

export const followBase: Compile<'follow_base'> = (rule, ruleIndex, context) => {
  if (context.isBase) return null
  const { book, baseCurrency, converters } = context
  const converter = converters.between(baseCurrency, book.currency)
  const added = rule.amount
    ? converters.between(rule.amount.currency, book.currency).convert(rule.amount.amountMinor)
    : 0
  if (!converter.known || Number.isNaN(added)) return withoutRate(ruleIndex)
  return (cell) => {
    const exchanged = converter.convert(cell.baseMinor)
    const price = changed(exchanged, rule.percentBps) + added
    cell.set(price, false)
    cell.trace.put4(STEPS.followBase.code, ruleIndex, cell.baseMinor, exchanged, price)
    return true
  }
}

export const bundle: Compile<'bundle'> = (rule, ruleIndex, context) => {
  if (context.inCycle(rule.variantId)) {
    return (cell) => {
      cell.refusal = 'bundle_cycle'
      cell.trace.put1(STEPS.bundleCycle.code, ruleIndex)
      return true
    }
  }
  return (cell) => {
    let sum = 0
    for (const part of rule.parts) sum += context.plannedMinor(part.variantId) * part.quantity
    if (!(sum > 0)) {
      cell.refusal = 'part_missing'
      cell.trace.put1(STEPS.partMissing.code, ruleIndex)
      return true
    }
    const price = changed(sum, -rule.lessBps)
    cell.set(price, true)
    cell.partsMinor = sum
    cell.trace.put3(STEPS.bundle.code, ruleIndex, sum, price)
    return true
  }
}

export const competitor: Compile<'competitor'> = (rule, ruleIndex, context) => {
  const { book, converters, asOfMs } = context
  const move = mover(rule, book, converters)
  if (!move) return withoutRate(ruleIndex)
  const countries = new Set(book.countries)
  const since = asOfMs - rule.maxAgeDays * DAY_MS
  const usable = (offer: CompetitorOffer): boolean => {
    if (rule.of === 'named' && offer.competitorId !== rule.competitorId) return false
    if (offer.confidenceBps < rule.minConfidenceBps || (rule.inStockOnly && offer.inStock !== true)) return false
    if (offer.country !== null && !countries.has(offer.country)) return false
    const seenMs = Date.parse(offer.seenAt)
    return seenMs >= since && seenMs <= asOfMs
  }
  const prices: number[] = []
  return (cell) => {
    prices.length = 0
    const offers = cell.offers
    if (offers === undefined) return noOffer(cell, ruleIndex, 0)
    for (const offer of offers) {
      if (!usable(offer)) continue
      const asked = offer.priceMinor + (rule.withShipping ? (offer.shippingMinor ?? 0) : 0)
      const unit = converters.between(offer.currency, book.currency).scale(asked) / offer.packSize
      if (unit > 0) prices.push(unit)
    }
    if (prices.length === 0) return noOffer(cell, ruleIndex, offers.length)
    const reference = Math.round(REFERENCES[rule.of](prices))
    const price = move(reference)
    cell.set(price, false)
    cell.trace.put4(STEPS.competitor.code, ruleIndex, prices.length, reference, price)
    return true
  }
}

function noOffer(cell: Cell, ruleIndex: number, seen: number): false {
  cell.trace.put2(STEPS.noOffer.code, ruleIndex, seen)
  return false
}

const REFERENCES: Record<RuleOf<'competitor'>['of'], (prices: number[]) => number> = {
  cheapest: (prices) => Math.min(...prices),
  named: (prices) => Math.min(...prices),
  average: (prices) => prices.reduce((sum, price) => sum + price, 0) / prices.length,
  median: (prices) => {
    prices.sort((a, b) => a - b)
    const upper = prices.length >> 1
    const high = prices[upper] ?? 0
    return prices.length % 2 === 1 ? high : ((prices[upper - 1] ?? 0) + high) / 2
  },
}

/** From the reference to the price; null when the amount has no rate. */
function mover(
  rule: RuleOf<'competitor'>,
  book: PriceBook,
  converters: Converters,
): ((reference: number) => number) | null {
  if (rule.position === 'at') return (reference) => reference
  const sign = rule.position === 'below' ? -1 : 1
  const distance: Distance = rule.distance
  if (distance.by === 'percent') return (reference) => changed(reference, sign * distance.bps)
  const amount = converters.between(distance.currency, book.currency).convert(distance.amountMinor)
  return Number.isNaN(amount) ? null : (reference) => reference + sign * amount
}
