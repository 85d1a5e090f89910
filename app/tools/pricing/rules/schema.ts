/**
 * Rules as data. In: forms and stored JSON. Out: a rule set: ordered rules, guards, roundings, dead-band.
 * Every message is a code: i18n says it (`pricingRules.error.<code>`) at the field its path names.
 * Invariant: a document that parses can be planned; what is legal but foolish is found by check.ts.
 */
import { z } from 'zod'
import { bandFields, bandProblem, LIST_OPS, type Band } from '#app/kernel/conditions.ts'
import { minorDigits } from '#app/kernel/money.ts'

export const MAX_RULES = 100
const MAX_VALUES = 5_000
/** Above every honest price in every currency, far below 2^53 / 10000, so that percents of it stay exact. */
export const MAX_PRICE_MINOR = 100_000_000_000

const Id = z.string().regex(/^\d{1,20}$/, 'id_invalid')
const Currency = z.string().regex(/^[A-Z]{3}$/, 'currency_invalid')
const Instant = z.iso.datetime({ offset: true, error: 'instant_invalid' })
const int = z.int('number_invalid')
const days = int.min(1, 'days_too_few').max(3_650, 'days_too_many')
const amountMinor = int.min(1, 'amount_too_small').max(MAX_PRICE_MINOR, 'amount_too_large')
const signedBps = int.min(-9_900, 'percent_too_low').max(100_000, 'percent_too_high')
/** a share taken off */
const offBps = int.min(1, 'percent_too_low').max(9_900, 'percent_too_high')

// Conditions ---------------------------------------------------------------------------------------------------------

const text = z.string().trim().min(1, 'value_missing').max(255, 'value_too_long')
const texts = z.array(text).min(1, 'values_missing').max(MAX_VALUES, 'values_too_many')
const ids = z.array(Id).min(1, 'values_missing').max(MAX_VALUES, 'values_too_many')
const listOp = z.enum(LIST_OPS)
const limited = int.min(-MAX_PRICE_MINOR, 'number_too_small').max(MAX_PRICE_MINOR, 'number_too_large')

function checkedBand<T extends z.ZodType<Band>>(schema: T): T {
  return schema.superRefine((band, context) => {
    const problem = bandProblem(band as Band)
    if (problem) context.addIssue({ code: 'custom', path: [problem.path], message: problem.code })
  })
}

/** Text is compared without case and outer spaces. `in` a tag or collection list means: has at least one of them. */
export const SimpleCondition = z.discriminatedUnion('field', [
  z.object({ field: z.literal('productType'), op: listOp, values: texts }),
  z.object({ field: z.literal('vendor'), op: listOp, values: texts }),
  z.object({ field: z.literal('tag'), op: listOp, values: texts }),
  z.object({ field: z.literal('sku'), op: listOp, values: texts }),
  z.object({ field: z.literal('collection'), op: listOp, values: ids }),
  z.object({ field: z.literal('book'), op: listOp, values: ids }),
  z.object({ field: z.literal('market'), op: listOp, values: ids }),
  /** landed margin today, of the net price; a variant with a missing cost is in no band */
  checkedBand(z.object({ field: z.literal('marginBps'), ...bandFields(limited) })),
  /** how long the stock lasts; unknown when stock is not tracked, then in no band */
  checkedBand(z.object({ field: z.literal('stockCoverDays'), ...bandFields(limited) })),
  /** days since the product was created */
  checkedBand(z.object({ field: z.literal('ageDays'), ...bandFields(limited) })),
  /** the price shown today, in `currency`; in a book of another currency the band is exchanged */
  checkedBand(z.object({ field: z.literal('priceMinor'), currency: Currency, ...bandFields(limited) })),
])
export type SimpleCondition = z.infer<typeof SimpleCondition>

/** One level of "any of these"; the list itself is "all of these". */
const AnyCondition = z.object({
  field: z.literal('any'),
  conditions: z.array(SimpleCondition).min(1, 'values_missing').max(20, 'values_too_many'),
})
export const Condition = z.discriminatedUnion('field', [SimpleCondition, AnyCondition])
export type Condition = z.infer<typeof Condition>
export type ConditionField = Condition['field']

// Rules --------------------------------------------------------------------------------------------------------------

/** How far: a share, or an amount in a currency (exchanged into the book's). */
const Distance = z.discriminatedUnion('by', [
  z.object({ by: z.literal('percent'), bps: int.min(0, 'percent_too_low').max(100_000, 'percent_too_high') }),
  z.object({ by: z.literal('amount'), amountMinor: amountMinor, currency: Currency }),
])
export type Distance = z.infer<typeof Distance>

const shared = {
  id: z.string().min(1, 'id_invalid').max(64, 'id_invalid'),
  name: z.string().trim().min(1, 'name_missing').max(120, 'name_too_long'),
  enabled: z.boolean(),
  /** all must hold; none: everything */
  conditions: z.array(Condition).max(20, 'conditions_too_many'),
  /** once this rule has priced a variant in a book, later rules do not see it there */
  stop: z.boolean(),
}

/** Price = the lowest at which the landed margin is the given share of the unit cost, or the given amount. */
const CostPlus = z.object({ ...shared, kind: z.literal('cost_plus'), margin: Distance })

/** Price = the lowest at which the landed margin is this share of the net price. */
const TargetMargin = z.object({
  ...shared,
  kind: z.literal('target_margin'),
  marginBps: int.min(0, 'percent_too_low').max(9_500, 'percent_too_high'),
})

/** One price for all the rule matches, by book or for every book of a currency; the book's line wins. */
const FixedPrice = z.object({
  ...shared,
  kind: z.literal('fixed_price'),
  prices: z
    .array(
      z.discriminatedUnion('for', [
        z.object({ for: z.literal('book'), bookId: Id, priceMinor: amountMinor }),
        z.object({ for: z.literal('currency'), currency: Currency, priceMinor: amountMinor }),
      ]),
    )
    .min(1, 'prices_missing')
    .max(200, 'values_too_many'),
})

/** Price = the base price as planned, exchanged, changed by a percent, then by an amount. Never touches the base book itself. */
const FollowBase = z.object({
  ...shared,
  kind: z.literal('follow_base'),
  percentBps: signedBps,
  amount: z
    .object({
      amountMinor: int.min(-MAX_PRICE_MINOR, 'amount_too_small').max(MAX_PRICE_MINOR, 'amount_too_large'),
      currency: Currency,
    })
    .nullable(),
})

export const COMPETITOR_POSITIONS = ['below', 'at', 'above'] as const
export const COMPETITOR_REFERENCES = ['cheapest', 'average', 'median', 'named'] as const

const Competitor = z
  .object({
    ...shared,
    kind: z.literal('competitor'),
    position: z.enum(COMPETITOR_POSITIONS),
    of: z.enum(COMPETITOR_REFERENCES),
    /** with `of: 'named'` */
    competitorId: z.int().nullable(),
    /** ignored with `position: 'at'` */
    distance: Distance,
    maxAgeDays: days,
    minConfidenceBps: int.min(0, 'percent_too_low').max(10_000, 'percent_too_high'),
    /** what is not known to be in stock is left out too */
    inStockOnly: z.boolean(),
    /** adds the competitor's shipping; what is not known counts as 0 */
    withShipping: z.boolean(),
  })
  .superRefine((rule, context) => {
    if (rule.of === 'named' && rule.competitorId === null) {
      context.addIssue({ code: 'custom', path: ['competitorId'], message: 'competitor_missing' })
    }
  })

/** Overstock steps down from the regular price; what is scarce is not made cheaper than it is. */
const StockAware = z
  .object({
    ...shared,
    kind: z.literal('stock_aware'),
    /** the first step when the cover is more than `coverDays`, one more for every further `stepDays` */
    overstock: z.object({ coverDays: days, stepDays: days, stepBps: offBps, maxBps: offBps }).nullable(),
    /** holds when the cover is less than this */
    scarceCoverDays: days.nullable(),
  })
  .superRefine((rule, context) => {
    if (rule.overstock === null && rule.scarceCoverDays === null) {
      context.addIssue({ code: 'custom', path: ['overstock'], message: 'stock_empty' })
    }
    if (rule.overstock && rule.scarceCoverDays !== null && rule.scarceCoverDays > rule.overstock.coverDays) {
      context.addIssue({ code: 'custom', path: ['scarceCoverDays'], message: 'stock_overlaps' })
    }
    if (rule.overstock && rule.overstock.maxBps < rule.overstock.stepBps) {
      context.addIssue({ code: 'custom', path: ['overstock', 'maxBps'], message: 'max_below_step' })
    }
  })

/** A launch price `launchBps` below the regular one for `days`, then back up by `stepBps` every `stepDays`. */
const Penetration = z.object({
  ...shared,
  kind: z.literal('penetration'),
  launchBps: offBps,
  days,
  stepDays: days,
  stepBps: offBps,
})

/** One variant's price from those of its parts; planned after them, never dearer than they are together. */
const Bundle = z.object({
  ...shared,
  kind: z.literal('bundle'),
  variantId: Id,
  parts: z
    .array(z.object({ variantId: Id, quantity: int.min(1, 'quantity_too_small').max(1_000, 'quantity_too_large') }))
    .min(1, 'parts_missing')
    .max(50, 'values_too_many'),
  lessBps: int.min(0, 'percent_too_low').max(9_900, 'percent_too_high'),
})

/** From `startsAt` up to, not including, `endsAt`. The compare-at is the price before. */
const Promotion = z.object({
  ...shared,
  kind: z.literal('promotion'),
  off: z.discriminatedUnion('by', [
    z.object({ by: z.literal('percent'), bps: offBps }),
    z.object({ by: z.literal('amount'), amountMinor: amountMinor, currency: Currency }),
  ]),
  startsAt: Instant,
  endsAt: Instant,
  setCompareAt: z.boolean(),
})

export const PricingRule = z.discriminatedUnion('kind', [
  CostPlus,
  TargetMargin,
  FixedPrice,
  FollowBase,
  Competitor,
  StockAware,
  Penetration,
  Bundle,
  Promotion,
])
export type PricingRule = z.infer<typeof PricingRule>
export type RuleKind = PricingRule['kind']
export type RuleOf<K extends RuleKind> = Extract<PricingRule, { kind: K }>

export const RULE_KINDS = [
  'cost_plus',
  'target_margin',
  'fixed_price',
  'follow_base',
  'competitor',
  'stock_aware',
  'penetration',
  'bundle',
  'promotion',
] as const satisfies readonly RuleKind[]

// Guards, rounding ---------------------------------------------------------------------------------------------------

export const Guards = z.object({
  /** the floor: landed margin of at least this share of the unit cost */
  minMarginBps: int.min(0, 'percent_too_low').max(100_000, 'percent_too_high'),
  /** of the shown price, in one release; null: no limit */
  maxUpBps: int.min(1, 'percent_too_low').max(100_000, 'percent_too_high').nullable(),
  maxDownBps: int.min(1, 'percent_too_low').max(10_000, 'percent_too_high').nullable(),
  /** false: a compare-at that is no longer above the price is removed instead */
  neverAboveCompareAt: z.boolean(),
})
export type Guards = z.infer<typeof Guards>

export const ROUNDING_MODES = ['up', 'nearest'] as const

/** A price ends well when `price mod modulusMinor` is one of the endings: USD 12.99 is 99 of 100, JPY 1,280 is 80 of 100, KWD 3.990 is 990 of 1000. */
export const Rounding = z
  .object({
    currency: Currency,
    modulusMinor: int.min(1, 'modulus_too_small').max(1_000_000, 'modulus_too_large'),
    endingsMinor: z.array(int.min(0, 'ending_negative')).min(1, 'endings_missing').max(20, 'values_too_many'),
    mode: z.enum(ROUNDING_MODES),
    /** a price that ends well stays until the raw price reaches the next ending above or below it */
    sticky: z.boolean(),
  })
  .superRefine((rounding, context) => {
    rounding.endingsMinor.forEach((ending, index) => {
      if (ending >= rounding.modulusMinor) {
        context.addIssue({ code: 'custom', path: ['endingsMinor', index], message: 'ending_beyond_modulus' })
      }
    })
  })
export type Rounding = z.infer<typeof Rounding>

export const RuleSet = z
  .object({
    rules: z.array(PricingRule).max(MAX_RULES, 'rules_too_many'),
    guards: Guards,
    roundings: z.array(Rounding).max(200, 'values_too_many'),
    /** a computed price less than this away from the shown one is not moved; 0: everything moves */
    deadBandBps: int.min(0, 'percent_too_low').max(5_000, 'percent_too_high'),
  })
  .superRefine((set, context) => {
    refuseRepeated(set.rules, (rule) => rule.id, ['rules'], 'id', 'id_repeated', context)
    refuseRepeated(
      set.roundings,
      (rounding) => rounding.currency,
      ['roundings'],
      'currency',
      'currency_repeated',
      context,
    )
  })
export type RuleSet = z.infer<typeof RuleSet>

function refuseRepeated<T>(
  list: readonly T[],
  key: (item: T) => string,
  path: string[],
  field: string,
  code: string,
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>()
  list.forEach((item, index) => {
    if (seen.has(key(item))) context.addIssue({ code: 'custom', path: [...path, index, field], message: code })
    seen.add(key(item))
  })
}

// Defaults -----------------------------------------------------------------------------------------------------------

/** Endings merchants are used to: 99 of the last two digits; 80 of a hundred where there is no minor unit; 990 of a thousand with three digits. */
export function defaultRounding(currency: string): Rounding {
  const digits = minorDigits(currency)
  const [modulusMinor, ending] = digits === 0 ? [100, 80] : digits === 2 ? [100, 99] : [1_000, 990]
  return { currency, modulusMinor, endingsMinor: [ending], mode: 'nearest', sticky: true }
}

export const DEFAULT_GUARDS: Guards = {
  minMarginBps: 2_000,
  maxUpBps: 3_000,
  maxDownBps: 3_000,
  neverAboveCompareAt: true,
}

/** No rules yet: the guards of the handbook, usual endings for these currencies, 1 % of exchange-rate noise kept quiet. */
export function defaultRuleSet(currencies: readonly string[]): RuleSet {
  return {
    rules: [],
    guards: DEFAULT_GUARDS,
    roundings: [...new Set(currencies)].map(defaultRounding),
    deadBandBps: 100,
  }
}

/** A rule of a kind as the form first shows it. The id is the caller's: a pure file has no randomness. */
export function newRule(kind: RuleKind, id: string, asOf: string, currency: string): PricingRule {
  return { ...NEW_RULE[kind](asOf, currency), id, name: '', enabled: true, conditions: [], stop: false } as PricingRule
}

type Body<K extends RuleKind> = Omit<RuleOf<K>, 'id' | 'name' | 'enabled' | 'conditions' | 'stop'>
const WEEK_MS = 7 * 86_400_000
const NEW_RULE: { [K in RuleKind]: (asOf: string, currency: string) => Body<K> } = {
  cost_plus: () => ({ kind: 'cost_plus', margin: { by: 'percent', bps: 4_000 } }),
  target_margin: () => ({ kind: 'target_margin', marginBps: 2_500 }),
  fixed_price: (_, currency) => ({ kind: 'fixed_price', prices: [{ for: 'currency', currency, priceMinor: 1_000 }] }),
  follow_base: () => ({ kind: 'follow_base', percentBps: 0, amount: null }),
  competitor: () => ({
    kind: 'competitor',
    position: 'below',
    of: 'cheapest',
    competitorId: null,
    distance: { by: 'percent', bps: 100 },
    maxAgeDays: 7,
    minConfidenceBps: 8_000,
    inStockOnly: true,
    withShipping: false,
  }),
  stock_aware: () => ({
    kind: 'stock_aware',
    overstock: { coverDays: 120, stepDays: 30, stepBps: 500, maxBps: 2_000 },
    scarceCoverDays: 14,
  }),
  penetration: () => ({ kind: 'penetration', launchBps: 1_500, days: 30, stepDays: 7, stepBps: 500 }),
  bundle: () => ({ kind: 'bundle', variantId: '', parts: [], lessBps: 1_000 }),
  promotion: (asOf) => ({
    kind: 'promotion',
    off: { by: 'percent', bps: 1_000 },
    startsAt: asOf,
    endsAt: new Date(Date.parse(asOf) + WEEK_MS).toISOString(),
    setCompareAt: true,
  }),
}
