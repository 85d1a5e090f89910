/**
 * Rows of runs and phases. In: an open connection inside the shop. Out: plain records. Invariant: a phase's counts and its cursor are
 * saved together, in the transaction that did what they tell.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { PhaseRecord, RunRecord } from './run-records.ts'
import type { PhaseKey, PhaseState, RunKind, RunReason, RunState } from './types.ts'

const RUN_COLUMNS = `id, kind, reason, state, asked, created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt",
  heartbeat_at as "heartbeatAt", error_code as "errorCode"`

type Dated<Row, Keys extends keyof Row> = Omit<Row, Keys> & Record<Keys, Date | null>
type RunRow = Dated<RunRecord, 'createdAt' | 'startedAt' | 'finishedAt' | 'heartbeatAt'>

function toRun(row: RunRow): RunRecord {
  return {
    ...row,
    createdAt: iso(row.createdAt) ?? '',
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    heartbeatAt: iso(row.heartbeatAt),
  }
}

function iso(date: Date | null): Instant | null {
  return date?.toISOString() ?? null
}

/** `lock`: until the transaction ends nobody else changes the run. */
export async function findRunRecord(
  sql: ShopSql,
  shop: Shop,
  runId: string,
  options: { lock?: boolean } = {},
): Promise<RunRecord | null> {
  const result = await sql.query<RunRow>(
    `select ${RUN_COLUMNS} from sync_run where shop_id = $1 and id = $2 ${options.lock ? 'for update' : ''}`,
    [shop.id, runId],
  )
  return result.rows[0] ? toRun(result.rows[0]) : null
}

export async function listRunRecords(
  sql: ShopSql,
  shop: Shop,
  options: { limit: number; states?: RunState[] },
): Promise<RunRecord[]> {
  const result = await sql.query<RunRow>(
    `select ${RUN_COLUMNS} from sync_run where shop_id = $1 and ($2::text[] is null or state = any($2)) order by created_at desc, id limit $3`,
    [shop.id, options.states ?? null, options.limit],
  )
  return result.rows.map(toRun)
}

export async function insertRun(
  sql: ShopSql,
  shop: Shop,
  run: { id: string; kind: RunKind; reason: RunReason; phases: readonly PhaseKey[] },
): Promise<void> {
  await sql.query(`insert into sync_run (shop_id, id, kind, reason, state) values ($1, $2, $3, $4, 'queued')`, [
    shop.id,
    run.id,
    run.kind,
    run.reason,
  ])
  await sql.query(
    `insert into sync_phase (shop_id, run_id, key, position, state) select $1, $2, key, position, 'waiting' from unnest($3::text[]) with ordinality as t(key, position)`,
    [shop.id, run.id, run.phases],
  )
}

/** Sets state and what belongs to it; a final state or a failure also sets when it ended. */
export async function setRunState(
  sql: ShopSql,
  shop: Shop,
  runId: string,
  state: RunState,
  error: { code: string; detail: string } | null = null,
): Promise<void> {
  await sql.query(
    `update sync_run set state = $3, asked = null, error_code = $4, error_detail = $5,
       started_at = case when $3 = 'running' then coalesce(started_at, now()) else started_at end,
       heartbeat_at = case when $3 = 'running' then now() else heartbeat_at end,
       finished_at = case when $3 in ('done', 'failed', 'cancelled') then now() else null end
      where shop_id = $1 and id = $2`,
    [shop.id, runId, state, error?.code ?? null, error?.detail.slice(0, 2000) ?? null],
  )
}

export async function askRun(sql: ShopSql, shop: Shop, runId: string, asked: 'pause' | 'cancel'): Promise<void> {
  await sql.query('update sync_run set asked = $3 where shop_id = $1 and id = $2', [shop.id, runId, asked])
}

/** A sign of life; returns what the merchant asked meanwhile. */
export async function beat(sql: ShopSql, shop: Shop, runId: string): Promise<'pause' | 'cancel' | null> {
  const result = await sql.query<{ asked: 'pause' | 'cancel' | null }>(
    'update sync_run set heartbeat_at = now() where shop_id = $1 and id = $2 returning asked',
    [shop.id, runId],
  )
  return result.rows[0]?.asked ?? null
}

const PHASE_COLUMNS = `key, state, bulk_id as "bulkId", lines_staged as "linesStaged", rows_expected as "rowsExpected", rows_read as "rowsRead",
  rows_written as "rowsWritten", rows_unchanged as "rowsUnchanged", cursor, error_code as "errorCode", started_at as "startedAt", finished_at as "finishedAt"`

interface PhaseRow extends Omit<
  PhaseRecord,
  'linesStaged' | 'rowsExpected' | 'rowsRead' | 'rowsWritten' | 'rowsUnchanged' | 'startedAt' | 'finishedAt'
> {
  linesStaged: string
  rowsExpected: string | null
  rowsRead: string
  rowsWritten: string
  rowsUnchanged: string
  startedAt: Date | null
  finishedAt: Date | null
}

export async function listPhases(sql: ShopSql, shop: Shop, runId: string): Promise<PhaseRecord[]> {
  const result = await sql.query<PhaseRow>(
    `select ${PHASE_COLUMNS} from sync_phase where shop_id = $1 and run_id = $2 order by position`,
    [shop.id, runId],
  )
  return result.rows.map((row) => ({
    ...row,
    linesStaged: Number(row.linesStaged),
    rowsExpected: row.rowsExpected === null ? null : Number(row.rowsExpected),
    rowsRead: Number(row.rowsRead),
    rowsWritten: Number(row.rowsWritten),
    rowsUnchanged: Number(row.rowsUnchanged),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
  }))
}

/** Counts with a leading `add` are added to what is there, the others replace it; absent fields stay. */
export interface PhasePatch {
  state?: PhaseState
  bulkId?: string | null
  linesStaged?: number
  rowsExpected?: number | null
  rowsRead?: number
  addRead?: number
  addWritten?: number
  addUnchanged?: number
  cursor?: unknown
  error?: { code: string; detail: string } | null
}

const SET: Record<keyof PhasePatch, (parameter: string) => string> = {
  state: (p) =>
    `state = ${p}, finished_at = case when ${p} in ('done', 'failed') then now() end,
     started_at = case when ${p} in ('waiting', 'requested') then null else coalesce(started_at, now()) end`,
  bulkId: (p) => `bulk_id = ${p}`,
  linesStaged: (p) => `lines_staged = ${p}`,
  rowsExpected: (p) => `rows_expected = ${p}`,
  rowsRead: (p) => `rows_read = ${p}`,
  addRead: (p) => `rows_read = rows_read + ${p}`,
  addWritten: (p) => `rows_written = rows_written + ${p}`,
  addUnchanged: (p) => `rows_unchanged = rows_unchanged + ${p}`,
  cursor: (p) => `cursor = ${p}::jsonb`,
  error: (p) => `error_code = ${p}::jsonb ->> 'code', error_detail = left(${p}::jsonb ->> 'detail', 2000)`,
}
const TYPES: Partial<Record<keyof PhasePatch, string>> = {
  state: '::text',
  addRead: '::bigint',
  addWritten: '::bigint',
  addUnchanged: '::bigint',
}

export async function savePhase(
  sql: ShopSql,
  shop: Shop,
  runId: string,
  key: PhaseKey,
  patch: PhasePatch,
): Promise<void> {
  const values: unknown[] = [shop.id, runId, key]
  const sets: string[] = []
  for (const field of Object.keys(patch) as (keyof PhasePatch)[]) {
    const value = patch[field]
    if (value === undefined) continue
    values.push(field === 'cursor' || field === 'error' ? JSON.stringify(value) : value)
    sets.push(SET[field](`$${values.length}${TYPES[field] ?? ''}`))
  }
  await sql.query(`update sync_phase set ${sets.join(', ')} where shop_id = $1 and run_id = $2 and key = $3`, values)
}

/** As if they had never run: for a retry. */
export async function resetPhases(sql: ShopSql, shop: Shop, runId: string, keys: readonly PhaseKey[]): Promise<void> {
  await sql.query(
    `update sync_phase set state = 'waiting', bulk_id = null, lines_staged = 0, rows_expected = null, rows_read = 0, rows_written = 0, rows_unchanged = 0,
       cursor = null, error_code = null, error_detail = null, started_at = null, finished_at = null
      where shop_id = $1 and run_id = $2 and key = any($3)`,
    [shop.id, runId, keys],
  )
}
