/**
 * A plan from beginning to end. In: a shop and a run. Out: the newest word on every variant, and a summary; progress on the way.
 * Steps: read the shop; forecast and decide in a thread of its own; store as words come; measure how good such forecasts were.
 * Invariant: it only reads the shop; a variant is replaced whole, so a run that is broken off leaves older words, never half ones.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureStockRebuilt } from '#app/facts/stock-rebuild.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { censoredWeeks } from '../../health/stock-history.ts'
import { closeOtherAlerts, followAlerts } from '../../alerts/following/service.server.ts'
import { findPolicy } from '../../policy/store.server.ts'
import type { PolicyDocument } from '../../policy/schema.ts'
import type { Abc } from '../../terms.ts'
import type { DemandSeries } from '../plan-shop.ts'
import { planInThread } from '../plan-thread.server.ts'
import { loadHistories, loadVariants, type PlannedVariant } from '../loading/service.server.ts'
import { endRun, getRun, markDone, saveItems, startRun } from '../store.server.ts'
import { SummaryCounter } from '../summary.ts'

/** Weeks of a usual interval when no lead time is known at all. */
const USUAL_WEEKS = 4
const LEAST_WEEKS = 1
const MOST_WEEKS = 13

class Stopped extends Error {}

/** Carries the run; one that is over is left alone. A trouble that the queue cannot mend by trying again ends the run and says so. */
export async function carryPlan(
  shop: Shop,
  id: string,
  { signal, last }: { signal: AbortSignal; last: boolean },
): Promise<void> {
  try {
    await plan(shop, id, signal)
  } catch (error) {
    if (error instanceof Stopped) return
    signal.throwIfAborted()
    if (last || (isAppError(error) && error.retry === 'never')) {
      const code = isAppError(error) ? error.code : 'bug'
      await inShopSql(shop.id, (sql) => endRun(sql, shop, id, { state: 'failed', code }))
    }
    throw error
  }
}

async function plan(shop: Shop, id: string, signal: AbortSignal): Promise<void> {
  // Once; in a transaction of its own, because it writes much and the plan only reads.
  await inShopSql(shop.id, async (sql) => ensureStockRebuilt(sql, shop, (await getRun(sql, shop, id)).asOf))
  const { run, policy, variants, outlierBps } = await inShopSql(shop.id, async (sql) => {
    // Under row-level security the planner takes a whole shop for a handful of rows, and would loop through it for each variant.
    await sql.query('set local enable_nestloop = off')
    const found = await getRun(sql, shop, id)
    const { document } = await findPolicy(sql, shop)
    const all = await loadVariants(sql, shop, document, found.asOf, null)
    const ids = all.map(({ stock }) => stock.variantId)
    if (!(await startRun(sql, shop, id, ids.length))) throw new Stopped()
    const histories = await loadHistories(sql, shop, document, found.asOf, all)
    const known = all.map((variant) => {
      const history = histories.byVariant.get(variant.stock.variantId)
      if (!history) throw new Error(`no history of ${variant.stock.variantId}`)
      return { ...variant, history, promoted: histories.promoted.get(variant.stock.variantId) ?? [] }
    })
    return { run: found, policy: document, variants: known, outlierBps: histories.outlierBps }
  })
  const series = variants.map(({ stock, category, history, promoted }): DemandSeries => ({
    variantId: stock.variantId,
    category,
    abc: history.abcXyz[0] as Abc,
    units: history.units,
    promoted,
    censored: censoredWeeks(history.stock.outDays),
  }))
  const summary = new SummaryCounter(outlierBps)
  let done = 0
  if (series.length > 0) {
    const { promotionUpliftBps } = policy
    const protection = usualWeeks(variants, policy)
    const task = { series, variants, policy, protection, fromOn: run.asOf, promotionUpliftBps }
    for await (const message of planInThread(task, { signal })) {
      if (message.kind === 'accuracy') {
        summary.accuracy = message.accuracy
        break
      }
      for (const item of message.items) summary.add(item)
      done += message.items.length
      await inShopSql(shop.id, async (sql) => {
        await saveItems(sql, shop, message.items)
        await followAlerts(sql, shop, message.items, new Date().toISOString())
        if (!(await markDone(sql, shop, id, done))) throw new Stopped()
      })
    }
  }
  const variantIds: Id[] = variants.map(({ stock }) => stock.variantId)
  await inShopSql(shop.id, async (sql) => {
    await endRun(sql, shop, id, { state: 'done', summary: summary.summary(), variantIds })
    await closeOtherAlerts(sql, shop, variantIds, new Date().toISOString())
  })
}

/** The interval that forecasts are judged by: the median of lead times and the time until the next look. */
function usualWeeks(variants: readonly PlannedVariant[], policy: PolicyDocument): number {
  const days = variants.flatMap(({ supply }) => supply.leadTime?.meanDays ?? []).sort((a, b) => a - b)
  const median = days[days.length >> 1]
  if (median === undefined) return USUAL_WEEKS
  return Math.min(MOST_WEEKS, Math.max(LEAST_WEEKS, Math.round((median + policy.reviewDays) / 7)))
}
