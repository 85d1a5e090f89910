/**
 * One phase of a backfill that comes as a bulk file: request, wait, stage, merge, tombstones.
 * In: the run and the phase's record. Out: the phase one step further, its place saved. Invariant: kill −9 at any point loses at most
 * the batch at hand: lines that are staged are not read again, rows that are merged are not merged again, and a staging set that a
 * crash of the database has emptied is noticed and filled anew.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { isAppError, type ErrorCode } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import { recycle } from '#app/mirror/copy-buffer.server.ts'
import {
  copyText,
  createStaging,
  dropStaging,
  isStagingWhole,
  stagingOf,
  type AnyTable,
  type Source,
} from '#app/mirror/staging.server.ts'
import type { Instant } from '#app/mirror/types.ts'
import type { Saved } from '#app/mirror/merge-versioned.server.ts'
import type { Snapshot } from '#app/mirror/upsert-removals.server.ts'
import { readBulkFile } from '#app/shopify/bulk-file.server.ts'
import { findBulk, isUnfinished, type BulkOperation } from '#app/shopify/bulk.server.ts'
import { mapContextOf } from './map-context.server.ts'
import { checkpoint, stopIfAsked, type RunContext } from './run-context.server.ts'
import type { PhaseRecord } from './run-records.ts'
import { beat, savePhase } from './run-store.server.ts'
import { LineStage, type LineKinds, type StagedText } from './stage-lines.server.ts'
import type { PhaseKey } from './types.ts'

export interface BulkPhase {
  key: PhaseKey
  tables: readonly AnyTable[]
  lines: LineKinds
  start: (context: RunContext) => Promise<BulkOperation>
  /** after the last line, in one transaction; returns what to tell people who debug, or null */
  prepare: (sql: ShopSql, source: Source, partial: boolean) => Promise<string | null>
  /** the next range to merge after `after`: its last id, or null when all is merged */
  nextRange: (sql: ShopSql, source: Source, after: string) => Promise<string | null>
  merge: (
    sql: ShopSql,
    context: RunContext,
    source: Source,
    range: { after: string; to: string },
    partial: boolean,
  ) => Promise<Saved>
  /** the file was complete: what it lacks is gone, and how far reconciliation may rely on it; returns the number of tombstones */
  complete: (sql: ShopSql, context: RunContext, snapshot: Snapshot) => Promise<number>
}

const Failure = z.object({ code: z.string(), detail: z.string() })

/** What a bulk phase keeps besides its counts. */
const Place = z.object({
  /** when the operation was asked for, by our database's clock */
  requestedAt: z.string(),
  /** bytes of the file that are staged */
  bytes: z.number().default(0),
  /** the last id that is merged; null while still staging */
  mergedTo: z.string().nullable().default(null),
  /** what Shopify failed with: the file is what it had written until then */
  failure: Failure.nullable().default(null),
  note: z.string().nullable().default(null),
})
type Place = z.infer<typeof Place>

/** About this many rows go to the database at once, while the next are being read. */
const BATCH_ROWS = 20_000

/** Asks Shopify for the file. False: five operations run already, ask again later. */
export async function requestFile(context: RunContext, spec: BulkPhase): Promise<boolean> {
  const { shop, runId } = context
  const requestedAt = await inShopSql(shop.id, async (sql) => {
    const result = await sql.query<{ now: Date }>('select now()')
    return result.rows[0]?.now.toISOString() ?? new Date().toISOString()
  })
  let operation: BulkOperation
  try {
    operation = await spec.start(context)
  } catch (error) {
    if (isAppError(error, 'throttled')) return false
    throw error
  }
  await inShopSql(shop.id, (sql) =>
    savePhase(sql, shop, runId, spec.key, {
      state: 'requested',
      bulkId: operation.id,
      cursor: Place.parse({ requestedAt }),
      error: null,
    }),
  )
  return true
}

/** Null: Shopify still works on it. */
export async function findFinished(context: RunContext, phase: PhaseRecord): Promise<BulkOperation | 'unknown' | null> {
  const operation =
    phase.bulkId === null ? null : await findBulk(context.client, phase.bulkId, { signal: context.signal })
  if (operation === null) return 'unknown'
  if (!isUnfinished(operation)) return operation
  if (operation.objectCount > 0) {
    await inShopSql(context.shop.id, (sql) =>
      savePhase(sql, context.shop, context.runId, phase.key, { rowsExpected: operation.objectCount }),
    )
  }
  return null
}

const FAILURES: Record<string, ErrorCode> = {
  ACCESS_DENIED: 'missing_scope',
  TIMEOUT: 'upstream_down',
  INTERNAL_SERVER_ERROR: 'upstream_down',
}

function failureOf(operation: BulkOperation): Place['failure'] {
  if (operation.status === 'COMPLETED') return null
  const code = operation.errorCode === null ? 'unavailable' : (FAILURES[operation.errorCode] ?? 'upstream_down')
  return {
    code,
    detail: `bulk operation ${operation.id} ended ${operation.status} ${operation.errorCode ?? ''}`.trim(),
  }
}

/** Carries a phase whose operation has ended to its own end. Throws at a checkpoint when the run is to stop. */
export async function carryFile(
  context: RunContext,
  spec: BulkPhase,
  phase: PhaseRecord,
  operation: BulkOperation,
): Promise<void> {
  const source = stagingOf(context.shop, context.runId, spec.key)
  const place: Place = { ...Place.parse(phase.cursor), failure: failureOf(operation) }
  if (place.mergedTo === null || !(await inShopSql(context.shop.id, (sql) => isStagingWhole(sql, source)))) {
    await stageFile(context, spec, phase, operation, source, place)
  }
  await mergeFile(context, spec, source, place)
  await finishFile(context, spec, operation, source, place)
}

async function stageFile(
  context: RunContext,
  spec: BulkPhase,
  phase: PhaseRecord,
  operation: BulkOperation,
  source: Source,
  place: Place,
): Promise<void> {
  const { shop, runId, signal } = context
  let lines = phase.linesStaged
  if (phase.state !== 'reading' || !(await inShopSql(shop.id, (sql) => isStagingWhole(sql, source)))) {
    lines = 0
    place.bytes = 0
    place.mergedTo = null
    await checkpoint(context, spec.key, async (sql) => {
      await createStaging(sql, source, spec.tables)
      return { state: 'reading', linesStaged: 0, rowsRead: 0, rowsExpected: operation.objectCount, cursor: place }
    })
  }
  const url = operation.url ?? operation.partialDataUrl
  if (url !== null) {
    const stage = new LineStage(spec.lines, await mapContextOf(shop))
    const writer = new BatchWriter(async (batch, linesNow, bytes) => {
      const asked = await inShopSql(shop.id, async (sql) => {
        // Unlogged tables and their checkpoint are lost together: nothing to wait for the disk for.
        await sql.query('set local synchronous_commit = off')
        for (const { table, chunks } of batch) await copyText(sql, source(table), table.columns, chunks)
        await savePhase(sql, shop, runId, spec.key, {
          linesStaged: linesNow,
          rowsRead: linesNow,
          cursor: { ...place, bytes },
        })
        return beat(sql, shop, runId)
      })
      for (const { chunks } of batch) recycle(chunks)
      stopIfAsked(asked)
    })
    try {
      for await (const chunk of readBulkFile(url, {
        fromByte: place.bytes,
        size: place.failure === null ? operation.fileSize : null,
        signal,
      })) {
        for (const line of chunk.lines) stage.read(line)
        lines += chunk.lines.length
        place.bytes = chunk.endByte
        if (stage.rows >= BATCH_ROWS) await writer.write(stage.take(), lines, place.bytes)
      }
      await writer.write(stage.take(), lines, place.bytes)
    } finally {
      await writer.end()
    }
  }
  await checkpoint(context, spec.key, async (sql) => {
    await requireWhole(sql, source)
    place.note = await spec.prepare(sql, source, place.failure !== null)
    place.mergedTo = '0'
    return { state: 'writing', linesStaged: lines, rowsRead: lines, rowsExpected: lines, cursor: place }
  })
  if (place.note !== null)
    log.warn({ shopId: shop.id, runId, phase: spec.key, note: place.note }, 'a bulk file is not whole')
}

/** An emptied set must never be taken for an empty shop. The job is tried again, and stages anew. */
async function requireWhole(sql: ShopSql, source: Source): Promise<void> {
  if (!(await isStagingWhole(sql, source)))
    throw new Error('the staged rows of a sync are gone: the database was restarted meanwhile')
}

type WriteBatch = (batch: StagedText[], lines: number, bytes: number) => Promise<void>

/** Writes one batch while the next is being read, in order, and never two at once. */
class BatchWriter {
  readonly #write: WriteBatch
  #pending: Promise<void> | null = null

  constructor(write: WriteBatch) {
    this.#write = write
  }

  async write(batch: StagedText[], lines: number, bytes: number): Promise<void> {
    await this.end()
    this.#pending = this.#write(batch, lines, bytes)
    // Handled where it is awaited; until then a failure must not count as unhandled.
    this.#pending.catch(() => undefined)
    // Lets the first bytes leave before parsing takes the thread again.
    await nextTurn()
  }

  async end(): Promise<void> {
    const pending = this.#pending
    this.#pending = null
    await pending
  }
}

async function mergeFile(context: RunContext, spec: BulkPhase, source: Source, place: Place): Promise<void> {
  for (;;) {
    const after = place.mergedTo ?? '0'
    const to = await inShopSql(context.shop.id, (sql) => spec.nextRange(sql, source, after))
    if (to === null) return
    place.mergedTo = to
    const saved = await checkpoint(context, spec.key, async (sql) => {
      const { written, unchanged } = await spec.merge(sql, context, source, { after, to }, place.failure !== null)
      return { addWritten: written, addUnchanged: unchanged, cursor: place }
    })
    if ((saved.addWritten ?? 0) > 0) announceChanges(context.shop)
  }
}

async function finishFile(
  context: RunContext,
  spec: BulkPhase,
  operation: BulkOperation,
  source: Source,
  place: Place,
): Promise<void> {
  const { shop, runId } = context
  const takenAt: Instant = operation.createdAt
  const saved = await checkpoint(context, spec.key, async (sql) => {
    await requireWhole(sql, source)
    const gone =
      place.failure === null ? await spec.complete(sql, context, { source, startedAt: place.requestedAt, takenAt }) : 0
    await dropStaging(sql, shop, runId, spec.key)
    const error =
      place.failure === null
        ? null
        : { ...place.failure, detail: [place.failure.detail, place.note].filter(Boolean).join('; ') }
    return { state: error === null ? 'done' : 'failed', addWritten: gone, cursor: place, error }
  })
  if ((saved.addWritten ?? 0) > 0) announceChanges(shop)
}
