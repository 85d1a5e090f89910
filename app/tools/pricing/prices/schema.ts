/**
 * What may be asked of the price pages, and when a fixed price counts as orphaned. In: addresses, forms, stored JSON. Out: typed values.
 * Invariant: every parameter has a default, so any address shows a page.
 */
import { z } from 'zod'

const empty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
const text = z.preprocess(empty, z.string().trim().max(200).optional())
const IdText = z.string().regex(/^\d{1,19}$/)

export const ORPHAN_CODES = ['base_moved', 'rate_moved', 'below_floor', 'off_list', 'no_rate'] as const
export type OrphanCode = (typeof ORPHAN_CODES)[number]

/** How a price stands in its book. */
export const PRICE_STATES = ['fixed', 'follows', 'reduced', 'orphaned', ...ORPHAN_CODES] as const
export const PRICE_SORTS = ['title', 'sku', 'price'] as const

export const PricesQuery = z.object({
  /** a price book; without it the first that has prices of its own */
  book: z.preprocess(empty, IdText.optional()),
  /** part of a product's title, or the beginning of a SKU */
  search: text,
  state: z.preprocess(empty, z.enum(PRICE_STATES).optional()),
  sort: z.preprocess(empty, z.enum(PRICE_SORTS).default('title')),
  direction: z.preprocess(empty, z.enum(['asc', 'desc']).default('asc')),
  after: z.preprocess(empty, z.string().max(2000).optional()),
  before: z.preprocess(empty, z.string().max(2000).optional()),
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(250).default(50)),
})
export type PricesQuery = z.infer<typeof PricesQuery>

export const HISTORY_DAYS = ['30', '90', '365'] as const
export const HistoryQuery = z.object({
  book: z.preprocess(empty, IdText.default('0')),
  days: z.preprocess(empty, z.enum(HISTORY_DAYS).default('90')),
})
export type HistoryQuery = z.infer<typeof HistoryQuery>

/** How far things may move before a fixed price no longer fits them. */
export const OrphanLimits = z.object({
  /** the base price, since the fixed price was set */
  baseBps: z.number().int().min(1).max(10_000).default(500),
  /** the exchange rate, since the fixed price was set */
  rateBps: z.number().int().min(1).max(10_000).default(300),
  /** the distance to the base price, beside the usual one of the list */
  offListBps: z.number().int().min(1).max(10_000).default(2_500),
})
export type OrphanLimits = z.infer<typeof OrphanLimits>

/** `5` or `2,5` percent of a form, in basis points. */
const percent = z
  .string()
  .trim()
  .regex(/^\d{1,3}([.,]\d{1,2})?$/, 'percent')
  .transform((value) => Math.round(Number(value.replace(',', '.')) * 100))
  .refine((bps) => bps >= 1 && bps <= 10_000, 'percent')
export const OrphanLimitsForm = z.object({ baseBps: percent, rateBps: percent, offListBps: percent })
