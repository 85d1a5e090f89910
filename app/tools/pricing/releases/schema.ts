/**
 * The words of a release: what a merchant asks for, what is stored with it, what pages show.
 * In: forms, addresses, JSON columns. Out: plain types. Invariant: amounts are minor units of the currency beside them;
 * every code here is said by i18n `pricingReleases.<kind>.<code>`.
 */
import { z } from 'zod'
import type { Id, Instant } from '#app/mirror/types.ts'
import { REASONS, type Reason, type Trace } from '../rules/types.ts'
import { RuleSet } from '../rules/schema.ts'
import { RELEASE_STATES, type ReleaseState } from './lifecycle.ts'

// What is asked for --------------------------------------------------------------------------------------------------

const IdText = z.string().regex(/^\d{1,19}$/, 'id_invalid')
const values = z
  .array(z.string().trim().min(1, 'value_missing').max(255, 'value_too_long'))
  .max(5_000, 'values_too_many')

/** Which variants a release plans: those that fit every list that is not empty. Text is compared without case. */
export const ReleaseFilter = z.object({
  statuses: z.array(z.enum(['ACTIVE', 'DRAFT', 'ARCHIVED'])).default(['ACTIVE', 'DRAFT']),
  productTypes: values.default([]),
  vendors: values.default([]),
  tags: values.default([]),
  skus: values.default([]),
  collectionIds: z.array(IdText).max(250, 'values_too_many').default([]),
  productIds: z.array(IdText).max(5_000, 'values_too_many').default([]),
})
export type ReleaseFilter = z.infer<typeof ReleaseFilter>
export const EVERYTHING: ReleaseFilter = ReleaseFilter.parse({})

export const NewRelease = z
  .object({
    name: z.string().trim().min(1, 'name_missing').max(120, 'name_too_long'),
    /** a stored rule set; its document is read at every preview */
    ruleSetId: z.uuid('rule_set_missing').nullable().default(null),
    /** instead of a stored one */
    ruleSet: RuleSet.nullable().default(null),
    /** null: every book */
    bookIds: z.array(IdText).min(1, 'books_missing').max(250, 'values_too_many').nullable().default(null),
    filter: ReleaseFilter.default(EVERYTHING),
  })
  .superRefine((release, context) => {
    if ((release.ruleSetId === null) === (release.ruleSet === null)) {
      context.addIssue({ code: 'custom', path: ['ruleSetId'], message: 'rule_set_missing' })
    }
  })
export type NewRelease = z.infer<typeof NewRelease>

/** `YYYY-MM-DDTHH:MM` on the clock of the shop, as `<input type="datetime-local">` sends it; '' is none. */
const WallTime = z.union([z.literal(''), z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, 'time_invalid')])

export const ScheduleForm = z.object({
  /** '' starts at once */
  startsAt: WallTime.default(''),
  /** '' never ends; else it is rolled back then */
  endsAt: WallTime.default(''),
})
export type ScheduleForm = z.infer<typeof ScheduleForm>

// Guards -------------------------------------------------------------------------------------------------------------

/** blast_radius: too many variants fall too much. below_floor: a row breaks its floor. no_floor: prices change though a cost is missing. */
export const GUARDS = ['blast_radius', 'below_floor', 'no_floor'] as const
export type GuardName = (typeof GUARDS)[number]

export const GuardSettings = z.object({
  /** asks when more than this share of the variants ... */
  blastShareBps: z.int('number_invalid').min(0, 'percent_too_low').max(10_000, 'percent_too_high').default(2_000),
  /** ... falls by more than this in any book */
  blastFallBps: z.int('number_invalid').min(0, 'percent_too_low').max(10_000, 'percent_too_high').default(1_000),
})
export type GuardSettings = z.infer<typeof GuardSettings>

export const GuardAnswer = z.object({
  guard: z.enum(GUARDS, 'guard_unknown'),
  /** go_ahead: seen and wanted. stop: not approved until the plan is another one. */
  answer: z.enum(['go_ahead', 'stop'], 'answer_missing'),
})
export type GuardAnswer = z.infer<typeof GuardAnswer>

const GuardQuestion = z.object({
  guard: z.enum(GUARDS),
  /** variants (blast_radius) or prices it is about */
  count: z.int(),
  /** of so many */
  of: z.int(),
  /** the limits it was measured by; null for guards without */
  limits: GuardSettings.nullable(),
  answer: z.enum(['go_ahead', 'stop']).nullable(),
  answeredAt: z.string().nullable(),
})
export type GuardQuestion = z.infer<typeof GuardQuestion>
export const GuardQuestions = z.array(GuardQuestion)

// What is stored -----------------------------------------------------------------------------------------------------

const PlannedBook = z.object({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  adjustmentBps: z.int(),
})
export type PlannedBook = z.infer<typeof PlannedBook>

/** The column `plan`: what was asked for and, from the preview on, what it was planned with. */
export const ReleasePlan = z.object({
  ruleSetId: z.string().nullable(),
  /** the version of the stored rule set that was planned with */
  ruleSetVersion: z.int().nullable(),
  /** null until the first preview of a release with a stored rule set */
  ruleSet: RuleSet.nullable(),
  bookIds: z.array(z.string()).nullable(),
  filter: ReleaseFilter,
  /** the books as they were at the preview; empty before */
  books: z.array(PlannedBook),
  /** 1 at first; one more each time a release that was rolled back is applied again */
  round: z.int(),
})
export type ReleasePlan = z.infer<typeof ReleasePlan>

const count = z.int()
const BookTotals = z.object({
  bookId: z.string(),
  name: z.string(),
  currency: z.string(),
  changes: count,
  rises: count,
  falls: count,
  /** sums over the changed prices of the shown price, one unit each */
  shownBeforeMinor: z.number(),
  shownAfterMinor: z.number(),
  /** sums of the landed margin, one unit each, over the changed prices whose margin is known */
  marginBeforeMinor: z.number(),
  marginAfterMinor: z.number(),
  marginKnown: count,
})
export type BookTotals = z.infer<typeof BookTotals>

const HistogramBar = z.object({
  /** from this change on (null: without end) ... */
  fromBps: z.int().nullable(),
  /** ... up to, not including, this one */
  toBps: z.int().nullable(),
  count,
})
export type HistogramBar = z.infer<typeof HistogramBar>

/** The column `totals`. */
export const ReleaseTotals = z.object({
  variants: count,
  /** variants x books */
  prices: count,
  outcomes: z.object({ change: count, same: count, held: count, refused: count }),
  /** held and refused by reason */
  reasons: z.partialRecord(z.enum(REASONS), count),
  rises: count,
  falls: count,
  /** changed prices whose cost is not known */
  withoutFloor: count,
  /** changed prices below their floor: a guard's question */
  belowFloor: count,
  /** variants that fall more than the guard's limit in any book */
  variantsFallingFar: count,
  repricesAvoided: count,
  histogram: z.array(HistogramBar),
  books: z.array(BookTotals),
  /** how long the preview took */
  seconds: z.number(),
})
export type ReleaseTotals = z.infer<typeof ReleaseTotals>

/** The column `failure`: what stopped a release or keeps it waiting. */
export const ReleaseFailure = z.object({
  /** an AppError's code, or 'bug' */
  code: z.string(),
  /** for people who debug */
  detail: z.string(),
  at: z.string(),
  /** it goes on by itself when this has passed; false: somebody has to do something */
  waiting: z.boolean(),
})
export type ReleaseFailure = z.infer<typeof ReleaseFailure>

export interface Release {
  id: string
  /** what people call it by */
  number: number
  name: string
  state: ReleaseState
  paused: boolean
  plan: ReleasePlan
  /** null before the first preview */
  totals: ReleaseTotals | null
  guards: GuardQuestion[]
  startsAt: Instant | null
  endsAt: Instant | null
  failure: ReleaseFailure | null
  createdAt: Instant
  updatedAt: Instant
  previewedAt: Instant | null
  approvedAt: Instant | null
  appliedAt: Instant | null
  rolledBackAt: Instant | null
}

/** A release in the list, with how its rows stand. */
export type ReleaseSummary = Pick<
  Release,
  'id' | 'number' | 'name' | 'state' | 'paused' | 'startsAt' | 'endsAt' | 'failure' | 'createdAt' | 'updatedAt'
> & { rows: RowCounts }

// Rows ---------------------------------------------------------------------------------------------------------------

/**
 * held and refused are the planner's: kept to be seen, never written. kept: the shop had another price than the plan expected.
 * failed: Shopify refused it.
 */
export const ROW_STATES = [
  'planned',
  'applied',
  'kept',
  'failed',
  'rolled_back',
  'kept_on_rollback',
  'held',
  'refused',
] as const
export type RowState = (typeof ROW_STATES)[number]
export type RowCounts = Record<RowState, number>

/** edited: another price was found. gone: variant or list is no more. currency_changed: the book has another currency. rejected: Shopify said no. */
export const NOTE_CODES = ['edited', 'gone', 'currency_changed', 'rejected', ...REASONS] as const
export type NoteCode = (typeof NOTE_CODES)[number]

export const RowNote = z.object({
  code: z.enum(NOTE_CODES),
  /** what the shop had instead; priceMinor null: no fixed price */
  found: z.object({ priceMinor: z.number().nullable(), compareAtMinor: z.number().nullable() }).optional(),
  /** Shopify's own words */
  said: z.string().optional(),
})
export type RowNote = z.infer<typeof RowNote>

/** One price of a release as lists and exports show it. */
export interface ReleaseRow {
  bookId: Id
  bookName: string
  variantId: Id
  productId: Id
  sku: string | null
  productTitle: string
  variantTitle: string
  currency: string
  /** null in a price list: there was no fixed price */
  oldMinor: number | null
  oldCompareAtMinor: number | null
  oldShownMinor: number
  newMinor: number
  newCompareAtMinor: number | null
  floorMinor: number | null
  oldMarginMinor: number | null
  newMarginMinor: number | null
  changeBps: number
  state: RowState
  note: RowNote | null
}

/** A row with the steps that made its price. */
export type ExplainedRow = ReleaseRow & { trace: Trace }

export const ROW_SORTS = ['change', 'margin', 'sku'] as const
export const ROW_PAGE_SIZE = 50

/** The address of the row list. An empty text is no filter. */
export const RowQuery = z.object({
  book: z.union([z.literal(''), IdText]).default(''),
  state: z.union([z.literal(''), z.enum(ROW_STATES)]).default(''),
  /** change: everything that is or was to be written */
  outcome: z.enum(['', 'change', 'held', 'refused']).default(''),
  direction: z.enum(['', 'rise', 'fall']).default(''),
  search: z.string().trim().max(100).default(''),
  sort: z.enum(ROW_SORTS).default('change'),
  order: z.enum(['asc', 'desc']).default('asc'),
  after: z.string().max(500).optional(),
  before: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(250).default(ROW_PAGE_SIZE),
})
export type RowQuery = z.infer<typeof RowQuery>

/** The address of the list of releases. */
export const ReleaseQuery = z.object({
  state: z.union([z.literal(''), z.enum(RELEASE_STATES)]).default(''),
  /** the number of the last release seen: those before it follow */
  after: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(250).default(25),
})
export type ReleaseQuery = z.infer<typeof ReleaseQuery>

// Answers ------------------------------------------------------------------------------------------------------------

export interface ReleaseProgress {
  state: ReleaseState
  paused: boolean
  failure: ReleaseFailure | null
  /** prices to write (or to take back) in this run */
  total: number
  done: number
  /** of the done ones: left as they are because the shop had another price, or refused by Shopify */
  kept: number
  failed: number
  /** over the last minute; null when it cannot be said yet */
  pricesPerSecond: number | null
  secondsLeft: number | null
}

/** Why an approval or a start was refused: the code of the field in the `conflict`. */
export const CONFLICTS = [
  'wrong_state',
  'rules_changed',
  'prices_changed',
  'book_gone',
  'book_currency_changed',
  'guard_unanswered',
  'guard_stopped',
  'nothing_to_change',
] as const
export type ConflictCode = (typeof CONFLICTS)[number]

export function emptyCounts(): RowCounts {
  return Object.fromEntries(ROW_STATES.map((state) => [state, 0])) as RowCounts
}

export function isReason(code: NoteCode): code is Reason {
  return (REASONS as readonly string[]).includes(code)
}
