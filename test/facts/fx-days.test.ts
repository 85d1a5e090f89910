import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseEcbCsv } from '#app/facts/ecb.ts'
import { rateAt, type RateDays } from '#app/facts/fx-days.ts'
import { addDays, eachDay } from '#app/kernel/calendar.ts'
import { minorDigits } from '#app/kernel/money.ts'
import { exchangeWith, resolveRates } from '#app/tools/pricing/rates/engine.ts'

const published = parseEcbCsv(
  gunzipSync(readFileSync(new URL('../../app/facts/data/eurofxref-hist.csv.gz', import.meta.url))).toString('utf8'),
)
const history: RateDays = { publishedOn: [], newest: '2026-04-13', byCurrency: {} }
for (const { currency, day, perEur } of published.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
  ;(history.byCurrency[currency] ??= []).push({ day, perEur })
  if (currency === 'USD') history.publishedOn.push(day)
}
const currencies = Object.keys(history.byCurrency)

/** An amount and a rate as the fraction of two integers, without the code under test. */
function exactly(minor: bigint, from: string, to: string, fromDigits: number, toDigits: number): [bigint, bigint] {
  const read = (text: string): [bigint, bigint] => {
    const [whole = '', places = ''] = text.split('.')
    return [BigInt(whole + places), 10n ** BigInt(places.length)]
  }
  const [fromUnits, fromScale] = read(from)
  const [toUnits, toScale] = read(to)
  return [minor * toUnits * fromScale * 10n ** BigInt(toDigits), fromUnits * toScale * 10n ** BigInt(fromDigits)]
}

describe('the whole history of the ECB', () => {
  it('has a rate for every day of every currency that still was published, the last one before it, and none afterwards', () => {
    const gaps: Record<string, string[]> = {}
    let checked = 0
    for (const currency of currencies) {
      // The plain reading: walk over the days and remember the last cell that was not N/A.
      const own = new Map((history.byCurrency[currency] ?? []).map((rate) => [rate.day, rate.perEur]))
      let last: string | null = null
      let lastDay = ''
      for (const day of eachDay('1999-01-04', '2026-04-13')) {
        const today = own.get(day)
        if (today !== undefined) [last, lastDay] = [today, day]
        const found = rateAt(history, currency, day)
        checked += 1
        if (found.ok) {
          if (found.perEur !== last || found.day !== lastDay) throw new Error(`${currency} ${day}: ${found.perEur}`)
        } else {
          if (found.problem === 'before_first' && last !== null)
            throw new Error(`${currency} ${day} is not before its first`)
          if (today !== undefined) throw new Error(`${currency} ${day} was published`)
          if (found.problem !== 'before_first') (gaps[`${currency} ${found.problem}`] ??= []).push(day)
        }
      }
    }
    // 41 currencies x 9,962 days
    expect(checked).toBe(408_442)
    const seen = Object.fromEntries(Object.entries(gaps).map(([key, days]) => [key, `${days[0]} ${days.at(-1)}`]))
    expect(seen).toMatchObject({
      'BGN ended': '2026-01-02 2026-04-13',
      'HRK ended': '2023-01-02 2026-04-13',
      'RUB ended': '2022-03-02 2026-04-13',
      'ISK interrupted': '2008-12-10 2018-01-31',
    })
    expect(Object.keys(seen).filter((key) => key.endsWith('interrupted'))).toEqual(['ISK interrupted'])
  })

  it('converts exactly on every day into every currency, with no rounding but the last', () => {
    const amount = 123_456_789
    let conversions = 0
    for (let day = '1999-01-04'; day <= '2026-04-13'; day = addDays(day, 1)) {
      const rates = resolveRates(history, ['EUR', ...currencies], day, { locks: [], bufferBps: 0 })
      for (const currency of currencies) {
        const result = exchangeWith(rates, { minor: amount, currency: 'USD' }, currency)
        if (!result.ok || currency === 'USD') continue
        const [from, to] = [rates.rates['USD'], rates.rates[currency]]
        if (!from?.ok || !to?.ok) throw new Error('an exchange without rates')
        const [numerator, denominator] = exactly(BigInt(amount), from.perEur, to.perEur, 2, minorDigits(currency))
        // the nearest integer: |result - exact| <= 1/2, and exactly half goes up
        const twice = 2n * (BigInt(result.minor) * denominator - numerator)
        if (twice > denominator || twice <= -denominator) throw new Error(`${day} ${currency}: ${result.minor}`)
        conversions += 1
      }
    }
    expect(conversions).toBeGreaterThan(280_000)
  })

  it.each([
    ['the lev on its last day', 'BGN', '2025-12-31', { ok: true, day: '2025-12-31' }],
    ['the lev on the holiday after it', 'BGN', '2026-01-01', { ok: true, day: '2025-12-31' }],
    ['the lev on the next working day', 'BGN', '2026-01-02', { ok: false, problem: 'ended', lastDay: '2025-12-31' }],
    ['the kuna', 'HRK', '2023-01-02', { ok: false, problem: 'ended', lastDay: '2022-12-30' }],
    ['the rouble the day after', 'RUB', '2022-03-02', { ok: false, problem: 'ended', lastDay: '2022-03-01' }],
    [
      'the króna while it was suspended',
      'ISK',
      '2010-06-01',
      { ok: false, problem: 'interrupted', lastDay: '2008-12-09' },
    ],
    ['the króna since', 'ISK', '2018-02-01', { ok: true, day: '2018-02-01' }],
    ['a currency nobody publishes', 'KWD', '2026-01-02', { ok: false, problem: 'unknown', lastDay: null }],
    [
      'the renminbi before it was published',
      'CNY',
      '2004-01-02',
      { ok: false, problem: 'before_first', lastDay: null },
    ],
    ['Easter Monday', 'USD', '2026-04-06', { ok: true, day: '2026-04-02', stale: false }],
    ['months after the last fetch', 'USD', '2026-11-22', { ok: true, day: '2026-04-13', stale: true }],
    ['the lev months after the last fetch', 'BGN', '2026-11-22', { ok: false, problem: 'ended' }],
  ])('%s', (_, currency, day, expected) => {
    expect(rateAt(history, currency, day)).toMatchObject(expected)
  })

  it('says that there are no rates yet where there are none', () => {
    const empty: RateDays = { publishedOn: [], newest: null, byCurrency: {} }
    expect(rateAt(empty, 'USD', '2026-01-02')).toMatchObject({ ok: false, problem: 'no_rates' })
    expect(rateAt(empty, 'EUR', '2026-01-02')).toMatchObject({ ok: true, perEur: '1' })
  })
})
