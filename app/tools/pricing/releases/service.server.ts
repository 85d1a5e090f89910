/**
 * Releases as a merchant asks for them. In: a shop and a question or a wish. Out: plain values, or an AppError that says what to do.
 * Invariant: a price is written to the shop only by a release that was previewed and approved, and every write is a row first.
 * What runs by itself (writing, starting and ending at a time) is in running/service.server.ts.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError, type FieldError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { planPrices } from '../rules/planner.ts'
import { getStoredRuleSet } from '../rules/store.server.ts'
import { findDocument, saveDocument } from '../store.server.ts'
import { everyRow, getRow, listRows } from './listing/store.server.ts'
import { requireFresh } from './freshness/service.server.ts'
import { loadPlanInput } from './planning/service.server.ts'
import { countStates, planAgain, recentPace, removeRows, savePlan } from './rows/store.server.ts'
import { enqueueCarry, enqueueClock, requirePriceScope } from './running/service.server.ts'
import { resolveWallTime, type ResolvedTime } from './schedule.ts'
import {
  emptyCounts,
  GuardSettings,
  type ExplainedRow,
  type GuardAnswer,
  type NewRelease,
  type Release,
  type ReleasePlan,
  type ReleaseProgress,
  type ReleaseQuery,
  type ReleaseRow,
  type ReleaseSummary,
  type RowCounts,
  type RowQuery,
  type ScheduleForm,
} from './schema.ts'
import * as store from './store.server.ts'
import { askGuards, sumUp } from './totals.ts'

export { canWritePrices } from './running/service.server.ts'

const GUARDS_KEY = 'release-guards'
/** The pace of the last minute tells how long the rest takes. */
const PACE_SECONDS = 60

// Drafts -------------------------------------------------------------------------------------------------------------

/** A draft; nothing is planned yet. Throws `not_found` for a rule set that is not there. */
export async function createRelease(shop: Shop, wish: NewRelease): Promise<Release> {
  return inShopSql(shop.id, async (sql) => {
    if (wish.ruleSetId !== null) await getStoredRuleSet(sql, shop, wish.ruleSetId)
    return store.insertRelease(sql, shop, wish.name, planOf(wish))
  })
}

/** Changes what it is to plan; it is a draft again, and what was planned and answered is gone. */
export async function changeRelease(shop: Shop, id: string, wish: NewRelease): Promise<Release> {
  return inShopSql(shop.id, async (sql) => {
    if (wish.ruleSetId !== null) await getStoredRuleSet(sql, shop, wish.ruleSetId)
    const { state } = await store.getRelease(sql, shop, id, { lock: true })
    const change = {
      name: wish.name,
      plan: planOf(wish),
      totals: null,
      guards: [],
      previewedAt: null,
      approvedAt: null,
      failure: null,
    }
    await removeRows(sql, shop, id)
    return state === 'draft'
      ? store.changeRelease(sql, shop, id, ['draft'], change)
      : store.moveRelease(sql, shop, id, 'draft', change)
  })
}

function planOf(wish: NewRelease): ReleasePlan {
  return {
    ruleSetId: wish.ruleSetId,
    ruleSetVersion: null,
    ruleSet: wish.ruleSet,
    bookIds: wish.bookIds,
    filter: wish.filter,
    books: [],
    round: 1,
  }
}

/** Newest first; `next` is the `after` of the following page. */
export async function listReleases(
  shop: Shop,
  query: ReleaseQuery,
): Promise<{ releases: ReleaseSummary[]; next: number | null }> {
  return inShopSql(shop.id, async (sql) => {
    const found = await store.listReleases(sql, shop, { ...query, limit: query.limit + 1 })
    const kept = found.slice(0, query.limit)
    const counts = await countStates(
      sql,
      shop,
      kept.map(({ id }) => id),
    )
    const releases = kept.map(({ plan: _, totals: _totals, guards: _guards, ...release }): ReleaseSummary => ({
      ...release,
      rows: counts.get(release.id) ?? emptyCounts(),
    }))
    return { releases, next: found.length > query.limit ? (kept.at(-1)?.number ?? null) : null }
  })
}

/** Throws `not_found`. */
export async function getRelease(shop: Shop, id: string): Promise<Release> {
  return inShopSql(shop.id, (sql) => store.getRelease(sql, shop, id))
}

/** How its rows stand. */
export async function countRows(shop: Shop, id: string): Promise<RowCounts> {
  return inShopSql(shop.id, async (sql) => {
    await store.getRelease(sql, shop, id)
    return (await countStates(sql, shop, [id])).get(id) ?? emptyCounts()
  })
}

/** Deletes a release that never wrote anything, with its rows. */
export async function discardRelease(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, (sql) => store.deleteRelease(sql, shop, id, ['draft', 'previewed', 'cancelled']))
}

// Preview and approval -----------------------------------------------------------------------------------------------

/**
 * Plans every price anew with the rules, costs and prices of `asOf` and stores the rows; answers of the guards are asked for again.
 * Throws `conflict` (book_gone) when a chosen book is no more.
 */
export async function previewRelease(shop: Shop, id: string, asOf: Instant): Promise<Release> {
  const began = performance.now()
  return inShopSql(shop.id, async (sql) => {
    const release = await store.getRelease(sql, shop, id, { lock: true })
    const stored = release.plan.ruleSetId === null ? null : await getStoredRuleSet(sql, shop, release.plan.ruleSetId)
    const ruleSet = stored?.document ?? release.plan.ruleSet
    if (!ruleSet) throw new Error(`release ${id} has no rules`)
    const input = await loadPlanInput(sql, shop, release.plan, ruleSet, asOf)
    const plan = planPrices(input, ruleSet, asOf)
    const limits = await readGuardSettings(sql, shop)
    await savePlan(sql, shop, id, plan)
    const totals = sumUp(plan, limits, (performance.now() - began) / 1000)
    const change: store.ReleaseChange = {
      plan: {
        ...release.plan,
        ruleSet,
        ruleSetVersion: stored?.version ?? null,
        books: input.books.map(({ id: bookId, name, currency, adjustmentBps }) => ({
          id: bookId,
          name,
          currency,
          adjustmentBps,
        })),
      },
      totals,
      guards: askGuards(totals, limits),
      previewedAt: asOf,
      approvedAt: null,
      failure: null,
    }
    return release.state === 'previewed'
      ? store.changeRelease(sql, shop, id, ['previewed'], change)
      : store.moveRelease(sql, shop, id, 'previewed', change)
  })
}

export async function listReleaseRows(shop: Shop, id: string, query: RowQuery): Promise<Page<ReleaseRow>> {
  return inShopSql(shop.id, async (sql) => {
    const { plan } = await store.getRelease(sql, shop, id)
    return listRows(sql, shop, { id, books: plan.books }, query)
  })
}

/** All rows that match, for a file. Throws `not_found` at the first row when there is no such release. */
export async function* exportReleaseRows(shop: Shop, id: string, query: RowQuery): AsyncGenerator<ReleaseRow> {
  const { plan } = await getRelease(shop, id)
  yield* everyRow(shop, { id, books: plan.books }, query)
}

/** One price with the steps that made it; rules/trace.ts explains them with `release.plan.ruleSet`. */
export async function explainRow(shop: Shop, id: string, at: { bookId: Id; variantId: Id }): Promise<ExplainedRow> {
  return inShopSql(shop.id, async (sql) => {
    const { plan } = await store.getRelease(sql, shop, id)
    return getRow(sql, shop, { id, books: plan.books }, at)
  })
}

/** Throws `not_found` for a guard that did not ask. */
export async function answerGuard(shop: Shop, id: string, { guard, answer }: GuardAnswer): Promise<Release> {
  const answeredAt = new Date().toISOString()
  return inShopSql(shop.id, async (sql) => {
    const { guards } = await store.getRelease(sql, shop, id, { lock: true })
    if (!guards.some((question) => question.guard === guard))
      throw new AppError('not_found', `release ${id} has no question of the guard ${guard}`)
    return store.changeRelease(sql, shop, id, ['previewed'], {
      guards: guards.map((question) => (question.guard === guard ? { ...question, answer, answeredAt } : question)),
    })
  })
}

export async function guardSettings(shop: Shop): Promise<GuardSettings> {
  return inShopSql(shop.id, (sql) => readGuardSettings(sql, shop))
}

async function readGuardSettings(sql: ShopSql, shop: Shop): Promise<GuardSettings> {
  return (await findDocument(sql, shop, GUARDS_KEY, GuardSettings))?.value ?? GuardSettings.parse({})
}

/** Counts from the next preview on. */
export async function saveGuardSettings(shop: Shop, settings: GuardSettings): Promise<void> {
  await inShopSql(shop.id, (sql) => saveDocument(sql, shop, GUARDS_KEY, GuardSettings, settings))
}

/**
 * Approves what the preview shows. Throws `conflict` with a code that says why not (schema.ts CONFLICTS): a guard without an answer, rules,
 * books or prices that are no longer those of the preview, nothing to change.
 */
export async function approveRelease(shop: Shop, id: string, asOf: Instant): Promise<Release> {
  return inShopSql(shop.id, async (sql) => {
    const release = await store.getRelease(sql, shop, id, { lock: true })
    if (release.state === 'previewed') await requireFresh(sql, shop, release, asOf)
    return store.moveRelease(sql, shop, id, 'approved', { approvedAt: asOf }, ['previewed'])
  })
}

// Schedule and start -------------------------------------------------------------------------------------------------

export interface Scheduled {
  release: Release
  /** null: at once (or it has begun already) */
  startsAt: ResolvedTime | null
  /** null: never */
  endsAt: ResolvedTime | null
}

/**
 * Sets when an approved release begins and when it is taken back, both on the shop's clock; '' begins at once, or never ends. For a release
 * that has begun only the end can be set. Says back which moments were meant and whether the clock skips or repeats them.
 * Throws `invalid_input` with codes: time_invalid, starts_in_past, ends_before_start, time_missing.
 */
export async function scheduleRelease(shop: Shop, id: string, form: ScheduleForm, asOf: Instant): Promise<Scheduled> {
  requirePriceScope(shop)
  const startsAt = readTime(shop, form.startsAt, 'startsAt')
  const endsAt = readTime(shop, form.endsAt, 'endsAt')
  if (startsAt && startsAt.at <= asOf) throw refusedField('startsAt', 'starts_in_past')
  if (endsAt && endsAt.at <= (startsAt?.at ?? asOf)) throw refusedField('endsAt', 'ends_before_start')
  return inShopSql(shop.id, async (sql) => {
    const { state } = await store.getRelease(sql, shop, id, { lock: true })
    const times = { startsAt: startsAt?.at ?? null, endsAt: endsAt?.at ?? null }
    const begun = state === 'applying' || state === 'applied' || state === 'partly_applied'
    if (begun && startsAt) throw store.refusal('wrong_state', `release ${id} has begun already`, ['startsAt'])
    if (!begun && !startsAt && !endsAt) throw refusedField('startsAt', 'time_missing')
    if (endsAt) await enqueueClock(sql, shop, id, 'end', { at: endsAt.at, asOf })
    if (startsAt) await enqueueClock(sql, shop, id, 'start', { at: startsAt.at, asOf })
    const release = await begin(
      sql,
      shop,
      id,
      { begun, starts: startsAt !== null, scheduled: state === 'scheduled' },
      times,
    )
    return { release, startsAt, endsAt }
  })
}

async function begin(
  sql: ShopSql,
  shop: Shop,
  id: string,
  now: { begun: boolean; starts: boolean; scheduled: boolean },
  times: { startsAt: Instant | null; endsAt: Instant | null },
): Promise<Release> {
  if (now.begun) {
    return store.changeRelease(sql, shop, id, ['applying', 'applied', 'partly_applied'], { endsAt: times.endsAt })
  }
  if (!now.starts) {
    const release = await store.moveRelease(sql, shop, id, 'applying', times, ['approved', 'scheduled'])
    await enqueueCarry(sql, shop, release)
    return release
  }
  return now.scheduled
    ? store.changeRelease(sql, shop, id, ['scheduled'], times)
    : store.moveRelease(sql, shop, id, 'scheduled', times)
}

function readTime(shop: Shop, text: string, field: 'startsAt' | 'endsAt'): ResolvedTime | null {
  if (text === '') return null
  const resolved = resolveWallTime(text, shop.timezone)
  if (!resolved) throw refusedField(field, 'time_invalid')
  return resolved
}

function refusedField(field: string, code: string): AppError {
  const refused: FieldError = { path: [field], code, message: code }
  return new AppError('invalid_input', `${field}: ${code}`, { fields: [refused] })
}

/** It waits for somebody to start it again. */
export async function unscheduleRelease(shop: Shop, id: string): Promise<Release> {
  return inShopSql(shop.id, (sql) =>
    store.moveRelease(sql, shop, id, 'approved', { startsAt: null, endsAt: null }, ['scheduled']),
  )
}

/** Writes an approved release now. Throws `missing_scope` before anything is done. */
export async function applyRelease(shop: Shop, id: string, asOf: Instant): Promise<Release> {
  return runRelease(shop, id, async (sql) =>
    store.moveRelease(sql, shop, id, 'applying', { startsAt: asOf, failure: null, paused: false }, [
      'approved',
      'scheduled',
    ]),
  )
}

/** The rows that Shopify refused and those that were never reached, once more. */
export async function retryRelease(shop: Shop, id: string): Promise<Release> {
  return runRelease(shop, id, async (sql) => {
    await planAgain(sql, shop, id, ['failed'])
    const planned = (await countStates(sql, shop, [id])).get(id)?.planned ?? 0
    if (planned === 0) throw store.refusal('nothing_to_change', `release ${id} has nothing left to write`)
    return store.moveRelease(sql, shop, id, 'applying', { failure: null, paused: false }, ['partly_applied'])
  })
}

/** Takes every written price back that still is as the release wrote it; others are kept and listed. */
export async function rollbackRelease(shop: Shop, id: string): Promise<Release> {
  return runRelease(shop, id, (sql) =>
    store.moveRelease(sql, shop, id, 'rolling_back', { endsAt: null, failure: null, paused: false }),
  )
}

/** Goes on after a pause, or at once after a trouble. */
export async function resumeRelease(shop: Shop, id: string): Promise<Release> {
  return runRelease(shop, id, (sql) =>
    store.changeRelease(sql, shop, id, ['applying', 'rolling_back'], { paused: false, failure: null }),
  )
}

async function runRelease(shop: Shop, id: string, move: (sql: ShopSql) => Promise<Release>): Promise<Release> {
  requirePriceScope(shop)
  return inShopSql(shop.id, async (sql) => {
    await store.getRelease(sql, shop, id, { lock: true })
    const release = await move(sql)
    await enqueueCarry(sql, shop, release)
    return release
  })
}

/** What is on its way is still written; nothing more after it. */
export async function pauseRelease(shop: Shop, id: string): Promise<Release> {
  return inShopSql(shop.id, (sql) => store.changeRelease(sql, shop, id, ['applying', 'rolling_back'], { paused: true }))
}

/** Stops writing for good: what is written stays and can be rolled back, the rest is left as planned. */
export async function stopRelease(shop: Shop, id: string): Promise<Release> {
  return inShopSql(shop.id, (sql) =>
    store.moveRelease(sql, shop, id, 'partly_applied', { paused: false, appliedAt: new Date().toISOString() }, [
      'applying',
    ]),
  )
}

/** A release that was rolled back is approved once more: the rows that were taken back are planned again. */
export async function repeatRelease(shop: Shop, id: string): Promise<Release> {
  return inShopSql(shop.id, async (sql) => {
    const { plan } = await store.getRelease(sql, shop, id, { lock: true })
    const release = await store.moveRelease(
      sql,
      shop,
      id,
      'approved',
      {
        plan: { ...plan, round: plan.round + 1 },
        approvedAt: new Date().toISOString(),
        appliedAt: null,
        rolledBackAt: null,
        startsAt: null,
        endsAt: null,
      },
      ['rolled_back'],
    )
    if ((await planAgain(sql, shop, id, ['rolled_back'])) === 0)
      throw store.refusal('nothing_to_change', `release ${id} took nothing back that could be written again`)
    return release
  })
}

/** Puts away a release that wrote nothing. */
export async function cancelRelease(shop: Shop, id: string): Promise<Release> {
  return inShopSql(shop.id, (sql) => store.moveRelease(sql, shop, id, 'cancelled', { startsAt: null, endsAt: null }))
}

/** How far it is, how fast it goes, how long it takes. Of a release that does not run: how far it came. */
export async function releaseProgress(shop: Shop, id: string, asOf: Instant): Promise<ReleaseProgress> {
  return inShopSql(shop.id, async (sql) => {
    const { state, paused, failure } = await store.getRelease(sql, shop, id)
    const rows = (await countStates(sql, shop, [id])).get(id) ?? emptyCounts()
    const back = state === 'rolling_back' || state === 'rolled_back'
    const left = back ? rows.applied : rows.planned
    const done = back ? rows.rolled_back + rows.kept_on_rollback : rows.applied + rows.kept + rows.failed
    const running = (state === 'applying' || state === 'rolling_back') && !paused
    const pace = running
      ? await recentPace(sql, shop, id, back ? 'roll_back' : 'apply', { asOf, seconds: PACE_SECONDS })
      : { rows: 0, overSeconds: 0 }
    const pricesPerSecond = pace.overSeconds >= 1 ? pace.rows / pace.overSeconds : null
    return {
      state,
      paused,
      failure,
      total: left + done,
      done,
      kept: back ? rows.kept_on_rollback : rows.kept,
      failed: back ? 0 : rows.failed,
      pricesPerSecond,
      secondsLeft: pricesPerSecond ? Math.ceil(left / pricesPerSecond) : null,
    }
  })
}
