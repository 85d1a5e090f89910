/**
 * Carrying a release to the shop, or back. In: a running release. Out: its rows written, kept or failed, with what was found.
 * Plan, record, apply, confirm: the rows are the plan; before each call the shop's prices are read again; only what still is as planned is
 * written; what Shopify answers is compared; then row and ledger are saved together. Invariant: dying anywhere and running again, or
 * running twice, ends with the same prices and the same rows.
 */
import pLimit from 'p-limit'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { inBatches } from './batches.ts'
import type { ReleaseState } from './lifecycle.ts'
import type { RowNote, RowState } from './schema.ts'
import { listWritable, recordOutcomes, type Outcome } from './rows/store.server.ts'
import { readPrices, writePrices } from './shopify.server.ts'
import { judge, samePrice, targetOf, type Direction, type WritableRow } from './three-way.ts'

/** Rows taken at a time; a slice of some seconds at Shopify's slowest rate. */
const ROWS_AT_ONCE = 2_000
/** Batches on their way at once: one is read while another is written. */
const BATCHES_AT_ONCE = 3
const SLICE_MS = 45_000

export interface CarryContext {
  signal: AbortSignal
}

export interface Carried {
  /** prices looked at in this slice */
  rows: number
  /** no row is left to write */
  finished: boolean
}

/** Carries for at most a slice of time. What was begun is recorded before an error of another batch is thrown. */
export async function carryRows(
  shop: Shop,
  release: { id: string; state: ReleaseState; round: number },
  { signal }: CarryContext,
): Promise<Carried> {
  const direction: Direction = release.state === 'applying' ? 'apply' : 'roll_back'
  const client = shopifyClient(shop)
  const endAt = performance.now() + SLICE_MS
  let rows = 0
  let halted = false
  for (;;) {
    const open = await listWritable(shop, release.id, direction, ROWS_AT_ONCE)
    if (open.length === 0) return { rows, finished: !halted }
    const limit = pLimit(BATCHES_AT_ONCE)
    const settled = await Promise.allSettled(
      inBatches(open).map((batch) =>
        limit(async () => {
          if (halted || signal.aborted || performance.now() > endAt) return
          const outcomes = await carryBatch(client, batch, direction, signal)
          const now = await recordOutcomes(shop, release, direction, outcomes)
          rows += outcomes.length
          if (now.paused || now.state !== release.state) halted = true
        }).catch((error: unknown) => {
          // The others that wait would meet the same trouble.
          halted = true
          throw error
        }),
      ),
    )
    const failed = settled.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    signal.throwIfAborted()
    if (halted || performance.now() > endAt) return { rows, finished: false }
  }
}

/** One batch of one book, until every row has an outcome. Every turn settles a row at least, so it ends. */
async function carryBatch<Row extends WritableRow>(
  client: ShopifyClient,
  batch: readonly Row[],
  direction: Direction,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const bookId = batch[0]?.bookId ?? ''
  const outcomes: Outcome[] = []
  const settle = (row: Row, state: RowState, note: RowNote | null = null): void => {
    outcomes.push({ row, state, note })
  }
  let open = batch
  for (;;) {
    const now = await readPrices(client, bookId, open, signal)
    const writable: Row[] = []
    for (const row of open) {
      const verdict = judge(row, direction, now.prices.get(row.variantId), now.currency ?? row.currency)
      if (verdict.do === 'write') writable.push(row)
      else if (verdict.do === 'done') settle(row, DONE[direction])
      else settle(row, KEPT[direction], verdict.note)
    }
    if (writable.length === 0) return outcomes
    const written = await writePrices(client, bookId, writable, direction, signal)
    const refused = new Set<Row>()
    for (const { row, note, gone } of written.refused) {
      refused.add(row)
      settle(row, gone || direction === 'roll_back' ? KEPT[direction] : 'failed', note)
    }
    const unclear: Row[] = []
    for (const row of writable) {
      if (refused.has(row)) continue
      const stored = written.stored.get(row.variantId)
      if (!stored) unclear.push(row)
      else if (samePrice(stored, targetOf(row, direction))) settle(row, DONE[direction])
      // Shopify took the price and has another one now: it is not ours to insist.
      else settle(row, KEPT[direction], { code: 'edited', found: stored })
    }
    if (unclear.length === 0) return outcomes
    if (refused.size === 0 && unclear.length === writable.length)
      throw new Error(`Shopify took ${unclear.length} prices of book ${bookId} and named none of them`)
    open = unclear
  }
}

const DONE: Record<Direction, RowState> = { apply: 'applied', roll_back: 'rolled_back' }
const KEPT: Record<Direction, RowState> = { apply: 'kept', roll_back: 'kept_on_rollback' }

/** Whether a trouble passes by itself: the release waits and tries again. */
export function passes(error: unknown): boolean {
  return (
    isAppError(error) &&
    ['throttled', 'upstream_down', 'unavailable', 'shop_unauthorized', 'conflict'].includes(error.code)
  )
}
