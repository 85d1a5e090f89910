/**
 * What only people's language can say of a value: who pays duty, "business days". In: a language of a shop. Out: the words and their locale.
 * Invariant: every language of the storefront has all of them; another one gets the English ones, whole.
 */
import de from './data/de.json' with { type: 'json' }
import en from './data/en.json' with { type: 'json' }
import es from './data/es.json' with { type: 'json' }
import fr from './data/fr.json' with { type: 'json' }
import ja from './data/ja.json' with { type: 'json' }
import zhCN from './data/zh-CN.json' with { type: 'json' }
import zhTW from './data/zh-TW.json' with { type: 'json' }
import type { AnswerLocale, PlaceholderWords } from './resolve.ts'

const WORDS = { en, de, fr, es, ja, 'zh-CN': zhCN, 'zh-TW': zhTW } as const satisfies Record<string, PlaceholderWords>
export type WordsLanguage = keyof typeof WORDS

const TRADITIONAL = /^zh-(?:hant|tw|hk|mo)\b/i

/** The language whose words stand for this one. @param locale BCP 47 */
export function wordsLanguage(locale: string): WordsLanguage {
  if (/^zh\b/i.test(locale)) return TRADITIONAL.test(locale) ? 'zh-TW' : 'zh-CN'
  const main = (locale.split(/[-_]/)[0] ?? '').toLowerCase()
  return main === 'de' || main === 'fr' || main === 'es' || main === 'ja' ? main : 'en'
}

/** Numbers, dates and money in the shopper's own locale; a locale that Intl does not know reads as English. */
export function answerLocale(locale: string): AnswerLocale {
  return { locale: isLocale(locale) ? locale : 'en', words: WORDS[wordsLanguage(locale)] }
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
