/**
 * Which entries a visitor sees. In: entries with their target and schedule, and where the visitor is. Out: per entry a decision with its reason,
 * and the list in the merchant's order.
 * Invariant: a draft is never shown, whatever its target and schedule say.
 */
import { foldText } from '#app/kernel/conditions.ts'
import type { Instant } from '#app/mirror/types.ts'

/** `null`: anywhere; an empty list: nowhere. Products, collections and tags are one question, "which products": any of them is enough. */
export interface FaqTarget {
  markets: readonly string[] | null
  templates: readonly string[] | null
  languages: readonly string[] | null
  products: readonly string[] | null
  collections: readonly string[] | null
  tags: readonly string[] | null
}

export const EVERYWHERE: FaqTarget = {
  markets: null,
  templates: null,
  languages: null,
  products: null,
  collections: null,
  tags: null,
}

export interface TargetedEntry {
  id: string
  state: 'draft' | 'published'
  /** small first; equal positions fall back on the id */
  position: number
  /** shown from this instant on; null: at once */
  startsAt: Instant | null
  /** shown until just before this instant; null: for good */
  endsAt: Instant | null
  target: FaqTarget
  /** languages with a text, BCP 47; the first is the one written by the merchant */
  languages: readonly string[]
}

export interface VisitorContext {
  market: string
  language: string
  /** theme template: product, collection, page, index ... */
  template: string
  /** null where no product is shown */
  productId: string | null
  /** of the product, or the collection that is shown */
  collectionIds: readonly string[]
  productTags: readonly string[]
  asOf: Instant
}

export type HiddenReason =
  | 'draft'
  | 'schedule_invalid'
  | 'not_yet'
  | 'over'
  | 'other_market'
  | 'other_template'
  | 'other_language'
  | 'other_product'
  | 'no_text'

/** `language`: of the text to show, which is the entry's first where the visitor's has none. */
export type ShowDecision = { shown: true; language: string } | { shown: false; reason: HiddenReason }

export function decideShown(entry: TargetedEntry, visitor: VisitorContext): ShowDecision {
  const reason = hiddenBySchedule(entry, visitor.asOf) ?? hiddenByTarget(entry.target, visitor)
  if (reason !== null) return { shown: false, reason }
  const language = bestLanguage(entry.languages, visitor.language)
  return language === null ? { shown: false, reason: 'no_text' } : { shown: true, language }
}

/** Those shown, in the merchant's order. */
export function listShown<Entry extends TargetedEntry>(
  entries: readonly Entry[],
  visitor: VisitorContext,
): { entry: Entry; language: string }[] {
  return entries
    .flatMap((entry) => {
      const decision = decideShown(entry, visitor)
      return decision.shown ? [{ entry, language: decision.language }] : []
    })
    .sort((a, b) => a.entry.position - b.entry.position || (a.entry.id < b.entry.id ? -1 : 1))
}

function hiddenBySchedule(entry: TargetedEntry, asOf: Instant): HiddenReason | null {
  if (entry.state !== 'published') return 'draft'
  const now = Date.parse(asOf)
  const starts = entry.startsAt === null ? -Infinity : Date.parse(entry.startsAt)
  const ends = entry.endsAt === null ? Infinity : Date.parse(entry.endsAt)
  // NaN is not before anything: an instant that cannot be read hides rather than shows.
  if (Number.isNaN(now) || !(starts < ends)) return 'schedule_invalid'
  if (now < starts) return 'not_yet'
  return now < ends ? null : 'over'
}

function hiddenByTarget(target: FaqTarget, visitor: VisitorContext): HiddenReason | null {
  if (target.markets !== null && !target.markets.includes(visitor.market)) return 'other_market'
  if (target.templates !== null && !target.templates.includes(visitor.template)) return 'other_template'
  if (target.languages !== null && !target.languages.some((language) => isLanguage(language, visitor.language)))
    return 'other_language'
  return meansProduct(target, visitor) ? null : 'other_product'
}

function meansProduct({ products, collections, tags }: FaqTarget, visitor: VisitorContext): boolean {
  if (products === null && collections === null && tags === null) return true
  if (visitor.productId !== null && products?.includes(visitor.productId)) return true
  if (collections?.some((collection) => visitor.collectionIds.includes(collection))) return true
  const worn = new Set(visitor.productTags.map(foldText))
  return tags?.some((tag) => worn.has(foldText(tag))) ?? false
}

/** Whether a visitor's language is meant: "zh" means zh-CN and zh-TW, "zh-CN" means only itself. */
function isLanguage(meant: string, visitors: string): boolean {
  const wanted = meant.toLowerCase()
  const given = visitors.toLowerCase()
  return given === wanted || given.startsWith(`${wanted}-`)
}

/** The exact language, then its base, then a sister of the same base, then what the merchant wrote; null without any text. */
function bestLanguage(written: readonly string[], visitors: string): string | null {
  const given = visitors.toLowerCase()
  const base = given.split('-')[0] ?? given
  return (
    written.find((language) => language.toLowerCase() === given) ??
    written.find((language) => language.toLowerCase() === base) ??
    written.find((language) => language.toLowerCase().startsWith(`${base}-`)) ??
    written[0] ??
    null
  )
}
