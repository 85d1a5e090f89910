/**
 * What the merchant says of the warehouse, of the limits staff work by, and of mails to shoppers: a part of the settings of tracking.
 * In: stored JSON. Out: typed values with defaults that promise and send nothing nobody asked for. Invariant: a moment of a parcel is mailed only
 * where it was turned on.
 */
import { z } from 'zod'
import { isDay } from '#app/kernel/calendar.ts'
import type { Warehouse } from '../lanes/processing.ts'
import { EVERY_DAY, type Workweek } from '../promise/days.ts'
import { DEFAULT_LIMITS, UNFULFILLED_DAYS } from '../worklist/engine.ts'

/** What a shopper can be told of a parcel, once each. */
export const MOMENTS = ['handed_over', 'out_for_delivery', 'delivered', 'exception', 'late'] as const
export type Moment = (typeof MOMENTS)[number]

export const NO_CUT_OFF = 1_440
export const MOST_HOLIDAYS = 200

const days = (least: number, most: number) => z.number().int().min(least).max(most)

export const DeskSettings = z.object({
  /** minutes after midnight of the warehouse; 1440: whatever is ordered on a day is begun that day */
  cutOffMinute: days(0, NO_CUT_OFF).default(NO_CUT_OFF),
  /** on which orders are begun, 0 = Sunday; null: nobody has said, and what parcels teach is better than a guess */
  weekdays: z.array(days(0, 6)).min(1).nullable().default(null),
  /** IANA zone of the warehouse; null: the shop's */
  timezone: z.string().nullable().default(null),
  holidays: z.array(z.string().refine(isDay)).max(MOST_HOLIDAYS).default([]),
  /** whether product pages may show delivery estimates */
  estimates: z.boolean().default(true),
  limits: z
    .object({
      /** a lane's own past decides where it knows enough */
      ownLanes: z.boolean().default(true),
      unfulfilledDays: days(1, 60).default(UNFULFILLED_DAYS),
      noTrackingDays: days(1, 60).default(DEFAULT_LIMITS.noTrackingDays),
      stuckDays: days(1, 90).default(DEFAULT_LIMITS.stuckDays),
      lateDays: days(0, 60).default(DEFAULT_LIMITS.lateDays),
      /** what was ordered longer ago is not looked at any more */
      watchDays: days(7, 180).default(60),
      /** orders that are not paid yet wait for their money, not for the warehouse */
      unpaid: z.boolean().default(false),
    })
    .prefault({}),
  mails: z
    .object({
      /** those that are mailed, with the instant they were turned on: what was before it is no news */
      moments: z.partialRecord(z.enum(MOMENTS), z.iso.datetime()).default({}),
      /** of what happened longer ago nobody is told any more */
      maxAgeDays: days(1, 14).default(3),
    })
    .prefault({}),
  /** Shopify Flow is told of late parcels */
  flow: z.boolean().default(true),
})
export type DeskSettings = z.infer<typeof DeskSettings>

export const USUAL_WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5]

/** Days that staff's patience is counted in. */
export function weekOf({ weekdays }: Pick<DeskSettings, 'weekdays'>): Workweek {
  return (weekdays ?? USUAL_WEEKDAYS).reduce((week, weekday) => week | (1 << weekday), 0)
}

/** Without a word on weekdays or a cut-off an order counts from its own day, and weekends are learned with the handling. */
export function warehouseOf(settings: DeskSettings, shopTimezone: string): Warehouse {
  const isSilent = settings.weekdays === null && settings.cutOffMinute === NO_CUT_OFF
  return {
    timezone: settings.timezone ?? shopTimezone,
    minute: settings.cutOffMinute,
    week: isSilent ? EVERY_DAY : weekOf(settings),
    holidays: settings.holidays,
  }
}
