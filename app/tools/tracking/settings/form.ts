/**
 * The settings of tracking as a page sends them: texts as people type them. In: a form. Out: the parts of a settings document, or problems with the path
 * of their field; every problem is a code of `trackingSettings.problem`. Invariant: what was valid before stays readable as a form.
 */
import { z } from 'zod'
import { isDay } from '#app/kernel/calendar.ts'
import { MOMENTS, MOST_HOLIDAYS, NO_CUT_OFF, USUAL_WEEKDAYS, type Moment } from './desk.ts'
import { LOOKUP_WAYS, MOST_HIDDEN_WORDS, type TrackingSettings } from './schema.ts'

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/

const lines = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;，；]+/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]

const wholeDays = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,3}$/, 'days')
    .transform(Number)
    .refine((days) => days >= least && days <= most, 'days')

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const httpsUrl = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:'

export const TrackingSettingsForm = z.object({
  ways: z.array(z.enum(LOOKUP_WAYS)),
  byNumber: z.boolean(),
  hidden: z.object({
    carrier: z.boolean(),
    number: z.boolean(),
    origin: z.boolean(),
    words: z
      .string()
      .max(10_000, 'too_long')
      .transform(lines)
      .pipe(z.array(z.string().max(60, 'word_too_long')).max(MOST_HIDDEN_WORDS, 'too_many')),
  }),
  supportEmail: z.union([z.literal(''), z.email('email')], 'email'),
  supportUrl: z
    .string()
    .trim()
    .max(500, 'too_long')
    .refine((text) => text === '' || httpsUrl(text), 'url'),
  cutOff: z
    .string()
    .refine((text) => text === '' || CLOCK.test(text), 'clock')
    .transform((text) => {
      const [, hours, minutes] = CLOCK.exec(text) ?? []
      return hours === undefined ? NO_CUT_OFF : Number(hours) * 60 + Number(minutes)
    }),
  weekdays: z.array(z.number().int().min(0).max(6)).min(1, 'weekdays'),
  timezone: z.string().refine((zone) => zone === '' || isZone(zone), 'timezone'),
  holidays: z
    .string()
    .max(10_000, 'too_long')
    .transform((text) => lines(text).sort())
    .pipe(z.array(z.string().refine(isDay, 'day')).max(MOST_HOLIDAYS, 'too_many')),
  estimates: z.boolean(),
  ownLanes: z.boolean(),
  unfulfilledDays: wholeDays(1, 60),
  noTrackingDays: wholeDays(1, 60),
  stuckDays: wholeDays(1, 90),
  lateDays: wholeDays(0, 60),
  watchDays: wholeDays(7, 180),
  unpaid: z.boolean(),
  moments: z.array(z.enum(MOMENTS)),
  maxAgeDays: wholeDays(1, 14),
  flow: z.boolean(),
})
export type TrackingSettingsForm = z.infer<typeof TrackingSettingsForm>
/** What stands in the fields. */
export type TrackingSettingsFields = z.input<typeof TrackingSettingsForm>

/** The fields that show a stored document. */
export function fieldsOf(settings: TrackingSettings): TrackingSettingsFields {
  const { hidden, desk, ways, byNumber, supportEmail, supportUrl } = settings
  const { limits, mails } = desk
  const two = (number: number): string => String(number).padStart(2, '0')
  return {
    ways: [...ways],
    byNumber,
    hidden: { ...hidden, words: hidden.words.join('\n') },
    supportEmail,
    supportUrl,
    cutOff:
      desk.cutOffMinute >= NO_CUT_OFF
        ? ''
        : `${two(Math.floor(desk.cutOffMinute / 60))}:${two(desk.cutOffMinute % 60)}`,
    weekdays: [...(desk.weekdays ?? USUAL_WEEKDAYS)],
    timezone: desk.timezone ?? '',
    holidays: desk.holidays.join('\n'),
    estimates: desk.estimates,
    ownLanes: limits.ownLanes,
    unfulfilledDays: String(limits.unfulfilledDays),
    noTrackingDays: String(limits.noTrackingDays),
    stuckDays: String(limits.stuckDays),
    lateDays: String(limits.lateDays),
    watchDays: String(limits.watchDays),
    unpaid: limits.unpaid,
    moments: MOMENTS.filter((moment) => mails.moments[moment] !== undefined),
    maxAgeDays: String(mails.maxAgeDays),
    flow: desk.flow,
  }
}

/** The document that the form makes of the one before. A moment that was on keeps the instant it was turned on at. */
export function documentOf(before: TrackingSettings, form: TrackingSettingsForm, now: string): TrackingSettings {
  const since = (moment: Moment): string => before.desk.mails.moments[moment] ?? now
  return {
    ...before,
    ways: LOOKUP_WAYS.filter((way) => form.ways.includes(way)),
    byNumber: form.byNumber,
    hidden: form.hidden,
    supportEmail: form.supportEmail,
    supportUrl: form.supportUrl,
    desk: {
      ...before.desk,
      cutOffMinute: form.cutOff,
      weekdays: weekdaysOf(before, form),
      timezone: form.timezone === '' ? null : form.timezone,
      holidays: form.holidays,
      estimates: form.estimates,
      limits: {
        ownLanes: form.ownLanes,
        unfulfilledDays: form.unfulfilledDays,
        noTrackingDays: form.noTrackingDays,
        stuckDays: form.stuckDays,
        lateDays: form.lateDays,
        watchDays: form.watchDays,
        unpaid: form.unpaid,
      },
      mails: {
        moments: Object.fromEntries(
          MOMENTS.filter((moment) => form.moments.includes(moment)).map((moment) => [moment, since(moment)]),
        ),
        maxAgeDays: form.maxAgeDays,
      },
      flow: form.flow,
    },
  }
}

/** The usual days that nobody has touched are nobody's word. */
function weekdaysOf(before: TrackingSettings, form: TrackingSettingsForm): number[] | null {
  const chosen = form.weekdays.toSorted((a, b) => a - b)
  return before.desk.weekdays === null && chosen.join() === USUAL_WEEKDAYS.join() ? null : chosen
}
