/**
 * Lanes as plain types: how long parcels take from an origin to a country, by carrier and service, and what is promised because of it.
 * Published by tracking (facts/lanes.server.ts). Days are whole; `business_days` are those on which the lane delivers.
 */
import type { Day } from '#app/kernel/calendar.ts'

export interface LaneFact {
  /** its path's name, e.g. `CN>DE yunexpress / Standard @BY` */
  lane: string
  /** 0: origin, 1: country, 2: carrier, 3: service, 4: province */
  depth: number
  /** ISO 3166; ZZ: not known */
  origin: string
  country: string | null
  carrier: string | null
  service: string | null
  province: string | null
  /** delivered parcels it was learned from */
  parcels: number
  /** from the day the warehouse could begin to the first scan, in days on which the origin hands over */
  handlingP50Days: number
  handlingP90Days: number
  /** from the first scan to the delivery */
  transitP50Days: number
  transitP90Days: number
  countedIn: 'calendar_days' | 'business_days'
  /** probability of each number of transit days, from 0 */
  transitShares: number[]
  /** limits of the work list from the lane's own past; null: too few parcels */
  noTrackingDays: number | null
  stuckDays: number | null
  /** parcels of the latest 30 % that were promised from the first 70 %, and how many of them came by their p90 date */
  measuredParcels: number
  measuredHeld: number
}

/** How long a lane is silent after a scan of one status. */
export interface LaneSilence {
  /** name of the lane, ` after ` and the status */
  lane: string
  gaps: number
  /** probability of each number of days to the next scan, from 0 */
  shares: number[]
}

/** An order placed before `until` (epoch seconds) arrives from `from` to `to`. */
export interface EstimatedArrival {
  until: number
  from: Day
  to: Day
}

/** What is promised today to a country, over all carriers and services. */
export interface DeliveryEstimate {
  /** ISO 3166 */
  country: string
  parcels: number
  /** days from the day the warehouse begins, within which eight of ten parcels arrive: one in ten is earlier, one in ten later */
  minDays: number
  maxDays: number
  dayKind: 'business' | 'calendar'
  /** of the next days on which the warehouse begins, soonest first */
  arrivals: EstimatedArrival[]
}
