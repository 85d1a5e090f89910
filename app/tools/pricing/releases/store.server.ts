/**
 * The `pricing_release` table. In: a transaction of the shop, a release. Out: typed releases.
 * Invariant: a release changes its state only along lifecycle.ts, and only from the state the caller saw: two who move it at once do not both succeed.
 */
import { randomUUID } from 'node:crypto'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { mayMove, statesBefore, type ReleaseState } from './lifecycle.ts'
import {
  GuardQuestions,
  ReleaseFailure,
  ReleasePlan,
  ReleaseTotals,
  type ConflictCode,
  type GuardQuestion,
  type Release,
  type ReleaseQuery,
} from './schema.ts'

interface Row extends Omit<Release, 'plan' | 'totals' | 'guards' | 'failure'> {
  plan: unknown
  totals: unknown
  guards: unknown
  failure: unknown
}

const INSTANTS = {
  starts_at: 'startsAt',
  ends_at: 'endsAt',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  previewed_at: 'previewedAt',
  approved_at: 'approvedAt',
  applied_at: 'appliedAt',
  rolled_back_at: 'rolledBackAt',
}
const COLUMNS = [
  'id::text, number, name, state, paused, plan, totals, guards, failure',
  ...Object.entries(INSTANTS).map(([column, name]) => `${isoInstant(column)} as "${name}"`),
].join(', ')

/** What may not be done now, with the code that says why. */
export function refusal(code: ConflictCode, message: string, path: string[] = []): AppError {
  return new AppError('conflict', message, { retry: 'never', fields: [{ path, code, message }] })
}

/** A draft with the shop's next number. */
export async function insertRelease(sql: ShopSql, shop: Shop, name: string, plan: ReleasePlan): Promise<Release> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_release number', $1))`, [shop.id])
  const found = await sql.query<Row>(
    `insert into pricing_release (shop_id, id, number, name, state, plan, totals, guards)
     select $1, $2::uuid, coalesce(max(number), 0) + 1, $3, 'draft', $4::jsonb, 'null', '[]' from pricing_release where shop_id = $1
     returning ${COLUMNS}`,
    [shop.id, randomUUID(), name, JSON.stringify(plan)],
  )
  return one(found.rows)
}

/** Throws `not_found`. `lock`: nobody else changes it until the transaction ends. */
export async function getRelease(
  sql: ShopSql,
  shop: Shop,
  id: string,
  options: { lock?: boolean } = {},
): Promise<Release> {
  const found = isUuid(id)
    ? await sql.query<Row>(
        `select ${COLUMNS} from pricing_release where shop_id = $1 and id = $2::uuid ${options.lock ? 'for update' : ''}`,
        [shop.id, id],
      )
    : { rows: [] }
  if (!found.rows[0]) throw new AppError('not_found', `no release ${id}`)
  return typed(found.rows[0])
}

/** Newest first. */
export async function listReleases(sql: ShopSql, shop: Shop, query: ReleaseQuery): Promise<Release[]> {
  const found = await sql.query<Row>(
    `select ${COLUMNS} from pricing_release
     where shop_id = $1 and ($2 = '' or state = $2) and ($3::int is null or number < $3) order by number desc limit $4`,
    [shop.id, query.state, query.after ?? null, query.limit],
  )
  return found.rows.map(typed)
}

/** Columns that a move or an edit sets beside the state; a field left out stays. */
export interface ReleaseChange {
  name?: string
  plan?: ReleasePlan
  totals?: ReleaseTotals | null
  guards?: GuardQuestion[]
  paused?: boolean
  failure?: ReleaseFailure | null
  startsAt?: Instant | null
  endsAt?: Instant | null
  previewedAt?: Instant | null
  approvedAt?: Instant | null
  appliedAt?: Instant | null
  rolledBackAt?: Instant | null
}

const COLUMN_OF: Record<keyof ReleaseChange, { column: string; type: string }> = {
  name: { column: 'name', type: 'text' },
  plan: { column: 'plan', type: 'jsonb' },
  totals: { column: 'totals', type: 'jsonb' },
  guards: { column: 'guards', type: 'jsonb' },
  paused: { column: 'paused', type: 'boolean' },
  failure: { column: 'failure', type: 'jsonb' },
  startsAt: { column: 'starts_at', type: 'timestamptz' },
  endsAt: { column: 'ends_at', type: 'timestamptz' },
  previewedAt: { column: 'previewed_at', type: 'timestamptz' },
  approvedAt: { column: 'approved_at', type: 'timestamptz' },
  appliedAt: { column: 'applied_at', type: 'timestamptz' },
  rolledBackAt: { column: 'rolled_back_at', type: 'timestamptz' },
}

/** Changes a release that stays in its state. Throws `conflict` (wrong_state) when it is in none of `states`. */
export async function changeRelease(
  sql: ShopSql,
  shop: Shop,
  id: string,
  states: readonly ReleaseState[],
  change: ReleaseChange,
): Promise<Release> {
  return update(sql, shop, id, states, null, change)
}

/** Moves a release. `from` narrows the states it may come from; throws `conflict` (wrong_state) when it is in another one. */
export async function moveRelease(
  sql: ShopSql,
  shop: Shop,
  id: string,
  to: ReleaseState,
  change: ReleaseChange = {},
  from: readonly ReleaseState[] = statesBefore(to),
): Promise<Release> {
  const impossible = from.filter((state) => !mayMove(state, to))
  if (impossible.length > 0) throw new Error(`no release goes from ${impossible.join(', ')} to ${to}`)
  return update(sql, shop, id, from, to, change)
}

async function update(
  sql: ShopSql,
  shop: Shop,
  id: string,
  states: readonly ReleaseState[],
  to: ReleaseState | null,
  change: ReleaseChange,
): Promise<Release> {
  const values: unknown[] = [shop.id, id, states]
  const sets = ['updated_at = now()']
  if (to !== null) sets.push(`state = $${values.push(to)}`)
  for (const [field, value] of Object.entries(change)) {
    const { column, type } = COLUMN_OF[field as keyof ReleaseChange]
    const stored = type === 'jsonb' && (value !== null || field === 'totals') ? JSON.stringify(value) : value
    sets.push(`${column} = $${values.push(stored)}::${type}`)
  }
  const found = isUuid(id)
    ? await sql.query<Row>(
        `update pricing_release set ${sets.join(', ')} where shop_id = $1 and id = $2::uuid and state = any ($3::text[]) returning ${COLUMNS}`,
        values,
      )
    : { rows: [] }
  if (found.rows[0]) return typed(found.rows[0])
  const { state } = await getRelease(sql, shop, id)
  throw refusal('wrong_state', `release ${id} is ${state}: this needs it to be ${states.join(' or ')}`)
}

/** With its rows. Throws `conflict` when it is in none of `states`. */
export async function deleteRelease(
  sql: ShopSql,
  shop: Shop,
  id: string,
  states: readonly ReleaseState[],
): Promise<void> {
  const { state } = await getRelease(sql, shop, id, { lock: true })
  if (!states.includes(state)) throw refusal('wrong_state', `release ${id} is ${state} and cannot be discarded`)
  await sql.query('delete from pricing_release_row where shop_id = $1 and release_id = $2::uuid', [shop.id, id])
  await sql.query('delete from pricing_release where shop_id = $1 and id = $2::uuid', [shop.id, id])
}

function typed(row: Row): Release {
  return {
    ...row,
    plan: ReleasePlan.parse(row.plan),
    totals: ReleaseTotals.nullable().parse(row.totals),
    guards: GuardQuestions.parse(row.guards),
    failure: ReleaseFailure.nullable().parse(row.failure),
  }
}

function one(rows: Row[]): Release {
  if (!rows[0]) throw new Error('the release was not written')
  return typed(rows[0])
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
