/**
 * Telling a source of numbers. In: a run. Out: rows that say what became of each. Invariants: a row is `calling` before the call leaves, and a number that may
 * have arrived is asked for before it is sent again; what is late comes first when there is not enough quota for all.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { ADAPTERS } from '../../adapters.server.ts'
import { hearParcel } from '../../hearing/service.server.ts'
import {
  listInState,
  settle,
  takeForCalling,
  type FollowedNumber,
  type Settlement,
} from '../../registrations/store.server.ts'
import { byUrgency, stopReason } from '../../schedule.ts'
import type { Registered } from '../../source.ts'
import { byNumber, call, keepQuota, mayCall, registeredNow, Stopped, type Work } from '../calls/service.server.ts'

/** Numbers that one run looks at. */
const MOST_PLANNED = 5_000

/** Numbers that may have arrived: what the source has is registered, what it does not have is planned again. */
export async function clearUp(work: Work): Promise<void> {
  const { shop, source } = work
  const adapter = ADAPTERS[source]
  for (;;) {
    const unclear = await inShopSql(shop.id, (sql) =>
      listInState(sql, shop, source, 'unclear', adapter.limits.askPerCall),
    )
    if (unclear.length === 0 || !mayCall(work)) return
    const answers = await call(work, () => adapter.ask(work.account, unclear, work.signal))
    const asked = byNumber(answers)
    await inShopSql(shop.id, async (sql) => {
      const at = work.now().toISOString()
      const settlements: Settlement[] = []
      for (const number of unclear) {
        const answer = asked.get(number.number.toUpperCase())
        if (answer?.outcome === 'unknown') settlements.push({ numberKey: number.numberKey, state: 'planned' })
        else if (answer) {
          if (answer.outcome === 'heard' && (await hearParcel(sql, shop, answer.heard)).added > 0) work.done.news += 1
          settlements.push(registeredNow(work, number, answer.outcome === 'heard' ? answer.heard.remoteId : null))
        } else settlements.push({ numberKey: number.numberKey, state: 'unclear' })
      }
      await settle(sql, shop, source, settlements, at)
    })
    // What the answer does not name is for another run.
    if (answers.length < unclear.length) return
  }
}

/** @param budget numbers that may still be registered */
export async function register(work: Work, budget: number): Promise<void> {
  const { shop, source } = work
  const adapter = ADAPTERS[source]
  const perCall = adapter.limits.registerPerCall === 0 ? MOST_PLANNED : adapter.limits.registerPerCall
  const today = dayIn(shop.timezone, work.now())
  const planned = await inShopSql(shop.id, (sql) => listInState(sql, shop, source, 'planned', MOST_PLANNED))
  const wanted = planned
    .filter((parcel) => stopReason(parcel, work.now().toISOString()) === null)
    .sort(byUrgency(today))
  const affordable = wanted.slice(0, Math.min(wanted.length, budget))
  for (let from = 0; from < affordable.length; from += perCall) {
    if (!mayCall(work)) return
    const batch = affordable.slice(from, from + perCall)
    if (!(await registerBatch(work, batch))) return
  }
}

/** False: the quota is used up, so the rest waits. */
async function registerBatch(work: Work, batch: readonly FollowedNumber[]): Promise<boolean> {
  const { shop, source, account, signal, now, done } = work
  const keys = batch.map(({ numberKey }) => numberKey)
  const taken = await inShopSql(shop.id, (sql) => takeForCalling(sql, shop, source, keys, now().toISOString()))
  const sent = batch.filter(({ numberKey }) => taken.has(numberKey))
  if (sent.length === 0) return true
  let answers: Registered[]
  try {
    answers = await call(work, () => ADAPTERS[source].register(account, sent, signal))
  } catch (error) {
    // Not a Stopped: a stop of the process. The rows stay `calling`, and the next run asks what became of them.
    if (!(error instanceof Stopped)) throw error
    const { code, unclear } = error.trouble
    const state = unclear ? 'unclear' : 'planned'
    await inShopSql(shop.id, async (sql) => {
      const at = now().toISOString()
      await settle(
        sql,
        shop,
        source,
        sent.map(({ numberKey }) => ({ numberKey, state })),
        at,
      )
      if (code === 'quota') await keepQuota(sql, work, 'used_up', at)
    })
    // What is registered is still asked about.
    if (code === 'quota') return false
    throw error
  }
  const found = new Map(answers.map((answer) => [answer.number.toUpperCase(), answer]))
  let usedUp = false
  const settlements = sent.map((number): Settlement => {
    const { numberKey } = number
    const answer = found.get(number.number.toUpperCase())
    if (!answer) return { numberKey, state: 'unclear' }
    if (answer.outcome !== 'refused') {
      done.registered += 1
      return registeredNow(work, number, answer.remoteId)
    }
    if (answer.reason === 'quota') {
      usedUp = true
      return { numberKey, state: 'planned' }
    }
    done.refused += 1
    return { numberKey, state: 'refused', reason: answer.reason, words: answer.words }
  })
  const charged = answers.filter(({ outcome }) => outcome === 'registered').length
  await inShopSql(shop.id, async (sql) => {
    const at = now().toISOString()
    await settle(sql, shop, source, settlements, at)
    await keepQuota(sql, work, usedUp ? 'used_up' : charged, at)
  })
  return !usedUp
}
