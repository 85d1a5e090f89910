import { describe, expect, it } from 'vitest'
import { ASKING_WORDS, sayIn } from '#app/tools/faq/asking/words.ts'
import { answerLocale, wordsLanguage } from '#app/tools/faq/placeholders/words.ts'

describe('words for shoppers', () => {
  const english = ASKING_WORDS.en
  it.each(Object.entries(ASKING_WORDS))(
    '%s has every sentence with the same slots, and none is empty',
    (_language, words) => {
      expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort())
      for (const [key, text] of Object.entries(words)) {
        const slots = (one: string): string[] => [...one.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()
        expect(text.trim(), key).not.toBe('')
        expect(slots(text), key).toEqual(slots(english[key as keyof typeof english]))
      }
    },
  )

  it.each([
    ['de-AT', 'de'],
    ['zh-HK', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['zh', 'zh-CN'],
    ['pt-BR', 'en'],
    ['nonsense!', 'en'],
  ])('%s reads %s', (locale, language) => expect(wordsLanguage(locale)).toBe(language))

  it('numbers stay in the shopper’s own locale where the words are English', () => {
    expect(answerLocale('it').locale).toBe('it')
    expect(answerLocale('it').words).toBe(answerLocale('en').words)
    expect(answerLocale('not a locale').locale).toBe('en')
  })

  it('fills its slots', () => expect(sayIn('en')('error.too_many', { minutes: 3 })).toContain('3 min'))
})
