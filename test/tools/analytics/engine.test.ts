import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CustomerCounts, DayTotals } from '#app/facts/types.ts'
import { addDays } from '#app/kernel/calendar.ts'
import { summariseSales, type KpiKey, type Overview, type PeriodTotals } from '#app/tools/analytics/engine.ts'
import { PeriodQuery, resolvePeriods } from '#app/tools/analytics/schema.ts'

const quiet: Omit<DayTotals, 'day'> = {
  orders: 0,
  units: 0,
  grossMinor: 0,
  discountMinor: 0,
  totalMinor: 0,
  refundedMinor: 0,
}
const nobody: CustomerCounts = { customers: 0, returning: 0, ordersWithoutCustomer: 0 }

const now: PeriodTotals = {
  period: { from: '2026-03-02', to: '2026-03-04', days: 3 },
  days: [
    {
      day: '2026-03-02',
      orders: 2,
      units: 5,
      grossMinor: 10_000,
      discountMinor: 1000,
      totalMinor: 9500,
      refundedMinor: 0,
    },
    {
      day: '2026-03-04',
      orders: 1,
      units: 2,
      grossMinor: 5000,
      discountMinor: 0,
      totalMinor: 5500,
      refundedMinor: 3000,
    },
  ],
  customers: { customers: 3, returning: 1, ordersWithoutCustomer: 0 },
}
const before: PeriodTotals = {
  period: { from: '2026-02-27', to: '2026-03-01', days: 3 },
  days: [
    {
      day: '2026-02-28',
      orders: 4,
      units: 4,
      grossMinor: 12_000,
      discountMinor: 0,
      totalMinor: 12_000,
      refundedMinor: 1200,
    },
  ],
  customers: { customers: 4, returning: 2, ordersWithoutCustomer: 0 },
}

function kpi(overview: Overview, key: KpiKey): Overview['kpis'][number] {
  const found = overview.kpis.find((entry) => entry.key === key)
  if (!found) throw new Error(`no ${key}`)
  return found
}

describe('the headline figures', () => {
  const overview = summariseSales('GBP', now, before, '2025-01-01')

  it.each([
    // 10,000 + 5,000 after 12,000: up 25 %
    ['gmv', 'money', 15_000, 12_000, 2500, ['gross_sales', 15_000], null],
    ['orders', 'count', 3, 4, -2500, ['orders', 3], null],
    // (15,000 - 1,000) / 3 = 4,666.67 after 12,000 / 4 = 3,000: up 55.57 %
    ['aov', 'money', 4667, 3000, 5557, ['sales_after_discounts', 14_000], ['orders', 3]],
    ['units', 'count', 7, 4, 7500, ['units', 7], null],
    // 3,000 / 15,000 charged = 20 % after 1,200 / 12,000 = 10 %: up 10 points
    ['refund_rate', 'rate', 2000, 1000, 1000, ['refunded', 3000], ['charged', 15_000]],
    // 1 of 3 after 2 of 4: down 16.67 points
    ['repeat_rate', 'rate', 3333, 5000, -1667, ['returning_customers', 1], ['customers', 3]],
  ] as const)('%s', (key, unit, value, previous, change, numerator, denominator) => {
    expect(kpi(overview, key)).toEqual({
      key,
      unit,
      value,
      previous,
      changeBps: change,
      numerator: expect.objectContaining({ term: numerator[0], value: numerator[1] }),
      denominator: denominator && expect.objectContaining({ term: denominator[0], value: denominator[1] }),
    })
  })

  it('of a period without orders have no averages and no rates instead of zeros', () => {
    const empty = summariseSales('GBP', { period: now.period, days: [], customers: nobody }, null, null)
    expect(empty.kpis.map((entry) => [entry.key, entry.value])).toEqual([
      ['gmv', 0],
      ['orders', 0],
      ['aov', null],
      ['units', 0],
      ['refund_rate', null],
      ['repeat_rate', null],
    ])
    expect(empty.kpis.every((entry) => entry.previous === null && entry.changeBps === null)).toBe(true)
  })

  it('are not compared with a period the shop was too young for', () => {
    const young = summariseSales('GBP', now, before, '2026-02-28')
    expect(young.previousIsComplete).toBe(false)
    expect(young.kpis.every((entry) => entry.previous === null && entry.changeBps === null)).toBe(true)
    expect(summariseSales('GBP', now, before, '2026-02-27').previousIsComplete).toBe(true)
  })

  it('show no change from nothing', () => {
    const silent = { ...before, days: [], customers: nobody }
    expect(kpi(summariseSales('GBP', now, silent, '2025-01-01'), 'gmv')).toMatchObject({ previous: 0, changeBps: null })
    expect(kpi(summariseSales('GBP', now, silent, '2025-01-01'), 'repeat_rate')).toMatchObject({
      previous: null,
      changeBps: null,
    })
  })
})

describe('the series', () => {
  it('has every day, also quiet ones, beside the same day of the period before', () => {
    expect(summariseSales('GBP', now, before, '2025-01-01').series).toMatchObject([
      { day: '2026-03-02', grossMinor: 10_000, previousDay: '2026-02-27', previousGrossMinor: 0 },
      { day: '2026-03-03', grossMinor: 0, previousDay: '2026-02-28', previousGrossMinor: 12_000, previousOrders: 4 },
      { day: '2026-03-04', grossMinor: 5000, refundedMinor: 3000, previousDay: '2026-03-01', previousGrossMinor: 0 },
    ])
  })

  it('without a comparison has none', () => {
    expect(summariseSales('GBP', now, null, '2025-01-01').series[0]).toMatchObject({
      previousDay: null,
      previousGrossMinor: null,
    })
  })

  const totals = fc
    .array(fc.record({ orders: fc.nat(50), units: fc.nat(500), grossMinor: fc.nat(1e7), refundedMinor: fc.nat(1e6) }), {
      maxLength: 40,
    })
    .map((rows): PeriodTotals => ({
      period: { from: '2026-01-01', to: '2026-02-09', days: 40 },
      days: rows.map((row, index) => ({
        ...quiet,
        ...row,
        totalMinor: row.grossMinor,
        day: addDays('2026-01-01', index),
      })),
      customers: nobody,
    }))

  it('adds up to the figures, and each figure is what its two numbers give', () => {
    fc.assert(
      fc.property(totals, (period) => {
        const overview = summariseSales('GBP', period, null, null)
        const sum = (of: 'grossMinor' | 'orders' | 'units'): number =>
          overview.series.reduce((total, day) => total + day[of], 0)
        expect([kpi(overview, 'gmv').value, kpi(overview, 'orders').value, kpi(overview, 'units').value]).toEqual([
          sum('grossMinor'),
          sum('orders'),
          sum('units'),
        ])
        for (const { numerator, denominator, value, unit } of overview.kpis) {
          if (!denominator) expect(value).toBe(numerator.value)
          else if (denominator.value === 0) expect(value).toBeNull()
          else expect(value).toBe(Math.round((numerator.value / denominator.value) * (unit === 'rate' ? 10_000 : 1)))
        }
      }),
    )
  })
})

describe('the period', () => {
  it.each([
    [{}, '2026-03-02', '2026-03-31', '2026-01-31', '2026-03-01'],
    [{ period: '7' }, '2026-03-25', '2026-03-31', '2026-03-18', '2026-03-24'],
    [{ period: '90' }, '2026-01-01', '2026-03-31', '2025-10-03', '2025-12-31'],
    [
      { period: 'custom', from: '2026-02-10', to: '2026-02-10' },
      '2026-02-10',
      '2026-02-10',
      '2026-02-09',
      '2026-02-09',
    ],
  ])('%j on 31 March', (query, from, to, previousFrom, previousTo) => {
    const { current, previous } = resolvePeriods(PeriodQuery.parse(query), '2026-03-31')
    expect([current.from, current.to, previous.from, previous.to]).toEqual([from, to, previousFrom, previousTo])
    expect(previous.days).toBe(current.days)
  })

  it.each([
    [{ period: 'custom' }, ['from', 'to']],
    [{ period: 'custom', from: '2026-03-02', to: '2026-03-01' }, ['to']],
    [{ period: 'custom', from: '2020-01-01', to: '2026-03-01' }, ['to']],
    [{ period: 'custom', from: '2026-02-30', to: '2026-03-01' }, ['from']],
    [{ period: '31' }, ['period']],
  ])('%j is refused at its field', (query, fields) => {
    const result = PeriodQuery.safeParse(query)
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual(fields)
  })

  it('is compared unless told otherwise', () => {
    expect(
      [{}, { compare: '1' }, { compare: 'true' }, { compare: '0' }, { compare: 'false' }].map(
        (query) => PeriodQuery.parse(query).compare,
      ),
    ).toEqual([true, true, true, false, false])
  })
})
