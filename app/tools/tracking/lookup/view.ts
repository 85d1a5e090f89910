/**
 * What the look-up page shows of an order. In: the order with its parcels, settings, what lanes teach, the shopper's language, the time. Out: words and
 * facts in the order in which they are read. Invariant: of a place country and city, of a person nothing; what the settings hide is in no field.
 */
import { daysBetween, dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { findCarrier, trackingLink } from '../carriers/links.ts'
import { phraseFor } from '../checkpoints/phrases.ts'
import type { SilenceForecast } from '../promise/silence.ts'
import type { TrackingSettings } from '../settings/schema.ts'
import { isException, MILESTONES, type Leg, type Meaning, type Milestone } from '../status/model.ts'
import type { Checkpoint } from '../status/timeline.ts'
import type { FoundOrder, FoundParcel } from './found.ts'
import { withoutHidden } from './hide.ts'
import { zoneOf } from './times.ts'
import type { Word } from './words.ts'

export interface Step {
  milestone: Milestone
  state: 'done' | 'now' | 'ahead'
  at: Instant | null
}

export interface CheckpointView {
  at: Instant
  timezone: string
  text: string
  country: string | null
  city: string | null
  /** the place is hidden: all that is said is that it is where the parcel comes from */
  fromOrigin: boolean
}

export interface CarrierView {
  role: 'only' | 'origin' | 'last_mile'
  name: string
  number: string | null
  link: string | null
}

export interface ParcelView {
  place: number
  headline: string
  tone: 'moving' | 'arrived' | 'trouble'
  advice: Word | null
  number: string | null
  deliveredAt: Instant | null
  expected: { from: Day; to: Day } | null
  /** the day by which it should have arrived, when that is over */
  lateSince: Day | null
  silence: { kind: 'normal' | 'soon' | 'long'; day: number; on: Day } | null
  /** null: no carrier has scanned it */
  lastNewsAt: Instant | null
  timezone: string
  steps: Step[]
  carriers: CarrierView[]
  /** newest first */
  checkpoints: CheckpointView[]
}

export interface OrderView {
  /** null when a tracking number alone was given */
  name: string | null
  orderedAt: Instant
  timezone: string
  cancelled: boolean
  /** nothing is on its way yet */
  preparing: boolean
  /** some of it is on its way, some is not */
  partly: boolean
  nothingToShip: boolean
  estimate: { minDays: number; maxDays: number; kind: 'business' | 'calendar' } | null
  parcels: ParcelView[]
  returns: { name: string; word: Word }[]
}

export interface ViewContext {
  settings: TrackingSettings
  /** as the shopper reads, BCP 47 */
  locale: string
  timezone: string
  asOf: Instant
  /** by parcel; absent where nothing was learned */
  silences: ReadonlyMap<string, SilenceForecast>
  estimate: OrderView['estimate']
}

/** @param proven the shopper knew the order, not only a number: then its name and its returns are shown too */
export function viewOrder(order: FoundOrder, proven: boolean, context: ViewContext): OrderView {
  const parcels = order.cancelled && order.parcels.length === 0 ? [] : order.parcels
  const waits = !order.cancelled && order.ships && order.fulfillmentStatus !== 'FULFILLED'
  return {
    name: proven ? order.name : null,
    orderedAt: order.orderedAt,
    timezone: context.timezone,
    cancelled: order.cancelled && parcels.length === 0,
    preparing: waits && parcels.length === 0,
    partly: proven && waits && parcels.length > 0,
    nothingToShip: !order.cancelled && !waits && parcels.length === 0,
    estimate: waits && parcels.length === 0 ? context.estimate : null,
    parcels: parcels.map((parcel, index) => viewParcel(parcel, index + 1, context)),
    returns: proven
      ? order.returns.flatMap(({ name, status }) =>
          isReturnWord(status) ? [{ name, word: RETURN_WORDS[status] }] : [],
        )
      : [],
  }
}

const RETURN_WORDS = {
  REQUESTED: 'return.REQUESTED',
  OPEN: 'return.OPEN',
  CLOSED: 'return.CLOSED',
  DECLINED: 'return.DECLINED',
  CANCELED: 'return.CANCELED',
} as const satisfies Record<string, Word>

function isReturnWord(status: string): status is keyof typeof RETURN_WORDS {
  return Object.hasOwn(RETURN_WORDS, status)
}

const FIRST: Meaning = { status: 'ordered', detail: null }

function viewParcel(parcel: FoundParcel, place: number, context: ViewContext): ParcelView {
  const { timeline } = parcel
  const now = timeline.current ?? FIRST
  const shown = timeline.checkpoints.filter(({ afterDelivery }) => !afterDelivery)
  const delivered = timeline.deliveredAt !== null
  const today = dayIn(context.timezone, context.asOf)
  const { promisedP50On: from, promisedP90On: to } = parcel
  const over = !delivered && to !== null && to < today
  const stopped = now.status === 'returned' || now.status === 'lost'
  const destination = zoneOf(parcel.destinationCountry)
  return {
    place,
    headline: phraseFor(now, context.locale).text,
    tone: delivered ? 'arrived' : isException(now.status) ? 'trouble' : 'moving',
    advice: delivered ? null : adviceFor(now),
    number: context.settings.hidden.number || parcel.number === '' ? null : parcel.number,
    deliveredAt: timeline.deliveredAt,
    expected:
      delivered || over || stopped || from === null || to === null ? null : { from: from > today ? from : today, to },
    lateSince: over && !stopped ? to : null,
    silence: delivered || stopped ? null : silenceOf(parcel, context, today),
    lastNewsAt: timeline.lastScanAt,
    timezone: destination ?? context.timezone,
    steps: stepsOf(shown, now, parcel),
    carriers: carriersOf(parcel, context.settings),
    checkpoints: shown.map((checkpoint) => viewCheckpoint(checkpoint, parcel, context)).reverse(),
  }
}

function adviceFor({ status, detail }: Meaning): Word | null {
  if (detail === 'wrong_address') return 'advice.wrong_address'
  if (detail === 'payment_due') return 'advice.payment_due'
  if (detail === 'ready_for_pickup') return 'advice.ready_for_pickup'
  switch (status) {
    case 'failed_attempt':
      return 'advice.failed_attempt'
    case 'held_at_customs':
      return 'advice.held_at_customs'
    case 'returned':
      return 'advice.returned'
    case 'lost':
      return 'advice.lost'
    case 'delayed':
      return 'advice.delayed'
    default:
      return null
  }
}

function silenceOf(parcel: FoundParcel, { silences, timezone }: ViewContext, today: Day): ParcelView['silence'] {
  const forecast = silences.get(parcel.id)
  const { firstScanAt, lastScanAt } = parcel.timeline
  if (!forecast || firstScanAt === null || lastScanAt === null) return null
  const handedOverOn = dayIn(timezone, firstScanAt)
  const on = dayAfter(handedOverOn, forecast.expectedOnDay)
  if (forecast.unusual) return { kind: 'long', day: forecast.expectedOnDay, on }
  // Until tomorrow nobody wonders.
  if (daysBetween(today, on) < 2)
    return daysBetween(dayIn(timezone, lastScanAt), today) < 1
      ? null
      : { kind: 'soon', day: forecast.expectedOnDay, on }
  return { kind: 'normal', day: forecast.expectedOnDay, on }
}

function dayAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** What an exception says of the way that lies behind. */
const STOPPED_AT: Partial<Record<Meaning['status'], Milestone>> = {
  held_at_customs: 'customs',
  failed_attempt: 'out_for_delivery',
}

/** Steps that nobody scanned are done when a later one is; customs is a step only where a border is crossed or it was heard of. */
function stepsOf(checkpoints: readonly Checkpoint[], now: Meaning, parcel: FoundParcel): Step[] {
  const atOf = (milestone: Milestone): Instant | null => parcel.timeline.milestones[milestone]
  const heard = checkpoints.flatMap(({ meaning }) =>
    isException(meaning.status) ? [] : [MILESTONES.indexOf(meaning.status)],
  )
  const current = isException(now.status) ? null : MILESTONES.indexOf(now.status)
  const border =
    parcel.originCountry !== null &&
    parcel.destinationCountry !== 'ZZ' &&
    parcel.originCountry !== parcel.destinationCountry
  const wanted = MILESTONES.filter(
    (milestone) =>
      milestone !== 'customs' ||
      border ||
      heard.includes(MILESTONES.indexOf('customs')) ||
      now.status === 'held_at_customs',
  )
  const reached = current ?? Math.max(0, ...heard, MILESTONES.indexOf(STOPPED_AT[now.status] ?? 'ordered'))
  return wanted.map((milestone) => {
    const rank = MILESTONES.indexOf(milestone)
    const state = rank < reached || now.status === 'delivered' ? 'done' : rank === reached ? 'now' : 'ahead'
    return { milestone, state, at: state === 'ahead' ? null : atOf(milestone) }
  })
}

function carriersOf(parcel: FoundParcel, settings: TrackingSettings): CarrierView[] {
  const { hidden } = settings
  if (hidden.carrier) return []
  const number = hidden.number || parcel.number === '' ? null : parcel.number
  const local = parcel.lastMileCarrier !== null && parcel.lastMileCarrier !== parcel.carrier
  const views: CarrierView[] = []
  const name = nameOf(parcel.carrier, parcel.company, settings)
  if (name !== null) {
    const link = parcel.url ?? (parcel.carrier === null ? null : trackingLink(parcel.carrier, parcel.number))
    views.push({ role: local ? 'origin' : 'only', name, number, link: number === null ? null : httpsOnly(link) })
  }
  if (local && parcel.lastMileCarrier !== null) {
    const own = parcel.lastMileNumber ?? parcel.number
    const lastName = nameOf(parcel.lastMileCarrier, null, settings)
    if (lastName !== null)
      views.push({
        role: 'last_mile',
        name: lastName,
        number: hidden.number ? null : own,
        link: hidden.number ? null : trackingLink(parcel.lastMileCarrier, own),
      })
  }
  return views
}

/** `Other` and the like are what Shopify fills in for a carrier that it does not list. */
const NO_NAME = /^(other|custom|unknown|n\/?a|其他|-+)$/i

function nameOf(carrier: string | null, company: string | null, { hidden }: TrackingSettings): string | null {
  const known = carrier === null ? null : findCarrier(carrier)
  const typed = company === null || NO_NAME.test(company) ? null : company
  return withoutHidden(known && known.code !== 's10' ? known.name : typed, hidden)
}

function httpsOnly(link: string | null): string | null {
  return link?.startsWith('https://') ? link : null
}

function viewCheckpoint(checkpoint: Checkpoint, parcel: FoundParcel, context: ViewContext): CheckpointView {
  const { country, city } = checkpoint.place
  const { hidden } = context.settings
  const fromOrigin = hidden.origin && isAbroad(country, checkpoint.leg, parcel)
  return {
    at: checkpoint.occurredAt,
    timezone: fromOrigin
      ? context.timezone
      : (zoneOf(country) ?? zoneOf(parcel.destinationCountry) ?? context.timezone),
    text: phraseFor(checkpoint.meaning, context.locale).text,
    country: fromOrigin ? null : country,
    city: fromOrigin ? null : withoutHidden(city, hidden),
    fromOrigin: fromOrigin && (country !== null || city !== null),
  }
}

/** A place that is not named is taken for the leg's: the origin line begins where the parcel comes from. */
function isAbroad(country: string | null, leg: Leg, parcel: FoundParcel): boolean {
  if (country !== null) return country !== parcel.destinationCountry
  return leg === 'origin' && parcel.originCountry !== parcel.destinationCountry
}
