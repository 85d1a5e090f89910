import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LocationNeed } from '#app/tools/reorder/locations/need.ts'
import { proposeMoves, routeKey, type MovableGoods, type MoveFacts } from '#app/tools/reorder/transfers/propose.ts'
import { readRoute, RouteForm, type Route } from '#app/tools/reorder/transfers/schema.ts'

const place = (locationId: string, changes: Partial<LocationNeed> = {}): LocationNeed => ({
  locationId,
  locationName: locationId,
  shareBps: 5_000,
  onHandUnits: 100,
  committedUnits: 0,
  leavingUnits: 0,
  onOrderUnits: 0,
  positionUnits: 100,
  reorderPoint: 30,
  orderUpTo: 50,
  meanPerDay: 1,
  daysOfCover: 100,
  needUnits: 0,
  spareUnits: 50,
  ...changes,
})
const short = (id: string, changes: Partial<LocationNeed> = {}): LocationNeed =>
  place(id, { onHandUnits: 10, positionUnits: 10, daysOfCover: 10, needUnits: 40, spareUnits: 0, ...changes })
const goods = (...places: LocationNeed[]): MovableGoods => ({
  variantId: '1',
  places,
  weightGrams: 500,
  unitCostMinor: 400,
  leadTimeDays: 30,
})
const route = (changes: Partial<Route> = {}): Route => ({
  originLocationId: 'a',
  destinationLocationId: 'b',
  days: 5,
  costPerKgMinor: 200,
  costPerUnitMinor: 10,
  fixedMinor: 1_000,
  directDays: 8,
  directPerUnitMinor: 450,
  ...changes,
})
const facts = (changes: Partial<MoveFacts> = {}, ...routes: Route[]): MoveFacts => ({
  routes: new Map(routes.map((one) => [routeKey(one.originLocationId, one.destinationLocationId), one])),
  parcelCostMinor: () => null,
  holdingBpsPerYear: 2_500,
  ...changes,
})

describe('a move', () => {
  it('is compared with buying and with parcels, by what each adds and how long it takes', () => {
    const [move] = proposeMoves(goods(place('a'), short('b')), facts({}, route()))
    // 10.00 + 40 x (0.10 + 0.5 kg x 2.00) = 54.00; 40 x 4.00 x 25 % x 50 / 365 = 5.48; 40 x 4.50 = 180.00.
    expect(move).toMatchObject({
      units: 40,
      ways: [
        { kind: 'transfer', days: 5, costMinor: 5_400, outlayMinor: null },
        { kind: 'buy', days: 30, costMinor: 548, outlayMinor: 16_000 },
        { kind: 'direct', days: 8, costMinor: 18_000, outlayMinor: null },
      ],
      // Bought goods come 20 days after the shelf is empty.
      best: 'transfer',
    })
    const [patient] = proposeMoves(goods(place('a'), short('b', { daysOfCover: 60 })), facts({}, route()))
    expect(patient?.best).toBe('buy')
    const [late] = proposeMoves(goods(place('a'), short('b', { daysOfCover: 1 })), facts({}, route()))
    expect(late?.best).toBe('transfer')
  })

  it('says what is not known: a way without a card, a weight, a cost', () => {
    const [move] = proposeMoves({ ...goods(place('a'), short('b')), unitCostMinor: null }, facts())
    expect(move?.ways).toEqual([
      { kind: 'transfer', days: null, costMinor: null, outlayMinor: null },
      { kind: 'buy', days: 30, costMinor: null, outlayMinor: null },
      { kind: 'direct', days: null, costMinor: null, outlayMinor: null },
    ])
    expect(move?.best).toBeNull()
    const [light] = proposeMoves({ ...goods(place('a'), short('b')), weightGrams: null }, facts({}, route()))
    expect(light?.ways[0]).toMatchObject({ days: 5, costMinor: null })
    const published = facts(
      { parcelCostMinor: (_, grams) => (grams === 500 ? 300 : null) },
      route({ directPerUnitMinor: null }),
    )
    expect(proposeMoves(goods(place('a'), short('b')), published)[0]?.ways[2]).toMatchObject({ costMinor: 12_000 })
  })

  it('serves who runs out first, on the fastest way', () => {
    const moves = proposeMoves(
      goods(place('a', { spareUnits: 30 }), place('c', { spareUnits: 20 }), short('b', { daysOfCover: 3 }), short('d')),
      facts({}, route({ originLocationId: 'c', days: 2 }), route({ days: 9 })),
    )
    expect(
      moves.map(({ originLocationId, destinationLocationId, units }) => [
        originLocationId,
        destinationLocationId,
        units,
      ]),
    ).toEqual([
      ['c', 'b', 20],
      ['a', 'b', 20],
      ['a', 'd', 10],
    ])
  })

  it('never makes the giver short, and never brings more than is lacking', () => {
    const anyPlace = fc.record({
      needUnits: fc.integer({ min: 0, max: 80 }),
      spareUnits: fc.integer({ min: 0, max: 80 }),
      daysOfCover: fc.option(fc.integer({ min: 0, max: 90 })),
    })
    fc.assert(
      fc.property(fc.array(anyPlace, { minLength: 1, maxLength: 6 }), (drawn) => {
        const places = drawn.map((one, index) => {
          const needs = index % 2 === 0
          return place(String(index), {
            ...one,
            needUnits: needs ? one.needUnits : 0,
            spareUnits: needs ? 0 : one.spareUnits,
          })
        })
        const moves = proposeMoves(goods(...places), facts())
        for (const { locationId, spareUnits, needUnits } of places) {
          const sum = (field: 'originLocationId' | 'destinationLocationId'): number =>
            moves.filter((move) => move[field] === locationId).reduce((all, { units }) => all + units, 0)
          expect(sum('originLocationId')).toBeLessThanOrEqual(spareUnits)
          expect(sum('destinationLocationId')).toBeLessThanOrEqual(needUnits)
        }
        for (const { units } of moves) expect(units).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the card of a way between two locations', () => {
  const form = (changes: Partial<RouteForm> = {}): RouteForm =>
    RouteForm.parse({ originLocationId: '1', destinationLocationId: '2', ...changes })

  it('is read in the shop’s currency; what is empty is unknown, or costs nothing', () => {
    expect(readRoute(form({ days: '12', costPerKg: '2.50' }), 'EUR')).toEqual({
      originLocationId: '1',
      destinationLocationId: '2',
      days: 12,
      costPerKgMinor: 250,
      costPerUnitMinor: 0,
      fixedMinor: 0,
      directDays: null,
      directPerUnitMinor: null,
    })
  })

  it('is refused field by field', () => {
    const bad = form({ destinationLocationId: '1', days: 'soon', fixed: '-3', directDays: '900' })
    expect(() => readRoute(bad, 'EUR')).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({ path: ['destinationLocationId'], message: 'same_place' }),
          expect.objectContaining({ path: ['days'], message: 'days_invalid' }),
          expect.objectContaining({ path: ['fixed'], message: 'amount_invalid' }),
          expect.objectContaining({ path: ['directDays'], message: 'days_invalid' }),
        ],
      }),
    )
  })
})
