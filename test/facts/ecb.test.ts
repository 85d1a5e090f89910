import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseEcbCsv, parseEcbXml } from '#app/facts/ecb.ts'

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/ecb/${name}`, import.meta.url), 'utf8')

describe('the ECB XML', () => {
  it('of one day gives a row per currency, with the rate as the text that was published', () => {
    expect(parseEcbXml(fixture('eurofxref-daily.xml'))).toEqual([
      { currency: 'USD', day: '2026-04-14', perEur: '1.1700' },
      { currency: 'JPY', day: '2026-04-14', perEur: '186.10' },
      { currency: 'GBP', day: '2026-04-14', perEur: '0.87125' },
    ])
  })

  it('of 90 days gives a row per currency and day', () => {
    const rates = parseEcbXml(fixture('eurofxref-hist-90d.xml'))
    expect(rates).toHaveLength(6)
    expect(rates.at(-1)).toEqual({ currency: 'GBP', day: '2026-04-13', perEur: '0.87058' })
  })

  it.each([
    ['a page that says sorry', '<html><body>Service unavailable</body></html>', /expected form/],
    ['nothing', '', /expected form/],
    ['a cut-off file', fixture('eurofxref-daily.xml').slice(0, 450), /expected form/],
    ['a rate that is no number', fixture('eurofxref-daily.xml').replace('186.10', 'n/a'), /expected form.*rate/],
    ['a rate of zero', fixture('eurofxref-daily.xml').replace('186.10', '0.0'), /expected form/],
    ['a day that does not exist', fixture('eurofxref-daily.xml').replace('2026-04-14', '2026-02-30x'), /expected form/],
    ['a currency twice', fixture('eurofxref-daily.xml').replace('JPY', 'USD'), /USD twice on 2026-04-14/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseEcbXml(text)).toThrow(message)
  })
})

describe('the ECB CSV', () => {
  it('skips what was not published and the empty last column', () => {
    expect(parseEcbCsv('Date,USD,HRK,\n2026-04-13,1.1684,N/A,\n2022-12-30,1.0666,7.5365,\n')).toEqual([
      { currency: 'USD', day: '2026-04-13', perEur: '1.1684' },
      { currency: 'USD', day: '2022-12-30', perEur: '1.0666' },
      { currency: 'HRK', day: '2022-12-30', perEur: '7.5365' },
    ])
  })

  it.each([
    ['another file', 'Day;USD\n', /line 1/],
    ['a bad day', 'Date,USD,\n13/04/2026,1.1,\n', /line 2: expected a day, found "13\/04\/2026"/],
    ['a bad rate', 'Date,USD,\n2026-04-13,1.1,\n2026-04-10,-1,\n', /line 3: USD is "-1"/],
    ['a short line', 'Date,USD,GBP,\n2026-04-13,1.1\n', /line 2: 1 rates for 2 currencies/],
    ['a file without rates', 'Date,USD,\n', /no rates/],
  ])('refuses %s, naming the line', (_, text, message) => {
    expect(() => parseEcbCsv(text)).toThrow(message)
  })
})
