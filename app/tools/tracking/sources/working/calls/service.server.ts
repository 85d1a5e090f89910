/**
 * What every step of a run needs: the account, the calls that are left, one call at the source's pace. In: a run. Out: answers, or `Stopped` with the trouble
 * that ends it. Invariant: no call without its pause and its place in the run; a call that was answered ends the row of troubles.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { ADAPTERS } from '../../adapters.server.ts'
import type { FollowedNumber, Settlement } from '../../registrations/store.server.ts'
import { nextAskAt } from '../../schedule.ts'
import type { Answer, Asked, AskedSource, SourceAccount, Trouble } from '../../source.ts'
import { recordAnswer, recordQuota, type SourceRow } from '../../store.server.ts'

export interface Worked {
  registered: number
  refused: number
  asked: number
  /** parcels with something new */
  news: number
  /** more is due than one run does */
  more: boolean
}

export interface Work {
  shop: Shop
  source: AskedSource
  account: SourceAccount
  row: SourceRow
  signal: AbortSignal
  now: () => Date
  done: Worked
  /** calls that this run may still make */
  calls: number
}

/** A run is short, so that others get their turn and a stop is soon heard. */
export const CALLS_PER_RUN = 40
const DAY_MS = 86_400_000

/** Ends a run: the trouble was written down. */
export class Stopped extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble.code)
    this.trouble = trouble
  }
}

/** False: this run has made its calls; the next one goes on. */
export function mayCall(work: Work): boolean {
  if (work.calls > 0) return true
  work.done.more = true
  return false
}

/** One call, at the source's pace. Throws Stopped with the trouble. */
export async function call<T>(work: Work, made: () => Promise<Answer<T>>): Promise<T> {
  const { shop, source, signal, now } = work
  signal.throwIfAborted()
  if (work.calls < CALLS_PER_RUN) await pause(ADAPTERS[source].limits.pauseMs, undefined, { signal })
  work.calls -= 1
  const answer = await made()
  if (!answer.ok) throw new Stopped(answer.trouble)
  work.row.failures = 0
  await inShopSql(shop.id, (sql) => recordAnswer(sql, shop, source, now().toISOString()))
  return answer.value
}

export function registeredNow(work: Work, number: FollowedNumber, remoteId: string | null): Settlement {
  const { numberKey } = number
  const at = work.now()
  return {
    numberKey,
    state: 'registered',
    remoteId,
    nextAskAt: nextAskAt(number, { pushes: pushes(work) }, at.toISOString(), dayIn(work.shop.timezone, at)),
  }
}

/** Whether the source tells us by itself: it has done so lately. */
export function pushes({ row, now }: Work): boolean {
  return row.pushedAt !== null && now().getTime() - Date.parse(row.pushedAt) < 3 * DAY_MS
}

/** What the service told last, and what it took since. */
export async function keepQuota(
  sql: ShopSql,
  { row, shop, source }: Work,
  taken: number | 'used_up',
  at: Instant,
): Promise<void> {
  if (row.quotaTotal === null || row.quotaUsed === null) return
  row.quotaUsed = taken === 'used_up' ? row.quotaTotal : Math.min(row.quotaTotal, row.quotaUsed + taken)
  await recordQuota(sql, shop, source, { total: row.quotaTotal, used: row.quotaUsed }, at)
}

export function byNumber(answers: readonly Asked[]): Map<string, Asked> {
  return new Map(answers.map((answer) => [answer.number.toUpperCase(), answer]))
}
