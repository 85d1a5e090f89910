import { expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { countCustomers, findFirstOrderDay, listDayTotals } from '#app/facts/order-totals.server.ts'
import { followSales } from '#app/facts/sales-follow.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'

const march = { from: '2026-03-01', to: '2026-03-31' }

it('a day’s totals leave out test and deleted orders with their refunds, and put refunds on their own day', async () => {
  const shop = await aShop()
  const line = { quantity: 2, unitPriceMinor: 1000, discountMinor: 100 }
  await anOrder(shop, {
    processedAt: '2026-03-10T12:00:00Z',
    lines: [line],
    totalMinor: 2400,
    refunds: [{ createdAt: '2026-03-12T12:00:00Z', totalMinor: 700 }],
  })
  await anOrder(shop, { processedAt: '2026-03-10T13:00:00Z', lines: [line], cancelledAt: '2026-03-10T14:00:00Z' })
  await anOrder(shop, {
    processedAt: '2026-03-10T13:00:00Z',
    lines: [line],
    test: true,
    refunds: [{ createdAt: '2026-03-12T12:00:00Z', totalMinor: 1 }],
  })
  await anOrder(shop, { processedAt: '2026-03-10T13:00:00Z', lines: [line], deletedAt: '2026-03-11T00:00:00Z' })
  await anOrder(shop, { processedAt: '2026-02-28T23:59:59Z', lines: [line] })
  expect(await listDayTotals(shop, march)).toEqual([
    {
      day: '2026-03-10',
      orders: 2,
      units: 4,
      grossMinor: 4000,
      discountMinor: 200,
      totalMinor: 4300,
      refundedMinor: 0,
    },
    { day: '2026-03-12', orders: 0, units: 0, grossMinor: 0, discountMinor: 0, totalMinor: 0, refundedMinor: 700 },
  ])
  expect(await findFirstOrderDay(shop)).toBe('2026-02-28')
  expect(await findFirstOrderDay(await aShop())).toBeNull()
})

it('a customer returns who had ordered before or orders twice; orders without a customer are counted apart', async () => {
  const shop = await aShop()
  const order = (customerId: string | null, processedAt: string, more: object = {}): Promise<unknown> =>
    anOrder(shop, { customerId, processedAt, ...more })
  await order('1', '2026-01-05T12:00:00Z')
  await order('1', '2026-03-05T12:00:00Z') // had ordered before
  await order('2', '2026-03-05T12:00:00Z')
  await order('2', '2026-03-05T13:00:00Z') // twice in the period, on one day
  await order('3', '2026-03-05T12:00:00Z') // new
  await order('4', '2026-02-28T12:00:00Z', { test: true })
  await order('4', '2026-03-05T12:00:00Z') // new: the test order was none
  await order('5', '2026-03-05T12:00:00Z')
  await order('5', '2026-04-05T12:00:00Z') // new in March: what comes later does not count
  await order(null, '2026-03-05T12:00:00Z')
  await order(null, '2026-03-06T12:00:00Z')
  expect(await countCustomers(shop, march)).toEqual({ customers: 5, returning: 2, ordersWithoutCustomer: 2 })
})

it('what the facts add up to per variant is what the orders’ headers say', async () => {
  const shop = await aShop()
  for (let index = 0; index < 30; index++) {
    await anOrder(shop, {
      processedAt: `2026-03-${String(1 + (index % 9)).padStart(2, '0')}T12:00:00Z`,
      country: index % 2 ? 'DE' : 'FR',
      test: index === 4,
      lines: [
        { variantId: String(index % 4), quantity: 1 + index, unitPriceMinor: 100 + index, discountMinor: index },
        { variantId: null, quantity: 2, unitPriceMinor: 50 },
      ],
    })
  }
  await followSales(shop)
  const facts = await inShopSql(shop.id, (sql) =>
    sql.query(
      `select day::text, sum(units)::float8 as units, sum(gross_minor)::float8 as "grossMinor", sum(discount_minor)::float8 as "discountMinor"
       from fact_sales group by 1 order by 1`,
    ),
  )
  const headers = await listDayTotals(shop, march)
  expect(facts.rows).toEqual(
    headers.map(({ day, units, grossMinor, discountMinor }) => ({ day, units, grossMinor, discountMinor })),
  )
  expect(headers).toHaveLength(9)
})
