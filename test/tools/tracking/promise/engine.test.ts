import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideOrderBy, processingDay, type CutOff } from '#app/tools/tracking/promise/cut-off.ts'
import {
  addWorked,
  countWorked,
  EVERY_DAY,
  isWorked,
  learnWorkweek,
  MONDAY_TO_FRIDAY,
  nextWorked,
  toDayNumber,
  workedOffsets,
} from '#app/tools/tracking/promise/days.ts'
import { learnPromise, promiseAfterHandover, promiseArrival } from '#app/tools/tracking/promise/engine.ts'
import type { DeliveredParcel } from '#app/tools/tracking/promise/model.ts'
import { forecastSilence, learnSilence } from '#app/tools/tracking/promise/silence.ts'
import { learnLanes, quantileOf } from '#app/tools/tracking/promise/smoothing.ts'
import { parcelsOf } from './world.ts'

describe('worked days', () => {
  const anyDay = fc.integer({ min: 15_000, max: 25_000 })
  const anyWeek = fc.integer({ min: 1, max: EVERY_DAY })

  it('Friday 2026-03-06 plus one worked day is Monday the 9th, and six are Monday the 16th', () => {
    const friday = toDayNumber('2026-03-06')
    expect(addWorked(friday, 1, MONDAY_TO_FRIDAY)).toBe(toDayNumber('2026-03-09'))
    expect(addWorked(friday, 6, MONDAY_TO_FRIDAY)).toBe(toDayNumber('2026-03-16'))
    expect(countWorked(friday, toDayNumber('2026-03-15'), MONDAY_TO_FRIDAY)).toBe(5)
  })

  it('adding what was counted leads back to the day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 200 }), anyWeek, (from, length, week) => {
        const to = nextWorked(from + length, week)
        expect(addWorked(from, countWorked(from, to, week), week)).toBe(to)
        expect(isWorked(to, week)).toBe(true)
        expect(workedOffsets(from, 130, week)[100]).toBe(addWorked(from, 100, week) - from)
      }),
    )
  })

  it('one Sunday parcel in a hundred does not make Sunday a working day; twenty do', () => {
    expect(learnWorkweek([1, 20, 20, 20, 19, 20, 0])).toBe(MONDAY_TO_FRIDAY)
    expect(learnWorkweek([20, 14, 14, 13, 13, 13, 13])).toBe(EVERY_DAY)
  })
})

describe('smoothed lanes', () => {
  it('every distribution sums to 1 and is nowhere zero', () => {
    const anyValue = fc.record({
      path: fc.constantFrom(['a'], ['a', 'a>b'], ['a', 'a>c'], ['d']),
      days: fc.nat(200),
      weight: fc.constantFrom(1, 0.5),
    })
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 30 }), (values) => {
        const tree = learnLanes(values, () => 1)
        for (const distribution of [tree.root, ...[...tree.lanes.values()].map((lane) => lane.distribution)]) {
          expect(distribution.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
          expect(Math.min(...distribution)).toBeGreaterThan(0)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('a lane of two parcels stays near its parent, one of two hundred goes its own way', () => {
    const values = (path: string[], days: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ path, days: days + (index % 3), weight: 1 }))
    const tree = learnLanes(
      [...values(['a', 'a>x'], 9, 200), ...values(['a', 'a>y'], 20, 200), ...values(['a', 'a>z'], 40, 2)],
      () => 1,
    )
    const median = (name: string): number => quantileOf(tree.lanes.get(name)?.distribution ?? new Float64Array(), 0.5)
    expect([median('a>x'), median('a>y')]).toEqual([10, 21])
    expect(median('a>z')).toBeLessThanOrEqual(41)
  })
})

describe('a promise', () => {
  const parcels = parcelsOf(11, 4_000)
  const model = learnPromise(parcels, '2026-01-01')
  const german = { origin: 'GB', country: 'DE', province: null, carrier: 'dpd', service: 'classic' }

  it('never has a p90 before its p50, and a delivery date is a day on which the lane delivers', () => {
    fc.assert(
      fc.property(fc.constantFrom(...parcels), fc.integer({ min: 0, max: 365 }), (parcel, offset) => {
        const day = new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10)
        const { p50On, p90On } = promiseArrival(model, parcel, day)
        expect(day <= p50On && p50On <= p90On).toBe(true)
      }),
      { numRuns: 50 },
    )
    // DPD in Germany rests on Sundays and Saturdays in this world.
    expect(promiseArrival(model, german, '2026-03-02').countedIn).toBe('business_days')
    expect([0, 6]).not.toContain(new Date(`${promiseArrival(model, german, '2026-03-02').p90On}T00:00:00Z`).getUTCDay())
  })

  it('after handover it is no later than the promise made on the day of the order', () => {
    const before = promiseArrival(model, german, '2026-03-02')
    const after = promiseAfterHandover(model, german, '2026-03-02')
    expect(after.p90On <= before.p90On).toBe(true)
  })

  it('an unknown service, then carrier, then country rests on the widest lane that is known', () => {
    expect(promiseArrival(model, { ...german, service: 'next day' }, '2026-03-02').lane).toBe('GB>DE dpd')
    expect(promiseArrival(model, { ...german, carrier: 'gls' }, '2026-03-02').lane).toBe('GB>DE')
    expect(promiseArrival(model, { ...german, country: 'XX' }, '2026-03-02').lane).toBe('GB')
    expect(promiseArrival(model, { ...german, origin: 'XX' }, '2026-03-02')).toMatchObject({ lane: null, parcels: 0 })
  })

  it('nothing delivered after the day it is learned on is known, and the order of the parcels does not matter', () => {
    const asOf = '2025-06-01'
    const past = parcels.filter(({ deliveredOn }) => deliveredOn <= asOf)
    const promised = (some: DeliveredParcel[]) => promiseArrival(learnPromise(some, asOf), german, asOf)
    expect(promised(parcels)).toEqual(promised(past))
    expect(promised(past.toReversed())).toEqual(promised(past))
  })

  it('a shop with no parcels yet has a model that says it knows nothing', () => {
    expect(promiseArrival(learnPromise([], '2026-01-01'), german, '2026-01-01').parcels).toBe(0)
  })
})

describe('order by', () => {
  const london: CutOff = { timezone: 'Europe/London', minute: 14 * 60, week: MONDAY_TO_FRIDAY }

  it.each([
    // Friday 2026-03-27, GMT
    ['2026-03-27T13:59:00Z', '2026-03-27', 1],
    ['2026-03-27T14:00:00Z', '2026-03-30', 3 * 1_440],
    ['2026-03-28T09:00:00Z', '2026-03-30', 2 * 1_440 + 5 * 60],
    // Monday 2026-03-30, summer time: 13:00 UTC is 14:00 in London
    ['2026-03-30T12:59:00Z', '2026-03-30', 1],
    ['2026-03-30T13:00:00Z', '2026-03-31', 1_440],
  ])('%s begins on %s, with %i minutes left', (asOf, processingOn, minutesLeft) => {
    expect(decideOrderBy(asOf, london)).toEqual({ processingOn, minutesLeft })
    expect(processingDay(asOf, london)).toBe(processingOn)
  })
})

describe('silence', () => {
  const lane = { origin: 'CN', country: 'US', province: null, carrier: 'yunexpress', service: 'line' }
  // After leaving China: 17 of 20 parcels are scanned again 7 days later, two after 9, one after 12.
  const gaps = Array.from({ length: 200 }, (_, index) => ({
    ...lane,
    after: 'in_transit' as const,
    days: index % 20 < 17 ? 7 : index % 20 < 19 ? 9 : 12,
  }))
  const tree = learnSilence(gaps)

  it('is expected until the day on which such parcels were scanned again', () => {
    // Handed over on day 0, left on day 2: 2 + 7 = 9; nine of ten were scanned by 2 + 9 = 11.
    expect(forecastSilence(tree, lane, 'in_transit', 2, 3)).toEqual({
      expectedOnDay: 9,
      unusualFromDay: 12,
      unusual: false,
      gaps: 200,
    })
  })

  it('that outlasts most is unusual, and looks to those that took as long', () => {
    expect(forecastSilence(tree, lane, 'in_transit', 2, 10)).toMatchObject({ expectedOnDay: 14, unusual: true })
  })

  it('of an origin nobody has sent from is not explained', () => {
    expect(forecastSilence(tree, { ...lane, origin: 'PT' }, 'in_transit', 2, 3)).toBeNull()
    expect(forecastSilence(tree, lane, 'customs', 2, 3)).toBeNull()
  })
})
