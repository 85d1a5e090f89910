/**
 * Lanes and delivery estimates: published by tracking, read by whoever promises or plans. In: a shop's transaction. Out: plain rows.
 * Invariant: each publication replaces the last one whole, and a row that would not differ is not written.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { inParts } from '#app/kernel/parts.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { DeliveryEstimate, LaneFact, LaneSilence } from './lanes.ts'

type ShopId = Pick<Shop, 'id'>

const LANE = `lane, depth, origin, country, carrier, service, province, parcels, handling_p50_days as "handlingP50Days",
  handling_p90_days as "handlingP90Days", transit_p50_days as "transitP50Days", transit_p90_days as "transitP90Days", counted_in as "countedIn",
  transit_shares as "transitShares", no_tracking_days as "noTrackingDays", stuck_days as "stuckDays", measured_parcels as "measuredParcels",
  measured_held as "measuredHeld"`

/** Rows of JSON that one statement takes. */
const ROWS_AT_ONCE = 500

/** Replaces all lanes and silences of the shop. */
export async function publishLanes(
  sql: ShopSql,
  shop: ShopId,
  lanes: readonly LaneFact[],
  silences: readonly LaneSilence[],
): Promise<void> {
  await sql.query('delete from fact_lane where shop_id = $1', [shop.id])
  for (const rows of inParts(lanes, ROWS_AT_ONCE)) {
    await sql.query(
      `insert into fact_lane (shop_id, lane, depth, origin, country, carrier, service, province, parcels, handling_p50_days, handling_p90_days,
         transit_p50_days, transit_p90_days, counted_in, transit_shares, no_tracking_days, stuck_days, measured_parcels, measured_held)
       select $1, "lane", "depth", "origin", "country", "carrier", "service", "province", "parcels", "handlingP50Days", "handlingP90Days",
         "transitP50Days", "transitP90Days", "countedIn", "transitShares", "noTrackingDays", "stuckDays", "measuredParcels", "measuredHeld"
       from jsonb_to_recordset($2::jsonb) as r ("lane" text, "depth" int2, "origin" text, "country" char(2), "carrier" text, "service" text,
         "province" text, "parcels" int, "handlingP50Days" int2, "handlingP90Days" int2, "transitP50Days" int2, "transitP90Days" int2,
         "countedIn" text, "transitShares" real[], "noTrackingDays" int2, "stuckDays" int2, "measuredParcels" int, "measuredHeld" int)`,
      [shop.id, JSON.stringify(rows)],
    )
  }
  await sql.query('delete from fact_lane_silence where shop_id = $1', [shop.id])
  for (const rows of inParts(silences, ROWS_AT_ONCE)) {
    await sql.query(
      `insert into fact_lane_silence (shop_id, lane, gaps, shares)
       select $1, "lane", "gaps", "shares" from jsonb_to_recordset($2::jsonb) as r ("lane" text, "gaps" int, "shares" float8[])`,
      [shop.id, JSON.stringify(rows)],
    )
  }
}

/** All lanes of the shop, the widest first, then by parcels. */
export async function listLanes(sql: ShopSql, shop: ShopId): Promise<LaneFact[]> {
  const found = await sql.query<LaneFact>(
    `select ${LANE} from fact_lane where shop_id = $1 order by depth, parcels desc, lane`,
    [shop.id],
  )
  return found.rows
}

export type LaneLimits = Pick<LaneFact, 'lane' | 'parcels' | 'noTrackingDays' | 'stuckDays'>

/** Those of the names that have limits from their own past. */
export async function findLaneLimits(sql: ShopSql, shop: ShopId, lanes: readonly string[]): Promise<LaneLimits[]> {
  const found = await sql.query<LaneLimits>(
    `select lane, parcels, no_tracking_days as "noTrackingDays", stuck_days as "stuckDays" from fact_lane
     where shop_id = $1 and lane = any ($2::text[]) and (no_tracking_days is not null or stuck_days is not null)`,
    [shop.id, lanes],
  )
  return found.rows
}

/** Those of the names (a lane's, ` after ` and a status) that there are. */
export async function findSilences(sql: ShopSql, shop: ShopId, lanes: readonly string[]): Promise<LaneSilence[]> {
  const found = await sql.query<LaneSilence>(
    'select lane, gaps, shares from fact_lane_silence where shop_id = $1 and lane = any ($2::text[])',
    [shop.id, lanes],
  )
  return found.rows
}

/** Replaces what is promised to countries. Returns whether anything became different, the day it was made on not counted. */
export async function publishEstimates(
  sql: ShopSql,
  shop: ShopId,
  estimates: readonly DeliveryEstimate[],
  madeOn: Day,
): Promise<boolean> {
  const result = await sql.query<{ changed: number }>(
    `with fresh as materialized (
       select "country", "parcels", "minDays", "maxDays", "dayKind", "arrivals"
       from jsonb_to_recordset($2::jsonb) as r ("country" char(2), "parcels" int, "minDays" int2, "maxDays" int2, "dayKind" text, "arrivals" jsonb)
     ), removed as (
       delete from fact_delivery_estimate e where e.shop_id = $1 and not exists (select 1 from fresh where "country" = e.country) returning 1
     ), written as (
       insert into fact_delivery_estimate as e (shop_id, country, parcels, min_days, max_days, day_kind, arrivals, made_on)
       select $1, "country", "parcels", "minDays", "maxDays", "dayKind", "arrivals", $3::date from fresh
       on conflict (shop_id, country) do update set parcels = excluded.parcels, min_days = excluded.min_days, max_days = excluded.max_days,
         day_kind = excluded.day_kind, arrivals = excluded.arrivals, made_on = excluded.made_on
       where (e.parcels, e.min_days, e.max_days, e.day_kind, e.arrivals) is distinct from
         (excluded.parcels, excluded.min_days, excluded.max_days, excluded.day_kind, excluded.arrivals)
       returning 1
     )
     select (select count(*)::int from removed) + (select count(*)::int from written) as changed`,
    [shop.id, JSON.stringify(estimates), madeOn],
  )
  return (result.rows[0]?.changed ?? 0) > 0
}

/** What is promised now, most parcels first; to some countries or (undefined) to all. */
export async function listDeliveryEstimates(
  sql: ShopSql,
  shop: ShopId,
  countries?: readonly string[],
): Promise<DeliveryEstimate[]> {
  const found = await sql.query<DeliveryEstimate>(
    `select country, parcels, min_days as "minDays", max_days as "maxDays", day_kind as "dayKind", arrivals
     from fact_delivery_estimate where shop_id = $1 and ($2::text[] is null or country = any ($2::text[])) order by parcels desc, country`,
    [shop.id, countries ?? null],
  )
  return found.rows
}
