/**
 * What is promised today to each country, for a product page that knows neither carrier nor service. In: a model, the warehouse, the countries that
 * parcels went to. Out: days, and dates for orders of the next days. Invariant: eight of ten parcels arrive inside; the end is the date that is
 * calibrated to hold nine times in ten; no country is promised what few parcels say.
 */
import type { DeliveryEstimate } from '#app/facts/lanes.ts'
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { Instant } from '#app/mirror/types.ts'
import { arrivalOffsets, weekOf } from '../promise/arrival.ts'
import { countWorked, EVERY_DAY, toDayNumber } from '../promise/days.ts'
import { promiseArrival } from '../promise/engine.ts'
import { lanePath, type Lane, type PromiseModel } from '../promise/model.ts'
import { quantileOf } from '../promise/smoothing.ts'
import { nextBeginnings, type Warehouse } from './processing.ts'

/** Parcels to one country, from one origin. */
export interface CountryLane {
  origin: string
  country: string
  parcels: number
}

/** With fewer, a country's days are mostly its neighbours'. */
const FEWEST_PARCELS = 10
/** More are never asked for, and a metafield ends somewhere. */
const MOST_COUNTRIES = 120
/** Days of processing that are told ahead: as long as the shop is not reached for a week, the dates still hold. */
const DAYS_AHEAD = 7
const EARLY_SHARE = 0.1
const NOWHERE = 'ZZ'

/** Most parcels first. Throws RangeError for an unknown zone. */
export function estimateDeliveries(
  model: PromiseModel,
  lanes: readonly CountryLane[],
  warehouse: Warehouse,
  now: Instant,
): DeliveryEstimate[] {
  const beginnings = nextBeginnings(now, warehouse, DAYS_AHEAD)
  return busiest(lanes)
    .slice(0, MOST_COUNTRIES)
    .map(({ origin, country, parcels }) => {
      // Names that no lane has: the country's own distribution, over all carriers and services, is the narrowest that is found.
      const lane: Lane = { origin, country, province: null, carrier: '', service: null }
      const week = weekOf(model.deliveryWeek, lanePath(lane))
      const dated = beginnings.map(({ on, until }) => {
        const offsets = arrivalOffsets(model, lane, toDayNumber(on))
        const to = promiseArrival(model, lane, on).p90On
        return { on, until, from: earlier(addDays(on, quantileOf(offsets, EARLY_SHARE)), to), to }
      })
      const daysTo = (on: Day, day: Day): number =>
        week === EVERY_DAY ? daysBetween(on, day) : countWorked(toDayNumber(on), toDayNumber(day), week)
      return {
        country,
        parcels,
        minDays: Math.min(...dated.map(({ on, from }) => daysTo(on, from))),
        maxDays: Math.max(...dated.map(({ on, to }) => daysTo(on, to))),
        dayKind: week === EVERY_DAY ? ('calendar' as const) : ('business' as const),
        arrivals: dated.map(({ until, from, to }) => ({ until, from, to })),
      }
    })
}

/** Of each country the origin that most of its parcels come from. */
function busiest(lanes: readonly CountryLane[]): CountryLane[] {
  const byCountry = new Map<string, CountryLane>()
  for (const lane of lanes) {
    if (lane.country === NOWHERE || lane.parcels < FEWEST_PARCELS) continue
    if (lane.parcels > (byCountry.get(lane.country)?.parcels ?? 0)) byCountry.set(lane.country, lane)
  }
  return [...byCountry.values()].sort((a, b) => b.parcels - a.parcels || (a.country < b.country ? -1 : 1))
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b
}
