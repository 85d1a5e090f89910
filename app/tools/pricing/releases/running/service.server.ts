/**
 * What runs by itself: writing a release slice by slice, starting and ending it at its time. In: job payloads. Out: releases that moved on.
 * Invariant: everything may run twice, and after any interruption; a trouble that passes keeps the release waiting, one that needs a person
 * pauses it, and either is written on the release where the merchant sees it.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { carryRows, passes } from '../carry.server.ts'
import { ReleaseCarryJob, ReleaseClockJob } from '../jobs.ts'
import { isRunning } from '../lifecycle.ts'
import { countStates } from '../rows/store.server.ts'
import type { Release, ReleaseFailure } from '../schema.ts'
import { changeRelease, getRelease, moveRelease } from '../store.server.ts'
import { announcePricesWritten } from '../written.server.ts'

/** How soon a release that waits for Shopify, or for a new token, looks again. */
const WAIT_SECONDS = 30
const RUNNING = ['applying', 'rolling_back'] as const

/** Whether Shopify lets us write prices in this shop: without it a release can be previewed, not applied. */
export function canWritePrices(shop: Shop): boolean {
  return shop.scopes.includes('write_products')
}

/** Throws `missing_scope` before anything is done. */
export function requirePriceScope(shop: Shop): void {
  if (!canWritePrices(shop))
    throw new AppError('missing_scope', `${shop.domain} has not granted write_products: prices cannot be written`)
}

/**
 * In the transaction that made the release run (null: its own): the job exists if and only if it commits. One waits for each state that is
 * carried: a way back does not wait for the minute that Shopify's rate limit asked of the way there.
 */
export async function enqueueCarry(
  sql: ShopSql | null,
  shop: Shop,
  { id, state }: Pick<Release, 'id' | 'state'>,
): Promise<void> {
  await enqueue(sql, ReleaseCarryJob, { shopId: shop.id, releaseId: id }, { oneWaiting: `${state}-${id}` })
}

/** A job at its time; a release that is moved to another time gets another one, and this one finds nothing to do. */
export async function enqueueClock(
  sql: ShopSql,
  shop: Shop,
  releaseId: string,
  event: 'start' | 'end',
  times: { at: Instant; asOf: Instant },
): Promise<void> {
  const seconds = (Date.parse(times.at) - Date.parse(times.asOf)) / 1000
  await enqueue(
    sql,
    ReleaseClockJob,
    { shopId: shop.id, releaseId, event, at: times.at },
    { oneWaiting: `${event}-${releaseId}-${times.at}`, afterSeconds: Math.max(0, seconds) },
  )
}

/**
 * Writes prices of a running release for a slice of time. `again`: the release, when there is more to write.
 * Throws an AppError with a time to wait when the trouble passes by itself; anything else is a bug, written on the release as well.
 */
export async function carryRelease(
  shop: Shop,
  id: string,
  context: { signal: AbortSignal },
): Promise<{ again: Release | null }> {
  const release = await inShopSql(shop.id, (sql) => getRelease(sql, shop, id))
  if (!isRunning(release.state) || release.paused) return { again: null }
  try {
    requirePriceScope(shop)
    const { finished } = await carryRows(shop, { ...release, round: release.plan.round }, context)
    if (finished) {
      const ended = await finishRelease(shop, release)
      if (ended) announcePricesWritten(shop)
      return { again: null }
    }
    const now = await inShopSql(shop.id, (sql) => getRelease(sql, shop, id))
    const again = now.state === release.state && !now.paused ? now : null
    if (!again) announcePricesWritten(shop)
    return { again }
  } catch (error) {
    context.signal.throwIfAborted()
    throw await noteTrouble(shop, release, error)
  }
}

/** No row is left: the state that the rows' outcomes make. False when somebody moved or paused it meanwhile. */
async function finishRelease(shop: Shop, release: Release): Promise<boolean> {
  return inShopSql(shop.id, async (sql) => {
    const now = await getRelease(sql, shop, release.id, { lock: true })
    if (now.state !== release.state || now.paused) return false
    const at = new Date().toISOString()
    if (now.state === 'rolling_back') {
      await moveRelease(sql, shop, now.id, 'rolled_back', { rolledBackAt: at, failure: null })
      return true
    }
    const counts = (await countStates(sql, shop, [now.id])).get(now.id)
    const left = (counts?.kept ?? 0) + (counts?.failed ?? 0) + (counts?.planned ?? 0)
    if ((counts?.applied ?? 0) === 0) {
      const detail = `none of the ${left} prices was written: every one had been changed meanwhile, is gone, or was refused`
      const failure = { code: 'nothing_applied', detail, at, waiting: false }
      await moveRelease(sql, shop, now.id, 'failed', { failure }, ['applying'])
      return true
    }
    await moveRelease(sql, shop, now.id, left === 0 ? 'applied' : 'partly_applied', { appliedAt: at, failure: null }, [
      'applying',
    ])
    return true
  })
}

/** Writes the trouble on the release and returns the error the queue is to see. */
async function noteTrouble(shop: Shop, release: Release, error: unknown): Promise<unknown> {
  const waiting = passes(error)
  const needsMerchant = isAppError(error, 'missing_scope')
  const failure: ReleaseFailure = {
    code: isAppError(error) ? error.code : 'bug',
    detail: error instanceof Error ? error.message : String(error),
    at: new Date().toISOString(),
    waiting,
  }
  const paused = needsMerchant ? { paused: true } : {}
  await inShopSql(shop.id, async (sql) => {
    const now = await getRelease(sql, shop, release.id, { lock: true })
    if (isRunning(now.state)) await changeRelease(sql, shop, release.id, RUNNING, { failure, ...paused })
  })
  if (!waiting || !isAppError(error)) return error
  const afterSeconds = typeof error.retry === 'object' ? Math.max(1, error.retry.afterSeconds) : WAIT_SECONDS
  return new AppError(error.code, error.message, { cause: error, retry: { afterSeconds } })
}

/** Called at a release's time. Does nothing when it was moved to another time, cancelled, or has begun already. */
export async function startAtTime(shop: Shop, id: string, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const release = await getRelease(sql, shop, id, { lock: true })
    if (release.state !== 'scheduled' || release.startsAt !== at) return
    waitUntil(at)
    if (!canWritePrices(shop)) {
      const detail = `${shop.domain} has not granted write_products: nothing was written`
      const failure = { code: 'missing_scope', detail, at: new Date().toISOString(), waiting: false }
      await moveRelease(sql, shop, id, 'failed', { failure }, ['scheduled'])
      return
    }
    const applying = await moveRelease(sql, shop, id, 'applying', { failure: null, paused: false }, ['scheduled'])
    await enqueueCarry(sql, shop, applying)
  })
}

/** Called at the end of a release: it is rolled back, whatever it was doing. One that never began is cancelled. */
export async function endAtTime(shop: Shop, id: string, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const release = await getRelease(sql, shop, id, { lock: true })
    if (release.endsAt !== at) return
    waitUntil(at)
    if (release.state === 'scheduled') {
      await moveRelease(sql, shop, id, 'cancelled')
      return
    }
    if (release.state === 'applying') await moveRelease(sql, shop, id, 'partly_applied', {}, ['applying'])
    else if (release.state !== 'applied' && release.state !== 'partly_applied') return
    const rollingBack = await moveRelease(sql, shop, id, 'rolling_back', { paused: false, failure: null })
    await enqueueCarry(sql, shop, rollingBack)
  })
}

/** The queue's clock may be a moment ahead of ours. */
function waitUntil(at: Instant): void {
  const seconds = (Date.parse(at) - Date.now()) / 1000
  if (seconds > 0)
    throw new AppError('unavailable', `it is not ${at} yet`, { retry: { afterSeconds: Math.ceil(seconds) } })
}
