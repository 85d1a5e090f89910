/**
 * What the look-up page says beside the checkpoints. In: a word's name, a language, values. Out: a sentence. Invariant: every word is there in all
 * seven languages (a test compares them); values are put in as they are, so whoever prints the sentence escapes it.
 */
import type { PhraseLanguage } from '../checkpoints/phrases.ts'
import de from './data/de.json' with { type: 'json' }
import en from './data/en.json' with { type: 'json' }
import es from './data/es.json' with { type: 'json' }
import fr from './data/fr.json' with { type: 'json' }
import ja from './data/ja.json' with { type: 'json' }
import zhCN from './data/zh-CN.json' with { type: 'json' }
import zhTW from './data/zh-TW.json' with { type: 'json' }

export type Word = keyof typeof en

const WORDS: Readonly<Record<PhraseLanguage, Readonly<Record<Word, string>>>> = {
  en,
  'zh-CN': zhCN,
  'zh-TW': zhTW,
  de,
  fr,
  es,
  ja,
}

export const LANGUAGES = Object.keys(WORDS) as PhraseLanguage[]

export function say(
  language: PhraseLanguage,
  word: Word,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return WORDS[language][word].replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''))
}
