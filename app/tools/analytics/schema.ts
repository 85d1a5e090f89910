/**
 * The period a merchant looks at. In: query-string values. Out: a period query, resolved to days by `resolvePeriods`.
 * Invariant: days are shop-local and both ends are included; the last day is today unless asked otherwise.
 */
import { z } from 'zod'
import { addDays, daysBetween, isDay, type Day } from '#app/kernel/calendar.ts'

export const PERIODS = ['7', '30', '90', 'custom'] as const
const MAX_DAYS = 1100

const day = z.string().refine(isDay, 'expected a day as YYYY-MM-DD')
const flag = z.preprocess(
  (value) => (value === undefined || value === '' ? true : value === true || value === 'true' || value === '1'),
  z.boolean(),
)

/** `?period=30&compare=1` or `?period=custom&from=2026-01-01&to=2026-03-31`. */
export const PeriodQuery = z
  .object({
    period: z.preprocess((value) => (value === '' ? undefined : value), z.enum(PERIODS).default('30')),
    from: z.preprocess((value) => (value === '' ? undefined : value), day.optional()),
    to: z.preprocess((value) => (value === '' ? undefined : value), day.optional()),
    /** also the same number of days just before */
    compare: flag,
  })
  .superRefine((query, context) => {
    if (query.period !== 'custom') return
    if (!query.from) context.addIssue({ code: 'custom', path: ['from'], message: 'choose the first day' })
    if (!query.to) context.addIssue({ code: 'custom', path: ['to'], message: 'choose the last day' })
    if (!query.from || !query.to) return
    if (query.to < query.from)
      context.addIssue({ code: 'custom', path: ['to'], message: 'the last day lies before the first' })
    else if (daysBetween(query.from, query.to) >= MAX_DAYS) {
      context.addIssue({ code: 'custom', path: ['to'], message: `choose at most ${MAX_DAYS} days` })
    }
  })
export type PeriodQuery = z.infer<typeof PeriodQuery>

export interface Period {
  from: Day
  to: Day
  days: number
}

/** The period asked for and the one of the same length just before it. `today` is the shop's. */
export function resolvePeriods(query: PeriodQuery, today: Day): { current: Period; previous: Period } {
  const to = query.period === 'custom' && query.to ? query.to : today
  const from = query.period === 'custom' ? (query.from ?? to) : addDays(today, 1 - Number(query.period))
  const days = daysBetween(from, to) + 1
  return { current: { from, to, days }, previous: { from: addDays(from, -days), to: addDays(from, -1), days } }
}
