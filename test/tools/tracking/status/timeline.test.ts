import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DETAILS,
  isException,
  PARCEL_STATUSES,
  type Meaning,
  type TrackingEvent,
} from '#app/tools/tracking/status/model.ts'
import { mergeTimeline } from '#app/tools/tracking/status/timeline.ts'

function event(
  status: Meaning['status'],
  occurredAt: string,
  more: Partial<TrackingEvent> & { detail?: string } = {},
): TrackingEvent {
  const { detail = null, ...rest } = more
  const meaning = { status, detail } as Meaning
  return {
    source: '17track',
    leg: 'origin',
    occurredAt,
    place: { country: null, city: null },
    text: null,
    ...rest,
    meaning,
  }
}

const statusNow = (events: TrackingEvent[], destination: string | null = 'DE'): string | undefined =>
  mergeTimeline(events, destination).current?.status

describe('one timeline', () => {
  const way = [
    event('packed', '2026-03-01T08:00:00Z', { source: 'shopify', detail: 'label_created' }),
    event('handed_over', '2026-03-01T19:00:00Z', { place: { country: 'CN', city: 'Shenzhen' } }),
    event('in_transit', '2026-03-03T02:00:00Z', { detail: 'departed_origin' }),
    event('customs', '2026-03-07T10:00:00Z', { detail: 'customs_started' }),
    event('handed_over', '2026-03-08T10:00:00Z', { leg: 'last_mile', source: 'aftership' }),
    event('out_for_delivery', '2026-03-09T06:00:00Z', { leg: 'last_mile', source: 'aftership' }),
  ]

  it('has the way in time order, both legs in one', () => {
    const timeline = mergeTimeline(way.toReversed(), 'DE')
    expect(timeline.checkpoints.map(({ meaning, leg }) => `${leg} ${meaning.status}`)).toEqual([
      'origin packed',
      'origin handed_over',
      'origin in_transit',
      'origin customs',
      'last_mile handed_over',
      'last_mile out_for_delivery',
    ])
    expect(timeline).toMatchObject({
      current: { status: 'out_for_delivery' },
      firstScanAt: '2026-03-01T19:00:00.000Z',
      lastScanAt: '2026-03-09T06:00:00.000Z',
      deliveredAt: null,
      milestones: { ordered: null, packed: '2026-03-01T08:00:00.000Z', handed_over: '2026-03-01T19:00:00.000Z' },
    })
  })

  it('the last mile taking it over does not lead back to the beginning', () => {
    expect(mergeTimeline(way.slice(0, 5), 'DE').current).toEqual({
      status: 'in_transit',
      detail: 'handed_to_last_mile',
    })
  })

  it('a label printed after the first scan changes nothing', () => {
    expect(statusNow([...way, event('packed', '2026-03-20T00:00:00Z', { source: 'shopify' })])).toBe('out_for_delivery')
  })

  it('one scan told by three sources is one checkpoint with the earliest time and the fullest detail', () => {
    const timeline = mergeTimeline(
      [
        event('delivered', '2026-03-09T13:40:00Z', { source: 'shopify' }),
        event('delivered', '2026-03-09T11:12:00Z', {
          detail: 'signed',
          place: { country: 'DE', city: 'Köln' },
          text: 'Delivered, signed by M.',
        }),
        event('delivered', '2026-03-11T09:00:00Z', { source: 'csv', leg: 'last_mile' }),
      ],
      'DE',
    )
    expect(timeline.checkpoints).toEqual([
      {
        meaning: { status: 'delivered', detail: 'signed' },
        occurredAt: '2026-03-09T11:12:00.000Z',
        place: { country: 'DE', city: 'Köln' },
        leg: 'last_mile',
        sources: ['17track', 'csv', 'shopify'],
        text: 'Delivered, signed by M.',
        afterDelivery: false,
      },
    ])
  })

  it('two scans of one source an hour apart stay two, and scans of two countries are never one', () => {
    expect(
      mergeTimeline([event('in_transit', '2026-03-03T02:00:00Z'), event('in_transit', '2026-03-03T03:00:00Z')], null)
        .checkpoints,
    ).toHaveLength(2)
    const there = event('in_transit', '2026-03-03T02:00:00Z', { place: { country: 'CN', city: null } })
    const here = event('in_transit', '2026-03-03T03:00:00Z', {
      source: 'aftership',
      place: { country: 'DE', city: null },
    })
    expect(mergeTimeline([there, here], null).checkpoints).toHaveLength(2)
  })

  it('"delivered" of the origin line in another country is the handover to the last mile', () => {
    const abroad = event('delivered', '2026-03-05T00:00:00Z', { place: { country: 'CN', city: 'Shenzhen' } })
    expect(mergeTimeline([abroad], 'DE').current).toEqual({ status: 'in_transit', detail: 'handed_to_last_mile' })
    expect(statusNow([abroad], 'CN')).toBe('delivered')
    expect(statusNow([{ ...abroad, leg: 'last_mile' }])).toBe('delivered')
  })

  it('a failure after the delivery is kept, marked, and without effect', () => {
    const timeline = mergeTimeline(
      [event('delivered', '2026-03-09T11:00:00Z'), event('lost', '2026-03-12T11:00:00Z')],
      'DE',
    )
    expect(timeline.current?.status).toBe('delivered')
    expect(timeline.checkpoints.map(({ afterDelivery }) => afterDelivery)).toEqual([false, true])
  })

  it('a found parcel is no longer lost', () => {
    expect(statusNow([event('lost', '2026-03-09T11:00:00Z'), event('in_transit', '2026-03-12T11:00:00Z')])).toBe(
      'in_transit',
    )
  })

  it('events without a readable time are counted once and left out', () => {
    const broken = event('delivered', 'yesterday')
    expect(mergeTimeline([broken, broken], 'DE')).toMatchObject({ checkpoints: [], current: null, unreadable: 1 })
  })
})

const anyMeaning = fc
  .constantFrom(...PARCEL_STATUSES)
  .chain((status) =>
    fc.constantFrom<string | null>(null, ...DETAILS[status]).map((detail) => ({ status, detail }) as Meaning),
  )
const anyEvent: fc.Arbitrary<TrackingEvent> = fc.record({
  source: fc.constantFrom(
    'shopify' as const,
    '17track' as const,
    'aftership' as const,
    'csv' as const,
    'endpoint' as const,
  ),
  leg: fc.constantFrom('origin' as const, 'last_mile' as const),
  meaning: anyMeaning,
  // Minutes of two days: ties, near ties and gaps beyond the window all occur.
  occurredAt: fc
    .integer({ min: 0, max: 2_880 })
    .map((minute) => new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString()),
  place: fc.record({ country: fc.constantFrom(null, 'CN', 'DE'), city: fc.constantFrom(null, 'Köln', 'Bonn') }),
  text: fc.constantFrom(null, 'a', 'b'),
})
const anyEvents = fc.array(anyEvent, { maxLength: 25 })

describe('properties', () => {
  it('any permutation and duplication of the events gives the same timeline', () => {
    const shuffled = anyEvents.chain((events) =>
      fc.record({
        events: fc.constant(events),
        again: fc
          .shuffledSubarray([...events, ...events], { minLength: events.length })
          .map((some) => [...some, ...events.toReversed()]),
      }),
    )
    fc.assert(
      fc.property(shuffled, fc.constantFrom(null, 'DE'), ({ events, again }, destination) => {
        expect(mergeTimeline(again, destination)).toEqual(mergeTimeline(events, destination))
      }),
      { numRuns: 500 },
    )
  })

  it('delivered stays delivered, whatever else is heard', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (known, more) => {
        fc.pre(mergeTimeline(known, 'DE').deliveredAt !== null)
        const { current, deliveredAt } = mergeTimeline([...known, ...more], 'DE')
        expect(current?.status).toBe('delivered')
        expect(isException(current?.status ?? 'lost')).toBe(false)
        expect(deliveredAt && deliveredAt <= (mergeTimeline(known, 'DE').deliveredAt ?? '')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('no event is lost: each has a checkpoint of its status no later than itself', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { checkpoints } = mergeTimeline(events, null)
        for (const { meaning, occurredAt, source } of events) {
          expect(
            checkpoints.some(
              (checkpoint) =>
                checkpoint.meaning.status === meaning.status &&
                checkpoint.occurredAt <= occurredAt &&
                checkpoint.sources.includes(source),
            ),
          ).toBe(true)
        }
        expect(checkpoints.filter(({ meaning }) => meaning.status === 'delivered').length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
