/**
 * Rules that are legal and foolish. In: a rule set that parses, and the instant. Out: findings, each at the field where it can be mended.
 * An error makes no sense at any time and must be mended before publishing; a warning may be meant.
 * Invariant: a finding is certain: what may or may not meet is only reported where both rules surely match the same variants and books.
 */
import { z } from 'zod'
import { bandsMeet, listsMeet } from '#app/kernel/conditions.ts'
import type { Instant } from '#app/mirror/types.ts'
import { BASE_BOOK } from '../terms.ts'
import { bundleParts, sortBundles } from './bundles.ts'
import { conditionsCover } from './cover.ts'
import type { Condition, PricingRule, RuleKind, RuleOf, RuleSet, SimpleCondition } from './schema.ts'

export const FINDINGS = [
  'promotion_ends_before_start',
  'bundle_of_itself',
  'bundle_cycle',
  'price_repeated',
  'below_everything',
  'never_matches',
  'unreachable',
  'overridden',
  'promotions_stack',
  'promotion_over',
  'promotion_beyond_max_change',
  'nothing_enabled',
] as const

/** Said by i18n `pricingRules.finding.<code>`. */
export const Finding = z.object({
  code: z.enum(FINDINGS),
  severity: z.enum(['error', 'warning']),
  /** where in the document: ['rules', 2, 'endsAt'] */
  path: z.array(z.union([z.string(), z.number()])),
  /** index of the other rule, when two fight */
  otherIndex: z.int().nullable(),
})
export type Finding = z.infer<typeof Finding>
type Code = Finding['code']

const ERRORS: ReadonlySet<Code> = new Set([
  'promotion_ends_before_start',
  'bundle_of_itself',
  'bundle_cycle',
  'price_repeated',
  'below_everything',
])

interface Place {
  rule: PricingRule
  index: number
}

/** Everything that is wrong or suspicious, in the order of the rules. `asOf` tells which promotions are over. */
export function checkRuleSet(ruleSet: RuleSet, asOf: Instant): Finding[] {
  const enabled = ruleSet.rules.map((rule, index): Place => ({ rule, index })).filter(({ rule }) => rule.enabled)
  if (ruleSet.rules.length > 0 && enabled.length === 0) return [finding('nothing_enabled', ['rules'])]
  const { cyclic } = sortBundles(bundleParts(ruleSet.rules))
  return enabled.flatMap((place, position) => {
    const before = enabled.slice(0, position)
    const after = enabled.slice(position + 1)
    return [
      ...checkOne(place, ruleSet, asOf, cyclic),
      ...checkReach(place, before),
      ...checkOverridden(place, after),
      ...checkStacking(place, before),
    ]
  })
}

function finding(code: Code, path: (string | number)[], otherIndex: number | null = null): Finding {
  return { code, severity: ERRORS.has(code) ? 'error' : 'warning', path, otherIndex }
}

// One rule by itself -------------------------------------------------------------------------------------------------

function checkOne({ rule, index }: Place, ruleSet: RuleSet, asOf: Instant, cyclic: ReadonlySet<string>): Finding[] {
  const at = (...path: (string | number)[]): (string | number)[] => ['rules', index, ...path]
  const found: Finding[] = []
  const clash = findClash(rule.conditions)
  if (clash !== null) found.push(finding('never_matches', at('conditions', clash)))
  if (rule.kind === 'promotion') found.push(...checkPromotion(rule, ruleSet, asOf, at))
  if (rule.kind === 'bundle') found.push(...checkBundle(rule, cyclic, at))
  if (rule.kind === 'fixed_price') {
    rule.prices.forEach((price, line) => {
      const same = rule.prices.findIndex((other) => targetOf(other) === targetOf(price))
      if (same < line) found.push(finding('price_repeated', at('prices', line)))
    })
  }
  if (rule.kind === 'competitor' && rule.position === 'below' && rule.distance.by === 'percent') {
    if (rule.distance.bps >= 10_000) found.push(finding('below_everything', at('distance', 'bps')))
  }
  return found
}

function checkPromotion(
  rule: RuleOf<'promotion'>,
  ruleSet: RuleSet,
  asOf: Instant,
  at: (...path: string[]) => (string | number)[],
): Finding[] {
  const [from, to] = [Date.parse(rule.startsAt), Date.parse(rule.endsAt)]
  if (to <= from) return [finding('promotion_ends_before_start', at('endsAt'))]
  const found: Finding[] = []
  if (to <= Date.parse(asOf)) found.push(finding('promotion_over', at('endsAt')))
  const { maxDownBps } = ruleSet.guards
  if (rule.off.by === 'percent' && maxDownBps !== null && rule.off.bps > maxDownBps) {
    found.push(finding('promotion_beyond_max_change', at('off', 'bps')))
  }
  return found
}

function checkBundle(
  rule: RuleOf<'bundle'>,
  cyclic: ReadonlySet<string>,
  at: (...path: (string | number)[]) => (string | number)[],
): Finding[] {
  const own = rule.parts.findIndex((part) => part.variantId === rule.variantId)
  if (own >= 0) return [finding('bundle_of_itself', at('parts', own, 'variantId'))]
  return cyclic.has(rule.variantId) ? [finding('bundle_cycle', at('parts'))] : []
}

/** The place of the first condition that cannot hold together with one before it; null when all can. */
function findClash(conditions: readonly Condition[]): number | null {
  const index = conditions.findIndex((later, place) =>
    conditions
      .slice(0, place)
      .some((earlier) => earlier.field !== 'any' && later.field !== 'any' && clash(earlier, later)),
  )
  return index < 0 ? null : index
}

/** Tags, collections and markets are left out: a product has several, so `in a` and `in b` can both hold. */
function clash(a: SimpleCondition, b: SimpleCondition): boolean {
  if (a.field === 'priceMinor' && b.field === 'priceMinor') return a.currency === b.currency && !bandsMeet(a, b)
  if (a.field === 'marginBps' && b.field === 'marginBps') return !bandsMeet(a, b)
  if (a.field === 'stockCoverDays' && b.field === 'stockCoverDays') return !bandsMeet(a, b)
  if (a.field === 'ageDays' && b.field === 'ageDays') return !bandsMeet(a, b)
  if (a.field === 'book' && b.field === 'book') return !listsMeet(a, b)
  if (isText(a) && isText(b) && a.field === b.field) return !listsMeet(folded(a), folded(b))
  return false
}

type TextCondition = Extract<SimpleCondition, { field: 'productType' | 'vendor' | 'sku' }>

function isText(condition: SimpleCondition): condition is TextCondition {
  return condition.field === 'productType' || condition.field === 'vendor' || condition.field === 'sku'
}

function folded(condition: TextCondition): TextCondition {
  return { ...condition, values: condition.values.map((value) => value.trim().toLowerCase()) }
}

// Rules against each other -------------------------------------------------------------------------------------------

/** An earlier rule that stops, always has something to say, and matches all that this one matches. */
function checkReach({ rule, index }: Place, before: readonly Place[]): Finding[] {
  const wall = before.find((other) => other.rule.stop && alwaysSpeaks(other.rule, rule) && covers(other.rule, rule))
  return wall ? [finding('unreachable', ['rules', index], wall.index)] : []
}

/** A price that a later rule always replaces: the two fight, and this one loses everywhere. */
function checkOverridden({ rule, index }: Place, after: readonly Place[]): Finding[] {
  if (rule.stop || !SETS_PRICE[rule.kind]) return []
  const winner = after.find(
    (other) => SETS_PRICE[other.rule.kind] && alwaysSpeaks(other.rule, rule) && covers(other.rule, rule),
  )
  return winner ? [finding('overridden', ['rules', index], winner.index)] : []
}

/** Two promotions on the same goods at the same time: the second is taken off what the first left. */
function checkStacking({ rule, index }: Place, before: readonly Place[]): Finding[] {
  if (rule.kind !== 'promotion') return []
  const other = before.find(
    (place) =>
      place.rule.kind === 'promotion' &&
      !place.rule.stop &&
      overlap(place.rule, rule) &&
      (covers(place.rule, rule) || covers(rule, place.rule)),
  )
  return other ? [finding('promotions_stack', ['rules', index], other.index)] : []
}

function overlap(a: RuleOf<'promotion'>, b: RuleOf<'promotion'>): boolean {
  const from = Math.max(Date.parse(a.startsAt), Date.parse(b.startsAt))
  return from < Math.min(Date.parse(a.endsAt), Date.parse(b.endsAt))
}

const SETS_PRICE: Record<RuleKind, boolean> = {
  cost_plus: true,
  target_margin: true,
  fixed_price: true,
  follow_base: true,
  competitor: true,
  bundle: true,
  stock_aware: false,
  penetration: false,
  promotion: false,
}

/** Whether `rule` speaks about every cell that `about` can speak about, when both match it. */
function alwaysSpeaks(rule: PricingRule, about: PricingRule): boolean {
  switch (rule.kind) {
    case 'cost_plus':
    case 'target_margin':
      return true
    case 'follow_base':
      return about.kind === 'follow_base' || neverInBase(about.conditions)
    case 'fixed_price': {
      if (about.kind !== 'fixed_price') return false
      const targets = new Set(rule.prices.map(targetOf))
      return about.prices.every((price) => targets.has(targetOf(price)))
    }
    case 'bundle':
      return about.kind === 'bundle' && about.variantId === rule.variantId
    case 'competitor':
    case 'stock_aware':
    case 'penetration':
    case 'promotion':
      return false
  }
}

function neverInBase(conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) => condition.field === 'book' && condition.values.includes(BASE_BOOK) === (condition.op === 'notIn'),
  )
}

function targetOf(price: RuleOf<'fixed_price'>['prices'][number]): string {
  return price.for === 'book' ? price.bookId : price.currency
}

function covers(outer: PricingRule, inner: PricingRule): boolean {
  // A bundle rule matches one variant only, whatever its conditions say.
  if (outer.kind === 'bundle' && !(inner.kind === 'bundle' && inner.variantId === outer.variantId)) return false
  return conditionsCover(outer.conditions, inner.conditions)
}
