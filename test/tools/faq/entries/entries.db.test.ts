/** Entries in a real database: versions, translations, two people at once, history, and whose they are. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { translationState } from '#app/tools/faq/entries/content.ts'
import { MOST_ENTRIES } from '#app/tools/faq/entries/schema.ts'
import {
  createEntry,
  entryHistory,
  getEntry,
  listPublished,
  restoreEntry,
  saveEntry,
} from '#app/tools/faq/entries/service.server.ts'
import { changeEntries } from '#app/tools/faq/listing/service.server.ts'
import { aCategory, anEntry, anEntryForm } from '#test/builders/faq.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let category: Id

beforeAll(async () => {
  shop = await aShop()
  category = await aCategory(shop)
})

const publish = (id: Id) =>
  changeEntries(shop, { kind: 'publish', operation: randomUUID(), ids: [id], categoryId: null }, new Date())
const published = (of: Shop) => inShopSql(of.id, (sql) => listPublished(sql, of))

describe('an entry', () => {
  it('is saved as a further version only when it says something new', async () => {
    const form = anEntryForm(category, { en: { question: 'When?', answer: '<p>Soon</p>' } })
    const id = await createEntry(shop, form, new Date())
    expect(await saveEntry(shop, id, 1, form, new Date())).toBe(1)
    const changed = anEntryForm(category, { en: { question: 'When?', answer: '<p>Today</p>' } })
    expect(await saveEntry(shop, id, 1, changed, new Date())).toBe(2)
    const { versions } = await entryHistory(shop, id)
    expect(versions.map(({ number }) => number)).toEqual([2, 1])
    expect(versions[0]?.changes).toEqual([
      {
        kind: 'answer',
        language: 'en',
        runs: [
          { kind: 'gone', text: 'Soon' },
          { kind: 'new', text: 'Today' },
        ],
      },
    ])
  })

  it('keeps what is published while a newer draft is written', async () => {
    const id = await anEntry(shop, category, { en: { answer: '<p>old</p>' } })
    await publish(id)
    await saveEntry(shop, id, 1, anEntryForm(category, { en: { answer: '<p>new</p>' } }), new Date())
    const answers = (await published(shop)).entries.filter((entry) => entry.id === id)
    expect(answers.map(({ number, content }) => [number, content.texts['en']?.answer])).toEqual([[1, '<p>old</p>']])
  })

  it('tells the second of two people, and writes nothing of theirs over the first', async () => {
    const id = await anEntry(shop, category)
    const write = (answer: string) =>
      saveEntry(shop, id, 1, anEntryForm(category, { en: { answer: `<p>${answer}</p>` } }), new Date())
    const results = await Promise.allSettled([write('mine'), write('yours')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    expect((await getEntry(shop, id)).number).toBe(2)
  })

  it('marks a translation stale when its source changes, and right again when a person says so', async () => {
    const texts = { en: { question: 'Size?', answer: '<p>Medium</p>' }, de: { question: 'Größe?', answer: '<p>M</p>' } }
    const id = await createEntry(shop, anEntryForm(category, texts), new Date())
    const changed = { ...texts, en: { question: 'Size?', answer: '<p>Large</p>' } }
    await saveEntry(shop, id, 1, anEntryForm(category, changed), new Date())
    expect(translationState((await getEntry(shop, id)).content, 'de')).toBe('stale')
    await saveEntry(shop, id, 2, anEntryForm(category, changed, { confirmed: ['de'] }), new Date())
    const { content } = await getEntry(shop, id)
    expect(translationState(content, 'de')).toBe('done')
    expect(translationState(content, 'fr')).toBe('missing')
    expect((await entryHistory(shop, id)).versions[0]?.changes).toEqual([{ kind: 'confirmed', language: 'de' }])
  })

  it('takes an old version up again as a copy, and what a translation was made from with it', async () => {
    const first = { en: { question: 'A?', answer: '<p>a</p>' }, fr: { question: 'A ?', answer: '<p>à</p>' } }
    const id = await createEntry(shop, anEntryForm(category, first), new Date())
    const second = { ...first, en: { question: 'B?', answer: '<p>b</p>' } }
    await saveEntry(shop, id, 1, anEntryForm(category, second), new Date())
    expect(await restoreEntry(shop, id, 1, 2, new Date())).toBe(3)
    const { content, number } = await getEntry(shop, id)
    expect(number).toBe(3)
    expect(content.texts['en']?.question).toBe('A?')
    expect(translationState(content, 'fr')).toBe('done')
    expect(await restoreEntry(shop, id, 1, 3, new Date())).toBe(3)
    await expect(restoreEntry(shop, id, 9, 3, new Date())).rejects.toMatchObject({ code: 'not_found' })
    await expect(restoreEntry(shop, id, 2, 1, new Date())).rejects.toMatchObject({ code: 'conflict' })
  })

  it('never stores a script, whatever is sent', async () => {
    const id = await anEntry(shop, category, {
      en: { answer: '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">go</a></p>' },
    })
    const stored = await inShopSql(shop.id, (sql) =>
      sql.query<{ content: string }>('select content::text from faq_version where shop_id = $1 and entry_id = $2', [
        shop.id,
        id,
      ]),
    )
    expect(stored.rows[0]?.content).not.toMatch(/script|onclick/)
  })

  it('belongs to one shop', async () => {
    const other = await aShop()
    const id = await anEntry(shop, category)
    await expect(getEntry(other, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(saveEntry(other, id, 1, anEntryForm(category), new Date())).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(anEntry(other, category)).rejects.toMatchObject({ code: 'not_found' })
    expect((await published(other)).entries).toEqual([])
  })

  it('is one of a thousand at most', async () => {
    const full = await aShop()
    const own = await aCategory(full)
    await inShopSql(full.id, (sql) =>
      sql.query(
        `insert into faq_entry (shop_id, category_id, position, current_version) select $1, $2, n, 1 from generate_series(1, $3) n`,
        [full.id, own, MOST_ENTRIES],
      ),
    )
    await expect(anEntry(full, own)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ message: 'too_many_entries' }],
    })
  })
})
