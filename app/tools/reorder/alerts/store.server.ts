/**
 * The table of alerts and the merchant's wishes about them. In: an open shop transaction. Out: plain rows.
 * Invariant: of a variant at a place at most one cause is open, and the same fall is one cause, however often and by how many it is seen.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { AlertDocument, AlertSettings, FlowFailure, type Alert, type Cause, type FlowState } from './schema.ts'

const ALL_LOCATIONS = 0

/** Opens causes of variants that have none open; those that have one are left as they are. Returns how many are new. */
export async function openAlerts(
  sql: ShopSql,
  shop: Shop,
  causes: readonly { variantId: Id; document: AlertDocument }[],
  flowState: FlowState,
  at: Instant,
): Promise<number> {
  if (causes.length === 0) return 0
  const opened = await sql.query(
    `insert into reorder_alert (shop_id, variant_id, location_id, episode, document, opened_at, flow_state)
     select $1, c.variant, ${ALL_LOCATIONS}, 1 + coalesce(max(a.episode), 0), c.document::jsonb, $4::timestamptz, $5
     from unnest($2::bigint[], $3::text[]) as c (variant, document)
     left join reorder_alert a on a.shop_id = $1 and a.variant_id = c.variant and a.location_id = ${ALL_LOCATIONS}
     group by c.variant, c.document
     having not coalesce(bool_or(a.episode is not null and a.closed_at is null), false)
     on conflict do nothing`,
    [
      shop.id,
      causes.map(({ variantId }) => variantId),
      causes.map(({ document }) => JSON.stringify(document)),
      at,
      flowState,
    ],
  )
  return opened.rowCount ?? 0
}

/** Closes open causes of these variants. What Flow was not told by then it is not told any more. */
export async function closeAlerts(sql: ShopSql, shop: Shop, variantIds: readonly Id[], at: Instant): Promise<void> {
  await close(sql, shop, 'variant_id = any ($2::bigint[])', variantIds, at)
}

/** Closes open causes of all variants but these. */
export async function closeOtherAlerts(
  sql: ShopSql,
  shop: Shop,
  variantIds: readonly Id[],
  at: Instant,
): Promise<void> {
  await close(sql, shop, 'not (variant_id = any ($2::bigint[]))', variantIds, at)
}

async function close(sql: ShopSql, shop: Shop, which: string, variantIds: readonly Id[], at: Instant): Promise<void> {
  await sql.query(
    `update reorder_alert set closed_at = $3::timestamptz, flow_state = case when flow_state = 'waiting' then 'late' else flow_state end
     where shop_id = $1 and closed_at is null and ${which}`,
    [shop.id, variantIds, at],
  )
}

const FROM = `from reorder_alert a
  left join mirror_variant v on v.shop_id = a.shop_id and v.id = a.variant_id
  left join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
  left join mail_message m on m.shop_id = a.shop_id and m.id = a.mail_id`
const NAMED = `a.variant_id::text as "variantId", a.episode, v.product_id::text as "productId", p.title,
  nullif(v.title, 'Default Title') as "variantTitle", v.sku, a.document`
/** What runs out first comes first. */
const URGENT = `(a.document ->> 'daysOfCover')::float8 nulls last, a.opened_at, a.variant_id`

interface AlertRow extends Omit<Alert, 'document' | 'flowFailure'> {
  document: unknown
  flowFailure: unknown
}

/** Open causes, and how many there are; those that were put away come last, and only where they are asked for. */
export async function listAlerts(
  sql: ShopSql,
  shop: Shop,
  { limit, withDismissed = false }: { limit: number; withDismissed?: boolean },
): Promise<{ alerts: Alert[]; count: number }> {
  const where = `where a.shop_id = $1 and a.closed_at is null ${withDismissed ? '' : 'and a.dismissed_at is null'}`
  const counted = await sql.query<{ count: number }>(`select count(*)::int as count from reorder_alert a ${where}`, [
    shop.id,
  ])
  const found = await sql.query<AlertRow>(
    `select ${NAMED}, ${isoInstant('a.opened_at')} as "openedAt", ${isoInstant('a.dismissed_at')} as "dismissedAt",
            case when m.state = 'sent' then ${isoInstant('m.ended_at')} end as "mailedAt", a.flow_state as "flowState",
            a.flow_failure as "flowFailure"
     ${FROM} ${where} order by a.dismissed_at is not null, ${URGENT} limit $2`,
    [shop.id, limit],
  )
  return {
    count: counted.rows[0]?.count ?? 0,
    alerts: found.rows.map(({ document, flowFailure, ...row }) => ({
      ...row,
      document: AlertDocument.parse(document),
      flowFailure: flowFailure === null ? null : FlowFailure.parse(flowFailure),
    })),
  }
}

/** Puts open causes away: one variant's or (null) all. Those put away at one moment can be brought back together. Returns how many. */
export async function dismissAlerts(sql: ShopSql, shop: Shop, variantId: Id | null, at: Instant): Promise<number> {
  const put = await sql.query(
    `update reorder_alert set dismissed_at = $3::timestamptz
     where shop_id = $1 and closed_at is null and dismissed_at is null and ($2::bigint is null or variant_id = $2)`,
    [shop.id, variantId, at],
  )
  return put.rowCount ?? 0
}

export async function bringBackAlerts(sql: ShopSql, shop: Shop, dismissedAt: Instant): Promise<number> {
  const back = await sql.query(
    `update reorder_alert set dismissed_at = null where shop_id = $1 and dismissed_at = $2::timestamptz`,
    [shop.id, dismissedAt],
  )
  return back.rowCount ?? 0
}

interface NamedRow {
  variantId: Id
  productId: Id | null
  title: string | null
  variantTitle: string | null
  sku: string | null
  document: unknown
}

function toCause({ variantId, productId, title, variantTitle, sku, document }: NamedRow): Cause {
  const name = [title, variantTitle].filter(Boolean).join(' · ')
  return { variantId, productId, title: name === '' ? variantId : name, sku, document: AlertDocument.parse(document) }
}

// Mail ---------------------------------------------------------------------------------------------------------------

/** Open causes that no mail has told, or whose mail could not be sent. Locked: they are told once. */
export async function lockUntold(sql: ShopSql, shop: Shop): Promise<Cause[]> {
  const found = await sql.query<NamedRow>(
    `select ${NAMED} ${FROM}
     where a.shop_id = $1 and a.closed_at is null and a.dismissed_at is null and (a.mail_id is null or m.id is null or m.state = 'failed')
     order by ${URGENT} for update of a`,
    [shop.id],
  )
  return found.rows.map(toCause)
}

export async function markTold(sql: ShopSql, shop: Shop, variantIds: readonly Id[], mailId: string): Promise<void> {
  await sql.query(
    `update reorder_alert set mail_id = $3::uuid where shop_id = $1 and closed_at is null and variant_id = any ($2::bigint[])`,
    [shop.id, variantIds, mailId],
  )
}

// Flow ---------------------------------------------------------------------------------------------------------------

/** The next cause for Flow, marked as being told; null: there is none. Two workers never get the same. */
export async function takeForFlow(sql: ShopSql, shop: Shop): Promise<(Cause & { episode: number }) | null> {
  const taken = await sql.query<{ variantId: Id; episode: number }>(
    `update reorder_alert set flow_state = 'sending', flow_sent_at = now()
     where shop_id = $1 and (variant_id, location_id, episode) = (
       select variant_id, location_id, episode from reorder_alert where shop_id = $1 and flow_state = 'waiting'
       order by opened_at, variant_id limit 1 for update skip locked)
     returning variant_id::text as "variantId", episode`,
    [shop.id],
  )
  const [next] = taken.rows
  if (!next) return null
  const found = await sql.query<NamedRow>(
    `select ${NAMED} ${FROM} where a.shop_id = $1 and a.variant_id = $2 and a.location_id = ${ALL_LOCATIONS} and a.episode = $3`,
    [shop.id, next.variantId, next.episode],
  )
  const [row] = found.rows
  if (!row) throw new Error(`alert ${next.variantId} ${next.episode} is gone`)
  return { ...toCause(row), episode: next.episode }
}

export async function markFlow(
  sql: ShopSql,
  shop: Shop,
  { variantId, episode }: { variantId: Id; episode: number },
  state: FlowState,
  failure: FlowFailure | null,
): Promise<void> {
  await sql.query(
    `update reorder_alert set flow_state = $4, flow_failure = $5::jsonb
     where shop_id = $1 and variant_id = $2 and location_id = ${ALL_LOCATIONS} and episode = $3`,
    [shop.id, variantId, episode, state, failure === null ? null : JSON.stringify(failure)],
  )
}

/** Causes whose call was never answered: nobody knows whether Flow got them, so they are not told again. */
export async function settleLostFlow(sql: ShopSql, shop: Shop, olderThanSeconds: number): Promise<void> {
  await sql.query(
    `update reorder_alert set flow_state = 'unclear', flow_failure = '{"code":"no_answer","words":""}'
     where shop_id = $1 and flow_state = 'sending' and flow_sent_at < now() - make_interval(secs => $2)`,
    [shop.id, olderThanSeconds],
  )
}

/** Flow was turned off: what waits is not told. */
export async function stopFlow(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`update reorder_alert set flow_state = 'off' where shop_id = $1 and flow_state = 'waiting'`, [
    shop.id,
  ])
}

/** Refused causes wait again, those that are still open. Returns how many. */
export async function retryFlow(sql: ShopSql, shop: Shop): Promise<number> {
  const again = await sql.query(
    `update reorder_alert set flow_state = 'waiting', flow_failure = null where shop_id = $1 and flow_state = 'failed' and closed_at is null`,
    [shop.id],
  )
  return again.rowCount ?? 0
}

// Settings -----------------------------------------------------------------------------------------------------------

const KEY = 'reorder.alerts'

/** `lock`: nobody else changes them until the transaction ends. */
export async function findSettings(sql: ShopSql, shop: Shop, options: { lock?: boolean } = {}): Promise<AlertSettings> {
  if (options.lock) await sql.query(`select pg_advisory_xact_lock(hashtextextended('${KEY}', $1))`, [shop.id])
  const found = await sql.query<{ value: unknown }>(`select value from setting where shop_id = $1 and key = '${KEY}'`, [
    shop.id,
  ])
  const stored = AlertSettings.safeParse(found.rows[0]?.value ?? {})
  return stored.success ? stored.data : AlertSettings.parse({})
}

export async function saveSettings(sql: ShopSql, shop: Shop, settings: AlertSettings): Promise<void> {
  await sql.query(
    `insert into setting as s (shop_id, key, value, updated_at) values ($1, '${KEY}', $2, now())
     on conflict (shop_id, key) do update set value = excluded.value, version = s.version + 1, updated_at = now()`,
    [shop.id, JSON.stringify(settings)],
  )
}
