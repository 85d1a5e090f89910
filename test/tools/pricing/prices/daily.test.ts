import { describe, expect, it } from 'vitest'
import type { ShownSpan } from '#app/facts/price-history.ts'
import { dailyPrices } from '#app/tools/pricing/prices/daily.ts'
import { repairWish } from '#app/tools/pricing/prices/repair.ts'
import { NewRelease } from '#app/tools/pricing/releases/schema.ts'

const span = (from: string, priceMinor: number | null, source = 'sync'): ShownSpan => ({
  from: `2026-${from}:00.000Z`,
  to: null,
  how: 'fixed',
  setMinor: priceMinor,
  setCompareAtMinor: null,
  setCurrency: 'EUR',
  source,
  priceMinor,
  compareAtMinor: null,
})

describe('a history by day', () => {
  it('has the price at the end of each day, nothing before the first, and the releases of the day', () => {
    const spans = [
      span('03-02T08:00', 1000),
      span('03-04T08:00', 900, 'release:a'),
      span('03-04T09:00', 1000, 'rollback:a'),
      span('03-05T00:00', 1010, 'rollback:a'),
    ]
    const days = dailyPrices(spans, '2026-03-01T12:00:00.000Z', '2026-03-05T12:00:00.000Z')
    expect(days.map(({ day, priceMinor, sources }) => [day.slice(5), priceMinor, sources])).toEqual([
      ['03-01', null, []],
      ['03-02', 1000, []],
      ['03-03', 1000, []],
      ['03-04', 1000, ['release:a', 'rollback:a']],
      ['03-05', 1010, []],
    ])
  })
})

describe('the release that repairs orphans', () => {
  const book = {
    id: '70',
    name: 'Europe',
    currency: 'EUR',
    marketIds: ['1'],
    countries: ['DE'],
    country: 'DE',
    adjustmentBps: 1000,
  }
  it('names its SKUs once, in one book, with a rule that a release takes', () => {
    const { wish, leftOut } = repairWish('Repair', book, ['A', 'B', 'A', null, ''], null)
    expect(NewRelease.safeParse(wish).error).toBeUndefined()
    expect(wish).toMatchObject({
      bookIds: ['70'],
      filter: { skus: ['A', 'B'] },
      ruleSet: { rules: [{ kind: 'follow_base', percentBps: 1000 }] },
    })
    expect(leftOut).toBe(2)
  })
  it('keeps the usual distance of the list where there is one', () => {
    // 120 % of (base + 10 %) is base + 32 %
    expect(repairWish('Repair', book, ['A'], 12_000).wish.ruleSet?.rules[0]).toMatchObject({ percentBps: 3200 })
  })
})
