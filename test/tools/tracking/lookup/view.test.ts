import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutHidden } from '#app/tools/tracking/lookup/hide.ts'
import { pageHtml } from '#app/tools/tracking/lookup/html.ts'
import { encode } from '#app/tools/tracking/lookup/markup.ts'
import {
  askedNumber,
  modeOf,
  orderDigits,
  orderNames,
  phoneSpellings,
  readQuestion,
} from '#app/tools/tracking/lookup/question.ts'
import { STYLE } from '#app/tools/tracking/lookup/style.ts'
import { writeCountry, writeDay, writeTime, writingOf, zoneOf } from '#app/tools/tracking/lookup/times.ts'
import { viewOrder, type ViewContext } from '#app/tools/tracking/lookup/view.ts'
import { LANGUAGES, say, type Word } from '#app/tools/tracking/lookup/words.ts'
import de from '#app/tools/tracking/lookup/data/de.json' with { type: 'json' }
import en from '#app/tools/tracking/lookup/data/en.json' with { type: 'json' }
import { DEFAULT_TRACKING_SETTINGS } from '#app/tools/tracking/settings/schema.ts'
import type { FoundOrder, FoundParcel } from '#app/tools/tracking/lookup/found.ts'
import type { Meaning, TrackingEvent } from '#app/tools/tracking/status/model.ts'
import { mergeTimeline } from '#app/tools/tracking/status/timeline.ts'

const question = (fields: Record<string, string>) => readQuestion((name) => fields[name] ?? null)

describe('a question', () => {
  it.each([
    [{}, 'empty'],
    [{ order: ' ' }, 'empty'],
    [{ order: '1' }, 'incomplete'],
    [{ contact: 'a@b' }, 'incomplete'],
    [{ order: '1', contact: 'a@b' }, 'order'],
    [{ number: 'X' }, 'number'],
    [{ order: '1', number: 'X' }, 'number'],
    [{ key: 'k', order: '1', contact: 'a' }, 'key'],
  ])('%j is %s', (fields, mode) => {
    expect(modeOf(question(fields))).toBe(mode)
  })

  it('is read short and without control characters, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const read = question({ order: text, contact: text, number: text, key: text, locale: text, country: text })
        for (const value of Object.values(read)) {
          expect(value.length).toBeLessThanOrEqual(254)
          expect(value.isWellFormed()).toBe(true)
          expect(value).not.toContain('\0')
        }
        orderNames(read.order)
        orderDigits(read.order)
        askedNumber(read.number)
        phoneSpellings(read.contact, [read.country, 'GB'])
        writeDay(writingOf(read.locale, read.country), '2026-11-22')
      }),
    )
  })

  it('names an order in the ways people write it', () => {
    expect(orderNames(' # tw-1001 ')).toEqual(['tw-1001', '#tw-1001', 'TW-1001', '#TW-1001'])
    expect([orderDigits('#1001'), orderDigits('tw-1001')]).toEqual(['1001', ''])
  })

  it('reads a phone number of home as one of abroad; always as many hashes for a number', () => {
    expect(phoneSpellings('07700 900123', ['GB', 'DE'])).toEqual([
      '07700900123',
      '447700900123',
      '4407700900123',
      '497700900123',
      '4907700900123',
    ])
    expect(phoneSpellings('12345', ['GB', 'DE'])).toEqual([])
  })

  it('takes for a number only what a label may carry', () => {
    expect(['pickup', '1', 'N/A', '12345', 'abc defg', 'RN 123 456 785 GB'].map(askedNumber)).toEqual([
      '',
      '',
      '',
      '',
      '',
      'RN123456785GB',
    ])
  })
})

describe('words', () => {
  it('are there in all languages, with the same values in them', () => {
    for (const language of LANGUAGES) {
      for (const word of Object.keys(en) as Word[]) {
        const text = say(language, word)
        expect(text.trim(), `${language} ${word}`).not.toBe('')
        const marks = (whole: string): string[] => [...whole.matchAll(/\{\w+\}/g)].map(String).sort()
        const own = say(
          language,
          word,
          Object.fromEntries(
            [
              'contact',
              'minutes',
              'name',
              'date',
              'min',
              'max',
              'n',
              'count',
              'from',
              'to',
              'time',
              'day',
              'carrier',
            ].map((mark) => [mark, `{${mark}}`]),
          ),
        )
        expect(marks(own), `${language} ${word}`).toEqual(marks(en[word]))
      }
    }
    expect(Object.keys(de)).toEqual(Object.keys(en))
  })
})

describe('dates and places', () => {
  it.each([
    ['de', '', 'de'],
    ['de-AT', 'DE', 'de-AT'],
    ['en', 'GB', 'en-GB'],
    ['zh-TW', 'HK', 'zh-TW'],
    ['nl', 'NL', 'en'],
    ['ar', 'SA', 'en'],
    ['{{', '', 'en'],
    ['', '', 'en'],
  ])('for %s in %s are written as %s', (locale, country, written) => {
    expect(writingOf(locale, country).locale).toBe(written)
  })

  it('a place has its own time when its country has one', () => {
    expect([zoneOf('DE'), zoneOf('CN'), zoneOf('JP'), zoneOf('US'), zoneOf('ZZ'), zoneOf('x'), zoneOf(null)]).toEqual([
      'Europe/Berlin',
      'Asia/Shanghai',
      'Asia/Tokyo',
      null,
      null,
      null,
      null,
    ])
    expect(writeTime(writingOf('de', ''), '2026-11-22T23:30:00Z', 'Europe/Berlin')).toBe('23.11.2026, 00:30')
    expect(writeCountry(writingOf('ja', ''), 'DE')).toBe('ドイツ')
  })
})

describe('hidden words', () => {
  it('are taken out of a name, and the rest stays', () => {
    expect(withoutHidden('Shenzhen Hub 3', { words: ['SHENZHEN'] })).toBe('Hub 3')
    expect(withoutHidden('Guangzhou, ＣＨＩＮＡ', { words: ['china'] })).toBe('Guangzhou')
    expect(withoutHidden('China', { words: ['china'] })).toBeNull()
    expect(withoutHidden('A (b) [c]', { words: ['(b)', '[c]', '.*'] })).toBe('A')
  })
  it('never come through', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'A', 'ü', '.'), maxLength: 8 })
    fc.assert(
      fc.property(text, text, text, (word, before, after) => {
        fc.pre(word.trim() !== '')
        const left = withoutHidden(`${before}${word}${after}`, { words: [word] }) ?? ''
        expect(left.toLowerCase()).not.toContain(word.trim().replace(/\s+/g, ' ').toLowerCase())
      }),
    )
  })
})

const at = (day: number, hour = 9): string => new Date(Date.UTC(2026, 10, day, hour)).toISOString()
const event = (status: Meaning['status'], day: number, detail: string | null = null): TrackingEvent =>
  ({
    source: 'shopify',
    leg: 'origin',
    meaning: { status, detail },
    occurredAt: at(day),
    place: { country: null, city: null },
    text: null,
  }) as TrackingEvent
const parcel = (events: TrackingEvent[], override: Partial<FoundParcel> = {}): FoundParcel => ({
  id: '1',
  fulfillmentId: '2',
  number: 'RN000000015GB',
  company: null,
  carrier: 'royal_mail',
  url: null,
  lastMileCarrier: null,
  lastMileNumber: null,
  originCountry: 'GB',
  destinationCountry: 'DE',
  service: null,
  promisedP50On: null,
  promisedP90On: null,
  timeline: mergeTimeline(events, 'DE'),
  ...override,
})
const order = (parcels: FoundParcel[], override: Partial<FoundOrder> = {}): FoundOrder => ({
  name: '#1',
  orderedAt: at(1),
  cancelled: false,
  fulfillmentStatus: 'FULFILLED',
  country: 'DE',
  ships: true,
  parcels,
  returns: [],
  ...override,
})
const context = (override: Partial<ViewContext> = {}): ViewContext => ({
  settings: DEFAULT_TRACKING_SETTINGS,
  locale: 'en',
  timezone: 'Europe/London',
  asOf: at(10),
  silences: new Map(),
  estimate: null,
  ...override,
})
const view = (events: TrackingEvent[], override: Partial<FoundParcel> = {}, more: Partial<ViewContext> = {}) =>
  viewOrder(order([parcel(events, override)]), true, context(more)).parcels[0]

describe('the steps of a parcel', () => {
  const states = (events: TrackingEvent[], override: Partial<FoundParcel> = {}): string =>
    (view(events, override)?.steps ?? []).map(({ state }) => state[0]).join('')

  // ordered packed handed_over in_transit customs out_for_delivery delivered
  it.each([
    ['nothing but the order', [event('ordered', 1)], 'naaaaaa'],
    ['a scan without a handover', [event('ordered', 1), event('in_transit', 3)], 'dddnaaa'],
    ['the last mile', [event('in_transit', 3), event('out_for_delivery', 5)], 'dddddna'],
    ['delivered', [event('delivered', 6)], 'ddddddd'],
    ['held at customs', [event('in_transit', 3), event('held_at_customs', 5)], 'ddddnaa'],
    ['a failed attempt', [event('in_transit', 3), event('out_for_delivery', 5), event('failed_attempt', 5)], 'dddddna'],
    ['a failed attempt that nobody announced', [event('in_transit', 3), event('failed_attempt', 5)], 'dddddna'],
    ['lost on the way', [event('in_transit', 3), event('lost', 9)], 'dddnaaa'],
  ])('after %s', (_what, events, wanted) => {
    expect(states(events)).toBe(wanted)
  })

  it('have no customs within a country, unless customs was heard of', () => {
    expect(states([event('in_transit', 3)], { destinationCountry: 'GB' })).toHaveLength(6)
    expect(states([event('customs', 3)], { destinationCountry: 'GB' })).toHaveLength(7)
  })
})

describe('what is promised', () => {
  const promised = { promisedP50On: '2026-11-12', promisedP90On: '2026-11-15' }

  it('is a range that never lies in the past', () => {
    expect(view([event('in_transit', 3)], promised)).toMatchObject({
      expected: { from: '2026-11-12', to: '2026-11-15' },
      lateSince: null,
    })
    expect(view([event('in_transit', 3)], promised, { asOf: at(14) })).toMatchObject({
      expected: { from: '2026-11-14', to: '2026-11-15' },
    })
  })
  it('is late once its last day is over, and not when the parcel comes back', () => {
    expect(view([event('in_transit', 3)], promised, { asOf: at(16) })).toMatchObject({
      expected: null,
      lateSince: '2026-11-15',
    })
    expect(view([event('returned', 9)], promised, { asOf: at(16) })).toMatchObject({ expected: null, lateSince: null })
    expect(view([event('delivered', 9)], promised, { asOf: at(16) })).toMatchObject({ expected: null, lateSince: null })
  })
})

describe('silence', () => {
  const forecast = (expectedOnDay: number, unusual: boolean) => ({
    expectedOnDay,
    unusualFromDay: 12,
    unusual,
    gaps: 9,
  })
  const silent = (expectedOnDay: number, unusual: boolean, asOf: string) =>
    view([event('in_transit', 3)], {}, { asOf, silences: new Map([['1', forecast(expectedOnDay, unusual)]]) })?.silence

  it('is explained while it is usual, foretold when it ends soon, and admitted when it is long', () => {
    expect(silent(9, false, at(6))).toEqual({ kind: 'normal', day: 9, on: '2026-11-12' })
    expect(silent(4, false, at(6))).toMatchObject({ kind: 'soon', on: '2026-11-07' })
    expect(silent(12, true, at(20))).toMatchObject({ kind: 'long' })
    expect(view([event('in_transit', 3)])?.silence).toBeNull()
  })
})

describe('an order', () => {
  it.each([
    [
      'waiting',
      { fulfillmentStatus: 'UNFULFILLED' },
      { preparing: true, partly: false, nothingToShip: false, cancelled: false },
    ],
    [
      'cancelled',
      { cancelled: true, fulfillmentStatus: 'UNFULFILLED' },
      { preparing: false, cancelled: true, nothingToShip: false },
    ],
    ['of a gift card', { ships: false }, { preparing: false, nothingToShip: true }],
  ])('%s', (_what, override, wanted) => {
    expect(viewOrder(order([], override), true, context())).toMatchObject(wanted)
  })
})

describe('markup', () => {
  it('encodes brackets, quotes and braces of whatever is typed', () => {
    expect(encode(`<a href="x">{{ 'y' }}&`)).toBe(
      '&lt;a href=&quot;x&quot;&gt;&#123;&#123; &#39;y&#39; &#125;&#125;&amp;',
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const html = pageHtml({
          answer: { outcome: 'none' },
          question: question({ order: text, contact: text, number: text, locale: 'en', country: 'GB' }),
          writing: writingOf('en', 'GB'),
          settings: DEFAULT_TRACKING_SETTINGS,
        }).replace(STYLE, '')
        expect(html).not.toMatch(/[{}]/)
        expect([...html.matchAll(/<(\/?\w+)/g)].map(([, tag]) => tag)).not.toContain('script')
      }),
    )
  })
  it('has a style that Liquid takes for text', () => {
    expect(STYLE).not.toMatch(/\{\{|\{%|\}\}/)
  })
})
