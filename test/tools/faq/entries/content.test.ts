/** The next version of an entry, the state of its translations, its plain words, and what separates two versions. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyForm,
  isBlankHtml,
  placeholderDrift,
  plainText,
  translationState,
} from '#app/tools/faq/entries/content.ts'
import { compareContents, compareWords } from '#app/tools/faq/entries/difference.ts'
import { EntryForm } from '#app/tools/faq/entries/schema.ts'
import { EVERYWHERE } from '#app/tools/faq/targeting/targeting.ts'

const AT = '2026-11-22T10:00:00.000Z'
const LATER = '2026-11-23T10:00:00.000Z'
const form = (texts: Record<string, [question: string, answer: string]>, more: object = {}) =>
  EntryForm.parse({
    categoryId: '1',
    source: 'en',
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, [question, answer]]) => [language, { question, answer, aliases: [] }]),
    ),
    target: EVERYWHERE,
    startsAt: null,
    endsAt: null,
    ...more,
  })

describe('the next version', () => {
  const first = applyForm(null, form({ en: ['A?', '<p>a</p>'], de: ['Ä?', '<p>ä</p>'] }), 1, AT)

  it('keeps the date and source of a text that did not change', () => {
    const next = applyForm(first, form({ en: ['A?', '<p>b</p>'], de: ['Ä?', '<p>ä</p>'] }), 2, LATER)
    expect(next.texts['de']).toBe(first.texts['de'])
    expect(next.texts['en']).toMatchObject({ sourceVersion: 2, updatedAt: LATER })
    expect(translationState(next, 'de')).toBe('stale')
  })

  it('leaves out a translation that was emptied, and never the source', () => {
    const next = applyForm(first, form({ en: ['A?', ''], de: ['', '<p></p>'] }), 2, LATER)
    expect(Object.keys(next.texts)).toEqual(['en'])
    expect(translationState(next, 'de')).toBe('missing')
  })

  it('takes a translation made from an older text as stale, where the source ever changed', () => {
    const changed = applyForm(first, form({ en: ['B?', '<p>b</p>'], de: ['Ä?', '<p>ä</p>'] }), 2, LATER)
    const imported = form({ en: ['B?', '<p>b</p>'], de: ['Neu?', '<p>neu</p>'] })
    expect(translationState(applyForm(changed, imported, 3, LATER, new Set(['de'])), 'de')).toBe('stale')
    expect(translationState(applyForm(changed, imported, 3, LATER), 'de')).toBe('done')
  })

  it('is not made from a form whose schedule ends before it begins, or whose limit names nothing', () => {
    const wrong = EntryForm.safeParse({
      ...form({ en: ['A?', 'a'] }),
      target: { ...EVERYWHERE, markets: [] },
      startsAt: LATER,
      endsAt: AT,
    })
    expect(wrong.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['endsAt', 'schedule_reversed'],
      ['target.markets', 'target_empty'],
    ])
  })
})

describe('plain words of an answer', () => {
  it.each([
    ['<p>a &amp; b</p><ul><li>c</li><li>d&nbsp;e</li></ul>', 'a & b\n\n• c\n• d e'],
    ['<p>x {{return_window}} &lt;b&gt;</p>', 'x {{return_window}} <b>'],
    ['', ''],
  ])('%s', (html, text) => expect(plainText(html).replace(/\u00a0/g, ' ')).toBe(text))

  it('are none where only tags are, and some where a value stands', () => {
    expect(isBlankHtml('<p> &nbsp;</p><ul><li></li></ul>')).toBe(true)
    expect(isBlankHtml('<p>{{return_window}}</p>')).toBe(false)
  })

  it('lose and gain values against the source', () => {
    expect(placeholderDrift('{{return_window}} {{duty_mode}}', '{{duty_mode}} {{delivery_dates}}')).toEqual({
      missing: ['return_window'],
      extra: ['delivery_dates'],
    })
  })
})

describe('what separates two texts', () => {
  it('is said in words, and in characters where a script has no spaces', () => {
    expect(compareWords('within 30 days', 'within 14 days')).toEqual([
      { kind: 'same', text: 'within ' },
      { kind: 'gone', text: '30' },
      { kind: 'new', text: '14' },
      { kind: 'same', text: ' days' },
    ])
    expect(compareWords('我们承担关税', '您承担关税').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'gone 我们',
      'new 您',
      'same 承担关税',
    ])
  })

  it('always puts both texts together again', () => {
    const text = fc
      .array(fc.constantFrom('a ', 'bb', '关', '税', '\n', '{{x}}', '.', '🎁'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = compareWords(before, after)
        const only = (...kinds: string[]) =>
          runs
            .filter(({ kind }) => kinds.includes(kind))
            .map((run) => run.text)
            .join('')
        expect(only('same', 'gone')).toBe(before)
        expect(only('same', 'new')).toBe(after)
      }),
    )
  })

  it('is quick for the longest answers', () => {
    const long = (word: string): string => `${word} and more `.repeat(1_000)
    const began = performance.now()
    compareWords(long('one'), long('two'))
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('names every part of an entry that changed', () => {
    const before = applyForm(null, form({ en: ['A?', '<p>a</p>'] }), 1, AT)
    const target = { ...EVERYWHERE, markets: ['eu'] }
    const after = applyForm(
      before,
      form({ en: ['A?', '<p><strong>a</strong></p>'], fr: ['A ?', 'à'] }, { target, endsAt: LATER }),
      2,
      LATER,
    )
    expect(compareContents(before, after).map(({ kind }) => kind)).toEqual([
      'format',
      'language_new',
      'question',
      'answer',
      'target',
      'endsAt',
    ])
  })
})
