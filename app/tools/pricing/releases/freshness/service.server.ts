/**
 * Whether what was previewed is still so. In: a previewed release. Out: nothing, or a `conflict` whose code and numbers say what is different.
 * Invariant: a release is approved only for the rules, books and prices that its preview shows, and with every guard answered.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { listBooks } from '../../books/service.server.ts'
import { getStoredRuleSet } from '../../rules/store.server.ts'
import { countStale } from '../rows/store.server.ts'
import type { Release } from '../schema.ts'
import { refusal } from '../store.server.ts'

export async function requireFresh(sql: ShopSql, shop: Shop, release: Release, asOf: Instant): Promise<void> {
  requireAnswers(release)
  if ((release.totals?.outcomes.change ?? 0) === 0)
    throw refusal('nothing_to_change', `release ${release.number} changes no price`)
  await requireSameRules(sql, shop, release)
  await requireSameBooks(sql, shop, release, asOf)
  const { changed, gone } = await countStale(sql, shop, release.id)
  if (changed + gone > 0)
    throw refusal(
      'prices_changed',
      `since the preview ${changed} of the prices to be changed are others and ${gone} of the variants are gone: preview again`,
    )
}

function requireAnswers({ guards }: Release): void {
  for (const { guard, answer } of guards) {
    if (answer === null) throw refusal('guard_unanswered', `the guard ${guard} asks and has no answer`, [guard])
    if (answer === 'stop') throw refusal('guard_stopped', `the answer to the guard ${guard} was to stop`, [guard])
  }
}

async function requireSameRules(sql: ShopSql, shop: Shop, { plan }: Release): Promise<void> {
  if (plan.ruleSetId === null) return
  const stored = await getStoredRuleSet(sql, shop, plan.ruleSetId).catch((error: unknown) => {
    if (isAppError(error, 'not_found')) return null
    throw error
  })
  const same = await sql.query<{ same: boolean }>('select $1::jsonb = $2::jsonb as same', [
    JSON.stringify(stored?.document ?? null),
    JSON.stringify(plan.ruleSet),
  ])
  if (!same.rows[0]?.same)
    throw refusal('rules_changed', 'the rules were changed since the preview: preview again', ['ruleSetId'])
}

async function requireSameBooks(sql: ShopSql, shop: Shop, { plan }: Release, asOf: Instant): Promise<void> {
  const books = new Map((await listBooks(sql, shop, new Date(asOf))).map((book) => [book.id, book]))
  for (const planned of plan.books) {
    const now = books.get(planned.id)
    if (!now)
      throw refusal('book_gone', `the price book ${planned.name} is no more: preview again`, ['books', planned.id])
    if (now.currency !== planned.currency)
      throw refusal(
        'book_currency_changed',
        `${planned.name} sells in ${now.currency} now, the preview was made in ${planned.currency}: preview again`,
        ['books', planned.id],
      )
    if (now.adjustmentBps !== planned.adjustmentBps)
      throw refusal(
        'prices_changed',
        `${planned.name} adjusts its prices otherwise than at the preview: preview again`,
        ['books', planned.id],
      )
  }
}
