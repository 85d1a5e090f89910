/**
 * Moves from where there is too much to where there is too little, each compared with buying and with sending parcels straight from the origin.
 * In: what each location lacks or can spare, routes, prices. Out: moves with the ways compared. Invariant: a move never takes more than a location can
 * spare, so that nobody who gives is short because of it.
 *
 * What a way costs is what it adds to the goods' own value: freight for a transfer; for buying, what the goods that are too many elsewhere cost while
 * they wait (holding, until they would have been sold there); for parcels, the carriage of each unit.
 */
import type { Id } from '#app/mirror/types.ts'
import type { LocationNeed } from '../locations/need.ts'
import { DAYS_PER_YEAR } from '../terms.ts'
import type { Move, Route, Way, WayKind } from './schema.ts'

export interface MovableGoods {
  variantId: Id
  places: readonly LocationNeed[]
  weightGrams: number | null
  /** of one unit, in the shop's currency; null: not known */
  unitCostMinor: number | null
  /** null: no lead time is known */
  leadTimeDays: number | null
}

export interface MoveFacts {
  /** by `routeKey` */
  routes: ReadonlyMap<string, Route>
  /** what a parcel of this weight to that location's country costs; null: not known */
  parcelCostMinor: (locationId: Id, weightGrams: number | null) => number | null
  holdingBpsPerYear: number
}

export const routeKey = (originLocationId: Id, destinationLocationId: Id): string =>
  `${originLocationId} ${destinationLocationId}`

/** Those who run out first are served first, from who can spare most on the fastest way. */
export function proposeMoves(goods: MovableGoods, facts: MoveFacts): Move[] {
  const spare = new Map(goods.places.map(({ locationId, spareUnits }) => [locationId, spareUnits]))
  const moves: Move[] = []
  const receivers = goods.places
    .filter(({ needUnits }) => needUnits > 0)
    .toSorted((a, b) => (a.daysOfCover ?? Infinity) - (b.daysOfCover ?? Infinity))
  for (const receiver of receivers) {
    let missing = receiver.needUnits
    const givers = goods.places
      .filter(({ locationId }) => locationId !== receiver.locationId && (spare.get(locationId) ?? 0) > 0)
      .toSorted(
        (a, b) =>
          daysBetween(facts, a, receiver) - daysBetween(facts, b, receiver) ||
          (spare.get(b.locationId) ?? 0) - (spare.get(a.locationId) ?? 0),
      )
    for (const giver of givers) {
      const units = Math.min(missing, spare.get(giver.locationId) ?? 0)
      if (units <= 0) continue
      missing -= units
      spare.set(giver.locationId, (spare.get(giver.locationId) ?? 0) - units)
      moves.push(moveOf(goods, giver, receiver, units, facts))
    }
  }
  return moves
}

function daysBetween({ routes }: MoveFacts, from: LocationNeed, to: LocationNeed): number {
  return routes.get(routeKey(from.locationId, to.locationId))?.days ?? Infinity
}

function moveOf(
  goods: MovableGoods,
  giver: LocationNeed,
  receiver: LocationNeed,
  units: number,
  facts: MoveFacts,
): Move {
  const route = facts.routes.get(routeKey(giver.locationId, receiver.locationId)) ?? null
  const ways = [
    transferWay(goods, units, route),
    buyWay(goods, giver, units, facts),
    directWay(goods, receiver, units, route, facts),
  ]
  return {
    variantId: goods.variantId,
    originLocationId: giver.locationId,
    destinationLocationId: receiver.locationId,
    units,
    needUnits: receiver.needUnits,
    spareUnits: giver.spareUnits,
    daysOfCover: receiver.daysOfCover,
    ways,
    best: bestWay(ways, receiver.daysOfCover),
  }
}

function transferWay({ weightGrams }: MovableGoods, units: number, route: Route | null): Way {
  const way: Way = { kind: 'transfer', days: route?.days ?? null, costMinor: null, outlayMinor: null }
  if (route === null || (route.costPerKgMinor > 0 && weightGrams === null)) return way
  const perUnit = route.costPerUnitMinor + (route.costPerKgMinor * (weightGrams ?? 0)) / 1_000
  return { ...way, costMinor: Math.round(route.fixedMinor + perUnit * units) }
}

function buyWay(goods: MovableGoods, giver: LocationNeed, units: number, { holdingBpsPerYear }: MoveFacts): Way {
  const { unitCostMinor, leadTimeDays } = goods
  const way: Way = {
    kind: 'buy',
    days: leadTimeDays === null ? null : Math.round(leadTimeDays),
    costMinor: null,
    outlayMinor: null,
  }
  if (unitCostMinor === null) return way
  const waits = giver.meanPerDay > 0 ? Math.min(DAYS_PER_YEAR, giver.spareUnits / giver.meanPerDay) : DAYS_PER_YEAR
  const holding = (unitCostMinor * units * holdingBpsPerYear * waits) / (10_000 * DAYS_PER_YEAR)
  return { ...way, costMinor: Math.round(holding), outlayMinor: unitCostMinor * units }
}

function directWay(
  { weightGrams }: MovableGoods,
  receiver: LocationNeed,
  units: number,
  route: Route | null,
  { parcelCostMinor }: MoveFacts,
): Way {
  const perUnit = route?.directPerUnitMinor ?? parcelCostMinor(receiver.locationId, weightGrams)
  return {
    kind: 'direct',
    days: route?.directDays ?? null,
    costMinor: perUnit === null ? null : perUnit * units,
    outlayMinor: null,
  }
}

/** Of the ways whose time and cost are known. */
function bestWay(ways: readonly Way[], daysOfCover: number | null): WayKind | null {
  const known = ways.flatMap(({ kind, days, costMinor }) =>
    days === null || costMinor === null ? [] : [{ kind, days, costMinor }],
  )
  // With one way known there is nothing to be better than.
  if (known.length < 2) return null
  const inTime = known.filter(({ days }) => days <= (daysOfCover ?? Infinity))
  const [best] =
    inTime.length > 0
      ? inTime.toSorted((a, b) => a.costMinor - b.costMinor || a.days - b.days)
      : known.toSorted((a, b) => a.days - b.days || a.costMinor - b.costMinor)
  return best?.kind ?? null
}
