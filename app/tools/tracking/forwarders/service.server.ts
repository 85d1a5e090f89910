/**
 * Which forwarder keeps its word? In: a shop, a period. Out: scores of the period, and month by month. Invariant: parcels count in the month they were
 * handed to the forwarder's label; one that is neither there nor due yet counts neither as late nor as in time.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { NO_CARRIER } from '../lanes/history.ts'
import { EXCEPTIONS } from '../status/model.ts'
import { scoreForwarders, type ForwarderParcel } from '../worklist/forwarders.ts'
import type { ForwarderQuery, ForwarderScore } from './schema.ts'

/** A checkpoint that says something went wrong; what came after the delivery is no fault of the way. */
const EXCEPTION_SEEN = `$.checkpoints[*] ? (@.afterDelivery == false).meaning.status ? (${EXCEPTIONS.map((status) => `@ == "${status}"`).join(' || ')})`
/** More parcels than a page can weigh while somebody waits: the latest count. */
const MOST_PARCELS = 200_000

/** Parcels that are alike in everything that is scored. */
interface ScoredParcels extends Omit<ForwarderParcel, 'forwarder'> {
  carrier: string
  line: string | null
  month: string
  count: number
}

export interface ForwarderPage {
  scores: ForwarderScore[]
  /** newest month first */
  months: ForwarderScore[]
  parcels: number
  countries: string[]
  from: Day
}

export async function forwarderPage(shop: Shop, query: ForwarderQuery, now: Date): Promise<ForwarderPage> {
  const today = dayIn(shop.timezone, now)
  const from = monthsBefore(today, Number(query.months))
  return inShopSql(shop.id, async (sql) => {
    const parcels = await readParcels(sql, shop, query, { from, today })
    const byMonth = [...Map.groupBy(parcels, ({ month }) => month)].sort(([a], [b]) => (a < b ? 1 : -1))
    return {
      scores: scored(parcels, null),
      months: byMonth.flatMap(([month, own]) => scored(own, month)),
      parcels: parcels.reduce((sum, { count }) => sum + count, 0),
      countries: await listCountries(sql, shop, from),
      from,
    }
  })
}

/** The first day of the month so many months ago; this month is the first of them. */
function monthsBefore(today: Day, months: number): Day {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return new Date(Date.UTC(year, month - months, 1)).toISOString().slice(0, 10)
}

function scored(parcels: readonly ScoredParcels[], month: string | null): ForwarderScore[] {
  const names = new Map<string, { carrier: string; line: string | null }>()
  const known = parcels.flatMap(({ carrier, line, labelToFirstScanDays, exception, late, count }) => {
    const forwarder = JSON.stringify([carrier, line])
    names.set(forwarder, { carrier, line })
    return Array.from({ length: count }, () => ({ forwarder, labelToFirstScanDays, exception, late }))
  })
  return scoreForwarders(known).flatMap(({ forwarder, ...score }) => {
    const name = names.get(forwarder)
    return name ? [{ ...name, month, ...score }] : []
  })
}

async function readParcels(
  sql: ShopSql,
  shop: Shop,
  { by, country }: ForwarderQuery,
  { from, today }: { from: Day; today: Day },
): Promise<ScoredParcels[]> {
  const found = await sql.query<ScoredParcels>(
    `select carrier, line, month, "labelToFirstScanDays", exception, late, count(*)::int as count from (
       select coalesce(p.carrier, lower(trim(nullif(p.company, ''))), $6) as carrier, case when $3 then p.service end as line,
              to_char(p.fulfilled_on, 'YYYY-MM') as month,
              case when p.first_scan_at is not null then greatest(0, (p.first_scan_at at time zone $7)::date - p.fulfilled_on) end as "labelToFirstScanDays",
              p.timeline @? $8::jsonpath as exception,
              case when p.promised_p90_on is null then null
                   when p.delivered_at is not null then (p.delivered_at at time zone $7)::date > p.promised_p90_on
                   when $4::date > p.promised_p90_on then true end as late
       from tracking_parcel p
       where p.shop_id = $1 and p.removed_at is null and p.fulfilled_on >= $2::date and ($5 = '' or p.destination_country = $5)
         and not exists (select from mirror_order o where o.shop_id = p.shop_id and o.id = p.order_id and (o.test or o.deleted_at is not null))
       order by p.fulfilled_on desc, p.id desc limit ${MOST_PARCELS}) s
     group by 1, 2, 3, 4, 5, 6`,
    [shop.id, from, by === 'line', today, country, NO_CARRIER, shop.timezone, EXCEPTION_SEEN],
  )
  return found.rows
}

async function listCountries(sql: ShopSql, shop: Shop, from: Day): Promise<string[]> {
  const found = await sql.query<{ country: string }>(
    `select distinct destination_country::text as country from tracking_parcel
     where shop_id = $1 and removed_at is null and fulfilled_on >= $2::date order by 1`,
    [shop.id, from],
  )
  return found.rows.map(({ country }) => country)
}
