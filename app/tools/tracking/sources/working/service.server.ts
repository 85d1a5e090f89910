/**
 * One shop's work with one source: tell it of new parcels, ask it about those that are due. In: a shop and a source. Out: what was done. Invariants: a row
 * says that a number is called before it is; what may have arrived is asked for before it is sent again; after a trouble the source is left alone for
 * as long as its circuit says, and the job comes back then. What is known of parcels stays untouched by any of it.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { announceParcels } from '../../parcels/changed.server.ts'
import { ADAPTERS } from '../adapters.server.ts'
import {
  countRegisteredSince,
  forgetNumbers,
  hasten,
  listUnregistered,
  markUnclear,
  planNumbers,
  reopenHeard,
} from '../registrations/store.server.ts'
import { blockSeconds, SILENT_DAYS, wantsRegistering } from '../schedule.ts'
import { NEEDS_A_PERSON } from '../schema.ts'
import type { AskedSource, SourceAccount, Trouble } from '../source.ts'
import { findSource, openAccount, recordQuota, recordTrouble, unblock, type SourceRow } from '../store.server.ts'
import { ask } from './asking/service.server.ts'
import { CALLS_PER_RUN, Stopped, type Work, type Worked } from './calls/service.server.ts'
import { clearUp, register } from './registering/service.server.ts'

const DAY_MS = 86_400_000
const CANDIDATES = 5_000
const QUOTA_EVERY_MS = 3_600_000

/**
 * @param now the clock @param force a person wants it tried: the circuit is closed and everything is due
 * @throws AppError `upstream_down` to be called again when the circuit closes; nothing for a trouble that only a person can end
 */
export async function workSource(
  shop: Shop,
  source: AskedSource,
  { signal, now, force }: { signal: AbortSignal; now: () => Date; force: boolean },
): Promise<Worked> {
  const done: Worked = { registered: 0, refused: 0, asked: 0, news: 0, more: false }
  const begun = await begin(shop, source, { now: now(), force })
  if (begun === null) return done
  if ('waitSeconds' in begun) throw later(source, begun.waitSeconds)
  const work: Work = { shop, source, ...begun, signal, now, done, calls: CALLS_PER_RUN }
  try {
    if (begun.account === null)
      throw new Stopped({ code: 'key_unreadable', words: '', retryAfterSeconds: null, unclear: false })
    const budget = await lookAtQuota(work)
    await plan(work)
    await clearUp(work)
    await register(work, budget)
    await ask(work)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    await remember(work, error.trouble)
  } finally {
    if (done.news > 0) announceParcels(shop.id)
  }
  return done
}

type Begun = { account: SourceAccount; row: SourceRow }

async function begin(
  shop: Shop,
  source: AskedSource,
  { now, force }: { now: Date; force: boolean },
): Promise<Begun | { waitSeconds: number } | null> {
  const at = now.toISOString()
  return inShopSql(shop.id, async (sql) => {
    const row = await findSource(sql, shop, source)
    if (row === null || row.state !== 'connected') return null
    if (force) {
      await unblock(sql, shop, source)
      await hasten(sql, shop, source, at)
    } else {
      if (row.trouble !== null && NEEDS_A_PERSON.has(row.trouble.code)) return null
      const waitMs = row.blockedUntil === null ? 0 : Date.parse(row.blockedUntil) - now.getTime()
      if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1_000) }
    }
    // Whoever called these is gone: this job runs once at a time in a shop.
    await markUnclear(sql, shop, source)
    await forgetNumbers(sql, shop)
    const account = openAccount(shop, row)
    if (account !== null) return { account, row }
    await recordTrouble(sql, shop, source, {
      trouble: { code: 'key_unreadable', words: '', retryAfterSeconds: null, unclear: false },
      failures: row.failures + 1,
      blockedUntil: null,
      at,
    })
    return null
  })
}

function later(source: AskedSource, seconds: number): AppError {
  return new AppError('upstream_down', `${source} is left alone for ${seconds} s`, { retry: { afterSeconds: seconds } })
}

/** Writes the trouble down and says when to come back. What is wrong with a quota keeps nobody from asking. */
async function remember({ shop, source, row, now }: Work, trouble: Trouble): Promise<void> {
  const at = now()
  const failures = row.failures + 1
  const seconds = blockSeconds(failures, trouble.retryAfterSeconds)
  const waits = !NEEDS_A_PERSON.has(trouble.code)
  await inShopSql(shop.id, (sql) =>
    recordTrouble(sql, shop, source, {
      trouble,
      failures,
      blockedUntil: waits ? new Date(at.getTime() + seconds * 1_000).toISOString() : null,
      at: at.toISOString(),
    }),
  )
  if (waits) throw later(source, seconds)
}

/** Numbers that may still be registered; Infinity where nobody knows. */
async function lookAtQuota(work: Work): Promise<number> {
  const { shop, source, account, row, signal, now } = work
  const at = now()
  if (source === 'endpoint') return Infinity
  if (source === 'aftership') {
    const month = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth())).toISOString()
    const used = await inShopSql(shop.id, (sql) => countRegisteredSince(sql, shop, source, month))
    const total = row.options.planQuota
    return total === null ? Infinity : Math.max(0, total - used)
  }
  const seen = row.quotaSeenAt === null ? 0 : Date.parse(row.quotaSeenAt)
  if (row.quotaTotal !== null && row.quotaUsed !== null && at.getTime() - seen < QUOTA_EVERY_MS)
    return Math.max(0, row.quotaTotal - row.quotaUsed)
  work.calls -= 1
  const answer = await ADAPTERS[source].check(account, signal)
  if (!answer.ok) throw new Stopped(answer.trouble)
  const quota = answer.value
  if (quota === null) return Infinity
  row.quotaTotal = quota.total
  row.quotaUsed = quota.used
  await inShopSql(shop.id, (sql) => recordQuota(sql, shop, source, quota, at.toISOString()))
  return Math.max(0, quota.total - quota.used)
}

/** Rows for parcels that the source is to be told of. */
async function plan({ shop, source, row, now }: Work): Promise<void> {
  const at = now()
  const asOf = at.toISOString()
  const since = new Date(at.getTime() - SILENT_DAYS * DAY_MS).toISOString()
  await inShopSql(shop.id, async (sql) => {
    await reopenHeard(sql, shop, source, { since, at: asOf })
    const wanted = (await listUnregistered(sql, shop, source, { since, limit: CANDIDATES })).filter((parcel) =>
      wantsRegistering(parcel, row.options, asOf),
    )
    await planNumbers(sql, shop, source, wanted, asOf)
  })
}
