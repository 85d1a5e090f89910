/**
 * What a supplier is. In: forms, stored JSON, query strings. Out: the card, the item on its terms, what lists may ask.
 * Every message is a code: i18n says it (`reorderSuppliers.error.<code>`) at the field its path names.
 * Invariant: a lane without quoted days is allowed (receipts can teach it), a lane without a name is not; amounts are minor units of the supplier's currency.
 */
import { z } from 'zod'
import { isDay } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import { countryCode, currencyCode } from '#app/sheets/names.ts'
import type { Closure } from '../policy/lead-time.ts'
import type { SupplyTerms } from '../policy/orderable.ts'

/** Incoterms 2020, International Chamber of Commerce. */
export const INCOTERMS = ['EXW', 'FCA', 'FAS', 'FOB', 'CFR', 'CIF', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP'] as const
export const PAPER_LANGUAGES = ['en', 'zh-CN'] as const

/** What a column of an order sheet can hold, in the order of the layout that is used when the card has none. */
export const ORDER_SHEET_FIELDS = [
  'position',
  'supplierSku',
  'sku',
  'title',
  'units',
  'packs',
  'unitPrice',
  'lineTotal',
  'currency',
] as const
export type OrderSheetField = (typeof ORDER_SHEET_FIELDS)[number]

const LARGEST_MINOR = 1_000_000_000_000
const LARGEST_UNITS = 10_000_000
const CLOSURE_DAYS = 120

const words = (most: number) => z.string('value_invalid').trim().max(most, 'too_long')
const amount = z.int('amount_invalid').min(0, 'negative').max(LARGEST_MINOR, 'out_of_range')
const day = z.string('day_missing').refine((text) => isDay(text), 'day_missing')

const Contact = z.object({
  name: words(120).min(1, 'name_missing'),
  email: z.union([z.literal(''), z.email('email_invalid').max(254, 'too_long')], 'email_invalid'),
  phone: words(60),
  role: words(80),
})

const Lane = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/, 'value_invalid'),
  name: words(60).min(1, 'name_missing'),
  /** from sending the order to goods on the shelf; null: nobody has said */
  quotedDays: z.int('days_invalid').min(1, 'days_invalid').max(365, 'days_invalid').nullable(),
  /** coefficient of variation that the supplier states; null: the shop's assumption */
  spreadBps: z.int('percent_invalid').min(0, 'percent_invalid').max(20_000, 'percent_invalid').nullable(),
})
export type Lane = z.infer<typeof Lane>

const ClosureForm = z
  .object({ name: words(80).min(1, 'name_missing'), fromOn: day, toOn: day })
  .superRefine(({ fromOn, toOn }, context) => {
    if (!isDay(fromOn) || !isDay(toOn)) return
    if (toOn < fromOn) context.addIssue({ code: 'custom', path: ['toOn'], message: 'ends_before_start' })
    else if (Date.parse(toOn) - Date.parse(fromOn) > CLOSURE_DAYS * 86_400_000)
      context.addIssue({ code: 'custom', path: ['toOn'], message: 'closure_too_long' })
  })

const card = {
  contacts: z.array(Contact).max(20, 'too_many').default([]),
  /** ISO 3166-1 alpha-2; null: not said */
  country: z
    .string()
    .refine((code) => /^[A-Z]{2}$/.test(code) && countryCode(code) === code, 'not_a_country')
    .nullable()
    .default(null),
  /** of its orders */
  language: z.enum(PAPER_LANGUAGES, 'value_invalid').default('en'),
  paymentTerms: words(200).default(''),
  incoterm: z.enum(INCOTERMS, 'value_invalid').nullable().default(null),
  lanes: z.array(Lane).max(10, 'too_many').default([]),
  defaultLaneId: z.string().nullable().default(null),
  closures: z.array(ClosureForm).max(40, 'too_many').default([]),
  /** in the supplier's currency; null: none */
  orderMinimumMinor: amount.nullable().default(null),
  /** columns of its order sheets; empty: the usual ones */
  columns: z
    .array(z.object({ header: words(60).min(1, 'name_missing'), field: z.enum(ORDER_SHEET_FIELDS, 'value_invalid') }))
    .max(20, 'too_many')
    .default([]),
}

/** As it is stored. */
export const SupplierCard = z.object(card)
export type SupplierCard = z.infer<typeof SupplierCard>

/** As it is saved: the card with its name and currency. */
export const SupplierDraft = z
  .object({
    name: words(255).min(1, 'name_missing'),
    currency: z
      .string('not_a_currency')
      .refine((code) => /^[A-Z]{3}$/.test(code) && currencyCode(code) === code, 'not_a_currency'),
    /** what is in the old currency is forgotten when the currency changes */
    forgetPrices: z.boolean().default(false),
    ...card,
  })
  .superRefine((draft, context) => {
    twice(draft.lanes.map(({ name }) => name)).forEach((index) =>
      context.addIssue({ code: 'custom', path: ['lanes', index, 'name'], message: 'name_twice' }),
    )
    twice(draft.columns.map(({ header }) => header)).forEach((index) =>
      context.addIssue({ code: 'custom', path: ['columns', index, 'header'], message: 'name_twice' }),
    )
    if (new Set(draft.lanes.map(({ id }) => id)).size < draft.lanes.length)
      context.addIssue({ code: 'custom', path: ['lanes'], message: 'value_invalid' })
    if (draft.defaultLaneId !== null && !draft.lanes.some(({ id }) => id === draft.defaultLaneId))
      context.addIssue({ code: 'custom', path: ['defaultLaneId'], message: 'lane_gone' })
  })
export type SupplierDraft = z.infer<typeof SupplierDraft>

/** Indexes of texts that stood before, in any case. */
function twice(texts: readonly string[]): number[] {
  const folded = texts.map((text) => text.toLowerCase())
  return [...folded.keys()].filter((index) => folded.indexOf(folded[index] ?? '') < index)
}

export const PriceBreakList = z
  .array(
    z.object({
      fromUnits: z.int('units_invalid').min(1, 'units_invalid').max(LARGEST_UNITS, 'out_of_range'),
      unitPriceMinor: amount,
    }),
  )
  .max(20, 'too_many')

export const ItemDraft = z
  .object({
    supplierSku: words(120)
      .nullable()
      .transform((text) => (text === '' ? null : text)),
    minimumUnits: z.int('units_invalid').min(0, 'units_invalid').max(LARGEST_UNITS, 'out_of_range'),
    packUnits: z.int('units_invalid').min(1, 'pack_invalid').max(LARGEST_UNITS, 'out_of_range'),
    priceBreaks: PriceBreakList,
    preferred: z.boolean(),
    /** of one unit as it is packed; null: nobody has said; absent: what stands there stays */
    unitVolumeCubicCm: z
      .int('units_invalid')
      .min(1, 'out_of_range')
      .max(LARGEST_UNITS, 'out_of_range')
      .nullable()
      .optional(),
  })
  .superRefine(({ priceBreaks }, context) => {
    priceBreaks.forEach(({ fromUnits }, index) => {
      if (priceBreaks.findIndex((one) => one.fromUnits === fromUnits) < index)
        context.addIssue({ code: 'custom', path: ['priceBreaks', index, 'fromUnits'], message: 'break_twice' })
    })
  })
  .transform((draft) => ({ ...draft, priceBreaks: draft.priceBreaks.toSorted((a, b) => a.fromUnits - b.fromUnits) }))
export type ItemDraft = z.infer<typeof ItemDraft>

/** A removed item, as the page keeps it to put it back. */
export const RemovedItem = z.object({
  variantId: z.string().regex(/^\d{1,19}$/),
  source: z.string().max(200),
  draft: ItemDraft,
})
export type RemovedItem = z.infer<typeof RemovedItem>

export interface Supplier extends SupplierCard {
  id: string
  name: string
  currency: string
  archivedAt: Instant | null
}

export interface SupplierItem extends SupplyTerms {
  variantId: Id
  supplierSku: string | null
  preferred: boolean
  /** of one unit as it is packed; null: nobody has said */
  unitVolumeCubicCm: number | null
  /** 'merchant' | 'import:<file name>' | 'vendor' */
  source: string
  updatedAt: Instant
}

/** One supplier's terms for one variant, as the planner weighs them. */
export interface SupplyChoice {
  supplierId: string
  name: string
  /** of its prices */
  currency: string
  /** chosen by hand */
  preferred: boolean
  terms: SupplyTerms
  lanes: Lane[]
  /** null: the card names none; take the first lane, or none */
  defaultLaneId: string | null
  closures: Closure[]
  /** of a whole order, in the supplier's currency; null: none */
  orderMinimumMinor: number | null
}

/** The lane that counts when nobody chose one: the card's, else the first with quoted days, else the first. */
export function usualLane(card: Pick<SupplierCard, 'lanes' | 'defaultLaneId'>): Lane | null {
  const { lanes, defaultLaneId } = card
  return (
    lanes.find(({ id }) => id === defaultLaneId) ??
    lanes.find(({ quotedDays }) => quotedDays !== null) ??
    lanes[0] ??
    null
  )
}

const absent = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
const search = z.preprocess(
  absent,
  z
    .string()
    .trim()
    .max(200)
    .refine((text) => !text.includes('\0'))
    .optional(),
)
const offset = z.preprocess(absent, z.coerce.number().int().min(0).max(10_000_000).optional())
const paging = {
  after: offset,
  before: offset,
  limit: z.preprocess(absent, z.coerce.number().int().min(1).max(250).default(50)),
}

export const SUPPLIER_SORTS = ['name', 'variants', 'leadTime'] as const
export const SUPPLIER_VIEWS = ['noLeadTime', 'archived'] as const
export const SupplierQuery = z.object({
  search,
  view: z.preprocess(absent, z.enum(SUPPLIER_VIEWS).optional()),
  sort: z.preprocess(absent, z.enum(SUPPLIER_SORTS).default('name')),
  direction: z.preprocess(absent, z.enum(['asc', 'desc']).default('asc')),
  ...paging,
})
export type SupplierQuery = z.infer<typeof SupplierQuery>

export const ITEM_SORTS = ['title', 'sku', 'price', 'minimum'] as const
export const ITEM_VIEWS = ['preferred', 'noPrice', 'shared'] as const
export const ItemQuery = z.object({
  search,
  view: z.preprocess(absent, z.enum(ITEM_VIEWS).optional()),
  sort: z.preprocess(absent, z.enum(ITEM_SORTS).default('title')),
  direction: z.preprocess(absent, z.enum(['asc', 'desc']).default('asc')),
  ...paging,
})
export type ItemQuery = z.infer<typeof ItemQuery>

/** Where a page of a list begins: `before` names the page that follows. */
export function offsetOf({ after, before, limit }: Pick<ItemQuery, 'after' | 'before' | 'limit'>): number {
  if (after !== undefined) return after
  return before === undefined ? 0 : Math.max(0, before - limit)
}
