/** The pages of the FAQ as the admin asks for them. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import * as entry from '#app/routes/app.faq.$id._index.tsx'
import * as historyPage from '#app/routes/app.faq.$id.history.tsx'
import * as list from '#app/routes/app.faq._index.tsx'
import * as categories from '#app/routes/app.faq.categories.tsx'
import * as exportFile from '#app/routes/app.faq.translations.export.$format.ts'
import * as newEntry from '#app/routes/app.faq.new.tsx'
import * as products from '#app/routes/app.faq.products.ts'
import * as starter from '#app/routes/app.faq.starter.tsx'
import * as translations from '#app/routes/app.faq.translations.tsx'
import { saveLanguages } from '#app/tools/faq/languages/store.server.ts'
import { aCategory, anEntry, anEntryForm } from '#test/builders/faq.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })
const status = (answer: unknown): number | undefined =>
  answer instanceof Response ? answer.status : (answer as { init?: { status?: number } }).init?.status

let shop: Shop
let category: Id

/** A shop in English and German, as Shopify said a moment ago. */
beforeAll(async () => {
  shop = await aShop({ timezone: 'UTC' })
  await storeToken(shop, [])
  const languages = [
    { locale: 'en', published: true },
    { locale: 'de', published: true },
  ]
  await inShopSql(shop.id, (sql) => saveLanguages(sql, shop, languages, new Date().toISOString()))
  category = await aCategory(shop, 'Delivery')
})

const wish = (fields: Record<string, string>) => ({ operation: randomUUID(), basedOn: '0', ...fields })
const edit = (id: Id, fields: Record<string, string>) =>
  entry.action(args(visit(shop, `/app/faq/${id}`, wish(fields)), { id }))

describe('the list of answers', () => {
  it('shows what is missing in the shop’s other language, and publishes what was chosen', async () => {
    const id = await anEntry(shop, category, { en: { question: 'How long?' } })
    const before = await list.loader(args(visit(shop, '/app/faq?search=how')))
    expect(before.page.rows).toMatchObject([{ id, state: 'draft', unfinished: [{ language: 'de', state: 'missing' }] }])
    const operation = randomUUID()
    const form = { intent: 'change', kind: 'publish', ids: id, categoryId: '', operation }
    const said = await list.action(args(visit(shop, '/app/faq?index', form)))
    expect(said.data).toMatchObject({ ok: true, said: 'faq.said.publish', result: { changed: 1 } })
    const undo = await list.action(args(visit(shop, '/app/faq?index', { intent: 'undo', operation })))
    expect(undo.data).toMatchObject({ ok: true, undone: { restored: 1, left: 0 } })
  })

  it('refuses a form that makes no sense with the place of it', async () => {
    const said = await list.action(args(visit(shop, '/app/faq?index', { intent: 'change', kind: 'explode', ids: '' })))
    expect(status(said)).toBe(422)
    expect(said.data).toMatchObject({ ok: false, code: 'invalid_input' })
  })

  it('drops a query that makes no sense instead of failing', async () => {
    const page = await list.loader(args(visit(shop, '/app/faq?state=nonsense&page=-4&category=drop%20table')))
    expect(page.query).toMatchObject({ sort: 'order', page: 1 })
  })

  it('is for nobody who is not signed in', async () => {
    for (const call of [
      () => list.loader(args(stranger('/app/faq'))),
      () => list.action(args(stranger('/app/faq?index', { intent: 'undo', operation: randomUUID() }))),
      () => newEntry.loader(args(stranger('/app/faq/new'))),
    ])
      expect(await call().catch((thrown: unknown) => thrown)).toBeInstanceOf(Response)
  })
})

describe('the editor', () => {
  it('begins in the shop’s language with the question a shopper asked', async () => {
    const stored = await newEntry.loader(args(visit(shop, '/app/faq/new?question=Do+you+ship+to+Chile%3F')))
    expect(stored.content).toMatchObject({ source: 'en', texts: { en: { question: 'Do you ship to Chile?' } } })
    expect(stored.choices.languages).toEqual(['en', 'de'])
  })

  it('makes an answer and leads to its page', async () => {
    const form = JSON.stringify(anEntryForm(category, { en: { question: 'Gift wrap?' } }))
    const fields = wish({ intent: 'publish', entry: form })
    const leave = await newEntry.action(args(visit(shop, '/app/faq/new', fields))).catch((thrown: unknown) => thrown)
    expect(status(leave)).toBe(302)
    const page = await list.loader(args(visit(shop, '/app/faq?search=gift')))
    expect(page.page.rows).toMatchObject([{ question: 'Gift wrap?', state: 'published' }])
  })

  it('says at the field what is refused, and writes nothing', async () => {
    const id = await anEntry(shop, category)
    const form = { ...anEntryForm(category), texts: { en: { question: '', answer: '<p>x</p>', aliases: [] } } }
    const said = await edit(id, { intent: 'save', basedOn: '1', entry: JSON.stringify(form) })
    expect(status(said)).toBe(422)
    expect(said.data).toMatchObject({ fields: [{ path: ['texts', 'en', 'question'], message: 'question_missing' }] })
    expect((await entry.loader(args(visit(shop, `/app/faq/${id}`), { id }))).number).toBe(1)
  })

  it('answers a second person’s save with the number of the newest version', async () => {
    const id = await anEntry(shop, category)
    const form = (answer: string) => JSON.stringify(anEntryForm(category, { en: { answer: `<p>${answer}</p>` } }))
    await edit(id, { intent: 'save', basedOn: '1', entry: form('first') })
    const second = await edit(id, { intent: 'save', basedOn: '1', entry: form('second') })
    expect(status(second)).toBe(409)
    expect(second.data).toMatchObject({ ok: false, code: 'conflict', current: 2 })
    const third = await edit(id, { intent: 'save', basedOn: '2', entry: form('second') })
    expect(third.data).toMatchObject({ ok: true, said: 'faqEditor.said.saved' })
  })

  it('does not publish an answer without words', async () => {
    const id = await anEntry(shop, category)
    const form = anEntryForm(category, { en: { question: 'Empty?', answer: '<p><script>x</script></p>' } })
    const said = await edit(id, { intent: 'publish', basedOn: '1', entry: JSON.stringify(form) })
    expect(status(said)).toBe(422)
    expect(said.data).toMatchObject({ fields: [{ path: ['texts', 'en', 'answer'], message: 'answer_missing' }] })
  })

  it('shows a translator what the source said when the translation was made', async () => {
    const german = { question: 'Frage?', answer: '<p>Antwort</p>' }
    const id = await anEntry(shop, category, { en: { question: 'Old?', answer: '<p>old</p>' }, de: german })
    const form = anEntryForm(category, { en: { question: 'New?', answer: '<p>new</p>' }, de: german })
    await edit(id, { intent: 'save', basedOn: '1', entry: JSON.stringify(form) })
    const stored = await entry.loader(args(visit(shop, `/app/faq/${id}`), { id }))
    expect(stored.madeFrom).toEqual({ de: { question: 'Old?', answer: '<p>old</p>' } })
  })

  it('deletes an answer and leads to where that can be undone', async () => {
    const id = await anEntry(shop, category)
    const leave = await edit(id, { intent: 'delete' }).catch((thrown: unknown) => thrown)
    expect(leave instanceof Response && leave.headers.get('location')).toMatch(/\/app\/faq\?deleted=[\da-f-]{36}$/)
    const gone = await entry.loader(args(visit(shop, `/app/faq/${id}`), { id })).catch((thrown: unknown) => thrown)
    expect(status(gone)).toBe(404)
  })

  it('finds products by their title', async () => {
    const { id } = await aProduct(shop, { title: 'Silk scarf 100%' })
    const { found } = await products.loader(args(visit(shop, '/app/faq/products?q=scarf+100%25')))
    expect(found).toEqual([{ id, title: 'Silk scarf 100%' }])
  })
})

describe('the history of an answer', () => {
  it('says what changed, and takes an old version up again', async () => {
    const id = await anEntry(shop, category, { en: { question: 'A?', answer: '<p>one</p>' } })
    const form = anEntryForm(category, { en: { question: 'A?', answer: '<p>two</p>' } })
    await edit(id, { intent: 'save', basedOn: '1', entry: JSON.stringify(form) })
    const visitHistory = (fields?: Record<string, string>) =>
      args(visit(shop, `/app/faq/${id}/history`, fields), { id })
    const { versions } = await historyPage.loader(visitHistory())
    expect(versions[0]?.changes).toMatchObject([{ kind: 'answer', language: 'en' }])
    const said = await historyPage.action(visitHistory({ number: '1', basedOn: '2' }))
    expect(said.data).toMatchObject({ ok: true })
    expect((await historyPage.loader(visitHistory())).number).toBe(3)
    const late = await historyPage.action(visitHistory({ number: '2', basedOn: '2' }))
    expect(status(late)).toBe(409)
  })
})

describe('categories', () => {
  const titles = (english: string, german = '') =>
    JSON.stringify({ source: 'en', titles: { en: english, de: german }, confirmed: [] })
  const send = (fields: Record<string, string>) => categories.action(args(visit(shop, '/app/faq/categories', fields)))

  it('are named, refused at the field of their language, and put back after they were removed', async () => {
    const save = { intent: 'save', id: '', version: '0' }
    expect((await send({ ...save, category: titles('Gifts', 'Geschenke') })).data).toMatchObject({ ok: true })
    const again = await send({ ...save, category: titles('gifts') })
    expect(status(again)).toBe(422)
    expect(again.data).toMatchObject({ fields: [{ path: ['titles', 'en'], message: 'title_taken' }] })
    expect((await send({ ...save, category: titles('') })).data).toMatchObject({
      fields: [{ path: ['titles', 'en'], message: 'title_missing' }],
    })
    const all = async () => (await categories.loader(args(visit(shop, '/app/faq/categories')))).categories
    const gifts = (await all()).find((each) => each.titles['en']?.title === 'Gifts')
    const operation = randomUUID()
    const removed = await send({ intent: 'remove', id: gifts?.id ?? '', moveTo: '', operation })
    expect(removed.data).toMatchObject({ ok: true, operation })
    expect((await all()).map(({ id }) => id)).not.toContain(gifts?.id)
    await send({ intent: 'restore', operation })
    expect((await all()).map(({ id }) => id)).toContain(gifts?.id)
  })
})

describe('translations', () => {
  const upload = (fields: Record<string, string | File>): Request => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const { headers, url } = visit(shop, '/app/faq/translations')
    headers.delete('content-type')
    return new Request(url, { method: 'POST', headers, body: form })
  }

  it('go out as a file, come in after a preview, once, and are taken back', async () => {
    const id = await anEntry(shop, category, { en: { question: 'Translate me?' } })
    const sent = args(visit(shop, '/app/faq/translations/export/csv?language=de&only=open'), { format: 'csv' })
    const response = await exportFile.loader(sent)
    expect(response.headers.get('content-disposition')).toMatch(/filename="faq-de-\d{4}-\d\d-\d\d\.csv"/)
    expect(await response.text()).toContain('Translate me?')
    const file = new File([`Entry,Language,Question,Answer\n${id},de,Übersetz mich?,Ja\n`], 'de.csv')
    const preview = await translations.action(args(upload({ intent: 'preview', import: randomUUID(), file })))
    expect(preview.data).toMatchObject({ ok: true, preview: { counts: { changed: 1, added: 0 } } })
    const form = { intent: 'import', import: randomUUID(), leaveOut: 'false', file }
    for (const _ of [1, 2]) expect((await translations.action(args(upload(form)))).data).toMatchObject({ ok: true })
    const page = await translations.loader(args(visit(shop, '/app/faq/translations')))
    expect(page.imports).toMatchObject([{ fileName: 'de.csv', counts: { changed: 1 }, undoneAt: null }])
    const undo = await translations.action(args(upload({ intent: 'undo', import: form.import })))
    expect(undo.data).toMatchObject({ undone: { restored: 1, left: 0 } })
  })

  it('are refused as a file that is no table, in words of its own', async () => {
    const file = new File([new Uint8Array([0, 1, 2, 3])], 'x.xlsx')
    const said = await translations.action(args(upload({ intent: 'preview', import: randomUUID(), file })))
    expect(status(said)).toBe(422)
    expect(said.data).toMatchObject({ ok: false, fields: [{ path: ['file'] }] })
    const wrong = args(visit(shop, '/app/faq/translations/export/pdf'), { format: 'pdf' })
    expect(status(await exportFile.loader(wrong).catch((thrown: unknown) => thrown))).toBe(404)
  })
})

describe('ready answers', () => {
  it('are taken as drafts once, in the languages that we have, and given back', async () => {
    const send = (fields: Record<string, string>) => starter.action(args(visit(shop, '/app/faq/starter', fields)))
    const operation = randomUUID()
    const form = { intent: 'take', operation, keys: 'duty,track' }
    expect((await send(form)).data).toMatchObject({ ok: true, taken: { count: 2 } })
    expect((await send(form)).data).toMatchObject({ ok: true, taken: { count: 0 } })
    const page = await starter.loader(args(visit(shop, '/app/faq/starter')))
    expect(page).toEqual({ languages: ['en'], known: ['track', 'duty'] })
    await send({ intent: 'undo', operation })
    expect((await starter.loader(args(visit(shop, '/app/faq/starter')))).known).toEqual([])
    expect(status(await send({ ...form, keys: 'nonsense' }))).toBe(422)
    expect(status(await send({ ...form, keys: '' }))).toBe(422)
  })
})
