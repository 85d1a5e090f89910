/** What a workflow of Shopify Flow gets of a late parcel. Invariant: the keys are those of extensions/flow-delivery-late (tested): Shopify ignores what it does not know. */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'

export const LATE_HANDLE = 'delivery-late'

export interface LateParcel {
  orderId: string
  orderName: string
  number: string
  carrier: string
  country: string
  status: string
  promisedOn: Day
  /** days beyond the promised date that are no delay yet */
  lateDays: number
}

export function latePayload(parcel: LateParcel, today: Day, link: string): Record<string, string | number> {
  return {
    order_id: Number(parcel.orderId),
    Order: parcel.orderName,
    'Tracking number': parcel.number,
    Carrier: parcel.carrier,
    Country: parcel.country,
    Status: parcel.status,
    'Promised by': parcel.promisedOn,
    'Days late': Math.max(0, daysBetween(addDays(parcel.promisedOn, parcel.lateDays), today)),
    Link: link,
  }
}
