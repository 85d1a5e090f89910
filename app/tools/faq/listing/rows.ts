/**
 * Entries as the list shows them. In: stored entries, the shop's languages, a query, the time. Out: rows of one page and the counts around them.
 * Invariant: filters only leave out; the order without another wish is the merchant's own.
 */
import type { Id } from '#app/mirror/types.ts'
import { plainText, translationState } from '../entries/content.ts'
import type { EntryContent, StoredEntry } from '../entries/schema.ts'
import type { EntryPublication } from '../publishing/schema.ts'
import { foldQuestion } from './twins.ts'
import { ENTRIES_PER_PAGE, type EntryPage, type EntryQuery, type EntryRow, type EntryState } from './schema.ts'

export function stateOf({ number, publishedNumber }: Pick<StoredEntry, 'number' | 'publishedNumber'>): EntryState {
  if (publishedNumber === null) return 'draft'
  return publishedNumber === number ? 'published' : 'changed'
}

/** @param entries of the whole shop in the merchant's order @param languages the primary first */
export function pageOfEntries(
  entries: readonly StoredEntry[],
  languages: readonly string[],
  publications: ReadonlyMap<Id, EntryPublication>,
  query: EntryQuery,
  asOf: Date,
): EntryPage {
  const twins = findTwins(entries)
  const states: Record<EntryState, number> = { draft: 0, published: 0, changed: 0 }
  for (const entry of entries) states[stateOf(entry)] += 1
  const rows = entries.map((entry, index) => ({
    entry,
    row: {
      id: entry.id,
      categoryId: entry.categoryId,
      question: questionIn(entry.content, languages[0] ?? 'en'),
      state: stateOf(entry),
      number: entry.number,
      schedule: scheduleOf(entry.content, asOf),
      isTargeted: Object.values(entry.content.target).some((values) => values !== null),
      unfinished: unfinishedOf(entry.content, languages),
      updatedAt: entry.updatedAt,
      isFirst: entries[index - 1]?.categoryId !== entry.categoryId,
      isLast: entries[index + 1]?.categoryId !== entry.categoryId,
      twin: twins.get(entry.id) ?? null,
      publication: publications.get(entry.id) ?? null,
    } satisfies EntryRow,
  }))
  const wanted = rows.filter(({ entry, row }) => isWanted(entry, row, query)).map(({ row }) => row)
  const sorted = sortRows(wanted, query)
  const pages = Math.max(1, Math.ceil(sorted.length / ENTRIES_PER_PAGE))
  const page = Math.min(query.page, pages)
  return {
    rows: sorted.slice((page - 1) * ENTRIES_PER_PAGE, page * ENTRIES_PER_PAGE),
    count: sorted.length,
    page,
    pages,
    total: entries.length,
    states,
  }
}

export function questionIn({ source, texts }: Pick<EntryContent, 'source' | 'texts'>, language: string): string {
  return texts[language]?.question || (texts[source]?.question ?? '')
}

function unfinishedOf(content: EntryContent, languages: readonly string[]): EntryRow['unfinished'] {
  return languages.flatMap((language) => {
    const state = translationState(content, language)
    return state === 'missing' || state === 'stale' ? [{ language, state }] : []
  })
}

function scheduleOf({ startsAt, endsAt }: EntryContent, asOf: Date): EntryRow['schedule'] {
  if (endsAt !== null && Date.parse(endsAt) <= asOf.getTime()) return 'over'
  return startsAt !== null && Date.parse(startsAt) > asOf.getTime() ? 'later' : null
}

function isWanted(entry: StoredEntry, row: EntryRow, query: EntryQuery): boolean {
  if (query.state !== undefined && row.state !== query.state) return false
  if (query.category !== undefined && row.categoryId !== query.category) return false
  if (query.translation !== undefined || query.language !== undefined) {
    const found = row.unfinished.some(
      ({ language, state }) =>
        (query.language === undefined || language === query.language) &&
        (query.translation === undefined || state === query.translation),
    )
    if (!found) return false
  }
  return query.search === undefined || query.search === '' || holds(entry.content, query.search)
}

/** Every word somewhere in a question, an answer or another way to ask, of any language. */
function holds({ texts }: EntryContent, search: string): boolean {
  const words = fold(search).split(/\s+/).filter(Boolean)
  return Object.values(texts).some(({ question, answer, aliases }) => {
    const text = fold([question, plainText(answer), ...aliases].join('\n'))
    return words.every((word) => text.includes(word))
  })
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function sortRows(rows: readonly EntryRow[], { sort, direction }: EntryQuery): EntryRow[] {
  const sign = direction === 'asc' ? 1 : -1
  if (sort === 'order') return sign === 1 ? [...rows] : [...rows].reverse()
  if (sort === 'question') return [...rows].sort((a, b) => sign * a.question.localeCompare(b.question))
  return [...rows].sort((a, b) => sign * (Date.parse(a.updatedAt) - Date.parse(b.updatedAt)))
}

/** The first other entry that asks the same in the same language. */
function findTwins(entries: readonly StoredEntry[]): Map<Id, { id: Id; question: string }> {
  const first = new Map<string, { id: Id; question: string }>()
  const twins = new Map<Id, { id: Id; question: string }>()
  for (const { id, content } of entries)
    for (const [language, { question, aliases }] of Object.entries(content.texts))
      for (const asked of [question, ...aliases]) {
        const folded = foldQuestion(asked)
        if (folded === '') continue
        const key = `${language}\n${folded}`
        const known = first.get(key)
        if (!known) first.set(key, { id, question })
        else if (known.id !== id) {
          if (!twins.has(id)) twins.set(id, known)
          if (!twins.has(known.id)) twins.set(known.id, { id, question })
        }
      }
  return twins
}
