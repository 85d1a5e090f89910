/**
 * What may be asked of the comparison. In: a page's address, forms. Out: typed queries with defaults.
 * Invariant: a place in the list is an offset into a list that is computed whole; it is a number, never a guess.
 */
import { z } from 'zod'
import { isId } from '#app/kernel/gid.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import { POSITIONS, type Comparison, type JudgedOffer } from './engine.ts'

const empty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
const yes = z.preprocess(empty, z.enum(['true', 'false']).default('false')).transform((value) => value === 'true')

export const AGES = ['7', '30', '90', '365'] as const
export const CONFIDENCES = ['0', '50', '80', '95'] as const
export const COMPARISON_SORTS = ['gap', 'name', 'price', 'age', 'offers'] as const
const PAGE = 50

const TermFields = {
  /** which price book; the base book when it is none of the shop's */
  book: z.preprocess(empty, z.string().refine(isId).default('0')),
  shipping: yes,
  inStock: yes,
  /** days */
  age: z.preprocess(empty, z.enum(AGES).default('30')),
  /** percent */
  confidence: z.preprocess(empty, z.enum(CONFIDENCES).default('50')),
}

export const TermQuery = z.object(TermFields)
export type TermQuery = z.infer<typeof TermQuery>

export const ComparisonQuery = z.object({
  ...TermFields,
  search: z.preprocess(
    empty,
    z
      .string()
      .trim()
      .max(200)
      .transform((text) => text.toLowerCase())
      .optional(),
  ),
  position: z.preprocess(empty, z.enum([...POSITIONS, 'flagged']).optional()),
  sort: z.preprocess(empty, z.enum(COMPARISON_SORTS).default('gap')),
  direction: z.preprocess(empty, z.enum(['asc', 'desc']).default('desc')),
  after: z.preprocess(
    empty,
    z
      .string()
      .regex(/^\d{1,7}$/)
      .optional(),
  ),
  before: z.preprocess(
    empty,
    z
      .string()
      .regex(/^\d{1,7}$/)
      .optional(),
  ),
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(250).default(PAGE)),
})
export type ComparisonQuery = z.infer<typeof ComparisonQuery>

/** What a person says of a match; it holds for every observation of the same page. */
export const MatchForm = z.object({
  competitorId: z.coerce.number().int().positive(),
  country: z.string().regex(/^[A-Z]{2}$/),
  seenAt: z.iso.datetime(),
  match: z.enum(['wrong', 'right', 'open']),
})
export type MatchForm = z.infer<typeof MatchForm>

export const CompetitorForm = z.object({
  competitorId: z.coerce.number().int().positive(),
  active: z.enum(['true', 'false']).transform((value) => value === 'true'),
})

export interface BookChoice {
  id: Id
  name: string
  currency: string
}

export interface ComparedVariant {
  /** the variant's */
  id: Id
  productTitle: string
  variantTitle: string | null
  sku: string | null
  imageUrl: string | null
  currency: string
  /** null: the book has no price for it, or no rate to follow the base price */
  ourMinor: number | null
  comparison: Comparison
}

export interface VariantEvidence extends ComparedVariant {
  productId: Id
  barcode: string | null
  costMinor: number | null
  offers: JudgedOffer[]
  /** observations of the same offers before these, newest first */
  earlier: EarlierObservation[]
  asOf: Instant
}

export interface EarlierObservation {
  competitor: string
  seenAt: Instant
  priceMinor: number
  shippingMinor: number | null
  currency: string
  packSize: number
  country: string | null
  rejected: boolean
}

export interface CompetitorView {
  id: number
  name: string
  active: boolean
  products: number
  observations: number
  newestAt: Instant | null
  rejected: number
}
