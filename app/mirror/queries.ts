/**
 * What may be asked of the mirror's lists, parsed from URLs and forms.
 * In: strings of a query string (empty ones count as absent). Out: typed queries with defaults. Pure: the pages share it.
 * Invariant: `after` and `before` are cursors the mirror made itself (keyset.ts); a page number is never a position.
 */
import { z } from 'zod'
import { isDay } from '#app/kernel/calendar.ts'

const empty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
const text = z.preprocess(
  empty,
  z
    .string()
    .trim()
    .max(200)
    .refine((value) => !value.includes('\0'), 'contains a character that cannot be searched for')
    .optional(),
)
const day = z.preprocess(empty, z.string().refine(isDay, 'expected a day as YYYY-MM-DD').optional())
const Direction = z.enum(['asc', 'desc'])

const Paging = {
  after: z.preprocess(empty, z.string().max(2000).optional()),
  before: z.preprocess(empty, z.string().max(2000).optional()),
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(250).default(50)),
}

/** Units a tracked product may have left, all locations together, and still be called low. */
export const LOW_STOCK_UNITS = 10

export const PRODUCT_SORTS = ['title', 'vendor', 'updated', 'stock', 'price', 'sold'] as const
/** out: tracked and nothing available; low: 1 to LOW_STOCK_UNITS available; in: anything available, or not tracked. */
export const STOCK_STATES = ['out', 'low', 'in'] as const
export const PRODUCT_STATUSES = ['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'] as const

export const ProductQuery = z.object({
  /** part of title, vendor or type; whole or beginning of a SKU or barcode */
  search: text,
  status: z.preprocess(empty, z.enum(PRODUCT_STATUSES).optional()),
  vendor: text,
  productType: text,
  tag: text,
  stock: z.preprocess(empty, z.enum(STOCK_STATES).optional()),
  sort: z.preprocess(empty, z.enum(PRODUCT_SORTS).default('title')),
  direction: z.preprocess(empty, Direction.default('asc')),
  ...Paging,
})
export type ProductQuery = z.infer<typeof ProductQuery>

export const ORDER_SORTS = ['processed', 'total', 'units'] as const
export const FINANCIAL_STATUSES = [
  'PENDING',
  'AUTHORIZED',
  'EXPIRED',
  'PARTIALLY_PAID',
  'PAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'VOIDED',
] as const
export const FULFILLMENT_STATUSES = [
  'UNFULFILLED',
  'PARTIALLY_FULFILLED',
  'FULFILLED',
  'IN_PROGRESS',
  'ON_HOLD',
  'SCHEDULED',
  'PENDING_FULFILLMENT',
  'OPEN',
  'RESTOCKED',
  'REQUEST_DECLINED',
] as const
export const RETURN_STATUSES = [
  'NO_RETURN',
  'RETURN_REQUESTED',
  'IN_PROGRESS',
  'INSPECTION_COMPLETE',
  'RETURNED',
  'RETURN_FAILED',
] as const

export const OrderQuery = z.object({
  /** a whole order name, else a whole SKU, else the beginning of an order name; # may be left out */
  search: text,
  financialStatus: z.preprocess(empty, z.enum(FINANCIAL_STATUSES).optional()),
  fulfillmentStatus: z.preprocess(empty, z.enum(FULFILLMENT_STATUSES).optional()),
  returnStatus: z.preprocess(empty, z.enum(RETURN_STATUSES).optional()),
  /** ISO 3166-1 alpha-2; ZZ: no shipping address */
  country: z.preprocess(
    empty,
    z
      .string()
      .regex(/^[A-Z]{2}$/, 'expected two capital letters')
      .optional(),
  ),
  /** shop-local days, both included */
  from: day,
  to: day,
  sort: z.preprocess(empty, z.enum(ORDER_SORTS).default('processed')),
  direction: z.preprocess(empty, Direction.default('desc')),
  ...Paging,
})
export type OrderQuery = z.infer<typeof OrderQuery>

export const LineQuery = z.object({
  ...Paging,
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(250).default(100)),
})
export type LineQuery = z.infer<typeof LineQuery>
