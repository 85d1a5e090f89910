/**
 * What is wrong with an answer. In: an entry, what each market's settings say, the shop's languages, which of its links lead nowhere. Out: findings with
 * their place, the markets, what the settings say, and a fix where one is certain. Invariant: a fix changes the words it names and nothing else, and
 * never makes an answer disappear: every market it shows in can fill the placeholder.
 */
import type { Id } from '#app/mirror/types.ts'
import { isBlankHtml, placeholderDrift, translationState } from '../entries/content.ts'
import type { EntryText, StoredEntry } from '../entries/schema.ts'
import { findContradictions } from '../lint/contradictions.ts'
import { findStaleness } from '../lint/freshness.ts'
import type { FactChanges, FactName, MarketFacts } from '../market-facts.ts'
import { PLACEHOLDERS, type PlaceholderName } from '../placeholders/parse.ts'
import { resolveAnswer } from '../placeholders/resolve.ts'
import { answerLocale } from '../placeholders/words.ts'
import { linksOf } from './links.ts'

export const FINDING_CODES = [
  'contradicts',
  'cannot_be_filled',
  'older_than_fact',
  'broken_link',
  'placeholders_differ',
  'stale_translation',
  'missing_translation',
  'hard_coded',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

export interface CheckedMarket {
  /** null: the settings for all markets */
  handle: string | null
  name: string | null
  facts: MarketFacts
  changes: FactChanges
}

export interface Said {
  /** null: in all markets */
  market: string | null
  /** null: not known, or not offered */
  text: string | null
}

export interface Finding {
  entryId: Id
  /** of the version that was looked at */
  number: number
  question: string
  isPublished: boolean
  language: string
  code: FindingCode
  /** in the answer as written; both 0 where there is no place */
  start: number
  end: number
  quote: string
  /** the words around it */
  before: string
  after: string
  fact: FactName | null
  /** what the settings say there */
  says: Said[]
  /** names of placeholders, or the link */
  names: string[]
  fix: PlaceholderName | null
}

const PLACEHOLDER_OF = Object.fromEntries(Object.entries(PLACEHOLDERS).map(([name, fact]) => [fact, name])) as Record<
  FactName,
  PlaceholderName
>
const AROUND = 60

export function findProblems(
  entry: StoredEntry,
  markets: readonly CheckedMarket[],
  languages: readonly string[],
  brokenPaths: ReadonlySet<string>,
): Finding[] {
  const { content } = entry
  const meant = markets.filter(({ handle }) => content.target.markets === null || isIn(content.target.markets, handle))
  const inLanguages = Object.entries(content.texts).flatMap(([language, text]) =>
    text.answer === '' ? [] : textFindings(entry, language, text, meant, brokenPaths),
  )
  return [...inLanguages, ...translationFindings(entry, meant, languages)]
}

function textFindings(
  entry: StoredEntry,
  language: string,
  text: EntryText,
  markets: readonly CheckedMarket[],
  brokenPaths: ReadonlySet<string>,
): Finding[] {
  const found = new Map<string, Finding>()
  const byFacts = new Map<string, ReturnType<typeof findContradictions>>()
  for (const market of markets) {
    const key = JSON.stringify(market.facts)
    const said = byFacts.get(key) ?? (isRead(language) ? findContradictions(text.answer, market.facts) : [])
    byFacts.set(key, said)
    for (const { code, fact, start, end, kind } of said) {
      const key = `${start} ${kind} ${code}`
      const finding = found.get(key) ?? at(entry, language, text, { code, fact, start, end })
      finding.says.push({ market: market.name, text: valueText(market.facts, fact, language) })
      found.set(key, finding)
    }
    const resolved = resolveAnswer(text.answer, market.facts, answerLocale(language), 'html')
    if (resolved.outcome === 'resolved') continue
    for (const { start, end, name } of resolved.findings) {
      const key = `${start} unresolved`
      const finding = found.get(key) ?? at(entry, language, text, { code: 'cannot_be_filled', fact: null, start, end })
      finding.names = name === null ? [] : [name]
      finding.says.push({ market: market.name, text: null })
      found.set(key, finding)
    }
  }
  for (const [key, finding] of found) {
    const isElsewhereWrong = finding.code === 'hard_coded' && found.has(key.replace(/hard_coded$/, 'contradicts'))
    if (isElsewhereWrong) found.delete(key)
    else found.set(key, { ...finding, says: shortened(finding.says, markets.length), fix: fixOf(finding, markets) })
  }
  for (const { path, start, end } of linksOf(text.answer))
    if (brokenPaths.has(path))
      found.set(`${start} link`, {
        ...at(entry, language, text, { code: 'broken_link', fact: null, start, end }),
        names: [path],
      })
  return [...found.values()].sort((a, b) => a.start - b.start)
}

function translationFindings(
  entry: StoredEntry,
  markets: readonly CheckedMarket[],
  languages: readonly string[],
): Finding[] {
  const { content } = entry
  const wanted = languages.filter(
    (language) => content.target.languages === null || isMeant(content.target.languages, language),
  )
  const plain = (language: string, code: FindingCode): Finding => ({
    ...at(entry, language, content.texts[language] ?? null, { code, fact: null, start: 0, end: 0 }),
  })
  const states = wanted.flatMap((language) => {
    const state = translationState(content, language)
    if (state === 'missing') return [plain(language, 'missing_translation')]
    return state === 'stale' ? [plain(language, 'stale_translation')] : []
  })
  const source = content.texts[content.source]
  const drifted = Object.entries(content.texts).flatMap(([language, text]) => {
    if (!source || language === content.source || isBlankHtml(text.answer)) return []
    const { missing, extra } = placeholderDrift(source.answer, text.answer)
    return missing.length + extra.length === 0
      ? []
      : [{ ...plain(language, 'placeholders_differ'), names: [...missing, ...extra] }]
  })
  return [...states, ...drifted, ...olderThanFacts(entry, latestChanges(markets))]
}

function olderThanFacts(entry: StoredEntry, changes: FactChanges): Finding[] {
  if (Object.keys(changes).length === 0) return []
  const { texts, source } = entry.content
  const read = Object.keys(texts).filter(isRead)
  return findStaleness(texts, source, read, changes).flatMap((finding) => {
    const text = finding.code === 'older_than_fact' ? texts[finding.language] : undefined
    if (finding.code !== 'older_than_fact' || !text) return []
    const { language, code, fact, start, end } = finding
    return [at(entry, language, text, { code, fact, start, end })]
  })
}

/** Languages whose sentences the linter understands. */
function isRead(language: string): boolean {
  return /^(?:en|zh)\b/i.test(language)
}

function at(
  entry: StoredEntry,
  language: string,
  text: EntryText | null,
  { code, fact, start, end }: { code: FindingCode; fact: FactName | null; start: number; end: number },
): Finding {
  const answer = text?.answer ?? ''
  const question = text?.question ?? entry.content.texts[entry.content.source]?.question ?? ''
  return {
    entryId: entry.id,
    number: entry.number,
    question,
    isPublished: entry.publishedNumber !== null,
    language,
    code,
    start,
    end,
    quote: answer.slice(start, end),
    before: withoutTags(answer.slice(0, start)).slice(-AROUND),
    after: withoutTags(answer.slice(end)).slice(0, AROUND),
    fact,
    says: [],
    names: [],
    fix: null,
  }
}

/** A literal figure of a fact that every market knows. "30-day returns" is no figure by itself: its place in the sentence is not a placeholder's. */
function fixOf({ code, fact, quote }: Finding, markets: readonly CheckedMarket[]): PlaceholderName | null {
  if (
    (code !== 'contradicts' && code !== 'hard_coded') ||
    fact === null ||
    !/\d|[零一二两三四五六七八九十百]/.test(quote)
  )
    return null
  if (/[\d\w]-\s?(?:day|week|month)/i.test(quote) || /<|>|&/.test(quote)) return null
  const name = PLACEHOLDER_OF[fact]
  const fills = markets.every(
    ({ facts }) => resolveAnswer(`{{${name}}}`, facts, answerLocale('en'), 'text').outcome === 'resolved',
  )
  return fills ? name : null
}

function valueText(facts: MarketFacts, fact: FactName, language: string): string | null {
  const resolved = resolveAnswer(`{{${PLACEHOLDER_OF[fact]}}}`, facts, answerLocale(language), 'text')
  return resolved.outcome === 'resolved' ? resolved.text : null
}

/** The same in every market is said once. */
function shortened(says: readonly Said[], markets: number): Said[] {
  const texts = new Set(says.map(({ text }) => text))
  return texts.size === 1 && says.length === markets ? [{ market: null, text: says[0]?.text ?? null }] : [...says]
}

function latestChanges(markets: readonly CheckedMarket[]): FactChanges {
  const latest: Partial<Record<FactName, string>> = {}
  for (const { changes } of markets)
    for (const [name, changedAt] of Object.entries(changes) as [FactName, string][])
      if ((latest[name] ?? '') < changedAt) latest[name] = changedAt
  return latest
}

function isIn(handles: readonly string[], handle: string | null): boolean {
  return handle !== null && handles.includes(handle)
}

function isMeant(meant: readonly string[], language: string): boolean {
  const given = language.toLowerCase()
  return meant.some((one) => given === one.toLowerCase() || given.startsWith(`${one.toLowerCase()}-`))
}

function withoutTags(html: string): string {
  return html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/<[^<>]*$|^[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

/** The answer with these words replaced by a placeholder. */
export function withPlaceholder(
  answer: string,
  { start, end }: { start: number; end: number },
  name: PlaceholderName,
): string {
  return `${answer.slice(0, start)}{{${name}}}${answer.slice(end)}`
}
