/**
 * What answers may say about one market. In: its own settings, those for all markets, the delivery estimates of its countries. Out: MarketFacts, and
 * the text of each placeholder per language. Invariant: a promise holds for every country of the market that we know of: the range spans them all.
 */
import type { Instant } from '#app/mirror/types.ts'
import type { DeliveryEstimate } from '#app/facts/lanes.ts'
import type { DeliveryDates, DeliveryDays, MarketFacts } from '../market-facts.ts'
import { PLACEHOLDERS, type PlaceholderName } from '../placeholders/parse.ts'
import { resolveAnswer } from '../placeholders/resolve.ts'
import { answerLocale } from '../placeholders/words.ts'
import type { BoundSettings } from './schema.ts'

const PLACEHOLDER_NAMES = Object.keys(PLACEHOLDERS) as readonly PlaceholderName[]

/** @param estimates of the market's countries only */
export function marketFactsOf(
  own: BoundSettings,
  all: BoundSettings,
  estimates: readonly DeliveryEstimate[],
  asOf: Instant,
): MarketFacts {
  return {
    returnWindowDays: own.returnWindowDays ?? all.returnWindowDays,
    dutyMode: own.dutyMode ?? all.dutyMode,
    freeShippingThreshold: own.freeShippingThreshold ?? all.freeShippingThreshold,
    deliveryDays: deliveryDaysOf(estimates),
    deliveryDates: deliveryDatesOf(estimates, asOf),
  }
}

/** Where countries count differently, all are said in calendar days: five business days are a week. */
function deliveryDaysOf(estimates: readonly DeliveryEstimate[]): DeliveryDays | null {
  const [first] = estimates
  if (!first) return null
  const isMixed = estimates.some(({ dayKind }) => dayKind !== first.dayKind)
  const calendar = ({ dayKind }: DeliveryEstimate, days: number): number =>
    isMixed && dayKind === 'business' ? Math.ceil((days * 7) / 5) : days
  return {
    minDays: Math.min(...estimates.map((estimate) => calendar(estimate, estimate.minDays))),
    maxDays: Math.max(...estimates.map((estimate) => calendar(estimate, estimate.maxDays))),
    dayKind: isMixed ? 'calendar' : first.dayKind,
  }
}

/** Of an order placed now. Null where one country's estimate is too old to say. */
function deliveryDatesOf(estimates: readonly DeliveryEstimate[], asOf: Instant): DeliveryDates | null {
  const now = Date.parse(asOf) / 1000
  const arrivals = estimates.map((estimate) => estimate.arrivals.find(({ until }) => until > now))
  if (arrivals.length === 0) return null
  let [earliestOn, latestOn] = ['9999-12-31', '']
  for (const arrival of arrivals) {
    if (!arrival) return null
    if (arrival.from < earliestOn) earliestOn = arrival.from
    if (arrival.to > latestOn) latestOn = arrival.to
  }
  return { earliestOn, latestOn }
}

/** The text of each placeholder that can be filled. @param language as the shop names it, e.g. zh-CN */
export function placeholderTexts(facts: MarketFacts, language: string): Partial<Record<PlaceholderName, string>> {
  const locale = answerLocale(language)
  const texts: Partial<Record<PlaceholderName, string>> = {}
  for (const name of PLACEHOLDER_NAMES) {
    const resolved = resolveAnswer(`{{${name}}}`, facts, locale, 'text')
    if (resolved.outcome === 'resolved') texts[name] = resolved.text
  }
  return texts
}

/** What the storefront reads: market handle, or `*` for one that is not listed, then language, then placeholder. */
export type StorefrontFacts = Record<string, Record<string, Partial<Record<PlaceholderName, string>>>>

/**
 * The theme falls back to `*` name by name. What one market cannot say (free shipping that it does not offer) must not be said there for another's
 * sake: such a name leaves `*`. Changes `facts`.
 */
export function withholdFromOthers(facts: StorefrontFacts): void {
  const { '*': others = {}, ...markets } = facts
  for (const [language, texts] of Object.entries(others))
    for (const name of PLACEHOLDER_NAMES)
      if (Object.values(markets).some((market) => market[language]?.[name] === undefined)) delete texts[name]
}

/** A market's texts in a language: its own, else those of any market; a language that is not there has none. */
export function textsFor(
  facts: StorefrontFacts,
  market: string | null,
  language: string,
): Partial<Record<PlaceholderName, string>> {
  const own = market !== null && Object.hasOwn(facts, market) ? facts[market] : facts['*']
  return own && Object.hasOwn(own, language) ? (own[language] ?? {}) : {}
}
