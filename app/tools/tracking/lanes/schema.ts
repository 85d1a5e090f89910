/** Lanes as columns and addresses hold them. In: stored JSON, a query. Out: typed values. Invariant: what was measured stands beside what it was measured on. */
import { z } from 'zod'
import type { Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'

/** How promises of the first 70 % of the parcels did on the rest: promise/measure.ts. */
export const ModelSummary = z.object({
  parcels: z.number().int(),
  hitRateBps: z.number().nullable(),
  p50ErrorDays: z.number(),
  medianErrorDays: z.number(),
})
export type ModelSummary = z.infer<typeof ModelSummary>

export interface LearnedState {
  version: number
  asOf: Day
  learnedAt: Instant
  /** delivered parcels it was learned from */
  parcels: number
  summary: ModelSummary
}

export const LANE_SORTS = ['parcels', 'transit', 'handling', 'held'] as const

/** What a page of lanes is asked by. */
export const LaneQuery = z.object({
  search: z.string().trim().max(100).default(''),
  country: z.union([z.literal(''), z.string().regex(/^[A-Z]{2}$/)]).default(''),
  carrier: z.string().max(100).default(''),
  /** how narrow: countries, their carriers, their services, or provinces */
  depth: z.coerce.number().int().min(1).max(4).default(2),
  sort: z.enum(LANE_SORTS).default('parcels'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
})
export type LaneQuery = z.infer<typeof LaneQuery>
