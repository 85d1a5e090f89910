/**
 * The plan as a merchant asks for it. In: a shop and a wish. Out: runs, lists, the word on one variant; drafts made of suggestions.
 * Invariant: what a page shows was stored before; a change to one variant decides that one again, with the forecast it has.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { forgetRebuiltStock } from '#app/facts/stock-rebuild.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page, VariantName } from '#app/mirror/views.ts'
import { followAlerts } from '../alerts/following/service.server.ts'
import { NO_STOCK_HISTORY } from '../health/stock-history.ts'
import type { KeepingForm } from '../keeping/schema.ts'
import { saveKeeping } from '../keeping/store.server.ts'
import { findPolicy } from '../policy/store.server.ts'
import { createDrafts } from '../purchase-orders/drafts/service.server.ts'
import type { OrderHead } from '../purchase-orders/schema.ts'
import { ReorderPlanJob } from './jobs.ts'
import { loadVariants } from './loading/service.server.ts'
import { planItem, type ItemHistory } from './plan-item.ts'
import {
  isUnderWay,
  type OverrideForm,
  type MadeItem,
  type PlanItem,
  type PlanQuery,
  type PlanRow,
  type PlanRun,
  type TakeForm,
} from './schema.ts'
import * as store from './store.server.ts'

export interface PlanState {
  /** the newest run, whatever came of it; null before the first */
  newest: PlanRun | null
  /** the newest that ended well: what the pages show */
  shown: PlanRun | null
}

export async function planState(shop: Shop): Promise<PlanState> {
  return inShopSql(shop.id, async (sql) => {
    const newest = await store.findNewestRun(sql, shop)
    const shown = newest?.state === 'done' ? newest : await store.findNewestRun(sql, shop, { done: true })
    return { newest, shown }
  })
}

/** A run that has not ended by then has lost its job: the process died as often as the queue tries. */
const STALLED_HOURS = 6

/** Whether it still moves, or may. */
const moves = (run: PlanRun, asOf: Date): boolean =>
  isUnderWay(run.state) && asOf.getTime() - Date.parse(run.createdAt) < STALLED_HOURS * 3_600_000

/** Asks for a new plan of the whole shop. While one is under way it is that one. Returns its id. */
export async function startPlan(shop: Shop, asOf: Date): Promise<string> {
  return inShopSql(shop.id, async (sql) => {
    await store.lockRuns(sql, shop)
    const newest = await store.findNewestRun(sql, shop)
    if (newest && moves(newest, asOf)) return newest.id
    if (newest) await store.endRun(sql, shop, newest.id, { state: 'failed', code: 'stalled' })
    const id = randomUUID()
    await store.insertRun(sql, shop, { id, asOf: dayIn(shop.timezone, asOf) })
    await enqueue(sql, ReorderPlanJob, { shopId: shop.id, runId: id }, { oneWaiting: `plan-${id}` })
    return id
  })
}

/** Works out the stock of before it was recorded again, with the plan that this begins. Returns the plan's id. */
export async function rebuildPastStock(shop: Shop, asOf: Date): Promise<string> {
  await inShopSql(shop.id, (sql) => forgetRebuiltStock(sql, shop))
  return startPlan(shop, asOf)
}

/** A plan of the shop's new day, for shops that have made one before. Returns whether one was begun. */
export async function startDailyPlan(shop: Shop, asOf: Date): Promise<boolean> {
  const { newest } = await planState(shop)
  if (!newest || moves(newest, asOf) || newest.asOf >= dayIn(shop.timezone, asOf)) return false
  await startPlan(shop, asOf)
  return true
}

export async function listPlan(shop: Shop, query: PlanQuery): Promise<Page<PlanRow>> {
  return inShopSql(shop.id, (sql) => store.listItems(sql, shop, query))
}

/** All rows of a list, a slice at a time, for a file. */
export async function* eachPlanRow(shop: Shop, query: PlanQuery): AsyncGenerator<PlanRow> {
  let after: string | undefined
  do {
    const slice: PlanQuery = { ...query, limit: 250, after, before: undefined }
    const page = await listPlan(shop, slice)
    yield* page.rows
    after = page.next ?? undefined
  } while (after !== undefined)
}

export interface PlannedItem {
  item: PlanItem
  name: VariantName | null
}

/** Throws `not_found` for a variant that no plan has looked at. */
export async function getPlanned(shop: Shop, variantId: Id): Promise<PlannedItem> {
  return inShopSql(shop.id, async (sql) => {
    const item = await store.getItem(sql, shop, variantId)
    return { item, name: (await listVariantNames(sql, shop, [variantId])).get(variantId) ?? null }
  })
}

/**
 * Decides variants again with today's stock, terms and papers, and the forecast they have. Those that no plan has looked at, or that are no longer for
 * sale, are left alone. Returns how many were decided.
 */
export async function replan(shop: Shop, variantIds: readonly Id[], asOf: Date): Promise<number> {
  return inShopSql(shop.id, (sql) => replanIn(sql, shop, variantIds, dayIn(shop.timezone, asOf)))
}

async function replanIn(sql: ShopSql, shop: Shop, variantIds: readonly Id[], asOf: Day): Promise<number> {
  const items = await decideIn(sql, shop, variantIds, asOf)
  if (items.length > 0) {
    await store.saveItems(sql, shop, items)
    await followAlerts(sql, shop, items, new Date().toISOString())
  }
  return items.length
}

/** What would be said of variants today, with the forecast they have; nothing is stored. */
async function decideIn(sql: ShopSql, shop: Shop, variantIds: readonly Id[], asOf: Day): Promise<MadeItem[]> {
  const known = await store.listItemsOf(sql, shop, variantIds)
  const { document: policy } = await findPolicy(sql, shop)
  const variants = await loadVariants(sql, shop, policy, asOf, [...known.keys()])
  return variants.flatMap((variant) => {
    const before = known.get(variant.stock.variantId)
    return before ? [planItem(variant, historyOf(before), before.document.forecast, policy, asOf)] : []
  })
}

function historyOf({ abcXyz, lifeCycle, document }: PlanItem): ItemHistory {
  const { history, historyFromOn } = document
  const sold = history.flatMap((units, week) => (units > 0 ? [week] : []))
  const dayOf = (week: number | undefined, day: number): Day | null =>
    week === undefined ? null : addDays(historyFromOn, 7 * week + day)
  return {
    fromOn: historyFromOn,
    units: history,
    yearUnits: document.yearUnits,
    lastSoldOn: dayOf(sold.at(-1), 6),
    firstSoldOn: dayOf(sold[0], 0),
    abcXyz,
    lifeCycle,
    stock: document.stockHistory ?? NO_STOCK_HISTORY,
  }
}

/** A person's own forecast until a day. Throws `not_found`, and `invalid_input` for a day that is over. */
export async function setOverride(shop: Shop, variantId: Id, form: OverrideForm, asOf: Date): Promise<void> {
  const today = dayIn(shop.timezone, asOf)
  if (form.expiresOn < today)
    throw new AppError('invalid_input', 'an own forecast that has ended already', {
      fields: [{ path: ['expiresOn'], message: 'day_is_over' }],
    })
  await inShopSql(shop.id, async (sql) => {
    await store.getItem(sql, shop, variantId)
    await store.saveOverride(sql, shop, variantId, form)
    await replanIn(sql, shop, [variantId], today)
  })
}

/** How long a variant keeps and when its season ends, or that neither limits it. Throws `not_found`, and `invalid_input` for a season that is over. */
export async function setKeeping(shop: Shop, variantId: Id, form: KeepingForm, asOf: Date): Promise<void> {
  const today = dayIn(shop.timezone, asOf)
  if (form.seasonEndsOn !== null && form.seasonEndsOn < today)
    throw new AppError('invalid_input', 'a season that has ended already', {
      fields: [{ path: ['seasonEndsOn'], message: 'day_is_over' }],
    })
  await inShopSql(shop.id, async (sql) => {
    await store.getItem(sql, shop, variantId)
    await saveKeeping(sql, shop, variantId, form)
    await replanIn(sql, shop, [variantId], today)
  })
}

/** The forecast counts again. Throws `not_found`. */
export async function removeOverride(shop: Shop, variantId: Id, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await store.getItem(sql, shop, variantId)
    await store.removeOverride(sql, shop, variantId)
    await replanIn(sql, shop, [variantId], dayIn(shop.timezone, asOf))
  })
}

/**
 * Makes drafts of what was chosen, one for each supplier, and decides those variants again: what is on a draft is covered.
 * Throws `invalid_input` with the SKUs' ids when a variant has no supplier to order from, and `not_found`.
 */
export async function orderSuggested(shop: Shop, { lines }: TakeForm, at: Instant): Promise<OrderHead[]> {
  const known = await inShopSql(shop.id, (sql) =>
    store.listItemsOf(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
    ),
  )
  const wanted = lines.map(({ variantId, units }) => {
    const planned = known.get(variantId)
    if (!planned) throw new AppError('not_found', `variant ${variantId} is in no plan`)
    const { supplierId } = planned.document.supply
    if (supplierId === null)
      throw new AppError('invalid_input', `variant ${variantId} has no supplier`, {
        fields: [{ path: ['lines', variantId], message: 'no_supplier' }],
      })
    return { variantId, units, supplierId, suggestion: planned.document.decision }
  })
  const drafts = await createDrafts(shop, wanted, { at })
  await replan(
    shop,
    wanted.map(({ variantId }) => variantId),
    new Date(at),
  )
  return drafts
}
