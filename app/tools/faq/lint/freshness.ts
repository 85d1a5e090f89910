/**
 * What has grown old in an entry. In: its texts with the time of their last edit, the shop's languages, when facts changed. Out: findings per language.
 * Invariant: a text that takes a fact through its placeholder is never older than the fact: it follows.
 */
import type { Instant } from '#app/mirror/types.ts'
import type { FactChanges, FactName } from '../market-facts.ts'
import { placeholdersOf } from '../placeholders/parse.ts'
import type { Span } from './spans.ts'
import { FACT_OF, findStatements } from './statements.ts'

export interface DatedText {
  question: string
  answer: string
  updatedAt: Instant
}

export type FreshnessFinding =
  | { code: 'missing_translation'; language: string }
  /** the merchant's own text was edited after this translation */
  | { code: 'stale_translation'; language: string }
  /** a translation that lost a placeholder says nothing, one that gained one says more than the original */
  | { code: 'placeholders_differ'; language: string; missing: readonly string[]; extra: readonly string[] }
  | ({ code: 'older_than_fact'; language: string; fact: FactName; quote: string } & Span)

/** Findings in the order of `shopLanguages`. @param primary the language the merchant writes in; it is one of the shop's */
export function findStaleness(
  texts: Readonly<Partial<Record<string, DatedText>>>,
  primary: string,
  shopLanguages: readonly string[],
  changes: FactChanges,
): FreshnessFinding[] {
  const original = own(texts, primary)
  return shopLanguages.flatMap((language): FreshnessFinding[] => {
    const text = own(texts, language)
    if (!text || isBlank(text)) return [{ code: 'missing_translation', language }]
    const findings: FreshnessFinding[] = []
    if (original && language !== primary) {
      if (isEarlier(text.updatedAt, original.updatedAt)) findings.push({ code: 'stale_translation', language })
      const wanted = placeholdersOf(original.answer)
      const used = placeholdersOf(text.answer)
      const missing = wanted.filter((name) => !used.includes(name))
      const extra = used.filter((name) => !wanted.includes(name))
      if (missing.length + extra.length > 0) findings.push({ code: 'placeholders_differ', language, missing, extra })
    }
    return [...findings, ...olderThanFacts(text, language, changes)]
  })
}

/** Each fact once, at the first place that states it. */
function olderThanFacts(text: DatedText, language: string, changes: FactChanges): FreshnessFinding[] {
  const seen = new Set<FactName>()
  return findStatements(text.answer).flatMap((statement) => {
    const fact = FACT_OF[statement.kind]
    const changedAt = changes[fact]
    if (changedAt === undefined || seen.has(fact) || !isEarlier(text.updatedAt, changedAt)) return []
    seen.add(fact)
    const { start, end } = statement
    return [{ code: 'older_than_fact' as const, language, fact, quote: text.answer.slice(start, end), start, end }]
  })
}

function own(texts: Readonly<Partial<Record<string, DatedText>>>, language: string): DatedText | undefined {
  return Object.hasOwn(texts, language) ? texts[language] : undefined
}

function isBlank(text: DatedText): boolean {
  return text.question.trim() === '' || text.answer.trim() === ''
}

function isEarlier(a: Instant, b: Instant): boolean {
  return Date.parse(a) < Date.parse(b)
}
