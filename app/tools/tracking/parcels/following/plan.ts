/**
 * What must be written so that an order's parcels are what the mirror says. In: the order, the parcels and events that are stored, staff's choices of
 * carriers. Out: rows to save and to remove. Invariant: planning again after writing plans nothing.
 */
import { dayIn } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { recogniseCarrier, type CarrierChoices } from '../../carriers/recognise.ts'
import type { TrackingEvent } from '../../status/model.ts'
import { mergeTimeline } from '../../status/timeline.ts'
import { deriveParcels, eventsOf, shopifyEvents, type DerivedParcel } from '../derive.ts'
import { stateOf, type ParcelOrigin, type ParcelState, type ParcelWithTimeline } from '../schema.ts'
import type { ParcelTimeline } from '../../status/timeline.ts'

/** The order as the mirror has it; the store's type fits. */
export interface OrderToShip {
  id: Id
  orderedAt: string
  processedOn: string
  country: string
  province: string | null
  service: string | null
  ships: boolean
  deleted: boolean
  anonymous: boolean
  fulfillments: (Parameters<typeof shopifyEvents>[1] &
    Parameters<typeof deriveParcels>[0] & {
      id: Id
      locationId: Id | null
      originCountry: string | null
      events: Parameters<typeof shopifyEvents>[2]
    })[]
}

/** A stored event with what makes it one. */
export interface KeyedEvent {
  key: string
  event: TrackingEvent
}

export interface StoredParcel extends ParcelWithTimeline {
  removed: boolean
  events: readonly KeyedEvent[]
}

export interface ParcelPlan {
  /** the stored parcel's id; null: a new one */
  id: Id | null
  /** null: nothing of the row differs */
  row: (ParcelOrigin & ParcelState & { timeline: ParcelTimeline }) | null
  addEvents: KeyedEvent[]
  removeEvents: string[]
}

export interface OrderPlan {
  parcels: ParcelPlan[]
  /** parcels without a number that get one */
  name: { id: Id; number: string; numberKey: string }[]
  remove: Id[]
  erase: Id[]
}

export interface PlanContext {
  timezone: string
  /** where parcels leave from when their location does not say */
  country: string
  choices: CarrierChoices
  /** null for an event that no row can be made of */
  keyOf: (event: TrackingEvent) => KeyedEvent | null
}

export function planOrder(order: OrderToShip, stored: readonly StoredParcel[], context: PlanContext): OrderPlan {
  const plan: OrderPlan = { parcels: [], name: [], remove: [], erase: [] }
  const kept = new Set<Id>()
  const fulfillments = order.deleted || !order.ships ? [] : order.fulfillments
  for (const fulfillment of fulfillments) {
    const mine = stored.filter(({ fulfillmentId }) => fulfillmentId === fulfillment.id)
    const wanted = deriveParcels(fulfillment)
    const news = keyed(shopifyEvents(order.orderedAt, fulfillment, fulfillment.events), context)
    const unnamed = mine.find(({ number, removed }) => number === '' && !removed)
    for (const derived of wanted) {
      let parcel = mine.find(({ number }) => number === derived.number)
      if (!parcel && unnamed && derived.position === 0) {
        plan.name.push({ id: unnamed.id, number: derived.number, numberKey: derived.numberKey })
        parcel = { ...unnamed, number: derived.number, numberKey: derived.numberKey }
      }
      if (parcel) kept.add(parcel.id)
      plan.parcels.push(planParcel(originOf(order, fulfillment, derived, context), news, parcel))
    }
  }
  for (const { id, removed } of stored) {
    if (kept.has(id)) continue
    if (order.deleted || order.anonymous) plan.erase.push(id)
    else if (!removed) plan.remove.push(id)
  }
  return plan
}

function originOf(
  order: OrderToShip,
  fulfillment: OrderToShip['fulfillments'][number],
  derived: DerivedParcel,
  context: PlanContext,
): ParcelOrigin {
  return {
    orderId: order.id,
    fulfillmentId: fulfillment.id,
    ...derived,
    carrier: recogniseCarrier({ company: derived.company, number: derived.number }, context.choices).carrier,
    locationId: fulfillment.locationId,
    originCountry: fulfillment.originCountry ?? (context.country === 'ZZ' ? null : context.country),
    destinationCountry: order.country,
    destinationProvince: order.province,
    service: order.service,
    orderedAt: order.orderedAt,
    processedOn: order.processedOn,
    fulfilledAt: fulfillment.createdAt,
    fulfilledOn: dayIn(context.timezone, fulfillment.createdAt),
  }
}

function planParcel(origin: ParcelOrigin, news: readonly KeyedEvent[], stored: StoredParcel | undefined): ParcelPlan {
  const had = stored?.events ?? []
  const [hadKeys, newKeys] = [new Set(had.map(({ key }) => key)), new Set(news.map(({ key }) => key))]
  const added = news.filter(({ key }) => !hadKeys.has(key))
  const gone = had.filter(({ key, event }) => event.source === 'shopify' && !newKeys.has(key))
  const others = had.filter(({ event }) => event.source !== 'shopify')
  const timeline = timelineOf(
    origin,
    [...others, ...news].map(({ event }) => event),
  )
  const row = { ...origin, ...stateOf(timeline), timeline }
  const same = stored !== undefined && !stored.removed && isSame(row, stored)
  return {
    id: stored?.id ?? null,
    row: same ? null : row,
    addEvents: added,
    removeEvents: gone.map(({ key }) => key),
  }
}

/** The timeline of a parcel from all that was heard of it. */
export function timelineOf(
  parcel: Pick<ParcelOrigin, 'position' | 'destinationCountry'>,
  events: readonly TrackingEvent[],
): ParcelTimeline {
  const destination = parcel.destinationCountry === 'ZZ' ? null : parcel.destinationCountry
  return mergeTimeline(eventsOf(parcel.position, events), destination)
}

function keyed(events: readonly TrackingEvent[], { keyOf }: PlanContext): KeyedEvent[] {
  const byKey = new Map<string, KeyedEvent>()
  for (const event of events) {
    const one = keyOf(event)
    if (one) byKey.set(one.key, one)
  }
  return [...byKey.values()]
}

/** Instants are compared as times: PostgreSQL keeps milliseconds, Shopify writes seconds. */
function isSame(row: object, stored: object): boolean {
  return Object.entries(row).every(([field, value]) => {
    const other = (stored as Record<string, unknown>)[field]
    if (field.endsWith('At') && typeof value === 'string' && typeof other === 'string')
      return Date.parse(value) === Date.parse(other)
    return field === 'timeline' ? canonical(value) === canonical(other) : value === other
  })
}

/** jsonb keeps no order of keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
