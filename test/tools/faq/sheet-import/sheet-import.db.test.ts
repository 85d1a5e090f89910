/** Files of answers, out and in again: a round trip, new answers, what is wrong at its line, once, and taken back. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listActions } from '#app/facts/actions.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { translationState } from '#app/tools/faq/entries/content.ts'
import { getEntry, listEntries, saveEntry } from '#app/tools/faq/entries/service.server.ts'
import { saveLanguages } from '#app/tools/faq/languages/store.server.ts'
import { importFaq, previewFaqImport, undoFaqImport } from '#app/tools/faq/sheet-import/service.server.ts'
import { ExportQuery } from '#app/tools/faq/translations/schema.ts'
import { exportFaq, translationsPage } from '#app/tools/faq/translations/service.server.ts'
import { aCategory, anEntry, anEntryForm } from '#test/builders/faq.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let category: Id

beforeEach(async () => {
  shop = await aShop({ timezone: 'UTC' })
  const languages = ['en', 'de', 'zh-CN'].map((locale) => ({ locale, published: true }))
  await inShopSql(shop.id, (sql) => saveLanguages(sql, shop, languages, new Date().toISOString()))
  category = await aCategory(shop, 'Delivery')
})

const file = (text: string, name = 'faq.csv') => new File([text], name)
const csv = (...lines: string[][]): File =>
  file(lines.map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n'))
const HEAD = ['Entry', 'Category', 'Language', 'Question', 'Answer']
const entries = () => inShopSql(shop.id, (sql) => listEntries(sql, shop))
const exported = async (format: 'csv' | 'xlsx', query: Partial<ExportQuery> = {}): Promise<File> => {
  const response = await exportFaq(shop, ExportQuery.parse(query), format, new Date())
  return new File([await response.arrayBuffer()], `faq.${format}`)
}
const imported = (of: File, leaveOut = false, id: string = randomUUID()) =>
  importFaq(shop, { id, file: of, leaveOut }, new Date())

describe('a file of answers', () => {
  it.each(['csv', 'xlsx'] as const)('comes back as %s and changes nothing', async (format) => {
    await anEntry(shop, category, {
      en: {
        question: '=SUM(A1)?',
        answer: '<p>a <strong>b</strong>, "c"</p><ul><li>d &amp; {{return_window}}</li></ul>',
        aliases: ['+1', 'two'],
      },
      'zh-CN': { question: '什么时候到？', answer: '<p>很快</p>' },
    })
    await anEntry(shop, category)
    const preview = await previewFaqImport(shop, await exported(format))
    expect(preview.problems).toEqual([])
    expect(preview.counts).toEqual({ added: 0, changed: 0, unchanged: 2, categories: 0 })
    await expect(imported(await exported(format))).rejects.toMatchObject({
      fields: [{ code: 'faqTranslations.nothingToImport' }],
    })
  })

  it('writes no formula that a spreadsheet would run', async () => {
    await anEntry(shop, category, { en: { question: '=cmd|calc' } })
    const text = await (await exported('csv')).text()
    expect(text).not.toMatch(/(^|,)"?=cmd/m)
  })

  it('holds only what is missing or out of date of one language when that is asked for', async () => {
    await anEntry(shop, category, { en: { question: 'A?' }, de: { question: 'A auf Deutsch?' } })
    await anEntry(shop, category, { en: { question: 'B?' } })
    const text = await (await exported('csv', { language: 'de', only: 'open' })).text()
    expect(text).toContain('B?')
    expect(text).not.toContain('A?')
  })

  it('brings translations and new answers as drafts, once, and is taken back', async () => {
    const id = await anEntry(shop, category, { en: { question: 'How long?', answer: '<p>A week</p>' } })
    const form = csv(
      HEAD,
      [id, '', 'de', 'Wie lange?', 'Eine Woche'],
      ['new-1', 'Returns', 'en', 'Can I return it?', 'Yes.\n\nWithin <30 days'],
      ['new-1', '', 'zh-CN', '可以退货吗？', '<p>可以<img src=x onerror=alert(1)></p>'],
    )
    const preview = await previewFaqImport(shop, form)
    expect(preview.counts).toEqual({ added: 1, changed: 1, unchanged: 0, categories: 1 })
    expect(preview.newCategories).toEqual(['Returns'])
    const importId = randomUUID()
    await imported(form, false, importId)
    await imported(form, false, importId)
    const [known, made] = await entries()
    expect(known?.content.texts['de']).toMatchObject({ question: 'Wie lange?', answer: '<p>Eine Woche</p>' })
    expect(made).toMatchObject({ publishedNumber: null, content: { source: 'en' } })
    expect(made?.content.texts['en']?.answer).toBe('<p>Yes.</p><p>Within &lt;30 days</p>')
    expect(made?.content.texts['zh-CN']?.answer).toBe('<p>可以</p>')
    expect((await entries()).length).toBe(2)
    expect(await undoFaqImport(shop, importId, new Date())).toEqual({ restored: 2, left: 0 })
    expect(await undoFaqImport(shop, importId, new Date())).toEqual({ restored: 0, left: 0 })
    expect((await entries()).map(({ content }) => Object.keys(content.texts))).toEqual([['en']])
    const { actions } = await listActions(shop, { tool: 'faq' })
    expect(actions.map(({ kind, undoOf }) => [kind, undoOf !== null]).sort()).toEqual([
      ['entries.import', false],
      ['entries.import', true],
    ])
  })

  it('leaves alone, when it is taken back, what somebody wrote since', async () => {
    const id = await anEntry(shop, category, { en: { question: 'How long?' } })
    const importId = randomUUID()
    await imported(csv(HEAD, [id, '', 'de', 'Wie lange?', 'Eine Woche']), false, importId)
    await saveEntry(shop, id, 2, anEntryForm(category, { en: { question: 'How long now?' } }), new Date())
    expect(await undoFaqImport(shop, importId, new Date())).toEqual({ restored: 0, left: 1 })
  })

  it('says at the line what is wrong, and imports the others only when asked to', async () => {
    const id = await anEntry(shop, category)
    const form = csv(
      HEAD,
      [id, '', 'de', 'Gut', 'Gut'],
      ['99999', '', 'de', 'x', 'x'],
      [id, '', 'kl', 'x', 'x'],
      ['', '', 'en', 'No category?', 'x'],
      ['', 'Delivery', 'en', '', 'x'],
      [id, '', 'de', 'Nochmal', 'x'],
      [id, '', 'en', '-', ''],
      [id, '', 'zh-CN', 'x'.repeat(251), ''],
    )
    const { problems } = await previewFaqImport(shop, form)
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'entry_unknown'],
      [4, 'other_language'],
      [5, 'category_missing'],
      [6, 'question_missing'],
      [7, 'line_twice'],
      [8, 'question_missing'],
      [9, 'question_too_long'],
    ])
    await expect(imported(form)).rejects.toMatchObject({ fields: [{ code: 'faqTranslations.hasProblems' }] })
    expect((await imported(form, true)).counts).toMatchObject({ changed: 1 })
    expect((await getEntry(shop, id)).content.texts['de']?.question).toBe('Gut')
  })

  it('marks a translation out of date that was made from what the source said before', async () => {
    const id = await anEntry(shop, category, { en: { question: 'Old?', answer: '<p>old</p>' } })
    const before = await (await exported('csv', { language: 'de' })).text()
    await saveEntry(shop, id, 1, anEntryForm(category, { en: { question: 'New?', answer: '<p>new</p>' } }), new Date())
    const [head = '', line = ''] = before.replace('\ufeff', '').split('\r\n')
    const cells = line.split(',')
    cells[head.split(',').indexOf('Question')] = 'Alt?'
    cells[head.split(',').indexOf('Answer')] = '<p>alt</p>'
    const form = file(`${head}\r\n${cells.join(',')}`)
    expect((await previewFaqImport(shop, form)).outdated).toBe(1)
    await imported(form)
    expect(translationState((await getEntry(shop, id)).content, 'de')).toBe('stale')
  })

  it('is refused whole without the columns that it needs', async () => {
    const form = csv(['Question', 'Answer'], ['a', 'b'])
    expect((await previewFaqImport(shop, form)).missing).toMatchObject([{ column: 'Language' }])
    await expect(imported(form)).rejects.toMatchObject({ fields: [{ code: 'faqTranslations.columnsWrong' }] })
  })
})

describe('the page of translations', () => {
  it('counts answers and titles of categories by language', async () => {
    await anEntry(shop, category, { en: { question: 'A?' }, de: { question: 'A!' } })
    await anEntry(shop, category)
    const { languages } = await translationsPage(shop, new Date())
    expect(languages.map(({ language, done, missing }) => [language, done, missing])).toEqual([
      ['en', 3, 0],
      ['de', 1, 2],
      ['zh-CN', 0, 3],
    ])
  })
})
