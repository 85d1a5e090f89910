import { describe, expect, it } from 'vitest'
import { findStaleness, type DatedText } from '#app/tools/faq/lint/freshness.ts'

const text = (answer: string, updatedAt: string): DatedText => ({ question: 'How long?', answer, updatedAt })
const NOVEMBER = '2026-11-01T00:00:00Z'
const OCTOBER = '2026-10-01T00:00:00Z'

describe('what has grown old', () => {
  it('a language without a text, or with a blank one, is missing', () => {
    const texts = { en: text('Ask us.', OCTOBER), de: text('  ', NOVEMBER) }
    expect(findStaleness(texts, 'en', ['en', 'de', 'zh-CN'], {})).toEqual([
      { code: 'missing_translation', language: 'de' },
      { code: 'missing_translation', language: 'zh-CN' },
    ])
  })

  it('a translation is stale when the original was edited after it, whatever the zone it was written in', () => {
    const texts = {
      en: text('Ask us.', '2026-11-01T00:00:00Z'),
      de: text('Fragen Sie.', '2026-11-01T00:30:00+01:00'),
      fr: text('Demandez.', '2026-11-01T01:30:00+01:00'),
    }
    expect(findStaleness(texts, 'en', ['en', 'de', 'fr'], {})).toEqual([{ code: 'stale_translation', language: 'de' }])
  })

  it('a translation uses the placeholders of the original', () => {
    const texts = {
      en: text('Within {{return_window}}.', OCTOBER),
      'zh-CN': text('运费满 {{free_shipping_threshold}} 免。', NOVEMBER),
    }
    expect(findStaleness(texts, 'en', ['en', 'zh-CN'], {})).toEqual([
      {
        code: 'placeholders_differ',
        language: 'zh-CN',
        missing: ['return_window'],
        extra: ['free_shipping_threshold'],
      },
    ])
  })

  it('an answer with a figure of its own is older than a fact that changed since; one with the placeholder follows', () => {
    const changes = { returnWindowDays: NOVEMBER }
    const en = (answer: string, updatedAt: string) =>
      findStaleness({ en: text(answer, updatedAt) }, 'en', ['en'], changes)
    expect(en('Return it within 30 days, or 30 days later.', OCTOBER)).toEqual([
      { code: 'older_than_fact', language: 'en', fact: 'returnWindowDays', quote: '30 days', start: 17, end: 24 },
    ])
    expect(en('Return it within {{return_window}}.', OCTOBER)).toEqual([])
    expect(en('Return it within 30 days.', '2026-11-02T00:00:00Z')).toEqual([])
    expect(en('Delivery takes 30 days.', OCTOBER)).toEqual([])
  })
})
