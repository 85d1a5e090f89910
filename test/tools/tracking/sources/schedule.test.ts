import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareEvents } from '#app/tools/tracking/sources/hearing/share.ts'
import {
  blockSeconds,
  byUrgency,
  nextAskAt,
  quotaWarning,
  stopReason,
  wantsRegistering,
  type FollowedParcel,
} from '#app/tools/tracking/sources/schedule.ts'
import type { TrackingEvent } from '#app/tools/tracking/status/model.ts'

const NOW = '2026-11-20T12:00:00.000Z'
const TODAY = '2026-11-20'
const daysAgo = (days: number): string => new Date(Date.parse(NOW) - days * 86_400_000).toISOString()

const parcel = (values: Partial<FollowedParcel> = {}): FollowedParcel => ({
  status: 'in_transit',
  fulfilledAt: daysAgo(5),
  lastScanAt: daysAgo(1),
  deliveredAt: null,
  removedAt: null,
  promisedP90On: '2026-12-01',
  ...values,
})

/** hours until the next question; null: none */
const hours = (values: Partial<FollowedParcel>, pushes = false): number | null => {
  const next = nextAskAt(parcel(values), { pushes }, NOW, TODAY)
  return next === null ? null : (Date.parse(next) - Date.parse(NOW)) / 3_600_000
}

describe('when a source is asked again', () => {
  it.each([
    ['on its way', {}, false, 6],
    ['on its way, and the source pushes', {}, true, 12],
    ['late', { promisedP90On: '2026-11-19' }, true, 2],
    ['due today is not late', { promisedP90On: TODAY }, false, 6],
    ['with the driver', { status: 'out_for_delivery' }, true, 2],
    ['quiet for two weeks, late or not', { lastScanAt: daysAgo(15), promisedP90On: '2026-11-01' }, false, 24],
    ['never heard of, sent yesterday', { lastScanAt: null, fulfilledAt: daysAgo(1), status: null }, false, 6],
    ['delivered', { deliveredAt: daysAgo(1) }, false, null],
    ['taken away', { removedAt: daysAgo(1) }, false, null],
    ['silent for 61 days', { lastScanAt: daysAgo(61) }, false, null],
    ['sent 61 days ago, never scanned', { lastScanAt: null, fulfilledAt: daysAgo(61) }, false, null],
  ] as const)('%s: %j', (_, values, pushes, wanted) => {
    expect(hours(values, pushes)).toBe(wanted)
  })

  it('a parcel is asked about if and only if nothing stops it', () => {
    const day = fc.integer({ min: 0, max: 120 }).map(daysAgo)
    fc.assert(
      fc.property(
        fc.record({
          fulfilledAt: day,
          lastScanAt: fc.option(day),
          deliveredAt: fc.option(day),
          removedAt: fc.option(day),
        }),
        (values) => {
          expect(hours(values) === null).toBe(stopReason(parcel(values), NOW) !== null)
        },
      ),
    )
  })
})

describe('what is registered', () => {
  it.each([
    ['all', 3, {}, true],
    ['all', 3, { deliveredAt: daysAgo(1) }, false],
    ['silent', 3, { lastScanAt: daysAgo(1) }, false],
    ['silent', 3, { lastScanAt: null, fulfilledAt: daysAgo(2) }, false],
    ['silent', 3, { lastScanAt: null, fulfilledAt: daysAgo(3) }, true],
    ['silent', 3, { lastScanAt: daysAgo(4) }, true],
  ] as const)('%s, %i days: %j -> %s', (registerWhen, waitDays, values, wanted) => {
    expect(wantsRegistering(parcel(values), { registerWhen, waitDays }, NOW)).toBe(wanted)
  })

  it('the latest first, then trouble, then who was silent longest', () => {
    const named = [
      { name: 'fresh', ...parcel({ lastScanAt: daysAgo(1) }) },
      { name: 'silent', ...parcel({ lastScanAt: daysAgo(9), promisedP90On: null }) },
      { name: 'exception', ...parcel({ status: 'held_at_customs' }) },
      { name: 'late 2', ...parcel({ promisedP90On: '2026-11-18' }) },
      { name: 'late 9', ...parcel({ promisedP90On: '2026-11-11' }) },
    ]
    expect(named.sort(byUrgency(TODAY)).map(({ name }) => name)).toEqual([
      'late 9',
      'late 2',
      'exception',
      'silent',
      'fresh',
    ])
  })
})

describe('the circuit', () => {
  it('waits longer each time, an hour from the third on, six at most', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((failures) => blockSeconds(failures, null))).toEqual([
      600, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600, 21_600,
    ])
  })
  it('keeps the wait that the service asks for, up to a day', () => {
    expect(blockSeconds(1, 7_200)).toBe(7_200)
    expect(blockSeconds(4, 60)).toBe(7_200)
    expect(blockSeconds(1, 10_000_000)).toBe(86_400)
  })
})

it.each([
  [0, 100, 0],
  [79, 100, 0],
  [80, 100, 80],
  [100, 100, 100],
  [120, 100, 100],
  [5, null, 0],
  [0, 0, 100],
] as const)('%i of %s: warning %i', (used, total, wanted) => {
  expect(quotaWarning(used, total)).toBe(wanted)
})

describe('a number that was used again', () => {
  const event = (occurredAt: string): TrackingEvent => ({
    source: '17track',
    leg: 'origin',
    meaning: { status: 'in_transit', detail: null },
    occurredAt,
    place: { country: null, city: null },
    text: null,
  })
  it('tells each parcel of its own journey', () => {
    const newer = { id: 'new', orderedAt: daysAgo(10), fulfilledAt: daysAgo(9) }
    const older = { id: 'old', orderedAt: daysAgo(200), fulfilledAt: daysAgo(199) }
    const shared = shareEvents([newer, older], [event(daysAgo(195)), event(daysAgo(8)), event(daysAgo(300))])
    expect(shared.map(({ parcel: { id }, events }) => [id, events.map(({ occurredAt }) => occurredAt)])).toEqual([
      ['new', [daysAgo(8)]],
      ['old', [daysAgo(195)]],
    ])
  })
  it('two orders in one parcel both hear of it', () => {
    const one = { id: '2', orderedAt: daysAgo(10), fulfilledAt: daysAgo(9) }
    const other = { id: '1', orderedAt: daysAgo(12), fulfilledAt: daysAgo(9) }
    expect(shareEvents([one, other], [event(daysAgo(8))]).map(({ events }) => events.length)).toEqual([1, 1])
  })
})
