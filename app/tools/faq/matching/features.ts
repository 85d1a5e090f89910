/**
 * What a text is about, as weighted features. In: a text of any language and a speller. Out: concepts, word stems, letter trigrams of
 * unknown words and pairs of characters of scripts without spaces.
 * Invariant: the same text gives the same features whichever side (entry or question) it is on.
 */
import { ASKING_CONCEPTS, WEAK_CONCEPTS } from './concepts.ts'
import type { Lexicon } from './lexicon.ts'
import { foldText, segment, stem } from './normalize.ts'
import { correct, type Speller } from './typos.ts'

/** A word whose concept is known says the same again; a word without one says it alone. */
const WEIGHTS = { concept: 2, weakConcept: 1, asking: 1.4, namedWord: 0.3, word: 1, pair: 0.8, single: 0.4 } as const

/** feature -> weight; the feature's first character is its kind: c concept, w word, p pair of characters */
export type Features = Map<string, number>

interface Token {
  /** corrected, folded, unstemmed */
  text: string
  stem: string
}

export function featuresOf(text: string, lexicon: Lexicon, speller: Speller): Features {
  const features: Features = new Map()
  let words: Token[] = []
  const flush = (): void => {
    addWords(words, lexicon, features)
    words = []
  }
  for (const part of segment(foldText(text))) {
    if (part.kind === 'word') {
      if (lexicon.fillers.has(part.text)) continue
      const corrected = correct(speller, part.text)
      words.push({ text: corrected, stem: stem(corrected) })
    } else {
      flush()
      addRun(part.text, lexicon, features)
    }
  }
  flush()
  return features
}

/** The words of a text before any correction, for the speller of an index. */
export function wordsOf(text: string): string[] {
  return segment(foldText(text)).flatMap((part) => (part.kind === 'word' ? [part.text] : []))
}

function addWords(words: readonly Token[], lexicon: Lexicon, features: Features): void {
  for (let at = 0; at < words.length;) {
    const found = longestPhrase(words, at, lexicon)
    if (found) {
      for (const concept of found.concepts) addConcept(concept, features)
      for (const token of words.slice(at, at + found.length)) addWord(token, WEIGHTS.namedWord, lexicon, features)
      at += found.length
    } else {
      const token = words[at]
      if (token) addWord(token, WEIGHTS.word, lexicon, features)
      at += 1
    }
  }
}

function longestPhrase(
  words: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { concepts: readonly string[]; length: number } | null {
  for (let length = Math.min(lexicon.longestPhrase, words.length - at); length > 0; length -= 1) {
    const slice = words.slice(at, at + length)
    const concepts = lexicon.phrases.get(slice.map((token) => token.stem).join(' '))
    if (concepts) return { concepts, length }
  }
  return null
}

function addConcept(concept: string, features: Features): void {
  const kind = WEAK_CONCEPTS.has(concept) ? 'weakConcept' : ASKING_CONCEPTS.has(concept) ? 'asking' : 'concept'
  features.set(`c${concept}`, WEIGHTS[kind])
}

function addWord(token: Token, weight: number, lexicon: Lexicon, features: Features): void {
  // A number names an order, a size or a day: it never says what is asked.
  if (lexicon.stopWords.has(token.text) || /^\d+$/.test(token.text)) return
  const feature = `w${token.stem}`
  features.set(feature, Math.max(features.get(feature) ?? 0, weight))
}

/** Longest forms first; what no form covers is paired, and never across a form or a stop phrase. */
function addRun(run: string, lexicon: Lexicon, features: Features): void {
  let open = ''
  const close = (): void => {
    addPairs(open, features)
    open = ''
  }
  for (let at = 0; at < run.length;) {
    let length = Math.min(lexicon.longestRun, run.length - at)
    while (length > 0 && !lexicon.runs.has(run.slice(at, at + length))) length -= 1
    if (length === 0) {
      const character = String.fromCodePoint(run.codePointAt(at) ?? 0)
      open += character
      at += character.length
      continue
    }
    close()
    for (const concept of lexicon.runs.get(run.slice(at, at + length)) ?? []) addConcept(concept, features)
    at += length
  }
  close()
}

function addPairs(text: string, features: Features): void {
  const characters = [...text]
  if (characters.length === 1) features.set(`p${characters[0]}`, WEIGHTS.single)
  for (let at = 0; at + 1 < characters.length; at += 1)
    features.set(`p${characters[at]}${characters[at + 1]}`, WEIGHTS.pair)
}
