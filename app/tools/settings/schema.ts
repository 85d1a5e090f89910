/**
 * What a merchant can set, and how far the setup guide has come. In: form fields, stored JSON. Out: typed values.
 * Invariant: every field has a default, so a document from an older version still reads.
 */
import { z } from 'zod'

export const HOME_PERIODS = ['7', '30', '90'] as const

export const Preferences = z.object({
  /** days that Home opens with */
  homePeriod: z.enum(HOME_PERIODS).default('30'),
  /** Home compares with the same number of days before */
  compare: z.boolean().default(true),
})
export type Preferences = z.infer<typeof Preferences>

/** The same as a form sends it: everything is text. */
export const PreferencesForm = z.object({
  homePeriod: z.enum(HOME_PERIODS),
  compare: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
})

/** What cannot be read from the shop itself: that a page was looked at, that the guide was put away. */
export const SetupProgress = z.object({
  dismissed: z.boolean().default(false),
  settingsSeen: z.boolean().default(false),
})
export type SetupProgress = z.infer<typeof SetupProgress>
