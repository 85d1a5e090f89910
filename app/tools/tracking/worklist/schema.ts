/** The work list as addresses, forms and pages hold it. In: a query, a form. Out: typed values. Invariant: what makes no sense in an address is the default. */
import { z } from 'zod'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import { FLAGS, type Flag } from './engine.ts'

const empty = (value: unknown): unknown => (value === '' ? undefined : value)

/** `open`: what needs somebody. `away`: what somebody put away. */
export const WORKLIST_VIEWS = ['open', 'away'] as const

export const WorklistQuery = z.object({
  view: z.enum(WORKLIST_VIEWS).default('open'),
  flag: z.preprocess(empty, z.enum(FLAGS).optional()),
  country: z.preprocess(
    empty,
    z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
  ),
  carrier: z.preprocess(empty, z.string().max(100).optional()),
  location: z.preprocess(
    empty,
    z
      .string()
      .regex(/^\d{1,19}$/)
      .optional(),
  ),
  /** at least so many days beyond the limit */
  over: z.preprocess(empty, z.coerce.number().int().min(0).max(400).optional()),
  search: z.string().trim().max(60).default(''),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
})
export type WorklistQuery = z.infer<typeof WorklistQuery>

const OrderId = z.string().regex(/^\d{1,19}$/)
export const MOST_CHOSEN = 200

/** Putting away: chosen orders, or all that match a query. */
export const PutAwayForm = z.object({
  orders: z.union([
    z.literal('all'),
    z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(OrderId).min(1).max(MOST_CHOSEN)),
  ]),
  until: z.enum(['tomorrow', 'done']),
})
export type PutAwayForm = z.infer<typeof PutAwayForm>

export const MOST_NOTE_LETTERS = 1_000
export const NoteForm = z.object({
  orderId: OrderId,
  text: z.string().trim().max(MOST_NOTE_LETTERS, 'too_long'),
})
export const BatchForm = z.object({ batch: z.uuid() })

/** One order that needs somebody. */
export interface WorklistRow {
  orderId: Id
  orderName: string
  flag: Flag
  days: number
  limitDays: number
  overDays: number
  status: string | null
  detail: string | null
  country: string
  /** code of the carriers' directory, or what was typed */
  carrier: string | null
  company: string | null
  /** tracking number; null: none */
  number: string | null
  url: string | null
  location: string | null
  processedOn: Day
  /** the lane whose past gave the limit; null: the general limit */
  lane: string | null
  laneParcels: number | null
  promisedOn: Day | null
  raisedOn: Day
  note: string | null
  putAway: { at: Instant; untilOn: Day | null } | null
}
