/**
 * Unanswered questions as a merchant works through them. In: open questions, entries, filters of the address. Out: groups of the same question, the
 * most asked first, each with the nearest entries. Invariant: every question that passes the filters is in exactly one group.
 */
import { z } from 'zod'
import { foldText } from '#app/kernel/conditions.ts'
import type { Id } from '#app/mirror/types.ts'
import { plainText } from '../entries/content.ts'
import type { StoredEntry } from '../entries/schema.ts'
import { groupQuestions } from '../grouping/group-questions.ts'
import { buildFaqIndex, decideAnswer, type FaqIndex } from '../matching/faq-index.ts'
import type { Reply } from '../replies/schema.ts'
import { QUESTION_STATES, type Question } from './schema.ts'

export const GROUPS_PER_PAGE = 20
/** Of one group, this many are listed. */
export const MOST_LISTED = 50

export const QuestionQuery = z.object({
  state: z.enum(QUESTION_STATES).default('open'),
  search: z.string().trim().max(200).optional(),
  /** of the storefront */
  locale: z
    .string()
    .regex(/^[A-Za-z-]{2,20}$/)
    .optional(),
  mail: z.enum(['yes']).optional(),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
})
export type QuestionQuery = z.infer<typeof QuestionQuery>

export interface NearestEntry {
  id: Id
  question: string
  /** plain text, in the source's language */
  answer: string
  isPublished: boolean
  /** the matcher would answer with it */
  isSure: boolean
}

export interface ListedQuestion extends Question {
  reply: Reply | null
}

export interface GroupView {
  /** of its representative */
  id: Id
  text: string
  locale: string
  count: number
  /** all of them, for what is done to the group */
  ids: Id[]
  questions: ListedQuestion[]
  nearest: NearestEntry[]
}

export function filterQuestions(questions: readonly Question[], query: QuestionQuery): Question[] {
  const wanted = foldText(query.search ?? '')
  return questions.filter(
    ({ text, locale, hasEmail }) =>
      (wanted === '' || foldText(text).includes(wanted)) &&
      (query.locale === undefined || locale === query.locale) &&
      (query.mail === undefined || hasEmail),
  )
}

/** The most asked first. */
export function groupsOf(
  questions: readonly Question[],
  page: number,
): { groups: { representative: Question; questions: Question[] }[]; pages: number } {
  const byId = new Map(questions.map((question) => [question.id, question]))
  const found = groupQuestions(questions.map(({ id, text }) => ({ id, text })))
  const pages = Math.max(1, Math.ceil(found.length / GROUPS_PER_PAGE))
  const from = (Math.min(page, pages) - 1) * GROUPS_PER_PAGE
  const groups = found.slice(from, from + GROUPS_PER_PAGE).flatMap((group) => {
    const representative = byId.get(group.representative.id)
    if (!representative) return []
    return [{ representative, questions: group.questions.flatMap(({ id }) => byId.get(id) ?? []) }]
  })
  return { groups, pages }
}

/** Drafts too: an answer may be written and not shown yet. */
export function entryIndex(entries: readonly StoredEntry[]): FaqIndex {
  return buildFaqIndex(
    entries.map(({ id, content }) => ({
      id,
      texts: Object.fromEntries(
        Object.entries(content.texts).map(([language, { question, answer, aliases }]) => [
          language,
          { question, answer: plainText(answer), aliases },
        ]),
      ),
    })),
  )
}

export function nearestTo(index: FaqIndex, entries: ReadonlyMap<Id, StoredEntry>, question: string): NearestEntry[] {
  const decision = decideAnswer(index, question)
  const matches =
    decision.outcome === 'answer'
      ? [decision.match, ...decision.others]
      : decision.outcome === 'suggest'
        ? decision.matches
        : decision.nearest
  return matches.flatMap(({ entryId }, rank) => {
    const entry = entries.get(entryId)
    const text = entry?.content.texts[entry.content.source]
    if (!entry || !text) return []
    return [
      {
        id: entryId,
        question: text.question,
        answer: plainText(text.answer),
        isPublished: entry.publishedNumber !== null,
        isSure: decision.outcome === 'answer' && rank === 0,
      },
    ]
  })
}
