/**
 * Delivery estimates in the shop, where product pages read them. In: a model and the merchant's settings. Out: `delivery.on` and
 * `delivery.estimates` of the app's own data. Plan, record, apply, confirm. Invariant: what is wanted is a row before it is a call, and what stands
 * there already is not written again.
 */
import { createHash } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import { listDeliveryEstimates, listLanes, publishEstimates } from '#app/facts/lanes.server.ts'
import type { DeliveryEstimate } from '#app/facts/lanes.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { setAppData, type AppData } from '#app/shopify/app-data.server.ts'
import { findSettings } from '../../settings/store.server.ts'
import { warehouseOf } from '../../settings/desk.ts'
import { estimateDeliveries } from '../estimates.ts'
import { TrackingEstimatesJob } from '../jobs.ts'
import { findModel } from '../store.server.ts'

/** As the delivery-estimate block reads it; its keys are the agreement with extensions/storefront. */
export interface PublishedEstimates {
  madeOn: Day
  countries: Record<string, Omit<DeliveryEstimate, 'country' | 'parcels'>>
}

interface Wanted {
  on: boolean
  estimates: PublishedEstimates
}

/** Makes today's estimates from the model and plans their publication, in the caller's transaction. */
export async function planEstimates(sql: ShopSql, shop: Shop, now: Date): Promise<void> {
  const [learned, settings, lanes] = [
    await findModel(sql, shop),
    (await findSettings(sql, shop)).settings.desk,
    await listLanes(sql, shop),
  ]
  if (learned === null) return
  const countries = lanes.flatMap(({ depth, origin, country, parcels }) =>
    depth === 1 && country !== null ? [{ origin, country, parcels }] : [],
  )
  const estimates = estimateDeliveries(
    learned.model,
    countries,
    warehouseOf(settings, shop.timezone),
    now.toISOString(),
  )
  const madeOn = dayIn(shop.timezone, now)
  await publishEstimates(sql, shop, estimates, madeOn)
  const isOn = settings.estimates && estimates.length > 0
  const wanted: Wanted = { on: isOn, estimates: { madeOn, countries: isOn ? toCountries(estimates) : {} } }
  // A shop that never had an estimate is not told that it has none.
  const planned = await sql.query(
    `insert into tracking_estimate_publication as p (shop_id, wanted, wanted_at) select $1, $2::jsonb, $3::timestamptz
     where $4 or exists (select 1 from tracking_estimate_publication where shop_id = $1)
     on conflict (shop_id) do update set wanted = excluded.wanted, wanted_at = excluded.wanted_at
     where p.wanted #- '{estimates,madeOn}' is distinct from excluded.wanted #- '{estimates,madeOn}' or p.applied is distinct from p.wanted`,
    [shop.id, JSON.stringify(wanted), now.toISOString(), isOn],
  )
  if (planned.rowCount === 1)
    await enqueue(sql, TrackingEstimatesJob, { shopId: shop.id }, { oneWaiting: `estimates-${shop.id}` })
}

function toCountries(estimates: readonly DeliveryEstimate[]): PublishedEstimates['countries'] {
  return Object.fromEntries(
    estimates.map(({ country, minDays, maxDays, dayKind, arrivals }) => [
      country,
      { minDays, maxDays, dayKind, arrivals },
    ]),
  )
}

/** Brings the shop's data to what is wanted. Twice is once. Throws what the client throws, after noting why. */
export async function applyEstimates(shop: Shop, signal: AbortSignal): Promise<void> {
  const plan = await inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ wanted: Wanted; wantedAt: string; applied: Wanted | null }>(
      `select wanted, wanted_at::text as "wantedAt", applied from tracking_estimate_publication where shop_id = $1`,
      [shop.id],
    )
    return found.rows[0] ?? null
  })
  if (plan === null) return
  const { wanted } = plan
  const data: AppData[] = [
    { namespace: 'delivery', key: 'estimates', type: 'json', value: JSON.stringify(wanted.estimates) },
    { namespace: 'delivery', key: 'on', type: 'boolean', value: String(wanted.on) },
  ]
  let written: AppData[]
  try {
    written = await setAppData(shop, data, { signal })
  } catch (error) {
    const code = isAppError(error) ? error.code : 'bug'
    await inShopSql(shop.id, (sql) =>
      sql.query('update tracking_estimate_publication set failure = $2 where shop_id = $1', [shop.id, code]),
    )
    throw error
  }
  await inShopSql(shop.id, async (sql) => {
    if (written.length > 0) {
      const digest = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16)
      await recordActions(sql, shop, [
        {
          tool: 'tracking',
          kind: 'estimates.publish',
          key: `tracking.estimates:${digest}`,
          target: 'delivery.estimates',
          before: summaryOf(plan.applied),
          after: summaryOf(wanted),
          actor: 'job:tracking.estimates',
        },
      ])
    }
    // Wanted again meanwhile: that one's own job writes it.
    await sql.query(
      `update tracking_estimate_publication set applied = $2::jsonb, applied_at = now(), failure = null where shop_id = $1`,
      [shop.id, JSON.stringify(wanted)],
    )
  })
}

/** What the ledger keeps of a publication: the days, not every date of the next week. */
function summaryOf(wanted: Wanted | null): unknown {
  if (wanted === null) return null
  const countries = Object.entries(wanted.estimates.countries).map(([country, { minDays, maxDays, dayKind }]) => [
    country,
    [minDays, maxDays, dayKind],
  ])
  return { on: wanted.on, madeOn: wanted.estimates.madeOn, countries: Object.fromEntries(countries) }
}

export interface EstimateState {
  estimates: DeliveryEstimate[]
  /** when the shop's pages got what they have; null: nothing yet */
  appliedAt: string | null
  /** code of what stopped the last try */
  failure: string | null
}

export async function findEstimateState(sql: ShopSql, shop: Shop): Promise<EstimateState> {
  const estimates = await listDeliveryEstimates(sql, shop)
  const found = await sql.query<{ appliedAt: Date | null; failure: string | null }>(
    'select applied_at as "appliedAt", failure from tracking_estimate_publication where shop_id = $1',
    [shop.id],
  )
  const row = found.rows[0]
  return { estimates, appliedAt: row?.appliedAt?.toISOString() ?? null, failure: row?.failure ?? null }
}
