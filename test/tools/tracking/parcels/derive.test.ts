import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fulfillment, FulfillmentEvent } from '#app/mirror/types.ts'
import { deriveParcels, eventsOf, numberKey, shopifyEvents } from '#app/tools/tracking/parcels/derive.ts'
import type { TrackingEvent } from '#app/tools/tracking/status/model.ts'

const fulfillment = (override: Partial<Fulfillment> = {}): Fulfillment => ({
  orderId: '1',
  id: '2',
  name: '#1.1',
  status: 'SUCCESS',
  displayStatus: null,
  locationId: null,
  createdAt: '2026-11-02T09:00:00Z',
  updatedAt: '2026-11-05T09:00:00Z',
  inTransitAt: null,
  deliveredAt: null,
  estimatedDeliveryAt: null,
  totalQuantity: 1,
  tracking: [],
  ...override,
})
const report = (status: string, happenedAt: string, override: Partial<FulfillmentEvent> = {}): FulfillmentEvent => ({
  orderId: '1',
  fulfillmentId: '2',
  id: happenedAt,
  status,
  happenedAt,
  message: null,
  country: null,
  province: null,
  city: null,
  ...override,
})
const words = (events: TrackingEvent[]): string[] =>
  events.map(
    ({ meaning, occurredAt }) => `${meaning.status}${meaning.detail ? `.${meaning.detail}` : ''} ${occurredAt}`,
  )

describe('parcels of a fulfilment', () => {
  it.each([
    ['one number', [{ company: 'DHL', number: ' 123 ', url: 'https://dhl.example/1' }], ['123']],
    ['several, each once', [n('A1'), n('B2'), n('A1')], ['A1', 'B2']],
    ['numbers beside an empty entry', [n(''), n('B2')], ['B2']],
    ['no number yet', [n(null)], ['']],
    ['no entry at all', [], ['']],
  ])('%s', (_title, tracking, numbers) => {
    expect(deriveParcels(fulfillment({ tracking })).map(({ number }) => number)).toEqual(numbers)
  })

  it.each(['CANCELLED', 'ERROR', 'FAILURE', 'OPEN'])('of a fulfilment that is %s are none', (status) => {
    expect(deriveParcels(fulfillment({ status, tracking: [n('A')] }))).toEqual([])
  })

  it('keep a tracking page only when a browser may open it', () => {
    const urls = ['https://a.example/x', 'javascript:alert(1)', 'data:text/html,x', 'not a link', '']
    expect(
      deriveParcels(
        fulfillment({ tracking: urls.map((url, index) => ({ company: null, number: `N${index}`, url })) }),
      ).map(({ url }) => url),
    ).toEqual(['https://a.example/x', null, null, null, null])
  })

  it('are compared without width, case, spaces and punctuation', () => {
    expect(numberKey('rn 123-456.789 gb')).toBe('RN123456789GB')
    expect(numberKey('ＲＮ１２３')).toBe('RN123')
  })

  it('survive any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        for (const { number, company } of deriveParcels(
          fulfillment({ tracking: [{ company: text, number: text, url: text }] }),
        )) {
          expect(number.length).toBeLessThanOrEqual(120)
          expect(number.isWellFormed() && (company ?? '').isWellFormed()).toBe(true)
          expect(`${number}${company}`).not.toContain('\0')
        }
      }),
    )
  })
})

function n(number: string | null): { company: null; number: string | null; url: null } {
  return { company: null, number, url: null }
}

describe("Shopify's news", () => {
  const orderedAt = '2026-11-01T08:00:00Z'

  it('begin with the order and the packing', () => {
    expect(words(shopifyEvents(orderedAt, fulfillment(), []))).toEqual([
      'ordered 2026-11-01T08:00:00Z',
      'packed.fulfilled 2026-11-02T09:00:00Z',
    ])
  })

  it('of a parcel without events are the dates of its fulfilment', () => {
    const done = fulfillment({
      inTransitAt: '2026-11-03T09:00:00Z',
      deliveredAt: '2026-11-05T09:00:00Z',
      displayStatus: 'DELIVERED',
    })
    expect(words(shopifyEvents(orderedAt, done, [])).slice(2)).toEqual([
      'in_transit 2026-11-03T09:00:00Z',
      'delivered 2026-11-05T09:00:00Z',
    ])
  })

  it('do not say by a date what an event says already', () => {
    const done = fulfillment({ inTransitAt: '2026-11-03T09:00:00Z', deliveredAt: '2026-11-05T09:00:00Z' })
    const reported = [
      report('IN_TRANSIT', '2026-11-03T09:00:00Z', { city: 'Leeds', country: 'GB' }),
      report('DELIVERED', '2026-11-05T09:00:00Z'),
    ]
    expect(words(shopifyEvents(orderedAt, done, reported))).toHaveLength(4)
  })

  it('of a status that came without event or date hold since the last change', () => {
    expect(words(shopifyEvents(orderedAt, fulfillment({ displayStatus: 'ATTEMPTED_DELIVERY' }), [])).at(-1)).toBe(
      'failed_attempt 2026-11-05T09:00:00Z',
    )
    expect(words(shopifyEvents(orderedAt, fulfillment({ displayStatus: 'CANCELED' }), []))).toHaveLength(2)
  })

  it('take a country only as a code, and a place only as a city', () => {
    const [, , first, second] = shopifyEvents(orderedAt, fulfillment(), [
      report('IN_TRANSIT', '2026-11-03T09:00:00Z', { country: 'gb', city: ' Leeds ' }),
      report('OUT_FOR_DELIVERY', '2026-11-04T09:00:00Z', { country: 'United Kingdom', province: 'England' }),
    ])
    expect([first?.place, second?.place]).toEqual([
      { country: 'GB', city: 'Leeds' },
      { country: null, city: null },
    ])
  })

  it('of the second number give way to who follows that number', () => {
    const shopify = shopifyEvents(orderedAt, fulfillment({ deliveredAt: '2026-11-05T09:00:00Z' }), [])
    const own: TrackingEvent = {
      source: '17track',
      leg: 'origin',
      meaning: { status: 'in_transit', detail: null },
      occurredAt: '2026-11-04T09:00:00Z',
      place: { country: null, city: null },
      text: null,
    }
    expect(words(eventsOf(1, [...shopify, own]))).not.toContain('delivered 2026-11-05T09:00:00Z')
    expect(words(eventsOf(0, [...shopify, own]))).toContain('delivered 2026-11-05T09:00:00Z')
    expect(words(eventsOf(1, shopify))).toContain('delivered 2026-11-05T09:00:00Z')
  })
})
