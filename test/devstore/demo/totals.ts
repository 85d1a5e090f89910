/**
 * What the app holds after a sync, read from its own database, and how long the sync took.
 * In: the demo. Out: the figures of `npm run demo -- --once --json`. Invariant: nothing is taken from the dev store's memory.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Demo } from './start.ts'

export interface Totals {
  products: number
  variants: number
  skus: number
  inventoryLevels: number
  orders: number
  lineItems: number
  units: number
  refunds: number
  refundedMinor: number
  fulfillments: number
  returns: number
  grossMinor: number
  currency: string
  countries: number
  maxLinesInOneOrder: number
  salesDays: number
  syncSeconds: number
  linesPerSecond: number
  peakRssMb: number
}

export interface SyncState {
  state: string
  errorCode: string | null
  phases: { key: string; state: string; rowsRead: number }[]
  factsBehind: number
}

export async function syncState(demo: Demo): Promise<SyncState | null> {
  const run = await demo.db.query<{ id: string; state: string; error_code: string | null }>(
    'select id, state, error_code from sync_run order by created_at desc limit 1',
  )
  const [row] = run.rows
  if (!row) return null
  const phases = await demo.db.query<{ key: string; state: string; rows_read: string }>(
    'select key, state, rows_read from sync_phase where run_id = $1 order by position',
    [row.id],
  )
  const behind = await demo.db.query<{ behind: string }>(
    // A cursor named `….actions` follows the action ledger, not the mirror's changes.
    `select coalesce((select max(seq) from mirror_change), 0)
            - coalesce((select min(seq) from fact_cursor where name not like '%.actions'), 0) as behind`,
  )
  return {
    state: row.state,
    errorCode: row.error_code,
    phases: phases.rows.map((phase) => ({ key: phase.key, state: phase.state, rowsRead: Number(phase.rows_read) })),
    factsBehind: Number(behind.rows[0]?.behind ?? 0),
  }
}

/** Waits until the first sync is done and the facts have followed. Throws when the sync fails or the app dies. */
export async function untilSynced(demo: Demo, onProgress: (state: SyncState) => void = () => undefined): Promise<void> {
  for (;;) {
    if (demo.app.exitCode !== null)
      throw new Error(`The app stopped by itself (exit ${demo.app.exitCode}); see ${demo.logFile}`)
    const state = await syncState(demo)
    if (state) {
      onProgress(state)
      if (state.state === 'failed' || state.state === 'cancelled')
        throw new Error(`The sync ended as ${state.state} (${state.errorCode ?? 'no code'}); see ${demo.logFile}`)
      if (state.state === 'done' && state.factsBehind <= 0) return
    }
    await sleep(250)
  }
}

export async function readTotals(demo: Demo): Promise<Totals> {
  const one = async (sql: string): Promise<Record<string, string>> =>
    (await demo.db.query<Record<string, string>>(sql)).rows[0] ?? {}
  const catalog = await one(`select
      (select count(*) from mirror_product where deleted_at is null) as products,
      (select count(*) from mirror_variant where deleted_at is null) as variants,
      (select count(distinct sku) from mirror_variant where deleted_at is null) as skus,
      (select count(*) from mirror_stock_level where deleted_at is null) as levels,
      (select count(*) from fact_sales) as sales_days`)
  const orders =
    await one(`select count(*) as orders, count(distinct country) as countries, min(currency) as currency, sum(refunded_minor) as refunded, max(line_count) as most
      from mirror_order where deleted_at is null`)
  const lines = await one(
    'select count(*) as lines, sum(quantity) as units, sum(quantity * unit_price_minor) as gross from mirror_order_line',
  )
  const children = await one(
    'select (select count(*) from mirror_refund) as refunds, (select count(*) from mirror_fulfillment) as fulfillments, (select count(*) from mirror_return) as returns',
  )
  const run = await one(
    "select extract(epoch from finished_at - started_at) as seconds from sync_run where kind = 'backfill' and state = 'done' order by created_at limit 1",
  )
  const n = (value: string | undefined): number => Number(value ?? 0)
  const syncSeconds = Math.round(n(run['seconds']) * 100) / 100
  return {
    products: n(catalog['products']),
    variants: n(catalog['variants']),
    skus: n(catalog['skus']),
    inventoryLevels: n(catalog['levels']),
    orders: n(orders['orders']),
    lineItems: n(lines['lines']),
    units: n(lines['units']),
    refunds: n(children['refunds']),
    refundedMinor: n(orders['refunded']),
    fulfillments: n(children['fulfillments']),
    returns: n(children['returns']),
    grossMinor: n(lines['gross']),
    currency: orders['currency'] ?? '',
    countries: n(orders['countries']),
    maxLinesInOneOrder: n(orders['most']),
    salesDays: n(catalog['sales_days']),
    syncSeconds,
    linesPerSecond: syncSeconds > 0 ? Math.round(n(lines['lines']) / syncSeconds) : 0,
    peakRssMb: await peakRssMb(demo),
  }
}

/** The app's own account of the most memory it ever had. */
async function peakRssMb(demo: Demo): Promise<number> {
  const response = await fetch(`${demo.appUrl}/metrics`, { headers: { authorization: `Bearer ${demo.metricsToken}` } })
  const line = (await response.text()).split('\n').find((text) => text.startsWith('tradewind_peak_rss_bytes '))
  if (!line) throw new Error('the app does not tell its peak memory')
  return Math.round(Number(line.split(' ')[1]) / 1024 / 1024)
}
