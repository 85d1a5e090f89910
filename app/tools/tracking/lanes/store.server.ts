/**
 * Delivered parcels to learn from, and what was learned. In: an open shop transaction. Out: plain rows. Invariant: parcels are read in bounded pages,
 * the latest delivery first, so that a shop of any size is learned from its latest parcels.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { PromiseModel } from '../promise/model.ts'
import type { StoredParcel } from './history.ts'
import { ModelSummary, type LearnedState } from './schema.ts'
import { packModel, StoredModel, unpackModel } from './stored-model.server.ts'

export interface DeliveredPage {
  parcels: StoredParcel[]
  /** where the next page begins; null: this was the last */
  next: { deliveredAt: string; id: Id } | null
}

/** Parcels delivered since a day, the latest first; those of test orders left out. */
export async function readDelivered(
  sql: ShopSql,
  shop: Shop,
  { since, before, limit }: { since: Day; before: DeliveredPage['next']; limit: number },
): Promise<DeliveredPage> {
  const found = await sql.query<StoredParcel & { id: Id; exactDeliveredAt: string }>(
    `select p.id::text, p.delivered_at::text as "exactDeliveredAt", p.origin_country as "originCountry", p.destination_country as "destinationCountry",
            p.destination_province as "destinationProvince", p.carrier, p.company, p.service, ${isoInstant('p.ordered_at')} as "orderedAt",
            p.fulfilled_on::text as "fulfilledOn", ${isoInstant('p.first_scan_at')} as "firstScanAt", ${isoInstant('p.delivered_at')} as "deliveredAt",
            coalesce((select jsonb_agg(jsonb_build_array(c -> 'meaning' ->> 'status', c ->> 'occurredAt') order by n)
                      from jsonb_array_elements(p.timeline -> 'checkpoints') with ordinality as e (c, n)
                      where not coalesce((c ->> 'afterDelivery')::boolean, false)), '[]'::jsonb) as scans
     from tracking_parcel p join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id and not o.test
     where p.shop_id = $1 and p.removed_at is null and p.delivered_at >= $2::date
       and ($3::timestamptz is null or (p.delivered_at, p.id) < ($3::timestamptz, $4::bigint))
     order by p.delivered_at desc, p.id desc limit $5`,
    [shop.id, since, before?.deliveredAt ?? null, before?.id ?? null, limit],
  )
  const last = found.rows.at(-1)
  return {
    parcels: found.rows,
    next: last && found.rows.length === limit ? { deliveredAt: last.exactDeliveredAt, id: last.id } : null,
  }
}

/** Whether there are so many delivered parcels to learn from; stops counting there. */
export async function hasDelivered(sql: ShopSql, shop: Shop, count: number): Promise<boolean> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from (select 1 from tracking_parcel p join mirror_order o on o.shop_id = p.shop_id and o.id = p.order_id and not o.test
       where p.shop_id = $1 and p.delivered_at is not null and p.removed_at is null limit $2) p`,
    [shop.id, count],
  )
  return (found.rows[0]?.count ?? 0) >= count
}

/** Stores what was learned under the next version. */
export async function saveModel(
  sql: ShopSql,
  shop: Shop,
  learned: { model: PromiseModel; summary: ModelSummary; parcels: number; at: Instant },
): Promise<number> {
  const saved = await sql.query<{ version: number }>(
    `insert into tracking_lane_model as m (shop_id, version, as_of, learned_at, parcels, model, summary)
     values ($1, 1, $2::date, $3::timestamptz, $4, $5::jsonb, $6::jsonb)
     on conflict (shop_id) do update set version = m.version + 1, as_of = excluded.as_of, learned_at = excluded.learned_at,
       parcels = excluded.parcels, model = excluded.model, summary = excluded.summary
     returning version`,
    [
      shop.id,
      learned.model.asOf,
      learned.at,
      learned.parcels,
      JSON.stringify(packModel(learned.model)),
      JSON.stringify(learned.summary),
    ],
  )
  return saved.rows[0]?.version ?? 1
}

/** Null: nothing was learned yet. */
export async function findLearned(sql: ShopSql, shop: Shop): Promise<LearnedState | null> {
  const found = await sql.query<Omit<LearnedState, 'summary'> & { summary: unknown }>(
    `select version, as_of::text as "asOf", ${isoInstant('learned_at')} as "learnedAt", parcels, summary
     from tracking_lane_model where shop_id = $1`,
    [shop.id],
  )
  const row = found.rows[0]
  return row ? { ...row, summary: ModelSummary.parse(row.summary) } : null
}

/** Models are megabytes and change once a day: the latest few are kept, by shop and version. */
const kept = new Map<number, { version: number; learnedAt: Instant; model: PromiseModel }>()
const MOST_KEPT = 8

/** The model that promises; null: nothing was learned yet. Not to be changed: others hold the same. */
export async function findModel(sql: ShopSql, shop: Shop): Promise<{ version: number; model: PromiseModel } | null> {
  const state = await findLearned(sql, shop)
  if (state === null) return null
  const known = kept.get(shop.id)
  if (known?.version === state.version && known.learnedAt === state.learnedAt) return known
  const found = await sql.query<{ model: unknown }>('select model from tracking_lane_model where shop_id = $1', [
    shop.id,
  ])
  const model = unpackModel(StoredModel.parse(found.rows[0]?.model))
  kept.delete(shop.id)
  kept.set(shop.id, { version: state.version, learnedAt: state.learnedAt, model })
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return { version: state.version, model }
}
