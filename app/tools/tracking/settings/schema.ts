/**
 * The merchant's choices about tracking, one document per shop. In: a form or a stored document. Out: a complete one.
 * Invariant: every key has a default, so that what an older release stored still reads; links are https or mailto.
 */
import { z } from 'zod'
import { DeskSettings } from './desk.ts'

/** What proves, beside the order's number, that a shopper asks for an order of their own. */
export const LOOKUP_WAYS = ['email', 'phone', 'postcode'] as const
export type LookupWay = (typeof LOOKUP_WAYS)[number]

export const MOST_HIDDEN_WORDS = 100

export const TrackingSettings = z.object({
  /** without any of them an order is found by its tracking number alone, if `byNumber` allows that */
  ways: z
    .array(z.enum(LOOKUP_WAYS))
    .transform((ways) => LOOKUP_WAYS.filter((way) => ways.includes(way)))
    .default([...LOOKUP_WAYS]),
  /** a tracking number alone is enough: whoever has the parcel's label has it too */
  byNumber: z.boolean().default(true),
  /** what shoppers are not shown */
  hidden: z
    .object({
      /** the carriers' names and their pages */
      carrier: z.boolean().default(false),
      /** tracking numbers; carriers' pages too, because they show it */
      number: z.boolean().default(false),
      /** where a parcel was before it arrived in the shopper's country */
      origin: z.boolean().default(false),
      /** words that are taken out of names and places, such as a supplier's city; case does not matter */
      words: z.array(z.string().trim().min(1).max(60)).max(MOST_HIDDEN_WORDS).default([]),
    })
    .prefault({}),
  /** where a shopper asks people; '' for none */
  supportEmail: z.union([z.literal(''), z.email()]).default(''),
  supportUrl: z.union([z.literal(''), z.url({ protocol: /^https$/ })]).default(''),
  /** warehouse, limits of the work list, mails to shoppers */
  desk: DeskSettings.prefault({}),
})
export type TrackingSettings = z.infer<typeof TrackingSettings>

export const DEFAULT_TRACKING_SETTINGS: TrackingSettings = TrackingSettings.parse({})
