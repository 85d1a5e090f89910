/**
 * The floor of the pricing bench: one loop that makes the same decisions for the bench's twelve rules, written out by hand.
 * In: the bench's shop. Out: one price per cell. It shares the arithmetic of costs (margin, floor) and nothing of the planner:
 * no rules as data, no conditions as objects, no traces, no reasons, no columns but the prices. Its prices must equal the planner's.
 */
import {
  floorMinor,
  knownMarginMinor,
  netMinor,
  priceForMargin,
  priceForMarginMinor,
} from '#app/tools/pricing/costs/margin.ts'
import type { PlanInput } from '#app/tools/pricing/rules/types.ts'
import type { CostTerms } from '#app/tools/pricing/terms.ts'
import { AS_OF, exchangeExactly } from './shop.ts'

const TARGETED = new Set(['Type 0', 'Type 1', 'Type 2', 'Type 3'])
const POUND_VENDORS = new Set(['Vendor 1', 'Vendor 2', 'Vendor 3', 'Vendor 4', 'Vendor 5'])
const asOf = Date.parse(AS_OF)
const since = asOf - 7 * 86_400_000
const TARGET_25 = { marginOfPriceBps: 2_500 }
const TARGET_30 = { marginOfPriceBps: 3_000 }
/** euro, pound, yen, Australian dollar per minor unit of the base */
const RATES = ['USD', 'EUR', 'GBP', 'JPY', 'AUD'].map((to) => (exchangeExactly(1e9, 'USD', to) ?? NaN) / 1e9)
const DEAR = ['USD', 'EUR', 'GBP', 'JPY', 'AUD'].map((to) => exchangeExactly(10_000, 'USD', to) ?? NaN)
const FORTY = ['USD', 'EUR', 'GBP', 'JPY', 'AUD'].map((to) => exchangeExactly(4_000, 'USD', to) ?? NaN)
const ENDING = [99, 99, 99, 80, 99]

function half(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}

function off(price: number, bps: number): number {
  return half((price * (10_000 - bps)) / 10_000)
}

/** Exact near a tie, as the planner must be too. */
function exchanged(minor: number, place: number, currency: string): number {
  if (place === 0) return minor
  const product = minor * (RATES[place] ?? NaN)
  const aside = product - Math.floor(product)
  if (Math.abs(aside - 0.5) < 1e-4 * product) return exchangeExactly(minor, 'USD', currency) ?? NaN
  return Math.round(product)
}

export function planBare(input: PlanInput): Float64Array {
  const { books, variants, prices, terms, offers } = input
  const out = new Float64Array(variants.length * books.length)
  for (let row = 0; row < variants.length; row += 1) {
    const variant = variants[row]
    if (!variant) continue
    const { productType, vendor, tags, ageDays, coverDays, collectionIds } = variant
    const targeted = TARGETED.has(productType)
    const tagged = tags.includes('t1') || tags.includes('t2')
    const promoted = collectionIds.some((id) => id === '1' || id === '2' || id === '3' || id === '4')
    const dearer = productType === 'Type 10' || productType === 'Type 11' || vendor === 'Vendor 40'
    const seen = offers(variant.id)
    let base = 0
    let baseToday = 0
    for (let place = 0; place < books.length; place += 1) {
      const book = books[place]
      const today = prices[place]
      if (!book || !today) continue
      const shown = today.shownMinor[row] ?? 0
      const fixed = today.fixedMinor[row] ?? NaN
      const compareAt = today.compareAtMinor[row] ?? NaN
      const cost = terms(variant.id, book.id)
      const margin = cost ? (knownMarginMinor(cost, shown) ?? NaN) : NaN
      if (place === 0) {
        base = shown
        baseToday = shown
      }
      let price = NaN
      let refused = false
      let exact = false
      let quietable = true
      let scarce = false
      let wanted = NaN
      const set = (next: number | null): void => {
        refused = next === null
        if (next === null) return
        price = next
        quietable = true
        scarce = false
        wanted = NaN
      }
      set(cost ? floorMinor(cost, 6_000) : null)
      if (targeted) set(cost ? priceForMargin(cost, TARGET_25) : null)
      if (place === 3) set(off(exchanged(base, place, book.currency), -500))
      if (place === 2 && POUND_VENDORS.has(vendor)) set(off(exchanged(base, place, book.currency), -300) + 100)
      if (!targeted && seen) {
        let cheapest = Infinity
        for (const offer of seen) {
          if (offer.confidenceBps < 6_000 || offer.inStock !== true) continue
          const at = Date.parse(offer.seenAt)
          if (at >= since && at <= asOf) cheapest = Math.min(cheapest, offer.priceMinor * (RATES[place] ?? NaN))
        }
        if (cheapest < Infinity) set(off(Math.round(cheapest), 100))
      }
      if (cost && Math.round((margin * 10_000) / netMinor(cost, shown)) <= 1_000) set(priceForMargin(cost, TARGET_30))
      if (tagged && shown >= (DEAR[place] ?? NaN)) set(cost ? priceForMarginMinor(cost, FORTY[place] ?? NaN) : null)
      const stopped = place === 1 && tags.includes('u7')
      if (stopped) {
        set(2_450)
        exact = true
        quietable = false
      } else {
        if (coverDays !== null && coverDays < 10) {
          if (price < shown) scarce = true
        } else if (coverDays !== null && coverDays > 120) {
          const steps = 1 + Math.floor((coverDays - 121) / 30)
          price = off(price > 0 ? price : shown, Math.min(steps * 500, 2_000))
          quietable = false
        }
        if (ageDays <= 60) {
          const bps = 1_500 - (ageDays < 30 ? 0 : 1 + Math.floor((ageDays - 30) / 7)) * 500
          if (bps > 0) {
            price = off(price > 0 ? price : shown, bps)
            quietable = false
          }
        }
        if (promoted) {
          const before = compareAt > shown ? compareAt : shown
          const anchored = price > 0
          price = off(anchored ? price : before, 1_000)
          if (!anchored && price > shown) price = shown
          wanted = before
          quietable = false
        }
        if (place === 4 && dearer) set(off(exchanged(base, place, book.currency), -800))
      }
      const left = place === 0 || fixed > 0 || base === baseToday ? shown : (input.followed(base, book) ?? shown)
      const result = refused
        ? left
        : guard(cost, price, shown, left, compareAt, wanted, place, exact, quietable, scarce)
      out[row * books.length + place] = result
      if (place === 0) base = result
    }
  }
  return out
}

function guard(
  cost: CostTerms | undefined,
  price: number,
  shown: number,
  left: number,
  compareAt: number,
  wanted: number,
  place: number,
  exact: boolean,
  quietable: boolean,
  scarce: boolean,
): number {
  const floor = cost && cost.missing.length === 0 ? floorMinor(cost, 2_000) : NaN
  if (floor === null) return left
  const least = cost && floor > 0 ? Math.ceil((cost.unitCostMinor * 2_000) / 10_000) : NaN
  const keeps = (p: number): boolean =>
    !(least >= 0) || cost === undefined || (knownMarginMinor(cost, p) ?? Infinity) >= least
  const lower = Math.max(1, Math.ceil((shown * 6_000) / 10_000))
  let upper = Math.floor((shown * 15_000) / 10_000)
  const cap = wanted > 0 ? wanted : compareAt >= shown ? compareAt : NaN
  if (cap < upper) upper = cap
  const allows = (p: number): boolean => p >= lower && p <= upper && keeps(p)
  if (scarce) {
    if (left === shown && allows(shown)) return left
    price = shown
  }
  let raw = price > upper ? upper : price < lower ? lower : price
  if (!keeps(raw)) {
    const raised = cost ? floorMinor(cost, 2_000, raw) : null
    if (raised === null || raised > upper) return left
    raw = raised
  }
  let rounded = raw
  if (!(exact && raw === price)) {
    const ending = ENDING[place] ?? 99
    const rest = raw % 100
    const above = rest <= ending ? raw - rest + ending : raw - rest + 100 + ending
    const below = above - 100
    const nearest = above === raw || below <= 0 || raw - below >= above - raw ? above : below
    const other = nearest === above ? below : above
    if (nearest === raw || allows(nearest)) rounded = nearest
    else if (other > 0 && allows(other)) rounded = other
    else return left
  }
  const after = wanted > 0 ? (wanted > rounded ? wanted : NaN) : compareAt >= rounded ? compareAt : NaN
  const stays = after === compareAt || (Number.isNaN(after) && Number.isNaN(compareAt))
  if (rounded === left && stays) return left
  if (stays && left === shown && allows(left)) {
    if (!exact && shown % 100 === (ENDING[place] ?? 99) && raw < shown + 100 && raw > shown - 100) return left
    if (quietable && Math.abs(raw - shown) * 10_000 < 150 * shown) return left
  }
  return rounded
}
