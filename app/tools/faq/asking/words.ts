/**
 * What a shopper reads when asking and voting. In: a key and a language. Out: one sentence. Invariant: every key is there in all languages of the
 * storefront (a test compares them); another language reads English.
 */
import { wordsLanguage, type WordsLanguage } from '../placeholders/words.ts'
import de from './data/de.json' with { type: 'json' }
import en from './data/en.json' with { type: 'json' }
import es from './data/es.json' with { type: 'json' }
import fr from './data/fr.json' with { type: 'json' }
import ja from './data/ja.json' with { type: 'json' }
import zhCN from './data/zh-CN.json' with { type: 'json' }
import zhTW from './data/zh-TW.json' with { type: 'json' }

export type WordKey = keyof typeof en
export const ASKING_WORDS: Readonly<Record<WordsLanguage, Readonly<Record<WordKey, string>>>> = {
  en,
  de,
  es,
  fr,
  ja,
  'zh-CN': zhCN,
  'zh-TW': zhTW,
}

/** Bound to a language: `say('error.too_many', { minutes: 3 })`. @param locale BCP 47 */
export function sayIn(locale: string): (key: WordKey, values?: Readonly<Record<string, string | number>>) => string {
  const words = ASKING_WORDS[wordsLanguage(locale)]
  return (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, String(value)), words[key])
}
