/**
 * Questions of shoppers as a merchant works through them: read, answered, made into entries, put away. In: a shop, wishes. Out: plain values.
 * Invariant: whatever is done to a question can be undone, but a mail that was sent; an entry made of a question is a draft.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { listLookupGaps } from '#app/facts/lookup-gaps.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { sheetResponse, type SheetFormat, type WrittenColumn } from '#app/sheets/write.server.ts'
import { sayIn } from '../asking/words.ts'
import { listStoredCategories } from '../categories/store.server.ts'
import { MOST_ALIASES, LONGEST_QUESTION, type EntryForm } from '../entries/schema.ts'
import { createEntry, getEntry, listEntries, listPublished, saveEntry } from '../entries/service.server.ts'
import { primaryOf } from '../languages/schema.ts'
import { knownLanguages } from '../languages/service.server.ts'
import { indexOf } from '../asking/answers.ts'
import { listReplies } from '../replies/store.server.ts'
import { EVERYWHERE } from '../targeting/targeting.ts'
import { findGaps, type AnswerGap } from './gaps.ts'
import {
  entryIndex,
  filterQuestions,
  groupsOf,
  MOST_LISTED,
  nearestTo,
  type GroupView,
  type QuestionQuery,
} from './page.ts'
import type { Question, QuestionState } from './schema.ts'
import {
  countStates,
  forgetPeople,
  getQuestion,
  listOfPeople,
  listQuestions,
  moveQuestions,
  tidyQuestions,
} from './store.server.ts'

/** Grouping compares pairs; the newest are what matters. */
const MOST_GROUPED = 2_000
const GAP_WEEKS = 4

/** What is too old goes: addresses, who asked, questions of a year ago. */
export async function tidyOldQuestions(shop: Shop): Promise<void> {
  await inShopSql(shop.id, (sql) => tidyQuestions(sql, shop))
}

/** What a privacy request finds and erases of those who left an address. */
export const questionKeeper = { field: 'questions', list: listOfPeople, forget: forgetPeople }

export interface QuestionPage {
  groups: GroupView[]
  /** questions that pass the filters */
  count: number
  page: number
  pages: number
  counts: Record<QuestionState, number>
  /** languages that were asked in */
  locales: string[]
  categories: { id: Id; title: string }[]
  gaps: AnswerGap[]
}

export async function questionPage(shop: Shop, query: QuestionQuery, now: Date): Promise<QuestionPage> {
  return inShopSql(shop.id, async (sql) => {
    const all = await listQuestions(sql, shop, query.state, MOST_GROUPED)
    const filtered = filterQuestions(all, query)
    const { groups, pages } = groupsOf(filtered, query.page)
    const entries = await listEntries(sql, shop)
    const index = entryIndex(entries)
    const byId = new Map(entries.map((entry) => [entry.id, entry]))
    const listed = groups.flatMap(({ questions }) => questions.slice(0, MOST_LISTED))
    const replies = await listReplies(
      sql,
      shop,
      listed.map(({ id }) => id),
    )
    return {
      groups: groups.map(({ representative, questions }) => ({
        id: representative.id,
        text: representative.text,
        locale: representative.locale,
        count: questions.length,
        ids: questions.map(({ id }) => id),
        questions: questions
          .slice(0, MOST_LISTED)
          .map((question) => ({ ...question, reply: replies.get(question.id) ?? null })),
        nearest: nearestTo(index, byId, representative.text),
      })),
      count: filtered.length,
      page: Math.min(query.page, pages),
      pages,
      counts: await countStates(sql, shop),
      locales: [...new Set(all.map(({ locale }) => locale))].sort(),
      categories: await categoryChoices(sql, shop),
      gaps: await answerGaps(sql, shop, now),
    }
  })
}

async function categoryChoices(sql: ShopSql, shop: Shop): Promise<{ id: Id; title: string }[]> {
  return (await listStoredCategories(sql, shop)).map(({ id, source, titles }) => ({
    id,
    title: titles[source]?.title ?? '',
  }))
}

/** Of the last four weeks. */
async function answerGaps(sql: ShopSql, shop: Shop, now: Date): Promise<AnswerGap[]> {
  const lookups = await listLookupGaps(sql, shop, addDays(dayIn(shop.timezone, now), -7 * (GAP_WEEKS - 1)))
  if (lookups.length === 0) return []
  const { entries } = await listPublished(sql, shop)
  return findGaps(lookups, indexOf(entries, new Map(entries.map(({ id }) => [id, null])), null))
}

/** Puts questions away, or brings them back. Returns the ids that moved. */
export async function settleQuestions(
  shop: Shop,
  ids: readonly Id[],
  to: Extract<QuestionState, 'open' | 'dismissed'>,
): Promise<Id[]> {
  const from: QuestionState[] = to === 'open' ? ['dismissed', 'covered', 'answered'] : ['open']
  return inShopSql(shop.id, (sql) => moveQuestions(sql, shop, ids, from, to, null))
}

/**
 * A draft with the question as its question and the others of the group as other ways to ask; the questions are covered by it. Throws `not_found`
 * without the category. Returns the entry's id.
 */
export async function makeEntry(
  shop: Shop,
  { questionId, ids, categoryId }: { questionId: Id; ids: readonly Id[]; categoryId: Id },
  asOf: Date,
): Promise<Id> {
  const { question, others, language } = await inShopSql(shop.id, async (sql) => {
    const languages = await knownLanguages(sql, shop)
    const question = await getQuestion(sql, shop, questionId)
    const others = await questionsOf(sql, shop, ids)
    const spoken = languages.languages.find(({ locale }) => locale === question.locale)?.locale
    return { question, others, language: spoken ?? primaryOf(languages) }
  })
  const title = oneLine(question.text)
  const aliases = [...new Set(others.map(({ text }) => oneLine(text)))].filter((text) => text !== title)
  const form: EntryForm = {
    categoryId,
    source: language,
    texts: { [language]: { question: title, answer: '', aliases: aliases.slice(0, MOST_ALIASES) } },
    confirmed: [],
    target: EVERYWHERE as EntryForm['target'],
    startsAt: null,
    endsAt: null,
  }
  const entryId = await createEntry(shop, form, asOf)
  await inShopSql(shop.id, (sql) => moveQuestions(sql, shop, ids, ['open'], 'covered', entryId))
  return entryId
}

/**
 * The questions become other ways to ask for an entry that is there, in a new version of it that shoppers see once it is published. Throws `not_found`;
 * `invalid_input` when it has as many as can be.
 */
export async function coverWith(shop: Shop, entryId: Id, ids: readonly Id[], asOf: Date): Promise<void> {
  const entry = await getEntry(shop, entryId)
  const questions = await inShopSql(shop.id, (sql) => questionsOf(sql, shop, ids))
  const { source, texts, target, startsAt, endsAt } = entry.content
  const text = texts[source]
  if (!text) throw new Error(`entry ${entryId} has no text in its own language`)
  const fresh = questions.map(({ text: asked }) => oneLine(asked)).filter((asked) => asked !== text.question)
  const aliases = [...new Set([...text.aliases, ...fresh])]
  if (aliases.length > MOST_ALIASES)
    throw new AppError('invalid_input', `entry ${entryId} has more than ${MOST_ALIASES} other ways to ask`, {
      fields: [{ path: ['aliases'], message: 'too_many_aliases' }],
    })
  const form: EntryForm = {
    categoryId: entry.categoryId,
    source,
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, one]) => [
        language,
        { question: one.question, answer: one.answer, aliases: language === source ? aliases : one.aliases },
      ]),
    ),
    confirmed: stillRight(entry.content.texts, source),
    target,
    startsAt,
    endsAt,
  }
  await saveEntry(shop, entryId, entry.number, form, asOf)
  await inShopSql(shop.id, (sql) => moveQuestions(sql, shop, ids, ['open'], 'covered', entryId))
}

/** Another way to ask changes nothing that a translation says: those that were up to date stay so. */
function stillRight(texts: Readonly<Record<string, { sourceVersion: number }>>, source: string): string[] {
  const current = texts[source]?.sourceVersion ?? 0
  return Object.keys(texts).filter(
    (language) => language !== source && (texts[language]?.sourceVersion ?? 0) >= current,
  )
}

async function questionsOf(sql: ShopSql, shop: Shop, ids: readonly Id[]): Promise<Question[]> {
  const questions: Question[] = []
  for (const id of ids) questions.push(await getQuestion(sql, shop, id))
  return questions
}

/** Subject and text of an answer, in the shopper's language, to be finished by a person. @param answer plain text; '' leaves a gap */
export async function replyDraft(
  shop: Shop,
  questionId: Id,
  answer: string,
): Promise<{ subject: string; text: string }> {
  const question = await inShopSql(shop.id, (sql) => getQuestion(sql, shop, questionId))
  const say = sayIn(question.locale)
  const quoted = question.text.replace(/^/gm, '> ')
  return {
    subject: say('mail.subject', { shop: shop.name }),
    text: say('mail.text', { shop: shop.name, question: quoted, answer }),
  }
}

const COLUMNS: WrittenColumn<Question & { group: string }>[] = [
  { title: 'asked_at', width: 22, cell: ({ askedAt }) => askedAt },
  { title: 'state', cell: ({ state }) => state },
  { title: 'question', width: 60, cell: ({ text }) => text },
  { title: 'group', width: 60, cell: ({ group }) => group },
  { title: 'language', cell: ({ locale }) => locale },
  { title: 'market', cell: ({ market }) => market },
  { title: 'page', width: 30, cell: ({ page }) => page },
]

/** All questions of a state that pass the filters, each with the group it is in. No address is in it. */
export async function exportQuestions(shop: Shop, query: QuestionQuery, format: SheetFormat): Promise<Response> {
  const questions = await inShopSql(shop.id, (sql) => listQuestions(sql, shop, query.state, MOST_GROUPED))
  const filtered = filterQuestions(questions, query)
  const rows: (Question & { group: string })[] = []
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const found = groupsOf(filtered, page)
    pages = found.pages
    for (const { representative, questions: own } of found.groups)
      rows.push(...own.map((question) => ({ ...question, group: representative.text })))
  }
  return sheetResponse(format, 'questions', COLUMNS, rows)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_QUESTION)
}
