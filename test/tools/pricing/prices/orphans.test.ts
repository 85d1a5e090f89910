import { describe, expect, it } from 'vitest'
import type { RateDays } from '#app/facts/fx-days.ts'
import type { ListTerms, PriceSeen } from '#app/facts/price-history.ts'
import { eachDay } from '#app/kernel/calendar.ts'
import { findOrphan, usualShare, type OrphanInput } from '#app/tools/pricing/prices/orphans.ts'
import { OrphanLimits } from '#app/tools/pricing/prices/schema.ts'

const NOW = '2026-04-10T12:00:00.000Z'
const at = (day: string): string => `2026-${day}T12:00:00.000Z`
const row = (
  day: string,
  priceMinor: number | null,
  currency: string,
  compareAtMinor: number | null = null,
): PriceSeen => ({
  seenAt: at(day),
  currency,
  priceMinor,
  compareAtMinor,
  source: 'sync',
})
const dollars: ListTerms = { listId: '7', currency: 'USD', adjustmentBps: 0 }
const days = eachDay('2026-01-01', '2026-04-30')
/** 1.00 until the end of February, then 1.05 */
const rates: RateDays = {
  publishedOn: days,
  newest: '2026-04-30',
  byCurrency: { USD: days.map((day) => ({ day, perEur: day < '2026-03-01' ? '1' : '1.05' })) },
}
const input = (override: Partial<OrphanInput>): OrphanInput => ({
  list: dollars,
  rows: { base: [row('01-01', 1000, 'EUR')], fixed: [row('03-10', 1050, 'USD')] },
  rates,
  floorMinor: null,
  medianBps: null,
  limits: OrphanLimits.parse({}),
  ...override,
})
const codes = (override: Partial<OrphanInput>): string[] =>
  findOrphan(input(override), NOW)?.reasons.map((reason) => reason.code) ?? []

describe('an orphaned fixed price', () => {
  it.each([
    ['is not one that still fits', {}, []],
    [
      'is not one without a fixed price',
      { rows: { base: [row('01-01', 1000, 'EUR')], fixed: [row('01-02', 900, 'USD'), row('02-01', null, 'USD')] } },
      [],
    ],
    // 10.00 -> 10.50 is 5 %
    [
      'the base price rose by 5 % since it was set',
      { rows: { base: [row('01-01', 1000, 'EUR'), row('04-01', 1050, 'EUR')], fixed: [row('03-10', 1050, 'USD')] } },
      ['base_moved'],
    ],
    [
      'the base price fell by 5 %',
      { rows: { base: [row('01-01', 1000, 'EUR'), row('04-01', 950, 'EUR')], fixed: [row('03-10', 1050, 'USD')] } },
      ['base_moved'],
    ],
    [
      'not when it moved before the price was set',
      { rows: { base: [row('01-01', 1000, 'EUR'), row('03-01', 2000, 'EUR')], fixed: [row('03-10', 1050, 'USD')] } },
      [],
    ],
    [
      'not when it moved by less',
      { rows: { base: [row('01-01', 1000, 'EUR'), row('04-01', 1049, 'EUR')], fixed: [row('03-10', 1050, 'USD')] } },
      [],
    ],
    [
      'the rate rose by 5 % since it was set',
      { rows: { base: [row('01-01', 1000, 'EUR')], fixed: [row('02-10', 1050, 'USD')] } },
      ['rate_moved'],
    ],
    // the price dates from February; the row of March only set a compare-at price
    [
      'a new compare-at price sets no new price',
      {
        rows: {
          base: [row('01-01', 1000, 'EUR')],
          fixed: [row('02-10', 1050, 'USD'), row('03-10', 1050, 'USD', 2000)],
        },
      },
      ['rate_moved'],
    ],
    ['it lies below its floor', { floorMinor: 1051 }, ['below_floor']],
    ['not at its floor', { floorMinor: 1050 }, []],
    // 10.50 is 100 % of what it would be; the others lie at 130 %
    ['it lies far from the list’s other prices', { medianBps: 13_000 }, ['off_list']],
    [
      'the list’s currency has no rate any more',
      { rates: { ...rates, byCurrency: { USD: rates.byCurrency['USD']?.slice(0, 80) ?? [] } } },
      ['no_rate'],
    ],
    [
      'for several reasons at once',
      {
        rows: { base: [row('01-01', 1000, 'EUR'), row('04-01', 1100, 'EUR')], fixed: [row('02-10', 900, 'USD')] },
        floorMinor: 1000,
      },
      ['base_moved', 'rate_moved', 'below_floor'],
    ],
  ] satisfies [string, Partial<OrphanInput>, string[]][])('%s', (_, override, expected) => {
    expect(codes(override)).toEqual(expected)
  })

  it('says since when it is fixed, what moved by how much, and what it would be', () => {
    const found = findOrphan(
      input({
        rows: { base: [row('01-01', 1000, 'EUR'), row('04-01', 1100, 'EUR')], fixed: [row('03-10', 1050, 'USD')] },
      }),
      NOW,
    )
    expect(found).toEqual({
      fixedMinor: 1050,
      fixedSince: at('03-10'),
      // 11.00 x 1.05
      followsMinor: 1155,
      reasons: [{ code: 'base_moved', thenMinor: 1000, nowMinor: 1100, currency: 'EUR', changeBps: 1000 }],
    })
  })

  it('in the base currency asks for no rate', () => {
    const list: ListTerms = { listId: '8', currency: 'EUR', adjustmentBps: 1000 }
    const none: RateDays = { publishedOn: [], newest: null, byCurrency: {} }
    const rows = { base: [row('01-01', 1000, 'EUR'), row('04-01', 1200, 'EUR')], fixed: [row('03-10', 1100, 'EUR')] }
    expect(findOrphan(input({ list, rows, rates: none }), NOW)).toMatchObject({
      followsMinor: 1320,
      reasons: [{ code: 'base_moved' }],
    })
  })
})

describe('the usual distance of a list', () => {
  const priced = (fixedMinor: number) => ({
    base: [row('01-01', 1000, 'EUR')],
    fixed: [row('03-10', fixedMinor, 'USD')],
  })
  it('is the median of fixed price to followed price, and one odd price does not move it', () => {
    // 10.50 followed; 12.60 is 120 %
    expect(usualShare(dollars, [...Array.from({ length: 10 }, () => priced(1260)), priced(99_999)], rates, NOW)).toBe(
      12_000,
    )
    expect(
      usualShare(
        dollars,
        [...Array.from({ length: 5 }, () => priced(1050)), ...Array.from({ length: 5 }, () => priced(1260))],
        rates,
        NOW,
      ),
    ).toBe(11_000)
  })
  it('is not known from a few prices', () => {
    expect(
      usualShare(
        dollars,
        Array.from({ length: 9 }, () => priced(1260)),
        rates,
        NOW,
      ),
    ).toBeNull()
  })
})
