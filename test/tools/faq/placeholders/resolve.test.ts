import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MarketFacts } from '#app/tools/faq/market-facts.ts'
import { PLACEHOLDERS } from '#app/tools/faq/placeholders/parse.ts'
import { resolveAnswer, type AnswerLocale, type PlaceholderWords } from '#app/tools/faq/placeholders/resolve.ts'

const FACTS: MarketFacts = {
  returnWindowDays: 14,
  deliveryDays: { minDays: 7, maxDays: 12, dayKind: 'business' },
  deliveryDates: { earliestOn: '2026-11-28', latestOn: '2026-12-03' },
  dutyMode: 'shop_pays',
  freeShippingThreshold: { minor: 5_000, currency: 'EUR' },
}

const WORDS: PlaceholderWords = {
  dutyMode: {
    shop_pays: 'Duty is paid by us.',
    customer_pays: 'You pay duty & fees.',
    none_due: 'No duty is due.',
  },
  businessDays: { one: '{days} business day', other: '{days} business days' },
}
const EN: AnswerLocale = { locale: 'en', words: WORDS }
/** "for 1 dzień, 2-4 dni, 5 dni" needs the categories one, few, many (CLDR plural rules of Polish). */
const PL: AnswerLocale = {
  locale: 'pl',
  words: {
    ...WORDS,
    businessDays: {
      one: '{days} dzień roboczy',
      few: '{days} dni robocze',
      many: '{days} dni roboczych',
      other: '{days} dnia roboczego',
    },
  },
}

const resolved = (answer: string, facts: Partial<MarketFacts> = {}, language = EN): string | null => {
  const result = resolveAnswer(answer, { ...FACTS, ...facts }, language, 'text')
  return result.outcome === 'resolved' ? result.text : null
}

describe('an answer', () => {
  it.each([
    ['en', 14, '14 days'],
    ['en', 1, '1 day'],
    ['zh-CN', 14, '14天'],
    ['de', 1, '1 Tag'],
    ['fr', 30, '30 jours'],
    ['pl', 14, '14 dni'],
  ])('speaks of the return window in %s: %i', (locale, returnWindowDays, text) => {
    expect(resolved('{{return_window}}', { returnWindowDays }, { locale, words: WORDS })?.replace(/\s/g, ' ')).toBe(
      text,
    )
  })

  it('speaks of ranges, plurals, dates and money by locale', () => {
    expect(resolved('{{delivery_estimate}}')).toBe('7–12 business days')
    const calendar = { minDays: 7, maxDays: 12, dayKind: 'calendar' } as const
    expect(resolved('{{delivery_estimate}}', { deliveryDays: calendar })).toBe('7–12 days')
    const one = { minDays: 1, maxDays: 1, dayKind: 'business' } as const
    expect(resolved('{{delivery_estimate}}', { deliveryDays: one })).toBe('1 business day')
    expect(resolved('{{delivery_estimate}}', { deliveryDays: one }, PL)).toBe('1 dzień roboczy')
    expect(resolved('{{delivery_estimate}}', { deliveryDays: { ...one, maxDays: 3 } }, PL)).toBe('1–3 dni robocze')
    expect(resolved('{{delivery_estimate}}', {}, PL)).toBe('7–12 dni roboczych')
    expect(resolved('{{delivery_dates}}')).toBe('November 28 – December 3')
    expect(resolved('{{free_shipping_threshold}}')).toBe('€50.00')
    expect(resolved('{{free_shipping_threshold}}', { freeShippingThreshold: { minor: 5_000, currency: 'JPY' } })).toBe(
      '¥5,000',
    )
    expect(resolved('{{duty_mode}}', { dutyMode: 'none_due' })).toBe('No duty is due.')
  })

  it.each([
    ['{{return_windw}}', {}, 'unknown_placeholder', null],
    ['{{{{', {}, 'malformed_placeholder', null],
    ['{{return_window}}', { returnWindowDays: null }, 'fact_unknown', 'return_window'],
    ['{{return_window}}', { returnWindowDays: 0 }, 'not_offered', 'return_window'],
    ['{{return_window}}', { returnWindowDays: 1.5 }, 'fact_invalid', 'return_window'],
    ['{{free_shipping_threshold}}', { freeShippingThreshold: 'not_offered' }, 'not_offered', 'free_shipping_threshold'],
    [
      '{{delivery_dates}}',
      { deliveryDates: { earliestOn: '2026-12-03', latestOn: 'x' } },
      'fact_invalid',
      'delivery_dates',
    ],
  ] as const)('has no text when %s cannot be filled: %j', (answer, facts, code, name) => {
    expect(resolveAnswer(answer, { ...FACTS, ...facts }, EN, 'html')).toEqual({
      outcome: 'unresolved',
      findings: [{ code, start: 0, end: answer.length, name }],
    })
  })

  it('a value is escaped in HTML and never stands inside a tag', () => {
    const facts: MarketFacts = { ...FACTS, dutyMode: 'customer_pays' }
    expect(resolveAnswer('<p>{{duty_mode}}</p>', facts, EN, 'html')).toEqual({
      outcome: 'resolved',
      text: '<p>You pay duty &#38; fees.</p>',
    })
    expect(resolveAnswer('<a title="{{duty_mode}}">x</a>', facts, EN, 'html')).toMatchObject({
      findings: [{ code: 'placeholder_in_tag', name: 'duty_mode' }],
    })
  })

  it('never shows braces nor what a word of a translation smuggles in, in any format', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('{{', '}}', '<p>', '</p>', ...Object.keys(PLACEHOLDERS).map((name) => `{{${name}}}`)),
    )
    const evil = fc.constantFrom('<script>alert(1)</script>', '{{ shop.secret }}', '"><img src=x>', '&amp;')
    fc.assert(
      fc.property(fc.array(piece), evil, (pieces, words) => {
        const answer = pieces.join('')
        const language = { locale: 'en', words: { ...WORDS, dutyMode: { ...WORDS.dutyMode, shop_pays: words } } }
        const result = resolveAnswer(answer, FACTS, language, 'html')
        if (result.outcome === 'unresolved') {
          expect(result.findings.length).toBeGreaterThan(0)
          return
        }
        expect(result.text).not.toMatch(/\{\{|\}\}/)
        expect(result.text).not.toContain(words)
      }),
    )
  })
})
