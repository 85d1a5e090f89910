/**
 * `npm run bench -- reorder-plan`: a plan of a large shop, and the pages that read it.
 * In: `--variants N` (100,000), `--locations N` (3), `--orders N` (40,000, 26 lines each), `--rounds N`. Out: plan_seconds from the asking to the last
 * stored word, first_stored_seconds until there is progress to see, plan_ms_per_variant, peak_rss_mb of the process (threads included), replan_one (one
 * variant decided again), and each page's reads, p50 and p95; an order of 2,000 lines fitted into a budget: how long, and the longest moment in which
 * nobody else was answered.
 * Own embedded database, thrown away afterwards.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { ownDatabase } from './setup/own-database.ts'

const { values } = parseArgs({
  options: {
    variants: { type: 'string', default: '100000' },
    locations: { type: 'string', default: '3' },
    orders: { type: 'string', default: '40000' },
    rounds: { type: 'string', default: '40' },
  },
})
const database = await ownDatabase('plan')
const { pool } = await import('#app/db/client.server.ts')
const { followSales } = await import('#app/facts/sales-follow.server.ts')
const { followStockDays } = await import('#app/facts/stock-days-follow.server.ts')
const { alertSummary } = await import('#app/tools/reorder/alerts/service.server.ts')
const { carryPlan } = await import('#app/tools/reorder/planning/running/service.server.ts')
const { PlanQuery } = await import('#app/tools/reorder/planning/schema.ts')
const { getPlanned, listPlan, planState, replan, startPlan } =
  await import('#app/tools/reorder/planning/service.server.ts')
const { PolicyDocument } = await import('#app/tools/reorder/policy/schema.ts')
const { savePolicy } = await import('#app/tools/reorder/policy/service.server.ts')
const { placesOfVariant, transferOverview } = await import('#app/tools/reorder/transfers/service.server.ts')
const { LimitsForm } = await import('#app/tools/reorder/limits/schema.ts')
const { fitOrder, suggestedFrom } = await import('#app/tools/reorder/limits/service.server.ts')
const { aShop } = await import('#test/builders/shop.ts')
const { aSupplier } = await import('#test/builders/supplier.ts')
const { fillLargeShop, RETAIL_YEAR } = await import('#test/builders/large-shop.ts')

const NOW = new Date('2026-11-20T20:00:00Z')
const rounds = Number(values.rounds)
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const print = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value.toFixed(unit === 'ms' ? 1 : 2)} ${unit}\n`)
const seconds = (from: number): number => (performance.now() - from) / 1_000

async function measure(name: string, read: (round: number) => Promise<unknown>): Promise<void> {
  await read(0)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await read(round)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  print(`${name}_p50`, times[times.length >> 1] ?? 0, 'ms')
  print(`${name}_p95`, times[Math.min(times.length - 1, Math.floor(times.length * 0.95))] ?? 0, 'ms')
}

try {
  const shop = await aShop({ timezone: 'UTC' })
  const size = {
    ...RETAIL_YEAR,
    variants: Number(values.variants),
    locations: Number(values.locations),
    orders: Number(values.orders),
  }
  const client = await pool().connect()
  let start = performance.now()
  try {
    await fillLargeShop(client, shop.id, size)
    await client.query(
      `insert into mirror_change (shop_id, resource, resource_id, kind, days) select shop_id, 'stock_level', id, 'upsert', '{}' from mirror_inventory_item where shop_id = $1 order by id`,
      [shop.id],
    )
  } finally {
    client.release()
  }
  say(
    `${size.variants} variants x ${size.locations} locations, ${size.orders} orders: made in ${seconds(start).toFixed(0)} s`,
  )
  start = performance.now()
  await followSales(shop)
  await followStockDays(shop.id, { now: NOW })
  say(`facts followed in ${seconds(start).toFixed(0)} s`)
  await pool().query('vacuum analyze')
  await savePolicy(shop, PolicyDocument.parse({ defaultLeadTimeDays: 30 }), 0)

  // One supplier of as many variants as an order holds.
  const supplierId = await aSupplier(shop, { currency: shop.currency })
  await pool().query(
    `insert into reorder_supplier_item (shop_id, supplier_id, variant_id, price_breaks, source)
     select shop_id, $2, id, '[{"fromUnits": 1, "unitPriceMinor": 250}]', 'merchant' from mirror_variant where shop_id = $1 order by id limit 2000`,
    [shop.id, supplierId],
  )

  let peak = 0
  let firstStored: number | null = null
  start = performance.now()
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
    if (firstStored !== null) return
    void planState(shop).then(({ newest }) => {
      if (newest && newest.done > 0) firstStored ??= seconds(start)
    })
  }, 250)
  const id = await startPlan(shop, NOW)
  await carryPlan(shop, id, { signal: new AbortController().signal, last: true })
  const took = seconds(start)
  clearInterval(watch)
  const { shown } = await planState(shop)
  say(JSON.stringify(shown?.summary?.health))
  print('plan_seconds', took, 's')
  print('first_stored_seconds', firstStored ?? took, 's')
  print('plan_ms_per_variant', (took * 1_000) / size.variants, 'ms')
  print('peak_rss_mb', peak / 2 ** 20, 'MB')
  await pool().query('vacuum analyze')

  const planned = await listPlan(shop, PlanQuery.parse({ view: 'all', limit: 250 }))
  const variant = (round: number): string => planned.rows[round % planned.rows.length]?.id ?? ''
  await measure('replan_one', (round) => replan(shop, [variant(round)], NOW))
  await measure('page_overview', () => Promise.all([planState(shop), alertSummary(shop, 10)]))
  const list = (query: object) => () => listPlan(shop, PlanQuery.parse(query))
  await measure('page_suggestions', list({}))
  await measure('page_all', list({ view: 'all' }))
  await measure('page_search', list({ view: 'all', search: 'SKU991' }))
  await measure('page_variant', (round) =>
    Promise.all([getPlanned(shop, variant(round)), placesOfVariant(shop, variant(round))]),
  )
  await measure('page_supplier_order', () => suggestedFrom(shop, supplierId, null, NOW))
  await measure('page_transfers', () => transferOverview(shop))

  const delay = monitorEventLoopDelay({ resolution: 5 })
  start = performance.now()
  delay.enable()
  const { fit } = await fitOrder(shop, supplierId, null, LimitsForm.parse({ budget: '1000' }), NOW, {
    signal: new AbortController().signal,
  })
  delay.disable()
  say(`an order of ${fit.before.units} units fitted into a budget: ${fit.outcome.kind}`)
  print('fit_order_seconds', seconds(start), 's')
  print('fit_order_blocks', delay.max / 1e6, 'ms')
} finally {
  await database.stop()
}
