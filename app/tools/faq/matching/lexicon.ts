/**
 * The concept tables compiled for look-up. In: the tables of concepts.ts and phrases.ts, and the names of countries that Intl knows. Out: one Lexicon.
 * Invariant: built once, never changed; the same text always means the same concepts.
 */
import { CONCEPTS, FILLERS, STOP_PHRASES, STOP_WORDS } from './concepts.ts'
import { foldText, segment, stem } from './normalize.ts'
import { PHRASES } from './phrases.ts'

export interface Lexicon {
  /** stems joined by a space -> concepts */
  phrases: ReadonlyMap<string, readonly string[]>
  longestPhrase: number
  /** characters without spaces -> concepts; an empty list is a stop phrase */
  runs: ReadonlyMap<string, readonly string[]>
  longestRun: number
  stopWords: ReadonlySet<string>
  /** words left out before phrases are looked up */
  fillers: ReadonlySet<string>
  /** every single word of the phrases, unstemmed: what a typo may be corrected to */
  words: ReadonlySet<string>
}

/** Short names that Intl does not give. */
const MORE_COUNTRIES =
  'usa|us|uk|england|scotland|wales|britain|great britain|america|holland|uae|eu|europe|korea|russia|czech republic|澳洲|欧洲|台湾|香港|澳门|韩国|阿联酋|欧盟'
const COUNTRY_LOCALES = ['en', 'zh-CN']

let compiled: Lexicon | null = null

export function shopLexicon(): Lexicon {
  compiled ??= compile()
  return compiled
}

function compile(): Lexicon {
  const phrases = new Map<string, string[]>()
  const runs = new Map<string, string[]>()
  const words = new Set<string>()
  const fillers = new Set(FILLERS.split(' '))
  const add = (form: string, concept: string | null): void => {
    const segments = segment(foldText(form)).filter((part) => !fillers.has(part.text))
    if (segments.length === 0) return
    if (segments.every((part) => part.kind === 'run')) {
      put(runs, segments.map((part) => part.text).join(''), concept)
      return
    }
    for (const part of segments) if (part.kind === 'word') words.add(part.text)
    put(phrases, segments.map((part) => stem(part.text)).join(' '), concept)
  }
  for (const phrase of STOP_PHRASES.split('|')) put(runs, foldText(phrase), null)
  for (const table of [CONCEPTS, PHRASES])
    for (const [concept, forms] of Object.entries(table)) for (const form of forms.split('|')) add(form, concept)
  for (const name of countryNames()) add(name, 'destination')
  const stopWords = new Set(STOP_WORDS.split(' ').map(foldText))
  for (const word of stopWords) words.add(word)
  return {
    phrases,
    longestPhrase: Math.max(...[...phrases.keys()].map((key) => key.split(' ').length)),
    runs,
    longestRun: Math.max(...[...runs.keys()].map((key) => key.length)),
    stopWords,
    fillers,
    words,
  }
}

function put(map: Map<string, string[]>, key: string, concept: string | null): void {
  const list = map.get(key) ?? []
  map.set(key, list)
  if (concept !== null && !list.includes(concept)) list.push(concept)
}

/** Every region that Intl can name, so that "Liechtenstein" needs no table of ours. */
function countryNames(): string[] {
  const names = MORE_COUNTRIES.split('|')
  for (const locale of COUNTRY_LOCALES) {
    const display = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' })
    for (let first = 65; first <= 90; first += 1)
      for (let second = 65; second <= 90; second += 1) {
        const name = display.of(String.fromCharCode(first, second))
        if (name !== undefined) names.push(name)
      }
  }
  return names
}
