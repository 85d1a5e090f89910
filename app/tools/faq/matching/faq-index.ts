/**
 * Which entry answers a question. In: entries of any language (once), then questions. Out: a decision: answer, suggest a few, or hand on.
 * Method: vector space model (G. Salton, A. Wong, C. S. Yang, CACM 18(11), 1975) over concepts, stems and character pairs with smoothed inverse
 * document frequency (K. Spärck Jones, J. Documentation 28, 1972) and pivoted length normalisation (A. Singhal et al., SIGIR 1996).
 * Invariant: what nothing in the index explains is handed on; an answer is given only when one entry is clearly ahead.
 */
import { GENERAL_CONCEPTS } from './concepts.ts'
import { featuresOf, wordsOf, type Features } from './features.ts'
import { shopLexicon } from './lexicon.ts'
import { buildSpeller, type Speller } from './typos.ts'

export interface FaqText {
  question: string
  answer: string
  /** other ways to ask, given by the merchant */
  aliases?: readonly string[]
}

export interface FaqDocument {
  id: string
  texts: Readonly<Record<string, FaqText>>
}

export interface Match {
  entryId: string
  /** 0 (nothing in common) to about 1 (says exactly this) */
  score: number
}

export type HandOnReason = 'nothing_asked' | 'out_of_scope'

export type AnswerDecision =
  | { outcome: 'answer'; match: Match; others: readonly Match[] }
  | { outcome: 'suggest'; matches: readonly Match[] }
  | { outcome: 'hand_on'; reason: HandOnReason; nearest: readonly Match[] }

export interface FaqIndex {
  /** feature -> where it stands and how much of that text it is */
  postings: ReadonlyMap<string, readonly Posting[]>
  /** feature -> inverse document frequency, scaled to 1 for a feature of one entry */
  rarity: ReadonlyMap<string, number>
  ids: readonly string[]
  speller: Speller
}

interface Posting {
  entry: number
  /** which of the entry's ways to ask */
  phrasing: number
  share: number
}

/** An answer's own words are evidence too, but an answer speaks of many things beside what was asked. */
const ANSWER_SHARE = 0.25
const LENGTH_SLOPE = 0.7
const ANSWER_SCORE = 0.5
const SUGGEST_SCORE = 0.25
/** How far ahead of the second the first must be to stand alone. */
const CLEAR_LEAD = 0.06
/** What a word weighs that no concept stands for; lighter ones repeat their concept. */
const LEAST_SUBJECT = 0.8
const MOST_SUGGESTED = 3
/** The answer's postings, apart from the phrasings of the question. */
const ANSWER = -1

/** Any number of entries, in any language each. Entries without a word in them are kept and never match. */
export function buildFaqIndex(documents: readonly FaqDocument[]): FaqIndex {
  const lexicon = shopLexicon()
  const speller = buildSpeller([
    ...lexicon.words,
    ...documents.flatMap((document) => textsOf(document).flatMap(wordsOf)),
  ])
  const parsed = documents.map((document) => {
    const texts = Object.values(document.texts)
    return {
      phrasings: texts
        .flatMap((text) => [text.question, ...(text.aliases ?? [])])
        .map((text) => featuresOf(text, lexicon, speller)),
      answer: merged(texts.map((text) => featuresOf(text.answer, lexicon, speller))),
    }
  })

  const frequency = new Map<string, number>()
  for (const { phrasings, answer } of parsed) {
    const asked = merged(phrasings)
    for (const feature of asked.keys()) frequency.set(feature, (frequency.get(feature) ?? 0) + 1)
    for (const feature of answer.keys())
      if (!asked.has(feature)) frequency.set(feature, (frequency.get(feature) ?? 0) + ANSWER_SHARE)
  }
  const rarity = new Map([...frequency].map(([feature, count]) => [feature, rarityOf(count, documents.length)]))

  const postings = new Map<string, Posting[]>()
  const post = (features: Features, entry: number, phrasing: number, pivot: number): void => {
    const norm = lengthOf(features, rarity)
    const divisor = (1 - LENGTH_SLOPE) * pivot + LENGTH_SLOPE * norm
    for (const [feature, weight] of features) {
      const list = postings.get(feature) ?? []
      postings.set(feature, list)
      list.push({ entry, phrasing, share: divisor > 0 ? (weight * (rarity.get(feature) ?? 1)) / divisor : 0 })
    }
  }
  const phrasingPivot = meanLength(
    parsed.flatMap(({ phrasings }) => phrasings),
    rarity,
  )
  const answerPivot = meanLength(
    parsed.map(({ answer }) => answer),
    rarity,
  )
  parsed.forEach(({ phrasings, answer }, entry) => {
    phrasings.forEach((features, phrasing) => post(features, entry, phrasing, phrasingPivot))
    post(answer, entry, ANSWER, answerPivot)
  })
  return { postings, rarity, ids: documents.map((document) => document.id), speller }
}

/** Never throws, whatever is typed. Equal scores keep the order of the entries. */
export function decideAnswer(index: FaqIndex, question: string): AnswerDecision {
  const features = featuresOf(question, shopLexicon(), index.speller)
  if (features.size === 0) return { outcome: 'hand_on', reason: 'nothing_asked', nearest: [] }
  const matches = scoreEntries(index, features)
  const [first, second] = matches
  if (!first || first.score < SUGGEST_SCORE || isAboutSomethingElse(index, features))
    return { outcome: 'hand_on', reason: 'out_of_scope', nearest: matches.slice(0, MOST_SUGGESTED) }
  const lead = first.score - (second?.score ?? 0)
  if (first.score >= ANSWER_SCORE && lead >= CLEAR_LEAD)
    return { outcome: 'answer', match: first, others: matches.slice(1, MOST_SUGGESTED) }
  return {
    outcome: 'suggest',
    matches: matches.slice(0, MOST_SUGGESTED).filter((match) => match.score >= SUGGEST_SCORE * 0.6),
  }
}

/** "How much is a Tesla?": the entries know "how much", nobody knows the subject. */
function isAboutSomethingElse(index: FaqIndex, features: Features): boolean {
  let strange = false
  for (const [feature, weight] of features) {
    const isKnown = index.rarity.has(feature)
    if (!feature.startsWith('c')) {
      // Lighter words only spell out a concept, which is looked at itself.
      if (weight < LEAST_SUBJECT) continue
      if (isKnown) return false
      strange = true
    } else if (isKnown && !GENERAL_CONCEPTS.has(feature.slice(1))) return false
  }
  return strange
}

/** Entries with anything in common, best first: their best phrasing plus a part of their answer. */
export function scoreEntries(index: FaqIndex, features: Features): Match[] {
  const norm = lengthOf(features, index.rarity)
  if (norm === 0) return []
  const scores = new Map<number, Map<number, number>>()
  for (const [feature, weight] of features) {
    const own = (weight * (index.rarity.get(feature) ?? 1)) / norm
    for (const { entry, phrasing, share } of index.postings.get(feature) ?? []) {
      const byPhrasing = scores.get(entry) ?? new Map<number, number>()
      scores.set(entry, byPhrasing)
      byPhrasing.set(phrasing, (byPhrasing.get(phrasing) ?? 0) + own * share)
    }
  }
  const ranked: { entry: number; score: number }[] = []
  for (const [entry, byPhrasing] of scores) {
    let best = 0
    for (const [phrasing, score] of byPhrasing) if (phrasing !== ANSWER && score > best) best = score
    ranked.push({ entry, score: best + ANSWER_SHARE * (byPhrasing.get(ANSWER) ?? 0) })
  }
  ranked.sort((a, b) => b.score - a.score || a.entry - b.entry)
  return ranked.map(({ entry, score }) => ({ entryId: index.ids[entry] ?? '', score }))
}

function textsOf(document: FaqDocument): string[] {
  return Object.values(document.texts).flatMap((text) => [text.question, text.answer, ...(text.aliases ?? [])])
}

function merged(parts: readonly Features[]): Features {
  const all: Features = new Map()
  for (const part of parts)
    for (const [feature, weight] of part) all.set(feature, Math.max(all.get(feature) ?? 0, weight))
  return all
}

/** 1 for a feature of one entry, falling towards a half for one of all: a small index must not make rarity everything. */
function rarityOf(count: number, entries: number): number {
  return 0.5 + 0.5 * (Math.log((entries + 1) / (count + 0.5)) / Math.log((entries + 1) / 1.5))
}

function lengthOf(features: Features, rarity: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [feature, weight] of features) sum += (weight * (rarity.get(feature) ?? 1)) ** 2
  return Math.sqrt(sum)
}

function meanLength(all: readonly Features[], rarity: ReadonlyMap<string, number>): number {
  return all.length === 0 ? 0 : all.reduce((sum, features) => sum + lengthOf(features, rarity), 0) / all.length
}
