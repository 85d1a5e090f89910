/**
 * What the mirror says of parcels. In: an order's fulfilment with Shopify's events. Out: one parcel per number, and Shopify's news as tracking events.
 * Invariant: the same fulfilment always gives the same parcels and events; one number stands once in a fulfilment.
 */
import { oneLine } from '#app/kernel/text.ts'
import type { Fulfillment, FulfillmentEvent, Instant } from '#app/mirror/types.ts'
import type { Meaning, TrackingEvent } from '../status/model.ts'
import { readShopifyDisplayStatus, readShopifyEventStatus } from '../status/shopify.ts'

export interface DerivedParcel {
  /** '' when the fulfilment has no number (yet) */
  number: string
  numberKey: string
  position: number
  company: string | null
  url: string | null
}

/** Longer than any number of a carrier; what is beyond it was never scanned off a label. */
const LONGEST_NUMBER = 120
const LONGEST_NAME = 120
const LONGEST_LINK = 1_000
const LONGEST_TEXT = 300

/** A number as it is compared: width, case, spaces and punctuation do not matter. */
export function numberKey(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, LONGEST_NUMBER)
}

/** Empty for a fulfilment that was cancelled or failed: there is no parcel. */
export function deriveParcels(fulfillment: Pick<Fulfillment, 'status' | 'tracking'>): DerivedParcel[] {
  if (fulfillment.status !== 'SUCCESS') return []
  const parcels = new Map<string, DerivedParcel>()
  for (const { company, number, url } of fulfillment.tracking) {
    const typed = clean(number, LONGEST_NUMBER) ?? ''
    const parcel = {
      number: typed,
      numberKey: numberKey(typed),
      position: parcels.size,
      company: clean(company, LONGEST_NAME),
      url: webLink(url),
    }
    if (typed !== '' && !parcels.has(typed)) parcels.set(typed, parcel)
  }
  if (parcels.size > 0) return [...parcels.values()]
  const [first] = fulfillment.tracking
  return [
    {
      number: '',
      numberKey: '',
      position: 0,
      company: clean(first?.company ?? null, LONGEST_NAME),
      url: webLink(first?.url ?? null),
    },
  ]
}

/**
 * Shopify's news of a fulfilment: when the order was placed and packed, its events, and where it has no event the dates and the status of the
 * fulfilment itself, which is all that is known of what was delivered before the app came.
 */
export function shopifyEvents(
  orderedAt: Instant,
  fulfillment: Pick<Fulfillment, 'createdAt' | 'updatedAt' | 'displayStatus' | 'inTransitAt' | 'deliveredAt'>,
  reported: readonly FulfillmentEvent[],
): TrackingEvent[] {
  const events: TrackingEvent[] = [
    event({ status: 'ordered', detail: null }, orderedAt),
    event({ status: 'packed', detail: 'fulfilled' }, fulfillment.createdAt),
  ]
  for (const report of reported) {
    const meaning = readShopifyEventStatus(report.status)
    if (meaning === null) continue
    events.push({
      ...event(meaning, report.happenedAt),
      place: { country: countryCode(report.country), city: clean(report.city, LONGEST_NAME) },
      text: clean(report.message, LONGEST_TEXT),
    })
  }
  const heard = (...statuses: Meaning['status'][]): boolean =>
    events.some(({ meaning }) => statuses.includes(meaning.status))
  if (fulfillment.inTransitAt !== null && !heard('in_transit', 'handed_over'))
    events.push(event({ status: 'in_transit', detail: null }, fulfillment.inTransitAt))
  if (fulfillment.deliveredAt !== null && !heard('delivered'))
    events.push(event({ status: 'delivered', detail: null }, fulfillment.deliveredAt))
  const shown = fulfillment.displayStatus === null ? null : readShopifyDisplayStatus(fulfillment.displayStatus)
  if (shown !== null && reported.length === 0 && !heard(shown.status, 'delivered'))
    events.push(event(shown, fulfillment.updatedAt))
  return events
}

/**
 * The events that tell of this parcel. Shopify speaks of a fulfilment as a whole: of its second number and those after it, the word of whoever follows
 * that very number goes before.
 */
export function eventsOf(position: number, events: readonly TrackingEvent[]): TrackingEvent[] {
  if (position === 0 || events.every(({ source }) => source === 'shopify')) return [...events]
  return events.filter(
    ({ source, meaning }) => source !== 'shopify' || meaning.status === 'ordered' || meaning.status === 'packed',
  )
}

function event(meaning: Meaning, occurredAt: Instant): TrackingEvent {
  return { source: 'shopify', leg: 'origin', meaning, occurredAt, place: { country: null, city: null }, text: null }
}

function clean(text: string | null, longest: number): string | null {
  return oneLine(text ?? '', longest) || null
}

/** Only what a browser may open as a page: a number's address comes from whoever typed it. */
function webLink(typed: string | null): string | null {
  const url = clean(typed, LONGEST_LINK)
  if (url === null || !URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}

const CODE = /^[A-Za-z]{2}$/

/** Shopify gives what the reporter gave: a code, or a name, which is no country that can be compared. */
function countryCode(country: string | null): string | null {
  const plain = (country ?? '').trim()
  return CODE.test(plain) ? plain.toUpperCase() : null
}
