import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { healthAt, planPlaces, type LocationNeed, type Place } from '#app/tools/reorder/locations/need.ts'
import { demandShares } from '#app/tools/reorder/locations/shares.ts'
import { leadTimeOf } from '#app/tools/reorder/policy/lead-time.ts'
import { poissonDays } from '../demand.ts'

const place = (changes: Partial<Place> = {}): Place => ({
  locationId: '21',
  locationName: 'Leeds',
  share: 0.5,
  onHandUnits: 100,
  committedUnits: 0,
  leavingUnits: 0,
  supplies: [],
  ...changes,
})
const POLICY = { reviewDays: 7, coverDays: 28 }
const plan = (...places: Place[]): LocationNeed[] =>
  planPlaces(
    places,
    (share) => poissonDays(2 * share),
    leadTimeOf([{ days: 14, share: 1 }]),
    [],
    POLICY,
    9_500,
    '2026-11-20',
  )

describe('what a location needs', () => {
  it('is up to its own level, when its position is below its own reorder point', () => {
    // One a day: 21 days until the next look, and 42 to last; Poisson, 95 %.
    const [leeds, rotterdam] = plan(place({ onHandUnits: 5 }), place({ locationId: '22', onHandUnits: 100 }))
    expect(leeds).toMatchObject({ meanPerDay: 1, positionUnits: 5, reorderPoint: 29, orderUpTo: 53, needUnits: 48 })
    expect(leeds).toMatchObject({ spareUnits: 0, daysOfCover: 5 })
    expect(rotterdam).toMatchObject({ needUnits: 0, spareUnits: 47 })
  })

  it('is less by what comes, and more by what leaves', () => {
    const coming = {
      kind: 'shipment' as const,
      id: '1',
      of: null,
      orderedUnits: 30,
      settledUnits: 0,
      closed: false,
      expectedOn: null,
    }
    expect(plan(place({ onHandUnits: 5, supplies: [coming] }))[0]).toMatchObject({ positionUnits: 35, needUnits: 0 })
    expect(plan(place({ leavingUnits: 90 }))[0]).toMatchObject({ positionUnits: 10, needUnits: 43, spareUnits: 0 })
    // What only comes cannot be given away.
    expect(plan(place({ onHandUnits: 53, supplies: [coming] }))[0]).toMatchObject({ spareUnits: 0 })
  })

  it('is nothing where nobody buys: all that is there can be given away', () => {
    const [idle] = plan(place({ share: 0, onHandUnits: 12 }))
    expect(idle).toMatchObject({ needUnits: 0, spareUnits: 12, daysOfCover: null })
    expect(healthAt(idle ?? expect.fail())).toBe('healthy')
  })

  it('is said in the words of stock health', () => {
    const states = plan(place({ onHandUnits: 0 }), place({ onHandUnits: 3 }), place({ onHandUnits: 60 })).map(healthAt)
    expect(states).toEqual(['out', 'at_risk', 'healthy'])
  })
})

describe('shares of demand', () => {
  const places = [
    { locationId: '21', fulfillsOnline: true },
    { locationId: '22', fulfillsOnline: false },
    { locationId: '23', fulfillsOnline: true },
  ]

  it('follow the variant’s own parcels, drawn to the shop’s', () => {
    // The shop ships 3 of 4 from 21; the variant 60 of 60 from 22. (0 + 20 x 0.75) / 80, (60 + 20 x 0.25) / 80.
    const shares = demandShares(
      places.slice(0, 2),
      new Map([['22', 60]]),
      new Map([
        ['21', 300],
        ['22', 100],
      ]),
    )
    expect([...shares.values()]).toEqual([15 / 80, 65 / 80])
  })

  it('of a shop that has shipped nothing are even over the places that fulfil online orders', () => {
    expect([...demandShares(places, new Map(), new Map()).values()]).toEqual([0.5, 0, 0.5])
    expect([...demandShares(places.slice(1, 2), new Map(), new Map()).values()]).toEqual([1])
    expect(demandShares([], new Map(), new Map()).size).toBe(0)
  })

  it('are never below 0 and always sum to 1, whatever left from elsewhere', () => {
    const units = fc.dictionary(fc.constantFrom('21', '22', '23', '99'), fc.integer({ min: 0, max: 500 }))
    fc.assert(
      fc.property(units, units, (own, shop) => {
        const shares = [...demandShares(places, new Map(Object.entries(own)), new Map(Object.entries(shop))).values()]
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      }),
    )
  })
})
