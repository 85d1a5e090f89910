/**
 * What a merchant plans. In: forms. Out: a promotion or an occasion, the calendar's view, the guard's limit.
 * Every message is a code: i18n says it (`pricingPromotions.error.<code>`) at the field its path names.
 * Invariant: a promotion without a percentage is an occasion: it moves demand, it cuts no price and has no variants.
 */
import { z } from 'zod'
import { addDays, daysBetween, isDay, type Day } from '#app/kernel/calendar.ts'
import type { PublishedPromotion } from '#app/facts/types.ts'
import { FIRST_FESTIVAL_DAY, isFestivalKey, LAST_FESTIVAL_DAY, type FestivalKey } from './festivals.ts'

const MAX_DAYS = 366

const day = z
  .string('day_missing')
  .refine((text) => isDay(text), 'day_missing')
  .refine((text) => text >= FIRST_FESTIVAL_DAY && text <= LAST_FESTIVAL_DAY, 'day_out_of_range')
const Id = z.string().regex(/^\d{1,19}$/, 'value_invalid')
const texts = z.array(z.string().trim().min(1).max(255, 'value_too_long'))

const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({
    kind: z.literal('productTypes'),
    productTypes: texts.min(1, 'types_missing').max(500, 'values_too_many'),
  }),
  z.object({
    kind: z.literal('collections'),
    collectionIds: z.array(Id).min(1, 'collections_missing').max(500, 'values_too_many'),
  }),
  z.object({ kind: z.literal('skus'), skus: texts.min(1, 'skus_missing').max(5_000, 'values_too_many') }),
])

export const PromotionDraft = z
  .object({
    name: z.string('name_missing').trim().min(1, 'name_missing').max(120, 'name_too_long'),
    festival: z
      .string()
      .refine((text): text is FestivalKey => isFestivalKey(text), 'value_invalid')
      .nullable(),
    startsOn: day,
    endsOn: day,
    marketIds: z.array(Id).max(500, 'values_too_many'),
    discountBps: z.int('percent_invalid').min(1, 'percent_too_low').max(9_500, 'percent_too_high').nullable(),
    scope: Scope,
  })
  .superRefine((draft, context) => {
    if (!isDay(draft.startsOn) || !isDay(draft.endsOn)) return
    if (draft.endsOn < draft.startsOn)
      context.addIssue({ code: 'custom', path: ['endsOn'], message: 'ends_before_start' })
    else if (daysBetween(draft.startsOn, draft.endsOn) >= MAX_DAYS)
      context.addIssue({ code: 'custom', path: ['endsOn'], message: 'too_long' })
  })
export type PromotionDraft = z.infer<typeof PromotionDraft>

/** As the fact is published. */
export function toPublished(id: string, draft: PromotionDraft): PublishedPromotion {
  return { ...draft, id, kind: draft.discountBps === null ? 'festival' : 'promotion', source: 'merchant' }
}

/** How often a product may be on promotion. */
export const FrequencyLimit = z.object({
  /** of the last 90 days */
  maxShareBps: z.int('percent_invalid').min(100, 'percent_too_low').max(10_000, 'percent_too_high').default(3_000),
})
export type FrequencyLimit = z.infer<typeof FrequencyLimit>

const MONTH = /^20(2\d|3\d|40)-(0[1-9]|1[0-2])$/

/** `?market=123&from=2026-11`; without `from` it begins with this month. */
export const CalendarQuery = z.object({
  market: z.preprocess((value) => (value === '' ? undefined : value), Id.optional()),
  from: z.preprocess((value) => (value === '' ? undefined : value), z.string().regex(MONTH).optional()),
})
export type CalendarQuery = z.infer<typeof CalendarQuery>

/** Months that one page of the calendar shows. */
export const CALENDAR_MONTHS = 6

export interface Month {
  /** YYYY-MM */
  month: string
  from: Day
  to: Day
}

/** `count` months from `first` (YYYY-MM) on. */
export function monthsFrom(first: string, count: number): Month[] {
  const [year = 2020, month = 1] = first.split('-').map(Number)
  return Array.from({ length: count }, (_, index) => {
    const from = new Date(Date.UTC(year, month - 1 + index, 1)).toISOString().slice(0, 10)
    const next = new Date(Date.UTC(year, month + index, 1)).toISOString().slice(0, 10)
    return { month: from.slice(0, 7), from, to: addDays(next, -1) }
  })
}

/** The month `count` after (or before) another, kept inside the years that festivals are known for. */
export function shiftMonth(month: string, count: number): string | null {
  const [shifted] = monthsFrom(month, 1).flatMap(({ from }) => {
    const [year = 0, number = 0] = from.split('-').map(Number)
    return [new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7)]
  })
  return shifted && MONTH.test(shifted) ? shifted : null
}
