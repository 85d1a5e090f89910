import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { checkPublication } from '#app/tools/faq/publishing/checking/service.server.ts'
import { publicationView } from '#app/tools/faq/publishing/service.server.ts'
import { createRandom } from '#test/devstore/http/faults.ts'
import { aCategory, aPublishedEntry, entryForm, faqShop, publishAll, standing, type FaqShop } from '../faq-shop.ts'

const root = join(import.meta.dirname, '../../../..')
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

async function workUntil(reached: (() => boolean) | null, delayMs: number): Promise<'killed' | 'over'> {
  const child = fork(join(import.meta.dirname, 'publish-worker.ts'), [String(made.shop.id)], {
    execPath: join(root, 'node_modules/.bin/node'),
    execArgv: ['--import', join(root, 'test/devstore/preload.ts')],
    env: { ...process.env, DEVSTORE_URL: made.devStore.url },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const begun = new Promise<void>((done) => child.once('message', () => done()))
  await Promise.race([begun, exited])
  if (reached) {
    while (child.exitCode === null && !reached()) await sleep(1)
    await sleep(delayMs)
  }
  // A worker that ended by itself a moment ago is no kill.
  const killed = reached !== null && child.exitCode === null && child.kill('SIGKILL')
  const code = await exited
  if (killed && code === null) return 'killed'
  if (code !== 0) throw new Error(`the worker ended with ${code}: ${errors}`)
  return 'over'
}
