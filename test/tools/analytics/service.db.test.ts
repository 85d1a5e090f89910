import { expect, it } from 'vitest'
import { PeriodQuery } from '#app/tools/analytics/schema.ts'
import { overview } from '#app/tools/analytics/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'

it('the overview is of the shop’s own days, of its own orders, beside the period before', async () => {
  const shop = await aShop({ timezone: 'Asia/Shanghai', currency: 'CNY' })
  const other = await aShop()
  await anOrder(other, { processedAt: '2026-03-10T12:00:00Z' })
  await anOrder(shop, { processedAt: '2026-01-10T12:00:00Z', customerId: '1' })
  await anOrder(shop, {
    processedAt: '2026-03-03T12:00:00Z',
    customerId: '2',
    lines: [{ quantity: 1, unitPriceMinor: 4000 }],
  })
  await anOrder(shop, {
    processedAt: '2026-03-10T12:00:00Z',
    customerId: '1',
    lines: [{ quantity: 3, unitPriceMinor: 2000 }],
  })
  // 17:00 UTC is already the next day in Shanghai, which is today.
  await anOrder(shop, {
    processedAt: '2026-03-10T17:00:00Z',
    customerId: '3',
    lines: [{ quantity: 1, unitPriceMinor: 2000 }],
  })
  const result = await overview(shop, PeriodQuery.parse({ period: '7' }), new Date('2026-03-10T20:00:00Z'))
  expect(result).toMatchObject({
    currency: 'CNY',
    current: { from: '2026-03-05', to: '2026-03-11', days: 7 },
    previous: { from: '2026-02-26', to: '2026-03-04' },
    previousIsComplete: true,
    firstOrderOn: '2026-01-10',
  })
  expect(result.kpis.map((kpi) => [kpi.key, kpi.value, kpi.previous, kpi.changeBps])).toEqual([
    ['gmv', 8000, 4000, 10_000],
    ['orders', 2, 1, 10_000],
    ['aov', 4000, 4000, 0],
    ['units', 4, 1, 30_000],
    ['refund_rate', 0, 0, 0],
    ['repeat_rate', 5000, 0, 5000],
  ])
  expect(result.series.map((day) => day.grossMinor)).toEqual([0, 0, 0, 0, 0, 6000, 2000])
})

it('without a comparison nothing is compared', async () => {
  const shop = await aShop()
  await anOrder(shop, { processedAt: '2026-03-10T12:00:00Z' })
  const result = await overview(shop, PeriodQuery.parse({ compare: '0' }), new Date('2026-03-10T20:00:00Z'))
  expect(result.previous).toBeNull()
  expect(result.kpis.every((kpi) => kpi.previous === null)).toBe(true)
})
