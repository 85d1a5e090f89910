import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RateDays } from '#app/facts/fx-days.ts'
import { setSpans, shownSpans, type ListTerms, type PriceSeen } from '#app/facts/price-history.ts'
import { priorPrice } from '#app/facts/prior-price.ts'
import { eachDay } from '#app/kernel/calendar.ts'

const noon = (day: string): string => `2026-${day}T12:00:00.000Z`
const seen = (
  day: string,
  priceMinor: number | null,
  compareAtMinor: number | null = null,
  currency = 'EUR',
): PriceSeen => ({
  seenAt: noon(day),
  currency,
  priceMinor,
  compareAtMinor,
  source: 'sync',
})
const base: ListTerms = { listId: '0', currency: 'EUR', adjustmentBps: 0 }
const dollars: ListTerms = { listId: '7', currency: 'USD', adjustmentBps: 1000 }
const days = eachDay('2026-01-01', '2026-04-30')
/** 1.00 for every day but April, 1.10 */
const rates: RateDays = {
  publishedOn: days,
  newest: '2026-04-30',
  byCurrency: { USD: days.map((day) => ({ day, perEur: day < '2026-04-01' ? '1' : '1.1' })) },
}
const prior = (rows: PriceSeen[], day: string) => priorPrice(base, { base: rows, fixed: [] }, rates, noon(day))

describe('the prior price', () => {
  it.each([
    [
      'without a reduction is the lowest of the last 30 days',
      [seen('01-01', 1000), seen('03-20', 900), seen('03-25', 1000)],
      '04-10',
      900,
      null,
      true,
    ],
    [
      'forgets what is older than 30 days',
      [seen('01-01', 1000), seen('02-01', 700), seen('02-10', 1000)],
      '04-10',
      1000,
      null,
      true,
    ],
    [
      'counts a price that still held at the beginning of the 30 days',
      [seen('01-01', 700), seen('03-12', 1000)],
      '04-10',
      700,
      null,
      true,
    ],
    [
      'of a reduction looks before it, not at it',
      [seen('01-01', 1000), seen('04-01', 800, 1000)],
      '04-10',
      1000,
      '04-01',
      true,
    ],
    // 950 was charged for two days in March: that is what the reduction must be compared with, not 1000
    [
      'of a reduction is the lowest before it',
      [seen('01-01', 1000), seen('03-10', 950), seen('03-12', 1000), seen('04-01', 800, 1000)],
      '04-10',
      950,
      '04-01',
      true,
    ],
    [
      'of a reduction in steps is the one before the first step',
      [seen('01-01', 1000), seen('03-01', 900, 1000), seen('04-01', 800, 1000), seen('04-08', 700, 1000)],
      '04-10',
      1000,
      '03-01',
      true,
    ],
    // 900 -> 800 -> 900 -> 850: the raise breaks the row; the 30 days before 5 April hold 800
    [
      'after a raise within the reduction counts the lower price before it',
      [
        seen('01-01', 1000),
        seen('03-01', 900, 1000),
        seen('03-20', 800, 1000),
        seen('04-05', 900, 1000),
        seen('04-08', 850, 1000),
      ],
      '04-10',
      800,
      '04-05',
      true,
    ],
    [
      'after a pause begins anew',
      [seen('01-01', 1000), seen('03-20', 800, 1000), seen('03-28', 1000), seen('04-05', 850, 1000)],
      '04-10',
      800,
      '04-05',
      true,
    ],
    [
      'a compare-at price that is not above the price is no reduction',
      [seen('01-01', 1000), seen('04-01', 800, 800)],
      '04-10',
      800,
      null,
      true,
    ],
    ['with a history shorter than 30 days says so', [seen('04-01', 1000)], '04-10', 1000, null, false],
    [
      'of goods that were reduced from the first day is not known',
      [seen('04-01', 800, 1000)],
      '04-10',
      null,
      '04-01',
      false,
    ],
    ['without history is not known', [], '04-10', null, null, false],
  ])('%s', (_, rows, asOf, priceMinor, reducedSince, complete) => {
    expect(prior(rows, asOf)).toMatchObject({
      priceMinor,
      reducedSince: reducedSince === null ? null : noon(reducedSince),
      complete,
      estimated: false,
    })
  })

  it('says which 30 days it looked at and since when the price held', () => {
    expect(prior([seen('01-01', 1000), seen('03-20', 900), seen('03-25', 1000)], '04-10')).toMatchObject({
      from: noon('03-11'),
      to: noon('04-10'),
      heldFrom: noon('03-20'),
      knownFrom: noon('03-11'),
    })
  })

  it('is never above a known price of the 30 days before, whatever happened', () => {
    const row = fc.record({
      at: fc.integer({ min: 0, max: 90 }),
      price: fc.integer({ min: 1, max: 2000 }),
      compare: fc.option(fc.integer({ min: 1, max: 3000 })),
    })
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ at }) => at, minLength: 1, maxLength: 12 }), (drawn) => {
        const rows = drawn
          .toSorted((a, b) => a.at - b.at)
          .map(({ at, price, compare }) => ({
            ...seen('01-01', price, compare),
            seenAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
          }))
        const answer = priorPrice(base, { base: rows, fixed: [] }, rates, '2026-04-05T00:00:00.000Z')
        const inWindow = setSpans(base, { base: rows, fixed: [] }, '2026-04-05T00:00:00.000Z').filter(
          (span) => span.from < answer.to && (span.to ?? '9') > answer.from,
        )
        const lowest = Math.min(...inWindow.map((span) => span.setMinor ?? Infinity))
        return inWindow.length === 0 ? answer.priceMinor === null : answer.priceMinor === lowest
      }),
    )
  })
})

describe('a list without a fixed price', () => {
  const follow = (rows: PriceSeen[], fixed: PriceSeen[], day: string) =>
    priorPrice(dollars, { base: rows, fixed }, rates, noon(day))

  it('follows the base price at the rate of each day and the list’s percent', () => {
    // until 31 March 10.00 x 1 x 1.1 = 11.00, from 1 April 10.00 x 1.1 x 1.1 = 12.10
    expect(shownSpans(dollars, { base: [seen('03-01', 1000)], fixed: [] }, rates, noon('04-10'))).toMatchObject([
      { from: noon('03-01'), to: '2026-04-01T00:00:00.000Z', priceMinor: 1100, how: 'follows', setMinor: 1000 },
      { from: '2026-04-01T00:00:00.000Z', to: null, priceMinor: 1210 },
    ])
    expect(follow([seen('01-01', 1000)], [], '04-10')).toMatchObject({
      priceMinor: 1100,
      estimated: true,
      complete: true,
    })
  })

  it('is not reduced, and no row is broken, because a rate moved', () => {
    const rows = [seen('01-01', 1000), seen('03-20', 900, 1000), seen('04-05', 850, 1000)]
    // the dollar price rose on 1 April within the reduction; the seller never raised it. Before: 10.00 x 1.1
    expect(follow(rows, [], '04-10')).toMatchObject({ priceMinor: 1100, reducedSince: noon('03-20') })
  })

  it('shows its fixed price while it has one', () => {
    const fixed = [seen('03-15', 1500, null, 'USD'), seen('04-05', null, null, 'USD')]
    const spans = shownSpans(dollars, { base: [seen('03-01', 1000)], fixed }, rates, noon('04-10'))
    expect(spans.map(({ from, priceMinor, how }) => [from.slice(5, 10), priceMinor, how])).toEqual([
      ['03-01', 1100, 'follows'],
      ['03-15', 1500, 'fixed'],
      ['04-05', 1210, 'follows'],
    ])
    expect(follow([seen('01-01', 1000)], fixed, '04-30')).toMatchObject({ priceMinor: 1210 })
  })

  it('with a currency that has ended is not known on those days, and says that it is not complete', () => {
    const ended: RateDays = { ...rates, byCurrency: { USD: rates.byCurrency['USD']?.slice(0, 80) ?? [] } }
    // 80 days from 1 January end with 21 March
    const answer = priorPrice(dollars, { base: [seen('01-01', 1000)], fixed: [] }, ended, noon('04-10'))
    expect(answer).toMatchObject({ priceMinor: 1100, complete: false })
    expect(shownSpans(dollars, { base: [seen('01-01', 1000)], fixed: [] }, ended, noon('04-10')).at(-1)).toMatchObject({
      from: '2026-03-22T00:00:00.000Z',
      priceMinor: null,
    })
  })

  it('in the base currency takes the percent alone', () => {
    const cheaper: ListTerms = { listId: '8', currency: 'EUR', adjustmentBps: -500 }
    const none: RateDays = { publishedOn: [], newest: null, byCurrency: {} }
    expect(priorPrice(cheaper, { base: [seen('01-01', 999)], fixed: [] }, none, noon('04-10'))).toMatchObject({
      // 9.99 x 0.95 = 9.4905
      priceMinor: 949,
      complete: true,
      estimated: false,
    })
  })

  it('is not known before the list was first seen: there may have been a fixed price', () => {
    const watched = { ...dollars, watchedSince: noon('04-05') }
    const spans = shownSpans(watched, { base: [seen('01-01', 1000)], fixed: [] }, rates, noon('04-10'))
    expect(spans).toMatchObject([{ from: noon('04-05'), priceMinor: 1210 }])
    expect(priorPrice(watched, { base: [seen('01-01', 1000)], fixed: [] }, rates, noon('04-10'))).toMatchObject({
      priceMinor: 1210,
      knownFrom: noon('04-05'),
      complete: false,
    })
  })

  it('a fixed price that came with the list’s first load was there before it', () => {
    const watched = { ...dollars, watchedSince: '2026-04-05T11:59:00.000Z' }
    const rows = { base: [seen('01-01', 1000)], fixed: [seen('04-05', 900, null, 'USD')] }
    expect(shownSpans(watched, rows, rates, noon('04-10'))).toMatchObject([
      { from: noon('04-05'), priceMinor: 900, how: 'fixed' },
    ])
    expect(priorPrice(watched, rows, rates, noon('04-10'))).toMatchObject({ priceMinor: 900, estimated: false })
  })

  it('a fixed price that came later followed the base price until then', () => {
    const watched = { ...dollars, watchedSince: noon('03-01') }
    const rows = { base: [seen('01-01', 1000)], fixed: [seen('04-05', 900, null, 'USD')] }
    expect(shownSpans(watched, rows, rates, noon('04-10')).map((span) => [span.priceMinor, span.how])).toEqual([
      [1100, 'follows'],
      [1210, 'follows'],
      [900, 'fixed'],
    ])
  })

  it('can be looked at from a moment on', () => {
    const spans = shownSpans(dollars, { base: [seen('01-01', 1000)], fixed: [] }, rates, noon('04-10'), noon('03-30'))
    expect(spans[0]).toMatchObject({ from: noon('03-30'), priceMinor: 1100 })
  })
})
