/**
 * The action ledger: every change the app made in the shop, who asked for it, what was there before, and what took it back.
 * In: an open transaction and an action. Out: the recorded row. Invariant: one row per key, so applying twice records once;
 * an action is taken back at most once; rows are never changed.
 */
import { randomUUID } from 'node:crypto'
import { inShop, type ShopSql, type ShopTx } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { Action, NewAction } from './types.ts'

interface ActionRow {
  id: string
  tool: string
  kind: string
  key: string
  target: string
  before: unknown
  after: unknown
  actor: string
  at: Date
  undo_of: string | null
  undone_by: string | null
}

const SELECT = `
  select a.id::text, a.tool, a.kind, a.key, a.target, a.before, a.after, a.actor, a.at, a.undo_of::text, u.id::text as undone_by
  from fact_action a left join fact_action u on u.shop_id = a.shop_id and u.undo_of = a.id`

/**
 * Records an action in the caller's transaction; with a key that is already there, the existing row is returned and nothing is written.
 * A key that was used for another tool, kind or target is a bug of the caller and throws.
 */
export async function recordAction(tx: ShopTx, shop: Shop, action: NewAction): Promise<Action> {
  return insert(tx, shop, action, null)
}

/**
 * Records that an action was taken back: the same target with before and after exchanged. Doing it twice records once.
 * Throws `not_found` for an id that is not this shop's.
 */
export async function recordUndo(
  tx: ShopTx,
  shop: Shop,
  undo: { of: string; actor: NewAction['actor'] },
): Promise<Action> {
  const original = await getAction(tx, shop, undo.of)
  const { tool, kind, target, before, after } = original
  return insert(
    tx,
    shop,
    { tool, kind, target, before: after, after: before, actor: undo.actor, key: `undo:${original.id}` },
    original.id,
  )
}

/**
 * Records many actions in one statement; those whose key is already there are left as they are. Keys of one call are different.
 * Returns how many were new.
 */
export async function recordActions(sql: ShopSql, shop: Shop, actions: readonly NewAction[]): Promise<number> {
  if (actions.length === 0) return 0
  const json = (value: unknown): string => JSON.stringify(value ?? null)
  const result = await sql.query(
    `insert into fact_action (shop_id, id, tool, kind, key, target, before, after, actor)
     select $1, gen_random_uuid(), tool, kind, key, target, before::jsonb, after::jsonb, actor
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as a (tool, kind, key, target, before, after, actor)
     on conflict (shop_id, key) do nothing`,
    [
      shop.id,
      actions.map(({ tool }) => tool),
      actions.map(({ kind }) => kind),
      actions.map(({ key }) => key),
      actions.map(({ target }) => target),
      actions.map(({ before }) => json(before)),
      actions.map(({ after }) => json(after)),
      actions.map(({ actor }) => actor),
    ],
  )
  return result.rowCount ?? 0
}

/** Records that the actions with these keys were taken back, in one statement; those already taken back stay as they are. Returns how many were new. */
export async function recordUndos(
  sql: ShopSql,
  shop: Shop,
  undo: { keys: readonly string[]; actor: NewAction['actor'] },
): Promise<number> {
  if (undo.keys.length === 0) return 0
  const result = await sql.query(
    `insert into fact_action (shop_id, id, tool, kind, key, target, before, after, actor, undo_of)
     select shop_id, gen_random_uuid(), tool, kind, 'undo:' || id, target, after, before, $3, id
     from fact_action where shop_id = $1 and key = any ($2::text[])
     on conflict (shop_id, key) do nothing`,
    [shop.id, undo.keys, undo.actor],
  )
  return result.rowCount ?? 0
}

/** What was recorded under this key; null when nothing was. */
export async function findActionByKey(sql: ShopSql, shop: Shop, key: string): Promise<Action | null> {
  const found = await sql.query<ActionRow>(`${SELECT} where a.shop_id = $1 and a.key = $2`, [shop.id, key])
  return found.rows[0] ? toAction(found.rows[0]) : null
}

/** Throws `not_found` for an id that is not this shop's. */
export async function getAction(tx: ShopTx, shop: Shop, id: string): Promise<Action> {
  const rows = UUID.test(id)
    ? await tx.$queryRawUnsafe<ActionRow[]>(`${SELECT} where a.shop_id = $1 and a.id = $2::uuid`, shop.id, id)
    : []
  if (!rows[0]) throw new AppError('not_found', `no action ${id}`)
  return toAction(rows[0])
}

export interface ActionQuery {
  tool?: string | undefined
  target?: string | undefined
  /** `next` of the page before */
  after?: string | undefined
  limit?: number | undefined
}

/** Newest first. `next` is null on the last page. */
export async function listActions(
  shop: Shop,
  query: ActionQuery = {},
): Promise<{ actions: Action[]; next: string | null }> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 250)
  const [at, id] = readCursor(query.after)
  const rows = await inShop(shop.id, (tx) =>
    tx.$queryRawUnsafe<ActionRow[]>(
      `${SELECT} where a.shop_id = $1 and ($2::text is null or a.tool = $2) and ($3::text is null or a.target = $3)
         and ($4::timestamptz is null or (a.at, a.id) < ($4::timestamptz, $5::uuid))
       order by a.at desc, a.id desc limit $6`,
      shop.id,
      query.tool ?? null,
      query.target ?? null,
      at,
      id,
      limit + 1,
    ),
  )
  const actions = rows.slice(0, limit).map(toAction)
  const last = actions.at(-1)
  return { actions, next: rows.length > limit && last ? `${last.at}_${last.id}` : null }
}

async function insert(tx: ShopTx, shop: Shop, action: NewAction, undoOf: string | null): Promise<Action> {
  await tx.$executeRawUnsafe(
    `insert into fact_action (shop_id, id, tool, kind, key, target, before, after, actor, undo_of)
     values ($1, $2::uuid, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10::uuid) on conflict (shop_id, key) do nothing`,
    shop.id,
    randomUUID(),
    action.tool,
    action.kind,
    action.key,
    action.target,
    JSON.stringify(action.before ?? null),
    JSON.stringify(action.after ?? null),
    action.actor,
    undoOf,
  )
  const rows = await tx.$queryRawUnsafe<ActionRow[]>(
    `${SELECT} where a.shop_id = $1 and a.key = $2`,
    shop.id,
    action.key,
  )
  const row = rows[0]
  if (!row) throw new Error(`the action ${action.key} was neither written nor found`)
  if (row.tool !== action.tool || row.kind !== action.kind || row.target !== action.target) {
    throw new Error(`the key ${action.key} already names ${row.tool} ${row.kind} of ${row.target}`)
  }
  return toAction(row)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function readCursor(cursor: string | undefined): [string, string] | [null, null] {
  if (!cursor) return [null, null]
  const [at = '', id = ''] = cursor.split('_')
  if (Number.isNaN(Date.parse(at)) || !UUID.test(id))
    throw new AppError('invalid_input', 'this page address is not valid any more: go back to the first page')
  return [at, id]
}

function toAction(row: ActionRow): Action {
  const { undo_of: undoOf, undone_by: undoneBy, actor, at, ...plain } = row
  return { ...plain, actor: readActor(actor), at: at.toISOString(), undoOf, undoneBy }
}

function readActor(actor: string): NewAction['actor'] {
  if (actor === 'merchant') return actor
  if (actor.startsWith('job:')) return `job:${actor.slice(4)}`
  throw new Error(`unknown actor in the ledger: ${actor}`)
}
