/**
 * What is news of a parcel. In: a parcel as it stands, what the merchant wants told, now. Out: what is to be said of it, to whom. Invariant: only what
 * has just happened is news: nothing older than the merchant's days, and nothing from before it was turned on.
 */
import { addDays, dayIn, daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import type { DeskSettings, Moment } from '../settings/desk.ts'
import { isException, type ParcelStatus } from '../status/model.ts'

export const CHANNELS = ['mail', 'flow'] as const
export type Channel = (typeof CHANNELS)[number]

export interface NewsParcel {
  status: ParcelStatus | null
  statusSince: Instant | null
  firstScanAt: Instant | null
  deliveredAt: Instant | null
  /** p90 date given to the shopper */
  promisedOn: Day | null
}

export interface News {
  channel: Channel
  moment: Moment
}

const DAY_MS = 86_400_000
const MOVING: readonly ParcelStatus[] = ['handed_over', 'in_transit', 'customs']

export function newsOf(parcel: NewsParcel, settings: DeskSettings, now: Instant, timezone: string): News[] {
  const { moments, maxAgeDays } = settings.mails
  const isFresh = (moment: Moment, at: Instant | null): boolean => {
    const since = moments[moment]
    return (
      since !== undefined &&
      at !== null &&
      Date.parse(at) >= Date.parse(since) &&
      Date.parse(at) >= Date.parse(now) - maxAgeDays * DAY_MS
    )
  }
  const news: News[] = []
  const status = parcel.status
  const passed = happened(parcel)
  if (passed !== null && isFresh(passed.moment, passed.at)) news.push({ channel: 'mail', moment: passed.moment })
  const lateOn = parcel.promisedOn === null ? null : addDays(parcel.promisedOn, settings.limits.lateDays)
  if (
    lateOn === null ||
    parcel.deliveredAt !== null ||
    (status !== null && isException(status) && status !== 'delayed')
  )
    return news
  const daysLate = daysBetween(lateOn, dayIn(timezone, now))
  if (daysLate < 1 || daysLate > maxAgeDays) return news
  if (moments.late !== undefined && lateOn >= dayIn(timezone, moments.late))
    news.push({ channel: 'mail', moment: 'late' })
  if (settings.flow) news.push({ channel: 'flow', moment: 'late' })
  return news
}

/** The last thing that happened and can be told. What it passed on the way is no news any more. */
function happened(parcel: NewsParcel): { moment: Moment; at: Instant | null } | null {
  const { status } = parcel
  if (parcel.deliveredAt !== null) return { moment: 'delivered', at: parcel.deliveredAt }
  if (status === null) return null
  if (isException(status)) return { moment: 'exception', at: parcel.statusSince }
  if (status === 'out_for_delivery') return { moment: 'out_for_delivery', at: parcel.statusSince }
  return MOVING.includes(status) ? { moment: 'handed_over', at: parcel.firstScanAt } : null
}

/** Whether what was to be said of a parcel is still so when its turn comes. */
export function isStillTrue(moment: Moment, parcel: Pick<NewsParcel, 'status' | 'deliveredAt'>): boolean {
  if (moment === 'delivered') return parcel.deliveredAt !== null
  if (parcel.deliveredAt !== null) return false
  if (moment === 'exception') return parcel.status !== null && isException(parcel.status)
  return moment === 'late' || parcel.status === null || !isException(parcel.status)
}
