/**
 * What a shopper reads at a checkpoint. In: a meaning of the closed model and a language. Out: one sentence. Invariant: every status and detail has
 * a sentence in all seven languages (a test compares them); another language reads English, and its page says so with `lang`.
 */
import type { Meaning } from '../status/model.ts'
import de from './data/de.json' with { type: 'json' }
import en from './data/en.json' with { type: 'json' }
import es from './data/es.json' with { type: 'json' }
import fr from './data/fr.json' with { type: 'json' }
import ja from './data/ja.json' with { type: 'json' }
import zhCN from './data/zh-CN.json' with { type: 'json' }
import zhTW from './data/zh-TW.json' with { type: 'json' }

export type PhraseLanguage = 'en' | 'zh-CN' | 'zh-TW' | 'de' | 'fr' | 'es' | 'ja'

const PHRASES: Readonly<Record<PhraseLanguage, Readonly<Record<string, string>>>> = {
  en,
  'zh-CN': zhCN,
  'zh-TW': zhTW,
  de,
  fr,
  es,
  ja,
}

export interface CheckpointPhrase {
  text: string
  language: PhraseLanguage
}

export function phraseKey(meaning: Meaning): string {
  return meaning.detail === null ? meaning.status : `${meaning.status}.${meaning.detail}`
}

/** @param locale BCP 47, as of the storefront: `de-AT` reads German, `zh-HK` and `zh-Hant` traditional Chinese, `nl` English */
export function phraseFor(meaning: Meaning, locale: string): CheckpointPhrase {
  const language = languageOf(locale)
  const own = PHRASES[language][phraseKey(meaning)]
  return own === undefined
    ? { text: PHRASES.en[phraseKey(meaning)] ?? meaning.status, language: 'en' }
    : { text: own, language }
}

const TRADITIONAL = /^zh-(hant|tw|hk|mo)\b/

/** @param locale BCP 47; English for what is none of the seven */
export function languageOf(locale: string): PhraseLanguage {
  const wanted = locale.toLowerCase().replaceAll('_', '-')
  if (/^zh\b/.test(wanted)) return TRADITIONAL.test(wanted) ? 'zh-TW' : 'zh-CN'
  const main = wanted.split('-')[0] ?? ''
  return main === 'de' || main === 'fr' || main === 'es' || main === 'ja' ? main : 'en'
}
