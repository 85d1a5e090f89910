/**
 * A plan from beginning to end. In: a shop and a run. Out: the newest word on every variant, and a summary; progress on the way.
 * Steps, each in parts: read demand; learn from all of it in a thread; read goods, decide them there, store what it says; measure how good such
 * forecasts were. Invariant: it only reads the shop; a variant is replaced whole, so a run that is broken off leaves older words, never half ones.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureStockRebuilt } from '#app/facts/stock-rebuild.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { inParts } from '#app/kernel/parts.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { closeOtherAlerts, followAlerts } from '../../alerts/following/service.server.ts'
import { findPolicy } from '../../policy/store.server.ts'
import type { GoodsWithPast } from '../plan-shop.ts'
import { withPlanThread, type PlanThread } from '../plan-thread.server.ts'
import { loadBasis, loadDemand, loadGoods, type PlanBasis } from '../reading/service.server.ts'
import type { MadeItem, PlanRun, PlanSummary } from '../schema.ts'
import { endRun, getRun, markDone, saveItems, startRun } from '../store.server.ts'
import { SummaryCounter } from '../summary.ts'

/** Variants whose demand is read at once: reading the orders costs more than what is found in them. */
const READ_AT_ONCE = 5_000
/** Variants that are in memory as goods, and between two steps of the progress. */
const DECIDED_AT_ONCE = 200

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
  const { run, basis } = await inShopSql(shop.id, async (sql) => {
    const found = await getRun(sql, shop, id)
    const { document } = await findPolicy(sql, shop)
    // Under row-level security the planner takes a whole shop for a handful of rows, and would loop through it for each variant.
    await sql.query('set local enable_nestloop = off')
    const known = await loadBasis(sql, shop, document, found.asOf)
    if (!(await startRun(sql, shop, id, known.items.length))) throw new Stopped()
    return { run: found, basis: known }
  })
  const { summary, variantIds } = await planAll(shop, run, basis, signal)
  await inShopSql(shop.id, async (sql) => {
    await endRun(sql, shop, id, { state: 'done', summary, variantIds })
    await closeOtherAlerts(sql, shop, variantIds, new Date().toISOString())
  })
}

interface Planned {
  summary: PlanSummary
  variantIds: Id[]
}

/** Plans all variants and stores what is said of them. */
async function planAll(shop: Shop, run: PlanRun, basis: PlanBasis, signal: AbortSignal): Promise<Planned> {
  const { items, calendar, policy, protection } = basis
  if (items.length === 0)
    return { summary: new SummaryCounter({ beyondZ: null, beyondFence: null }).summary(), variantIds: [] }
  return withPlanThread({ calendar, policy, protection }, { signal }, async (thread) => {
    for (const part of inParts(items, READ_AT_ONCE))
      await thread.ask('read', await inShopSql(shop.id, (sql) => loadDemand(sql, shop, basis, part)))
    const summary = new SummaryCounter(await thread.ask('learn', null))
    const variantIds = await decideAll(shop, run, basis, thread, summary)
    summary.accuracy = await thread.ask('accuracy', null)
    return { summary: summary.summary(), variantIds }
  })
}

/** Returns whom it decided: what is no longer for sale when it is its turn is left out. */
async function decideAll(
  shop: Shop,
  run: PlanRun,
  basis: PlanBasis,
  thread: PlanThread,
  summary: SummaryCounter,
): Promise<Id[]> {
  const parts = inParts(basis.items, DECIDED_AT_ONCE)
  const load = async (part: PlanBasis['items'] | undefined): Promise<GoodsWithPast[]> => {
    if (!part) return []
    const ids = part.map(({ variantId }) => variantId)
    return inShopSql(shop.id, (sql) => loadGoods(sql, shop, basis, run.asOf, ids))
  }
  const decided: Id[] = []
  let done = 0
  let goods = await load(parts[0])
  for (const [index, part] of parts.entries()) {
    // The next part is read while this one is decided.
    const [made, next] = await Promise.all([thread.ask('decide', goods), load(parts[index + 1])])
    goods = next
    done += part.length
    await store(shop, run, made, done)
    for (const item of made) {
      summary.add(item)
      decided.push(item.variantId)
    }
  }
  return decided
}

async function store(shop: Shop, run: PlanRun, items: readonly MadeItem[], done: number): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await saveItems(sql, shop, items)
    await followAlerts(sql, shop, items, new Date().toISOString())
    if (!(await markDone(sql, shop, run.id, done))) throw new Stopped()
  })
}
