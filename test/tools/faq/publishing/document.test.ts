import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntryContent, PublishedEntry } from '#app/tools/faq/entries/schema.ts'
import { documentsOf, entryIdOf, liquidSafe } from '#app/tools/faq/publishing/document.ts'
import {
  canonicalFields,
  fieldsToSend,
  meet,
  planPublication,
  translationNames,
  translationsToRemove,
} from '#app/tools/faq/publishing/plan.ts'
import { EVERYWHERE } from '#app/tools/faq/targeting/targeting.ts'

const AT = '2026-11-01T00:00:00.000Z'
const LANGUAGES = { primary: 'en', all: ['en', 'fr', 'zh-CN'] }
const CATEGORY = { id: '3', position: 2, source: 'en', titles: { en: { title: 'Returns', sourceVersion: 1 } } }

function entry(
  texts: Record<string, { question: string; answer: string; aliases?: string[] }>,
  changes: Partial<EntryContent> = {},
  id = '12',
): PublishedEntry {
  const [source = 'en'] = Object.keys(texts)
  return {
    id,
    categoryId: '3',
    position: Number(id),
    number: 1,
    publishedAt: AT,
    content: {
      source,
      texts: Object.fromEntries(
        Object.entries(texts).map(([language, text]) => [
          language,
          { aliases: [], ...text, sourceVersion: 1, updatedAt: AT },
        ]),
      ),
      target: EVERYWHERE as EntryContent['target'],
      startsAt: null,
      endsAt: null,
      ...changes,
    },
  }
}

describe('documents', () => {
  it('hold the primary language in the fields and the others as translations; the category lists its entries in order', () => {
    const documents = documentsOf(
      [CATEGORY],
      [
        entry({ en: { question: ' Two\nlines? ', answer: '<p>B</p>' } }, {}, '20'),
        entry({
          fr: { question: 'Combien ?', answer: '<p>{{return_window}}</p>', aliases: ['délai'] },
          en: { question: 'How long?', answer: '<p>{{return_window}}</p>' },
        }),
      ],
      LANGUAGES,
    )
    expect([...documents.keys()]).toEqual(['e-12', 'e-20', 'c-3'])
    expect(documents.get('e-12')).toMatchObject({
      fields: { question: 'How long?', answer: '<p>[[return_window]]</p>', needs: '["return_window"]', words: 'délai' },
      translations: { fr: { question: 'Combien ?', words: 'délai' } },
    })
    expect(documents.get('e-20')?.fields['question']).toBe('Two lines?')
    expect(documents.get('c-3')).toMatchObject({
      fields: { title: 'Returns', position: '2' },
      entries: ['e-12', 'e-20'],
      translations: {},
    })
  })

  it('of an entry without the primary language show what was written, and say it as a translation too', () => {
    const [document] = documentsOf(
      [CATEGORY],
      [entry({ fr: { question: 'Q', answer: '<p>R</p>' } })],
      LANGUAGES,
    ).values()
    expect(document).toMatchObject({ fields: { question: 'Q' }, translations: { fr: { question: 'Q' } } })
  })

  it('leave out a translation that is not whole, an empty category and an entry without words', () => {
    const documents = documentsOf(
      [CATEGORY],
      [
        entry({ en: { question: 'Q', answer: '<p> </p>' } }),
        entry({ en: { question: 'Q', answer: '<p>R</p>' }, fr: { question: 'Q', answer: '' } }, {}, '13'),
      ],
      LANGUAGES,
    )
    expect([...documents.keys()]).toEqual(['e-13', 'c-3'])
    expect(documents.get('e-13')?.translations).toEqual({})
    expect(documentsOf([CATEGORY], [], LANGUAGES).size).toBe(0)
  })

  it('say schedules in whole seconds and tags in small letters', () => {
    const target = { ...EVERYWHERE, tags: ['Sale'], markets: ['eu'] } as EntryContent['target']
    const [document] = documentsOf(
      [CATEGORY],
      [entry({ en: { question: 'Q', answer: '<p>R</p>' } }, { target, startsAt: '2026-11-01T00:00:00.999Z' })],
      LANGUAGES,
    ).values()
    expect(document?.fields['starts_at']).toBe(String(Date.UTC(2026, 10, 1) / 1000))
    expect(document?.fields).not.toHaveProperty('ends_at')
    expect(JSON.parse(document?.fields['target'] ?? '')).toMatchObject({
      tags: ['sale'],
      markets: ['eu'],
      products: null,
    })
  })

  it('never hold anything that Liquid would read, nor a mark that is not ours', () => {
    expect(liquidSafe('{{ shop.name }} {% raw %} [[return_window]] {{return_window}}')).toBe(
      '&#123;&#123; shop.name &#125;&#125; &#123;% raw &#37;&#125; &#91;[return_window]] [[return_window]]',
    )
    fc.assert(fc.property(fc.string(), (text) => !/[{}]/.test(liquidSafe(text))))
  })

  it('an entry’s handle names it, and nothing else does', () => {
    expect(entryIdOf('e-12')).toBe('12')
    for (const handle of ['c-12', 'e-', 'e-1x', 'e-12 ']) expect(entryIdOf(handle)).toBeNull()
  })
})

describe('the plan', () => {
  const document = { type: 'faq_entry', fields: {}, entries: [], translations: {} } as const

  it('writes what is new or another, deletes what is no more, and leaves the rest', () => {
    const plan = planPublication(
      new Map([
        ['e-1', { document, hash: 'same' }],
        ['e-2', { document, hash: 'new' }],
        ['e-3', { document, hash: 'x' }],
      ]),
      [
        { handle: 'e-1', wantedHash: 'same', state: 'failed' },
        { handle: 'e-2', wantedHash: 'old', state: 'written' },
        { handle: 'e-4', wantedHash: 'gone', state: 'written' },
        { handle: 'e-5', wantedHash: null, state: 'waiting' },
      ],
    )
    expect(plan.upserts.map(({ handle }) => handle)).toEqual(['e-2', 'e-3'])
    expect(plan.removals).toEqual(['e-4'])
  })

  it.each([
    ['nothing there, never written', null, null, false, 'write'],
    ['ours as confirmed', 'ours', 'ours', false, 'write'],
    ['what an interrupted try has written', 'fresh', 'ours', false, 'write'],
    ['somebody else’s words', 'theirs', 'ours', false, 'changed'],
    ['deleted by somebody else', null, 'ours', false, 'deleted'],
    ['somebody else’s words, and a person decided', 'theirs', 'ours', true, 'write'],
  ] as const)('meets %s', (_name, found, written, isForced, meeting) => {
    expect(meet(found, { written, writing: 'fresh', isForced })).toBe(meeting)
  })

  it('JSON in another order, line ends and empty values are no difference', () => {
    expect(canonicalFields({ target: '{"b":1,"a":[2]}', answer: 'x\r\ny ', words: '' })).toBe(
      canonicalFields({ answer: 'x\ny', target: '{ "a": [2], "b": 1 }', starts_at: null }),
    )
    expect(canonicalFields({ target: 'no json' })).not.toBe(canonicalFields({ target: '{}' }))
  })

  it('a field that became empty is emptied where something stands, and not sent where nothing does', () => {
    const fields = { question: 'Q', answer: 'A', needs: '[]', target: '{}' }
    expect(fieldsToSend('faq_entry', fields, true)).toContainEqual({ key: 'words', value: '' })
    expect(fieldsToSend('faq_entry', fields, false)).not.toContainEqual({ key: 'words', value: '' })
  })

  it('translations that are no more are taken off key by key', () => {
    const before = translationNames({ fr: { question: 'a', words: 'b' }, de: { question: 'c', words: 'd' } })
    expect(translationsToRemove(before, { fr: { question: 'a' } })).toEqual([
      { key: 'words', locales: ['fr', 'de'] },
      { key: 'question', locales: ['de'] },
    ])
    expect(
      translationsToRemove(before, { fr: { question: 'z', words: 'b' }, de: { question: 'c', words: 'd' } }),
    ).toEqual([])
  })
})
