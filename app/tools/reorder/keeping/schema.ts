/**
 * How long a variant keeps and until when it sells. In: a form. Out: two limits, either of which may be absent.
 * Invariant: a limit that is not said is no limit; nothing is assumed of goods.
 */
import { z } from 'zod'
import type { Day } from '#app/kernel/calendar.ts'

export interface Keeping {
  /** it must be sold within so many days after it arrived; null: it keeps */
  shelfLifeDays: number | null
  /** the last day on which it sells; null: all year */
  seasonEndsOn: Day | null
}

export const NO_LIMITS: Keeping = { shelfLifeDays: null, seasonEndsOn: null }

const typed = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? null : value)

export const KeepingForm = z.object({
  shelfLifeDays: z.preprocess(
    typed,
    z.coerce.number('not_a_number').int('not_a_number').min(1, 'out_of_range').max(3_650, 'out_of_range').nullable(),
  ),
  seasonEndsOn: z.preprocess(typed, z.iso.date('not_a_day').nullable()),
})
export type KeepingForm = z.infer<typeof KeepingForm>
