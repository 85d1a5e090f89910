/**
 * How the publication of a shop stands as a whole. In: a transaction of the shop. Out: typed values. Invariant: one row per shop; `revision` grows
 * with every change of what is published.
 */
import { z } from 'zod'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'

/** Why the whole of it waits; the words are in i18n under `faqPublishing.trouble.<code>`. */
const RunFailure = z.object({ code: z.string(), words: z.string(), at: z.string() })
export type RunFailure = z.infer<typeof RunFailure>

export interface Run {
  /** how many were to be written when the run began */
  planned: number
  startedAt: Instant | null
  /** null while a run is under way */
  finishedAt: Instant | null
  checkedAt: Instant | null
  failure: RunFailure | null
  revision: string
}

const NEVER: Run = { planned: 0, startedAt: null, finishedAt: null, checkedAt: null, failure: null, revision: '0' }

export async function findRun(sql: ShopSql, shop: Shop): Promise<Run> {
  const found = await sql.query<Omit<Run, 'failure'> & { failure: unknown }>(
    `select planned_count as planned, ${isoInstant('started_at')} as "startedAt", ${isoInstant('finished_at')} as "finishedAt",
            ${isoInstant('checked_at')} as "checkedAt", failure, revision::text from faq_publishing where shop_id = $1`,
    [shop.id],
  )
  const row = found.rows[0]
  return row ? { ...row, failure: RunFailure.nullable().parse(row.failure) } : NEVER
}

/** @param planned how many wait now; a run that is under way keeps the larger number, so that progress only grows */
export async function beginRun(sql: ShopSql, shop: Shop, planned: number, changed: boolean): Promise<void> {
  await sql.query(
    `insert into faq_publishing as p (shop_id, planned_count, started_at, revision) values ($1, $2, now(), $3)
     on conflict (shop_id) do update set revision = p.revision + $3,
       planned_count = case when p.finished_at is null then greatest(p.planned_count, excluded.planned_count) else excluded.planned_count end,
       started_at = case when p.finished_at is null then coalesce(p.started_at, now()) else now() end, finished_at = null`,
    [shop.id, planned, changed ? 1 : 0],
  )
}

export async function endRun(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query('update faq_publishing set finished_at = now(), failure = null where shop_id = $1', [shop.id])
}

export async function noteTrouble(sql: ShopSql, shop: Shop, failure: RunFailure): Promise<void> {
  await sql.query(
    `insert into faq_publishing (shop_id, failure) values ($1, $2::jsonb) on conflict (shop_id) do update set failure = excluded.failure`,
    [shop.id, JSON.stringify(failure)],
  )
}

export async function noteChecked(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(
    `insert into faq_publishing (shop_id, checked_at) values ($1, now()) on conflict (shop_id) do update set checked_at = now(), failure = null`,
    [shop.id],
  )
}

/** Counts up with every change of what is published; '0' before the first. */
export async function findRevision(sql: ShopSql, shop: Shop): Promise<string> {
  const found = await sql.query<{ revision: string }>('select revision::text from faq_publishing where shop_id = $1', [
    shop.id,
  ])
  return found.rows[0]?.revision ?? '0'
}
