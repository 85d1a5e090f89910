import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MONDAY_TO_FRIDAY } from '#app/tools/tracking/promise/days.ts'
import { learnLanes } from '#app/tools/tracking/promise/smoothing.ts'
import type { Meaning } from '#app/tools/tracking/status/model.ts'
import {
  decideFlag,
  DEFAULT_LIMITS,
  FLAGS,
  listFlags,
  type WorklistOrder,
  type WorklistParcel,
} from '#app/tools/tracking/worklist/engine.ts'
import { scoreForwarders } from '#app/tools/tracking/worklist/forwarders.ts'
import { limitsFor, ownLimit } from '#app/tools/tracking/worklist/limits.ts'

const MOVING: Meaning = { status: 'in_transit', detail: null }

function parcel(more: Partial<WorklistParcel> = {}): WorklistParcel {
  return {
    id: 'p1',
    fulfilledOn: '2026-03-02',
    trackingNumber: 'X1',
    firstScanOn: '2026-03-03',
    lastScanOn: '2026-03-09',
    current: MOVING,
    promisedOn: '2026-03-20',
    limits: DEFAULT_LIMITS,
    ...more,
  }
}

function order(more: Partial<WorklistOrder> = {}): WorklistOrder {
  return {
    id: 'o1',
    processedOn: '2026-03-01',
    cancelled: false,
    awaitsFulfillment: false,
    parcels: [parcel()],
    ...more,
  }
}

const flagOf = (some: WorklistOrder, asOf = '2026-03-10'): string | null => decideFlag(some, asOf)?.flag ?? null

describe('one flag per order', () => {
  it.each<[string, WorklistOrder, string, string | null]>([
    ['on its way', order(), '2026-03-10', null],
    [
      'delivered, however late',
      order({ parcels: [parcel({ current: { status: 'delivered', detail: null }, promisedOn: '2026-03-03' })] }),
      '2026-04-30',
      null,
    ],
    [
      'returned',
      order({ parcels: [parcel({ current: { status: 'returned', detail: 'returning' } })] }),
      '2026-03-10',
      'returned',
    ],
    ['lost', order({ parcels: [parcel({ current: { status: 'lost', detail: null } })] }), '2026-03-10', 'exception'],
    [
      'held at customs',
      order({ parcels: [parcel({ current: { status: 'held_at_customs', detail: null } })] }),
      '2026-03-10',
      'exception',
    ],
    ['three days unfulfilled', order({ awaitsFulfillment: true, parcels: [] }), '2026-03-04', null],
    ['four days unfulfilled', order({ awaitsFulfillment: true, parcels: [] }), '2026-03-05', 'unfulfilled'],
    ['cancelled', order({ cancelled: true, awaitsFulfillment: true }), '2026-06-01', null],
    [
      'seven days without a first scan',
      order({ parcels: [parcel({ firstScanOn: null, lastScanOn: null, current: null })] }),
      '2026-03-09',
      null,
    ],
    [
      'eight days without a first scan',
      order({ parcels: [parcel({ firstScanOn: null, lastScanOn: null, current: null })] }),
      '2026-03-10',
      'no_tracking',
    ],
    ['seven days since the last scan', order(), '2026-03-16', null],
    ['eight days since the last scan', order(), '2026-03-17', 'stuck'],
    ['on its promised day', order({ parcels: [parcel({ lastScanOn: '2026-03-19' })] }), '2026-03-20', null],
    ['a day past its promise', order({ parcels: [parcel({ lastScanOn: '2026-03-19' })] }), '2026-03-21', 'late'],
    [
      'without a promise',
      order({ parcels: [parcel({ lastScanOn: '2026-03-19', promisedOn: null })] }),
      '2026-03-21',
      null,
    ],
  ])('%s', (_name, some, asOf, flag) => {
    expect(flagOf(some, asOf)).toBe(flag)
  })

  it('the weekend does not count towards an unfulfilled order', () => {
    // Friday 2026-03-06 to Wednesday the 11th: Mon, Tue, Wed = 3 worked days; Thursday makes 4.
    const friday = order({ processedOn: '2026-03-06', awaitsFulfillment: true, parcels: [] })
    expect(decideFlag(friday, '2026-03-11', MONDAY_TO_FRIDAY)).toBeNull()
    expect(decideFlag(friday, '2026-03-12', MONDAY_TO_FRIDAY)).toMatchObject({
      flag: 'unfulfilled',
      days: 4,
      limitDays: 3,
    })
  })

  it('of several parcels and an open rest the most urgent wins: returned > exception > unfulfilled > no tracking > stuck > late', () => {
    const asOf = '2026-04-01'
    const late = parcel({ id: 'late', lastScanOn: '2026-03-31' })
    const stuck = parcel({ id: 'stuck' })
    const silent = parcel({ id: 'silent', firstScanOn: null, lastScanOn: null, current: null })
    const lost = parcel({ id: 'lost', current: { status: 'lost', detail: null } })
    const returned = parcel({ id: 'returned', current: { status: 'returned', detail: null } })
    const parcels = [late, stuck, silent, lost, returned]
    const seen = [5, 4].map((count) =>
      flagOf(order({ awaitsFulfillment: true, parcels: parcels.slice(0, count) }), asOf),
    )
    expect(seen).toEqual(['returned', 'exception'])
    expect(flagOf(order({ awaitsFulfillment: true, parcels: parcels.slice(0, 3) }), asOf)).toBe('unfulfilled')
    expect([3, 2, 1].map((count) => flagOf(order({ parcels: parcels.slice(0, count) }), asOf))).toEqual([
      'no_tracking',
      'stuck',
      'late',
    ])
  })

  it('the list is in order of urgency, whatever order the orders come in', () => {
    const anyParcel = fc.record({
      lastScanOn: fc.constantFrom('2026-03-09', '2026-03-29'),
      current: fc.constantFrom<Meaning>(
        MOVING,
        { status: 'lost', detail: null },
        { status: 'returned', detail: null },
        { status: 'delivered', detail: null },
      ),
      firstScanOn: fc.constantFrom('2026-03-03', null),
    })
    const anyOrders = fc
      .array(fc.tuple(fc.boolean(), fc.array(anyParcel, { maxLength: 3 })), { maxLength: 8 })
      .map((all) =>
        all.map(([awaitsFulfillment, some], index) =>
          order({
            id: `o${index}`,
            awaitsFulfillment,
            parcels: some.map((one, at) => parcel({ ...one, id: `p${at}` })),
          }),
        ),
      )
    fc.assert(
      fc.property(anyOrders, (orders) => {
        const list = listFlags(orders, '2026-04-01')
        expect(listFlags(orders.toReversed(), '2026-04-01')).toEqual(list)
        expect(new Set(list.map(({ orderId }) => orderId)).size).toBe(list.length)
        const urgency = list.map(({ flag }) => FLAGS.indexOf(flag))
        expect(urgency).toEqual(urgency.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('limits of a lane', () => {
  const laneOf = (days: number[]) =>
    learnLanes(
      days.map((day) => ({ path: ['a'], days: day, weight: 1 })),
      () => 1,
    ).lanes.get('a') ?? null

  it('are its own 95 % point', () => {
    // 90 gaps of 9 days and 10 of 14: the 95th of 100 is a 14.
    expect(ownLimit(laneOf([...Array<number>(90).fill(9), ...Array<number>(10).fill(14)]))).toBe(14)
  })

  it('do not come from few parcels, and are never under three days', () => {
    expect(ownLimit(laneOf(Array<number>(39).fill(20)))).toBeNull()
    expect(ownLimit(laneOf(Array<number>(1_000).fill(1)))).toBe(3)
  })

  it('are those of the narrowest lane that has one, each by itself, else the general ones', () => {
    const own = (lane: string, noTrackingDays: number | null, stuckDays: number | null) =>
      [lane, { lane, parcels: 50, noTrackingDays, stuckDays }] as const
    const known = new Map([own('CN', 5, 20), own('CN>DE', 4, null)])
    const found = limitsFor(['CN', 'CN>DE', 'CN>DE dhl'], known, DEFAULT_LIMITS)
    expect(found.limits).toEqual({ noTrackingDays: 4, stuckDays: 20, lateDays: 0 })
    expect([found.noTracking.lane?.lane, found.stuck.lane?.lane]).toEqual(['CN>DE', 'CN'])
    expect(limitsFor(['GB'], known, DEFAULT_LIMITS)).toMatchObject({ limits: DEFAULT_LIMITS, stuck: { lane: null } })
  })
})

describe('forwarders', () => {
  const some = (forwarder: string, count: number, bad: number) =>
    Array.from({ length: count }, (_, index) => ({
      forwarder,
      labelToFirstScanDays: index % 5,
      exception: index < bad,
      late: index < bad,
    }))

  it('are scored by what is expected of their next parcel', () => {
    // Everybody: 22 of 220 = 10 %. Good: (0 + 2) / (100 + 20) = 1.67 %, twice: 0.9667 = 0.983 x 0.983; bad: (22 + 2) / 140 = 17.1 %: 0.686.
    const [good, bad] = scoreForwarders([...some('good', 100, 0), ...some('bad', 120, 22)])
    expect(good).toEqual({
      forwarder: 'good',
      parcels: 100,
      labelToFirstScanDays: { p50: 2, p90: 4 },
      exceptionBps: 0,
      lateBps: 0,
      score: 97,
    })
    expect(bad).toMatchObject({ forwarder: 'bad', exceptionBps: 1833, lateBps: 1833, score: 69 })
  })

  it('with one parcel, a bad one, stand between everybody and nothing', () => {
    const [, , unlucky] = scoreForwarders([...some('a', 100, 5), ...some('b', 100, 5), ...some('unlucky', 1, 1)])
    expect(unlucky?.score).toBeGreaterThan(75)
    expect(unlucky?.exceptionBps).toBe(10_000)
  })

  it('with nothing scanned and nothing due have no figures', () => {
    expect(scoreForwarders([{ forwarder: 'new', labelToFirstScanDays: null, exception: false, late: null }])).toEqual([
      { forwarder: 'new', parcels: 1, labelToFirstScanDays: null, exceptionBps: 0, lateBps: null, score: 100 },
    ])
    expect(scoreForwarders([])).toEqual([])
  })
})
