import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RateDays } from '#app/facts/fx-days.ts'
import { exchangeWith, resolveRates } from '#app/tools/pricing/rates/engine.ts'
import type { LockedRate } from '#app/tools/pricing/rates/schema.ts'
import { LockedRateForm, BufferForm } from '#app/tools/pricing/rates/schema.ts'

const DAY = '2026-04-13'
const published: RateDays = {
  publishedOn: [DAY],
  newest: DAY,
  byCurrency: {
    USD: [{ day: DAY, perEur: '1.1684' }],
    GBP: [{ day: DAY, perEur: '0.87058' }],
    JPY: [{ day: DAY, perEur: '186.75' }],
  },
}
const lock = (
  from: string,
  to: string,
  rate: string,
  days: [string, string] = ['2026-04-01', '2026-04-30'],
): LockedRate => ({
  id: '1',
  fromCurrency: from,
  toCurrency: to,
  rate,
  validFrom: days[0],
  validTo: days[1],
  note: '',
  createdAt: '2026-04-01T00:00:00.000Z',
})
const resolve = (locks: LockedRate[] = [], bufferBps = 0, day = DAY) =>
  resolveRates(published, ['EUR', 'USD', 'GBP', 'JPY', 'RUB'], day, { locks, bufferBps })
const exchanged = (rates: ReturnType<typeof resolve>, minor: number, from: string, to: string) =>
  exchangeWith(rates, { minor, currency: from }, to)

describe('effective rates', () => {
  it.each([
    // 100.00 GBP / 0.87058 x 1.1684 = 134.2094
    ['the ECB through the euro', resolve(), 10_000, 'GBP', 'USD', { minor: 13_421, source: 'ECB', bufferBps: 0 }],
    // x 1.02 = 136.8936
    ['with a buffer of 2 %', resolve([], 200), 10_000, 'GBP', 'USD', { minor: 13_689, bufferBps: 200 }],
    [
      'never in the same currency',
      resolve([], 200),
      10_000,
      'GBP',
      'GBP',
      { minor: 10_000, source: 'same', bufferBps: 0 },
    ],
    [
      'a lock of the pair',
      resolve([lock('GBP', 'USD', '1.3')], 200),
      10_000,
      'GBP',
      'USD',
      { minor: 13_000, source: 'locked', bufferBps: 0 },
    ],
    // 130.00 / 1.3
    [
      'a lock the other way round',
      resolve([lock('GBP', 'USD', '1.3')]),
      13_000,
      'USD',
      'GBP',
      { minor: 10_000, source: 'locked' },
    ],
    [
      'a lock of another pair',
      resolve([lock('JPY', 'USD', '0.01')]),
      10_000,
      'GBP',
      'USD',
      { minor: 13_421, source: 'ECB' },
    ],
    [
      'a lock that has expired',
      resolve([lock('GBP', 'USD', '1.3', ['2026-03-01', '2026-04-12'])]),
      10_000,
      'GBP',
      'USD',
      { source: 'ECB' },
    ],
    [
      'a lock on its last day',
      resolve([lock('GBP', 'USD', '1.3', ['2026-03-01', DAY])]),
      10_000,
      'GBP',
      'USD',
      { source: 'locked' },
    ],
    [
      'a lock that is still to come',
      resolve([lock('GBP', 'USD', '1.3', ['2026-04-14', '2026-05-01'])]),
      10_000,
      'GBP',
      'USD',
      { source: 'ECB' },
    ],
    // 100.00 GBP / 0.87058 x 1.2 = 137.8391: the pound still moves, so the buffer counts
    [
      'a lock against the euro counts for every exchange of the currency',
      resolve([lock('EUR', 'USD', '1.2')], 100),
      10_000,
      'GBP',
      'USD',
      { minor: 13_922, bufferBps: 100 },
    ],
    // 1 USD = 0.8 EUR, 1 GBP = 1.25 EUR: 100.00 GBP = 125 EUR = 156.25 USD; nothing of it moves
    [
      'two locks against the euro',
      resolve([lock('USD', 'EUR', '0.8'), lock('GBP', 'EUR', '1.25')], 100),
      10_000,
      'GBP',
      'USD',
      { minor: 15_625, source: 'locked', bufferBps: 0 },
    ],
    [
      'a lock for a currency nobody publishes',
      resolve([lock('EUR', 'RUB', '95.5')]),
      10_000,
      'EUR',
      'RUB',
      { minor: 955_000, source: 'locked' },
    ],
    ['a currency without a rate', resolve(), 10_000, 'GBP', 'RUB', { ok: false, problem: 'unknown', currency: 'RUB' }],
    [
      'from a currency without a rate',
      resolve(),
      10_000,
      'RUB',
      'GBP',
      { ok: false, problem: 'unknown', currency: 'RUB' },
    ],
  ])('%s', (_, rates, minor, from, to, expected) => {
    expect(exchanged(rates, minor, from, to)).toMatchObject(expected)
  })

  it('throw for a currency that was not asked for: that is a bug, not a missing rate', () => {
    expect(() => exchanged(resolve(), 100, 'GBP', 'CHF')).toThrow(/CHF was not asked for/)
  })

  it('survive being stored as JSON', () => {
    const rates = resolve([lock('GBP', 'USD', '1.3')], 150)
    expect(JSON.parse(JSON.stringify(rates))).toEqual(rates)
  })

  it('with a buffer never give less than without, and exactly the share more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 2000 }), (minor, bufferBps) => {
        const plain = exchanged(resolve(), minor, 'GBP', 'USD')
        const more = exchanged(resolve([], bufferBps), minor, 'GBP', 'USD')
        if (!plain.ok || !more.ok) return false
        return (
          more.minor >= plain.minor &&
          Math.abs(more.minor - (minor / 0.87058) * 1.1684 * (1 + bufferBps / 10_000)) <= 0.51
        )
      }),
    )
  })
})

describe('what a form may say', () => {
  const form = { fromCurrency: 'gbp', toCurrency: 'USD', rate: '1,25', validFrom: '2026-04-01', validTo: '2026-04-30' }
  it('is read with capitals and a comma', () => {
    expect(LockedRateForm.parse(form)).toMatchObject({ fromCurrency: 'GBP', rate: '1.25', note: '' })
    expect(BufferForm.parse({ buffer: '2,5' })).toEqual({ buffer: 250 })
  })
  it.each([
    [{ rate: '0' }, ['rate']],
    [{ rate: '-1' }, ['rate']],
    [{ rate: '1e9' }, ['rate']],
    [{ rate: '1234567' }, ['rate']],
    [{ rate: '' }, ['rate']],
    [{ toCurrency: 'GBP' }, ['toCurrency']],
    [{ toCurrency: 'dollars' }, ['toCurrency']],
    [{ validTo: '2026-03-31' }, ['validTo']],
    [{ validTo: '2026-02-30' }, ['validTo']],
  ])('%j is refused at %j', (change, path) => {
    const parsed = LockedRateForm.safeParse({ ...form, ...change })
    expect(parsed.success ? [] : parsed.error.issues[0]?.path).toEqual(path)
  })
  it.each(['-1', '20.01', 'x', '', '99'])('a buffer of "%s" is refused', (buffer) => {
    expect(BufferForm.safeParse({ buffer }).success).toBe(false)
  })
})
