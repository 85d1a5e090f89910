/**
 * What may be asked of the list of variants' costs, parsed from the address. In: strings. Out: a typed query with defaults.
 * Invariant: `after` and `before` are cursors of that list.
 */
import { z } from 'zod'
import { COST_INPUTS } from '../terms.ts'

const empty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)

export const VariantCostQuery = z.object({
  /** part of a title, or the beginning of a SKU */
  search: z.preprocess(
    empty,
    z
      .string()
      .trim()
      .max(200)
      .refine((value) => !value.includes('\0'))
      .optional(),
  ),
  /** only variants that lack this input, in any book or in `book` */
  missing: z.preprocess(empty, z.enum([...COST_INPUTS, 'any']).optional()),
  book: z.preprocess(
    empty,
    z
      .string()
      .regex(/^\d{1,19}$/)
      .optional(),
  ),
  sort: z.preprocess(empty, z.enum(['title']).default('title')),
  direction: z.preprocess(empty, z.enum(['asc', 'desc']).default('asc')),
  after: z.preprocess(empty, z.string().max(2000).optional()),
  before: z.preprocess(empty, z.string().max(2000).optional()),
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(100).default(50)),
})
export type VariantCostQuery = z.infer<typeof VariantCostQuery>
