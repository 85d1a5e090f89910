/**
 * What each location needs of a variant. In: the variant's forecast, its share of demand there, what is there, coming and leaving. Out: per location
 * how its stock stands and how many units are missing or too many. Invariant: the forecast is made once for the variant and split: a location's
 * demand is the variant's, thinned.
 *
 * Thinning: when each unit of a demand with variance m + phi m^2 is wanted at a location with probability s, independently, the location's demand has
 * mean sm and variance sm + phi (sm)^2 (Puig & Valero, "Characterization of count data distributions involving additivity and binomial subsampling",
 * Bernoulli 13, 2007): the same phi. So the weekly means are multiplied by s, and the spread keeps its phi.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import type { HealthState } from '../health/stock-health.ts'
import { delayByClosures, type Closure, type LeadTime } from '../policy/lead-time.ts'
import { countOnOrder, type OpenSupply } from '../policy/on-order.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import { protectionDemand } from '../policy/protection.ts'
import type { DemandForecast } from '../terms.ts'

/** A location that stocks the variant. */
export interface Place {
  locationId: Id
  locationName: string
  /** of the variant's demand, 0 to 1 */
  share: number
  onHandUnits: number
  committedUnits: number
  /** promised to another location */
  leavingUnits: number
  supplies: readonly OpenSupply[]
}

export interface LocationNeed {
  locationId: Id
  locationName: string
  shareBps: number
  onHandUnits: number
  committedUnits: number
  leavingUnits: number
  onOrderUnits: number
  /** on hand - committed - leaving + on order */
  positionUnits: number
  reorderPoint: number
  orderUpTo: number
  meanPerDay: number
  /** how long what can be sold lasts; null where nothing is expected to sell */
  daysOfCover: number | null
  /** to the order-up-to level, when the position is below the reorder point */
  needUnits: number
  /** what can be given away: on the shelf beyond the order-up-to level */
  spareUnits: number
}

/**
 * @param demandAt the variant's demand thinned to a share
 * @param levelBps the service level of the variant
 */
export function planPlaces(
  places: readonly Place[],
  demandAt: (share: number) => DemandForecast,
  leadTime: LeadTime,
  closures: readonly Closure[],
  policy: Pick<PolicyDocument, 'reviewDays' | 'coverDays'>,
  levelBps: number,
  asOf: Day,
): LocationNeed[] {
  const delayed = delayByClosures(leadTime, asOf, closures)
  const lasts = Math.max(policy.reviewDays, policy.coverDays)
  return places.map((place) => {
    const { onHandUnits, leavingUnits } = place
    const committedUnits = Math.max(0, place.committedUnits)
    const demand = demandAt(place.share)
    const level = levelBps / 10_000
    const sells = demand.meanPerDay > 0
    const reorderPoint = sells ? protectionDemand(demand, delayed, policy.reviewDays, null).quantile(level) : 0
    const orderUpTo = sells
      ? Math.max(reorderPoint, protectionDemand(demand, delayed, lasts, null).quantile(level))
      : reorderPoint
    const onOrderUnits = countOnOrder(place.supplies, null).units
    const availableUnits = Math.max(0, onHandUnits) - committedUnits - leavingUnits
    const positionUnits = availableUnits + onOrderUnits
    return {
      locationId: place.locationId,
      locationName: place.locationName,
      shareBps: Math.round(place.share * 10_000),
      onHandUnits,
      committedUnits,
      leavingUnits,
      onOrderUnits,
      positionUnits,
      reorderPoint,
      orderUpTo,
      meanPerDay: demand.meanPerDay,
      daysOfCover: sells ? Math.max(0, availableUnits) / demand.meanPerDay : null,
      needUnits: positionUnits < reorderPoint ? orderUpTo - positionUnits : 0,
      spareUnits: Math.max(0, availableUnits - orderUpTo),
    }
  })
}

/** In the words of stock health, without those that only the whole variant can have. A place that nobody buys from lacks nothing. */
export function healthAt({
  onHandUnits,
  committedUnits,
  leavingUnits,
  needUnits,
  orderUpTo,
}: LocationNeed): HealthState {
  if (orderUpTo > 0 && onHandUnits - committedUnits - leavingUnits <= 0) return 'out'
  return needUnits > 0 ? 'at_risk' : 'healthy'
}
