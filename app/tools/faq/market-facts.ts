/**
 * What the shop's settings and history say about one market, as answers of the FAQ speak of it. In: nothing. Out: types.
 * Invariant: `null` is "not known" and nothing else; that something is not offered is a value of its own.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Money } from '#app/kernel/money.ts'
import type { Instant } from '#app/mirror/types.ts'

/** Who pays duty at import: the shop (DDP), the customer (DAP), or nobody because nothing is due on this lane. */
export type DutyMode = 'shop_pays' | 'customer_pays' | 'none_due'

export interface DeliveryDays {
  minDays: number
  maxDays: number
  dayKind: 'business' | 'calendar'
}

export interface DeliveryDates {
  earliestOn: Day
  latestOn: Day
}

export interface MarketFacts {
  /** from delivery; 0: goods are not taken back */
  returnWindowDays: number | null
  deliveryDays: DeliveryDays | null
  /** of an order placed now */
  deliveryDates: DeliveryDates | null
  dutyMode: DutyMode | null
  /** zero: always free */
  freeShippingThreshold: Money | 'not_offered' | null
}

export type FactName = keyof MarketFacts

/** When each fact last got another value. A fact that is absent has not changed since the shop was installed. */
export type FactChanges = Readonly<Partial<Record<FactName, Instant>>>
