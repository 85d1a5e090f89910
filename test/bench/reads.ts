/**
 * How long the pages' reads take on a shop of the size of the demo's retail year, and how long the sales facts take to follow it.
 * In: `--orders N`. Out: p50 and p95 per read, the ends of a full and of a one-order follow. Own embedded database, thrown away afterwards.
 */
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { ownDatabase } from './setup/own-database.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string' },
    rounds: { type: 'string', default: '40' },
    keep: { type: 'boolean', default: false },
  },
})
const database = await ownDatabase('reads')
const { pool } = await import('#app/db/client.server.ts')
const { followSales } = await import('#app/facts/sales-follow.server.ts')
const { salesByDay } = await import('#app/facts/sales.server.ts')
const { listProductsWithSales } = await import('#app/facts/product-sales.server.ts')
const { getProduct, listProductFilters } = await import('#app/mirror/catalog.server.ts')
const { getOrder, listOrderFilters, listOrderLines, listOrders } = await import('#app/mirror/orders.server.ts')
const { LineQuery, OrderQuery, ProductQuery } = await import('#app/mirror/queries.ts')
const { stockTotals } = await import('#app/mirror/stock.server.ts')
const { overview } = await import('#app/tools/analytics/service.server.ts')
const { PeriodQuery } = await import('#app/tools/analytics/schema.ts')
const { aShop } = await import('#test/builders/shop.ts')
const { fillLargeShop, RETAIL_YEAR } = await import('#test/builders/large-shop.ts')

const asOf = new Date('2026-11-20T20:00:00Z')
const rounds = Number(values.rounds)
const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(2)

async function measure(name: string, read: (round: number) => Promise<unknown>): Promise<void> {
  await read(0)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await read(round)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1).padStart(7)
  process.stdout.write(`${name.padEnd(44)} p50 ${at(0.5)} ms   p95 ${at(0.95)} ms\n`)
}

try {
  // Another shop first, so that the measured one is not alone in its tables.
  const neighbour = await aShop()
  const shop = await aShop({ timezone: 'UTC' })
  const size = { ...RETAIL_YEAR, orders: Number(values.orders ?? RETAIL_YEAR.orders) }
  const client = await pool().connect()
  let start = performance.now()
  try {
    await fillLargeShop(client, neighbour.id, { ...size, orders: 2_000 })
    await fillLargeShop(client, shop.id, size)
  } finally {
    client.release()
  }
  const lines = await pool().query<{ lines: number }>(
    'select count(*)::int as lines from mirror_order_line where shop_id = $1',
    [shop.id],
  )
  process.stdout.write(`${size.orders} orders, ${lines.rows[0]?.lines} lines made in ${seconds(start)} s\n`)

  start = performance.now()
  const full = await followSales(shop)
  process.stdout.write(`follow_full_seconds ${seconds(start)} (${full.days} days, ${full.rowsWritten} rows)\n`)
  const orderId = String(BigInt(shop.id) * 1_000_000_000n + 40_000_000n + BigInt(size.orders - 500))
  await pool().query(`update mirror_order_line set quantity = quantity + 1 where shop_id = $1 and order_id = $2`, [
    shop.id,
    orderId,
  ])
  await pool().query(
    `insert into mirror_change (shop_id, resource, resource_id, kind, days) select shop_id, 'order', id, 'upsert', array[processed_on] from mirror_order where shop_id = $1 and id = $2`,
    [shop.id, orderId],
  )
  start = performance.now()
  const one = await followSales(shop)
  process.stdout.write(`follow_one_order_seconds ${seconds(start)} (${one.days} day, ${one.rowsWritten} rows)\n`)
  await pool().query('update fact_cursor set seq = 0')
  start = performance.now()
  const again = await followSales(shop)
  process.stdout.write(`follow_again_seconds ${seconds(start)} (${again.rowsWritten} rows written)\n`)
  await pool().query('vacuum analyze')

  const orders = (query: object) => () => listOrders(shop, OrderQuery.parse(query))
  const products = (query: object) => () => listProductsWithSales(shop, ProductQuery.parse(query), asOf)
  await measure('home, 7 days', () => overview(shop, PeriodQuery.parse({ period: '7' }), asOf))
  await measure('home, 30 days', () => overview(shop, PeriodQuery.parse({ period: '30' }), asOf))
  await measure('home, 90 days', () => overview(shop, PeriodQuery.parse({ period: '90' }), asOf))
  await measure('home, 370 days', () =>
    overview(shop, PeriodQuery.parse({ period: 'custom', from: '2025-11-16', to: '2026-11-20' }), asOf),
  )
  await measure('orders, first page', orders({}))
  let deep = await listOrders(shop, OrderQuery.parse({ limit: 250 }))
  for (let page = 0; page < 70 && deep.next; page++)
    deep = await listOrders(shop, OrderQuery.parse({ limit: 250, after: deep.next }))
  await measure('orders, page 350', orders({ after: deep.next ?? deep.previous }))
  await measure('orders, country', orders({ country: 'JP' }))
  await measure('orders, unfulfilled', orders({ fulfillmentStatus: 'UNFULFILLED' }))
  await measure('orders, one month', orders({ from: '2026-05-01', to: '2026-05-31' }))
  await measure('orders, by total', orders({ sort: 'total' }))
  await measure('orders, search whole name', orders({ search: '#540000' }))
  await measure('orders, search beginning of name', orders({ search: '5400' }))
  await measure('orders, search frequent SKU', orders({ search: 'SKU1' }))
  await measure('orders, search rare SKU', orders({ search: `SKU${size.variants}` }))
  await measure('orders, filters', () => listOrderFilters(shop))
  await measure('order', (round) => getOrder(shop, String(BigInt(orderId) - BigInt(round * 100))))
  await measure('order lines, first of 1,114', () =>
    listOrderLines(shop, String(BigInt(orderId) + 500n), LineQuery.parse({})),
  )
  await measure('products, first page', products({}))
  await measure('products, search', products({ search: 'SKU12' }))
  await measure('products, by stock', products({ sort: 'stock' }))
  await measure('products, by price', products({ sort: 'price' }))
  await measure('products, by units sold', products({ sort: 'sold', direction: 'desc' }))
  await measure('products, out of stock', products({ stock: 'out' }))
  await measure('products, filters', () => listProductFilters(shop))
  await measure('product', (round) => getProduct(shop, String(BigInt(shop.id) * 1_000_000_000n + 1n + BigInt(round))))
  await measure('product, sales of 365 days', (round) =>
    salesByDay(shop, {
      productId: String(BigInt(shop.id) * 1_000_000_000n + 1n + BigInt(round)),
      from: '2025-11-21',
      to: '2026-11-20',
    }),
  )
  await measure('stock totals', () => stockTotals(shop))
  if (values.keep) {
    process.stdout.write(`kept at ${database.url}; interrupt to stop\n`)
    await new Promise((done) => process.once('SIGINT', done))
  }
} finally {
  await database.stop()
}
