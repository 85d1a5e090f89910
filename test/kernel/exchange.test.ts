import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exchange, isRate, scaleRate } from '#app/kernel/exchange.ts'

const rate = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 99_999 }))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(5, '0')}`)

describe('exchanging through the euro', () => {
  it.each([
    // 100.00 GBP / 0.87058 x 1.1684 = 134.2094
    [{ minor: 10_000, currency: 'GBP' }, '0.87058', { currency: 'USD', perEur: '1.1684' }, 13_421],
    // 1.00 EUR x 186.75 = 186.75 yen, which has no minor unit
    [{ minor: 100, currency: 'EUR' }, '1', { currency: 'JPY', perEur: '186.75' }, 187],
    // 187 yen / 186.75 = 1.00133 EUR
    [{ minor: 187, currency: 'JPY' }, '186.75', { currency: 'EUR', perEur: '1' }, 100],
    // 0.05 EUR x 0.3 = 0.015 dinars, exactly 15 thousandths
    [{ minor: 5, currency: 'EUR' }, '1', { currency: 'KWD', perEur: '0.3' }, 15],
    // half a cent goes away from zero
    [{ minor: 1, currency: 'EUR' }, '1', { currency: 'USD', perEur: '1.5' }, 2],
    [{ minor: -1, currency: 'EUR' }, '1', { currency: 'USD', perEur: '1.5' }, -2],
    [{ minor: 0, currency: 'GBP' }, '0.87058', { currency: 'USD', perEur: '1.1684' }, 0],
  ])('%j at %s gives %j', (amount, from, to, expected) => {
    expect(exchange(amount, from, to)).toBe(expected)
  })

  it('at the same rate in the same currency changes nothing', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        rate,
        (minor, perEur) => exchange({ minor, currency: 'USD' }, perEur, { currency: 'USD', perEur }) === minor + 0,
      ),
    )
  })

  it('of the opposite amount gives the opposite', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), rate, rate, (minor, from, to) => {
        const there = exchange({ minor, currency: 'USD' }, from, { currency: 'GBP', perEur: to })
        return (
          exchange({ minor: -minor, currency: 'USD' }, from, { currency: 'GBP', perEur: to }) ===
          (there === 0 ? 0 : -there)
        )
      }),
    )
  })

  it('never gives less for more', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e6), rate, rate, (minor, more, from, to) => {
        const into = { currency: 'GBP', perEur: to }
        return (
          exchange({ minor, currency: 'USD' }, from, into) <=
          exchange({ minor: minor + more, currency: 'USD' }, from, into)
        )
      }),
    )
  })

  it.each(['0', '0.000', '-1', '', 'N/A', '1e3', '1,2'])('%j is no rate', (text) => {
    expect(isRate(text)).toBe(false)
    expect(() => exchange({ minor: 1, currency: 'EUR' }, '1', { currency: 'USD', perEur: text })).toThrow(RangeError)
  })
})

describe('a share of a rate', () => {
  it.each([
    ['1.1684', 10_200, '1.191768'],
    ['186.75', 10_001, '186.768675'],
    ['1', 12_000, '1.2'],
    ['1', 9_500, '0.95'],
    ['0.00000001', 10_001, '0.000000010001'],
    ['100', 10_000, '100'],
    ['100', 20_000, '200'],
  ])('%s x %d bps is %s', (rate, bps, expected) => {
    expect(scaleRate(rate, bps)).toBe(expected)
  })
})
