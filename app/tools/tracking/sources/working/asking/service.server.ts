/**
 * Asking a source about what is due. In: a run. Out: events at their parcels, and when each number is asked about next. Invariant: what was delivered, given
 * up or taken away is not asked about again; a number that the source lost is not told it again, which would be charged again.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { ADAPTERS } from '../../adapters.server.ts'
import { hearParcel } from '../../hearing/service.server.ts'
import { listDue, recordAsked, settle, type FollowedNumber, type Settlement } from '../../registrations/store.server.ts'
import { nextAskAt, stopReason } from '../../schedule.ts'
import type { Asked } from '../../source.ts'
import { byNumber, call, mayCall, pushes, type Work } from '../calls/service.server.ts'

export async function ask(work: Work): Promise<void> {
  const { shop, source, account, signal } = work
  const adapter = ADAPTERS[source]
  for (;;) {
    const due = await inShopSql(shop.id, (sql) =>
      listDue(sql, shop, source, work.now().toISOString(), adapter.limits.askPerCall),
    )
    if (due.length === 0) return
    const asOf = work.now().toISOString()
    const stopped = due.flatMap((number): Settlement[] => {
      const reason = stopReason(number, asOf)
      return reason === null ? [] : [{ numberKey: number.numberKey, state: 'stopped', reason }]
    })
    if (stopped.length > 0) await inShopSql(shop.id, (sql) => settle(sql, shop, source, stopped, asOf))
    const wanted = due.filter((number) => stopReason(number, asOf) === null)
    if (wanted.length === 0) continue
    if (!mayCall(work)) return
    const answers = byNumber(await call(work, () => adapter.ask(account, wanted, signal)))
    work.done.asked += wanted.length
    await inShopSql(shop.id, (sql) => keepAnswers(sql, work, wanted, answers))
  }
}

async function keepAnswers(
  sql: ShopSql,
  work: Work,
  wanted: readonly FollowedNumber[],
  answers: ReadonlyMap<string, Asked>,
): Promise<void> {
  const { shop, source, done } = work
  const at = work.now()
  const asOf = at.toISOString()
  const asked = []
  const gone: Settlement[] = []
  for (const number of wanted) {
    const answer = answers.get(number.number.toUpperCase())
    const heard = answer?.outcome === 'heard' ? await hearParcel(sql, shop, answer.heard) : null
    if (heard !== null && heard.added > 0) done.news += 1
    // Removed at the service by somebody: telling it again would be charged again.
    if (answer?.outcome === 'unknown') gone.push({ numberKey: number.numberKey, state: 'stopped', reason: 'gone' })
    asked.push({
      numberKey: number.numberKey,
      nextAskAt: nextAskAt(number, { pushes: pushes(work) }, asOf, dayIn(shop.timezone, at)),
      news: (heard?.added ?? 0) > 0,
      remoteId: answer?.outcome === 'heard' ? answer.heard.remoteId : null,
    })
  }
  await recordAsked(sql, shop, source, asked, asOf)
  await settle(sql, shop, source, gone, asOf)
}
