import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { checkPublication } from '#app/tools/faq/publishing/checking/service.server.ts'
import { publicationView } from '#app/tools/faq/publishing/service.server.ts'
import { createRandom } from '#test/devstore/http/faults.ts'
import { runWorker, whenReached } from '#test/jobs/killed-worker.ts'
import { aCategory, aPublishedEntry, entryForm, faqShop, publishAll, standing, type FaqShop } from '../faq-shop.ts'

const { signal } = new AbortController()
const ENTRIES = 60
let made: FaqShop

beforeAll(async () => {
  made = await faqShop()
  const category = await aCategory(made.shop, { en: 'Orders', fr: 'Commandes' })
  for (let each = 1; each <= ENTRIES; each += 1)
    await aPublishedEntry(
      made.shop,
      entryForm(category, {
        en: {
          question: `Question ${each}?`,
          answer: `<p>Answer ${each}: {{return_window}}.</p>`,
          aliases: [`ask ${each}`],
        },
        fr: { question: `Question n° ${each} ?`, answer: `<p>Réponse ${each} : {{return_window}}.</p>` },
      }),
    )
}, 60_000)
afterAll(() => made.close())

it('sixty entries in two languages whose worker is killed again and again stand at Shopify once, whole and as one run would have left them', async () => {
  const random = createRandom(7)
  const points = [1, 9, 24, 41, 61]
  let kills = 0
  for (;;) {
    const point = points[kills]
    const reached = point === undefined ? null : () => made.state.metaobjects.size >= point
    if ((await workUntil(reached, Math.floor(random() * 60))) === 'over') break
    kills += 1
  }
  expect(kills).toBeGreaterThanOrEqual(3)
  const there = standing(made.state)
  expect(there).toHaveLength(ENTRIES + 1)
  expect(new Set(there.map(({ handle }) => handle)).size).toBe(ENTRIES + 1)
  const entries = there.filter(({ handle }) => handle.startsWith('e-'))
  for (const { translations, status } of entries) {
    expect(status).toBe('ACTIVE')
    expect(Object.keys(translations).sort()).toEqual(['fr/answer', 'fr/question'])
  }
  const category = there.find(({ handle }) => handle.startsWith('c-'))
  expect(JSON.parse(category?.values['entries'] ?? '[]')).toHaveLength(ENTRIES)
  expect(await publicationView(made.shop)).toMatchObject({ standing: ENTRIES + 1, troubles: [], failure: null })
  expect(await checkPublication(made.shop, { signal })).toBe(0)

  const before = JSON.stringify(there)
  await publishAll(made.shop)
  expect(JSON.stringify(standing(made.state))).toBe(before)
  const ledger = await inShopSql(made.shop.id, (sql) =>
    sql.query(`select distinct target from fact_action where shop_id = $1 and kind = 'metaobject.write'`, [
      made.shop.id,
    ]),
  )
  expect(ledger.rowCount).toBe(ENTRIES + 1)
}, 180_000)

function workUntil(reached: (() => boolean) | null, delayMs: number): Promise<'killed' | 'over'> {
  const script = join(import.meta.dirname, 'publish-worker.ts')
  const run = { script, args: [String(made.shop.id)], devStoreUrl: made.devStore.url }
  return runWorker(run, reached && whenReached(reached, delayMs))
}
