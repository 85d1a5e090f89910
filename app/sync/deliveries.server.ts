/**
 * How the webhooks are doing, as the merchant sees it. In: a shop and how far to look back. Out: counts, lag, per topic.
 * Invariant: lag runs from Shopify's trigger to applied here; a trigger in the future (a clock that differs) counts as no lag.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { DeliveryHealth } from './types.ts'

type Counts = Omit<DeliveryHealth, 'hours' | 'byTopic'>
type TopicRow = DeliveryHealth['byTopic'][number]

/** Deliveries received in the last `hours` hours. */
export async function deliveryHealth(shop: Shop, hours: number): Promise<DeliveryHealth> {
  const since = 'shop_id = $1 and received_at >= now() - make_interval(hours => $2)'
  const lag =
    "within group (order by greatest(0, extract(epoch from applied_at - coalesce(triggered_at, received_at)))::float8) filter (where state = 'applied')"
  return inShopSql(shop.id, async (sql) => {
    const counts = await sql.query<Counts>(
      `select count(*)::int as received, count(*) filter (where state = 'applied')::int as applied, count(*) filter (where state = 'ignored')::int as ignored,
              count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state = 'received')::int as waiting,
              percentile_cont(0.5) ${lag} as "lagP50Seconds",
              percentile_cont(0.95) ${lag} as "lagP95Seconds",
              (select ${isoInstant('max(received_at)')} from sync_delivery where shop_id = $1) as "lastReceivedAt"
         from sync_delivery where ${since}`,
      [shop.id, hours],
    )
    const topics = await sql.query<TopicRow>(
      `select topic, count(*)::int as received, count(*) filter (where state = 'applied')::int as applied, count(*) filter (where state = 'failed')::int as failed,
              ${isoInstant('max(received_at)')} as "lastReceivedAt"
         from sync_delivery where ${since} group by topic order by received desc, topic`,
      [shop.id, hours],
    )
    const row = counts.rows[0]
    if (!row) throw new Error('a count without a row')
    return { hours, ...row, byTopic: topics.rows }
  })
}

/** Deliveries are kept long enough to know a repeated one (Shopify retries for hours) and to look back a month. */
const KEPT_DAYS = 30

/** Forgets old deliveries that are settled. Returns how many. */
export async function forgetOldDeliveries(shop: Shop): Promise<number> {
  const result = await inShopSql(shop.id, (sql) =>
    sql.query(
      `delete from sync_delivery where shop_id = $1 and state <> 'received' and received_at < now() - make_interval(days => $2)`,
      [shop.id, KEPT_DAYS],
    ),
  )
  return result.rowCount ?? 0
}
