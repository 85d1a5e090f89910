import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDecimal } from '#app/kernel/money.ts'
import {
  areFractions,
  optional,
  readCode,
  readCountry,
  readCurrency,
  readDay,
  readInstant,
  readInteger,
  readMoney,
  readNumber,
  readPercentBps,
  readYesNo,
  type Cell,
} from '#app/sheets/cells.ts'
import { findDecimalMark } from '#app/sheets/numbers.ts'

/** The value, or the reason. */
const got = <T>(cell: Cell<T>): T | string => (cell.ok ? cell.value : cell.reason)

describe('money', () => {
  it.each([
    ['12.99', 'EUR', 1299],
    ['12,99', 'EUR', 1299],
    ['€12.99', 'EUR', 1299],
    ['12,99 €', 'EUR', 1299],
    ['EUR 12.9', 'EUR', 1290],
    ['1,234.56', 'USD', 123456],
    ['$1,234.56', 'USD', 123456],
    ['1.234,56', 'EUR', 123456],
    ['1 234,56', 'EUR', 123456],
    ['1’234.50', 'CHF', 123450],
    ['1,23,456.78', 'INR', 12345678],
    ['1,234,567', 'USD', 123456700],
    ['¥1,280', 'JPY', 1280],
    ['1.280', 'JPY', 1280],
    ['1280円', 'JPY', 1280],
    ['¥88.50', 'CNY', 8850],
    ['88.5元', 'CNY', 8850],
    ['１２．５', 'EUR', 1250],
    ['4.125', 'KWD', 4125],
    ['0.125', 'EUR', 13],
    ['12.2999999', 'EUR', 1230],
    ['-5', 'EUR', -500],
    ['(5.00)', 'EUR', -500],
    ['−5', 'EUR', -500],
    ['.5', 'EUR', 50],
    ['0', 'EUR', 0],
    ['', 'EUR', 'missing'],
    ['abc', 'EUR', 'not_a_number'],
    ['per 12', 'EUR', 'not_a_number'],
    ['12 kr', 'SEK', 1200],
    ['12.99.1', 'EUR', 'not_a_number'],
    ['1,2345', 'EUR', 123],
    ['1,234', 'EUR', 'ambiguous_number'],
    ['1.234', 'EUR', 'ambiguous_number'],
    ['$12', 'EUR', 1200], // the dollar sign names no one currency
    ['US$12', 'EUR', 'other_currency'],
    ['US$12', 'USD', 1200],
    ['USD 12', 'EUR', 'other_currency'],
    ['£12', 'EUR', 'other_currency'],
    ['12.99', 'JPY', 'too_precise'],
    ['4,125', 'KWD', 'ambiguous_number'],
    ['1e9', 'EUR', 'not_a_number'],
    ['12345678901234567890', 'EUR', 'out_of_range'],
  ])('%j in %s is %j', (text, currency, wanted) => {
    expect(got(readMoney(text, currency))).toBe(wanted)
  })

  it('with one group of three is read as the file writes decimals', () => {
    expect(got(readMoney('1,234', 'EUR', '.'))).toBe(123400)
    expect(got(readMoney('1,234', 'EUR', ','))).toBe(123)
    expect(got(readMoney('1.234', 'EUR', ','))).toBe(123400)
  })

  it('reads every decimal that money writes, in every width of minor unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
        (minor, currency) => {
          expect(got(readMoney(toDecimal(minor, currency), currency, '.'))).toBe(minor === 0 ? 0 : minor)
        },
      ),
    )
  })
})

describe('how a file writes decimals', () => {
  it.each([
    [['12.99', '1,234'], '.'],
    [['12,99', '1.234'], ','],
    [['€ 1.234,50'], ','],
    [['1,234,567'], '.'],
    [['1,234', '5'], null],
    [['12,99', '12.99'], null],
    [['SKU-1.2', '2026-03-01', '03.04.2026', 'a, b'], null],
    [[], null],
  ])('%j: %j', (cells, wanted) => {
    expect(findDecimalMark(cells)).toBe(wanted)
  })
})

describe('percentages', () => {
  it.each([
    ['12.5%', 1250],
    ['12,5 %', 1250],
    ['12.5', 1250],
    ['0.5%', 50],
    ['0', 0],
    ['100', 10000],
    ['0.125', 'ambiguous_percent'],
    ['a lot', 'not_a_percent'],
    ['1000000', 'out_of_range'],
    ['', 'missing'],
  ])('%j is %j', (text, wanted) => {
    expect(got(readPercentBps(text, '.'))).toBe(wanted)
  })

  it('are fractions when a whole column says so', () => {
    expect(areFractions(['0.125', '1', ''], '.')).toBe(true)
    expect(areFractions(['0.125', '12'], '.')).toBe(false)
    expect(areFractions(['0.5%', '0.2'], '.')).toBe(false)
    expect(areFractions(['1', '0'], '.')).toBe(false)
    expect(got(readPercentBps('0.125', '.', { fractions: true }))).toBe(1250)
    expect(got(readPercentBps('12.5%', '.', { fractions: true }))).toBe(1250)
  })
})

describe('numbers', () => {
  it.each([
    ['12', 12],
    ['12.0', 12],
    ['1,000', 1000],
    ['12.5', 'not_whole'],
    ['0', 'out_of_range'],
    ['1001', 'out_of_range'],
    ['x', 'not_a_number'],
  ])('whole: %j is %j', (text, wanted) => {
    expect(got(readInteger(text, '.', { least: 1, most: 1000 }))).toBe(wanted)
  })

  it('of any kind keep their digits', () => {
    expect(got(readNumber('0.92340', '.'))).toBe('0.92340')
    expect(got(readNumber('1,50'))).toBe('1.50')
    expect(got(optional('', readNumber))).toBe(null)
  })

  it('that were article numbers and lost their digits are refused', () => {
    expect(got(readCode('5.01235E+12'))).toBe('broken_code')
    expect(got(readCode(' 5012345678900 '))).toBe('5012345678900')
    expect(got(readCode('00E+X'))).toBe('00E+X')
  })
})

describe('dates', () => {
  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2026/3/1', '2026-03-01'],
    ['20260301', '2026-03-01'],
    ['2026年3月1日', '2026-03-01'],
    ['01.03.2026', '2026-03-01'],
    ['31/12/2026', '2026-12-31'],
    ['12/31/2026', '2026-12-31'],
    ['04/04/2026', '2026-04-04'],
    ['1 Mar 2026', '2026-03-01'],
    ['March 1, 2026', '2026-03-01'],
    ['1-Sept-2026', '2026-09-01'],
    ['03/04/2026', 'ambiguous_date'],
    ['2026-02-30', 'not_a_date'],
    ['31.04.2026', 'not_a_date'],
    ['soon', 'not_a_date'],
    ['1 Foo 2026', 'not_a_date'],
    ['46082', 'not_a_date'],
    ['', 'missing'],
  ])('%j is %j', (text, wanted) => {
    expect(got(readDay(text))).toBe(wanted)
  })

  it.each([
    ['2026-03-01T13:45:12Z', '2026-03-01T13:45:12.000Z'],
    ['2026-03-01T13:45:12+08:00', '2026-03-01T05:45:12.000Z'],
    ['2026-03-01 13:45', '2026-03-01T18:45:00.000Z'], // New York, UTC-5
    ['2026-03-09 13:45', '2026-03-09T17:45:00.000Z'], // summer time since the 8th
    ['2026-03-01', '2026-03-01T05:00:00.000Z'],
    ['2026年3月1日 08:00', '2026-03-01T13:00:00.000Z'],
    ['2026-03-01 25:00', 'not_a_date'],
    ['03/04/2026 10:00', 'ambiguous_date'],
    ['yesterday', 'not_a_date'],
  ])('the moment %j is %j in New York', (text, wanted) => {
    expect(got(readInstant(text, 'America/New_York'))).toBe(wanted)
  })
})

describe('names', () => {
  it.each([
    ['DE', 'DE'],
    ['de', 'DE'],
    ['Germany', 'DE'],
    ['德国', 'DE'],
    ['UK', 'GB'],
    ['United Kingdom', 'GB'],
    ['usa', 'US'],
    ['Côte d’Ivoire', 'CI'],
    ['中国', 'CN'],
    ['香港', 'HK'],
    ['EU', 'not_a_country'],
    ['ZZ', 'not_a_country'],
    ['Atlantis', 'not_a_country'],
  ])('of a country: %s is %s', (text, wanted) => {
    expect(got(readCountry(text))).toBe(wanted)
  })

  it.each([
    ['EUR', 'EUR'],
    ['eur', 'EUR'],
    ['€', 'EUR'],
    ['RMB', 'CNY'],
    ['美元', 'USD'],
    ['$', 'ambiguous_currency'],
    ['￥', 'ambiguous_currency'],
    ['ABC', 'not_a_currency'],
  ])('of a currency: %s is %s', (text, wanted) => {
    expect(got(readCurrency(text))).toBe(wanted)
  })

  it.each([
    ['Yes', true],
    ['TRUE', true],
    ['1', true],
    ['是', true],
    ['in stock', true],
    ['no', false],
    ['无', false],
    ['maybe', 'not_yes_or_no'],
  ])('of yes and no: %s is %s', (text, wanted) => {
    expect(got(readYesNo(text, { yes: ['in stock'] }))).toBe(wanted)
  })
})
