/**
 * `npm run bench -- tracking-desk`: the work list and the lanes of a large shop. In: `--orders 100000 --rounds 30`. Method: a database of its own with so
 * many orders of the last 60 days, one parcel each, nine in ten delivered; lanes learned from them, every order looked at, then the pages' reads.
 * Out: learn_s and its peak of memory, sweep_s, follow_s of one order, and p50/p95 of the pages in ms.
 */
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { ownDatabase } from './setup/own-database.ts'

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '30' } },
})
const orders = Number(values.orders)
const database = await ownDatabase('desk')
const { pool } = await import('#app/db/client.server.ts')
const { inShopSql } = await import('#app/db/tenant.server.ts')
const { openQueue } = await import('#app/jobs/queue.server.ts')
const { learnLanes, lanePage } = await import('#app/tools/tracking/lanes/service.server.ts')
const { LaneQuery } = await import('#app/tools/tracking/lanes/schema.ts')
const { followDesk } = await import('#app/tools/tracking/worklist/following/service.server.ts')
const { WorklistQuery } = await import('#app/tools/tracking/worklist/schema.ts')
const { worklistPage, worklistSummary } = await import('#app/tools/tracking/worklist/service.server.ts')
const { forwarderPage } = await import('#app/tools/tracking/forwarders/service.server.ts')
const { ForwarderQuery } = await import('#app/tools/tracking/forwarders/schema.ts')
const { aShop } = await import('#test/builders/shop.ts')

const tell = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${Math.round(value * 100) / 100} ${unit}\n`)
const now = new Date('2026-11-20T12:00:00Z')
const { signal } = new AbortController()

await openQueue()
const shop = await aShop()
await inShopSql(shop.id, (sql) =>
  sql.query(
    `insert into mirror_order (shop_id, id, name, created_at, processed_at, processed_on, updated_at, test, tags, currency, presentment_currency,
       financial_status, fulfillment_status, return_status, country, line_count, units, gross_minor, discount_minor, shipping_minor, tax_minor,
       total_minor, refunded_minor, shipping_title)
     select $1, n, '#' || n, t, t, t::date, t, false, '{}', 'GBP', 'GBP', 'PAID', 'FULFILLED', 'NO_RETURN',
       (array['DE', 'FR', 'US', 'GB', 'JP', 'BR', 'AU', 'NO'])[1 + n % 8], 1, 1, 1000, 0, 0, 0, 1000, 0, (array['Standard', 'Express'])[1 + n % 2]
     from (select n, $3::timestamptz - make_interval(mins => (n * 59 * 1440.0 / $2)::int + 60) as t from generate_series(1, $2::int) n) o`,
    [shop.id, orders, now.toISOString()],
  ),
)
await inShopSql(shop.id, (sql) =>
  sql.query(
    `insert into tracking_parcel (shop_id, order_id, fulfillment_id, number, number_key, position, company, carrier, origin_country, destination_country,
       service, ordered_at, processed_on, fulfilled_at, fulfilled_on, status, status_since, first_scan_at, last_scan_at, delivered_at, timeline, merged_at)
     select $1, id, id, 'N' || id, 'N' || id, 0, 'DHL', (array['dhl', 'royal-mail', 'yunexpress'])[1 + id % 3], 'GB', country, shipping_title,
       processed_at, processed_on, handed, handed::date, case when arrived is null then 'in_transit' else 'delivered' end, coalesce(arrived, handed),
       handed, coalesce(arrived, handed), arrived,
       jsonb_build_object('checkpoints', jsonb_build_array(
         jsonb_build_object('meaning', jsonb_build_object('status', 'in_transit', 'detail', null), 'occurredAt', handed, 'afterDelivery', false))
         || case when arrived is null then '[]'::jsonb else jsonb_build_array(
         jsonb_build_object('meaning', jsonb_build_object('status', 'delivered', 'detail', null), 'occurredAt', arrived, 'afterDelivery', false)) end), $2::timestamptz - interval '1 hour'
     from (select o.*, processed_at + make_interval(hours => (20 + id % 40)::int) as handed,
             case when id % 10 = 0 or processed_at + make_interval(hours => (90 + id % 40 + (id * 7919) % 150)::int) > $2::timestamptz then null
                  else processed_at + make_interval(hours => (90 + id % 40 + (id * 7919) % 150)::int) end as arrived
           from mirror_order o where shop_id = $1) o`,
    [shop.id, now.toISOString()],
  ),
)
await pool().query('analyze')

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  tell(name, (performance.now() - start) / 1_000, 's')
  return result
}

let peak = 0
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
const learned = await timed('learn_s', () => learnLanes(shop, now, signal))
clearInterval(watch)
tell('learned_parcels', learned?.parcels ?? 0, 'parcels')
tell('learn_peak_rss', peak / 1e6, 'MB')
const swept = await timed('sweep_s', () => followDesk(shop, now, signal))
tell('sweep_orders', swept.orders, 'orders')
tell('sweep_flags', swept.flags, 'flags')
await timed('follow_s', () => followDesk(shop, now, signal))

async function measure(name: string, read: () => Promise<unknown>): Promise<void> {
  await read()
  const times: number[] = []
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const start = performance.now()
    await read()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  tell(`${name}_p50_ms`, at(0.5), 'ms')
  tell(`${name}_p95_ms`, at(0.95), 'ms')
}
await measure('worklist', () => worklistPage(shop, WorklistQuery.parse({}), now))
await measure('worklist_filtered', () =>
  worklistPage(shop, WorklistQuery.parse({ flag: 'stuck', country: 'DE', carrier: 'dhl', over: '3' }), now),
)
await measure('worklist_last_page', () => worklistPage(shop, WorklistQuery.parse({ page: '100' }), now))
await measure('home_counts', () => worklistSummary(shop, now))
await measure('lanes', () => lanePage(shop, LaneQuery.parse({})))
await measure('forwarders', () => forwarderPage(shop, ForwarderQuery.parse({}), now))

await database.stop()
