import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney, minorDigits, parseMinor, toDecimal } from '#app/kernel/money.ts'

const currency = fc.constantFrom('GBP', 'JPY', 'KWD', 'CLF', 'HUF')
const minor = fc.maxSafeInteger()

describe('reading amounts', () => {
  it.each([
    ['12.34', 'GBP', 1234],
    ['12.3', 'GBP', 1230],
    ['12', 'GBP', 1200],
    ['0.005', 'GBP', 1], // half a penny is rounded up
    ['0.0049', 'GBP', 0],
    ['-0.005', 'GBP', -1], // and down below zero: away from zero
    ['-0.00', 'GBP', 0],
    ['100', 'JPY', 100],
    ['100.00', 'JPY', 100],
    ['100.5', 'JPY', 101],
    ['1.2345', 'KWD', 1235],
    ['1.0001', 'CLF', 10_001],
    ['90071992547409.91', 'GBP', 9_007_199_254_740_991],
  ])('%s %s is %d minor units', (amount, code, expected) => {
    expect(parseMinor(amount, code)).toBe(expected)
  })

  it.each(['', '1,000.00', '1e3', '.5', '1.', '£1', 'NaN', ' 1'])('%j is no amount', (text) => {
    expect(() => parseMinor(text, 'GBP')).toThrow('not a decimal amount')
  })

  it('an amount that a number cannot hold exactly is refused', () => {
    expect(() => parseMinor('90071992547409.92', 'GBP')).toThrow('out of range')
  })

  it('what is written out reads back as the same amount, in every currency', () => {
    fc.assert(fc.property(minor, currency, (amount, code) => parseMinor(toDecimal(amount, code), code) === amount))
  })

  it('rounding moves an amount by at most half a minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 9999 }), (whole, tenThousandths) => {
        const exact = whole * 10_000 + tenThousandths
        const rounded = parseMinor(`${whole}.${String(tenThousandths).padStart(4, '0')}`, 'GBP') * 100
        return Math.abs(rounded - exact) <= 50
      }),
    )
  })
})

describe('writing amounts', () => {
  it.each([
    [5, 'GBP', '0.05'],
    [-5, 'GBP', '-0.05'],
    [0, 'JPY', '0'],
    [1, 'KWD', '0.001'],
    [123_456, 'GBP', '1234.56'],
  ])('%d of %s is %s', (amount, code, expected) => {
    expect(toDecimal(amount, code)).toBe(expected)
  })

  it('refuses what is no integer of minor units', () => {
    expect(() => toDecimal(1.5, 'GBP')).toThrow('integer of minor units')
  })

  it.each([
    [123_456, 'GBP', 'en', '£1,234.56'],
    [123_456, 'JPY', 'en', '¥123,456'],
    [12_345, 'HUF', 'en', 'Ft 123.45'], // ISO has two digits where Intl has none
  ])('%d of %s in %s', (amount, code, locale, expected) => {
    expect(formatMoney(amount, code, locale).replace(/\u00a0/g, ' ')).toBe(expected)
  })

  it('knows the currencies whose minor unit is not two digits', () => {
    expect(['GBP', 'JPY', 'KRW', 'KWD', 'CLF', 'HUF'].map(minorDigits)).toEqual([2, 0, 0, 3, 4, 2])
  })
})
