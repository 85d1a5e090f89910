/**
 * What a file of answers would change. In: its lines, the entries and categories of the shop, its languages. Out: forms of new entries, new texts of
 * known ones, and what is wrong in which line. An empty cell says nothing; `-` takes away what stood there.
 * Invariant: what the export writes changes nothing when it comes back; a line is used whole or has at least one problem.
 */
import type { Id } from '#app/mirror/types.ts'
import { matchColumns, type ColumnMatch } from '#app/sheets/columns.ts'
import { LineReader } from '#app/sheets/line-reader.ts'
import type { LineProblem, Sheet, SheetRow } from '#app/sheets/types.ts'
import type { Category } from '../categories/schema.ts'
import { plainText } from '../entries/content.ts'
import {
  LONGEST_ANSWER,
  LONGEST_QUESTION,
  MOST_ALIASES,
  MOST_ENTRIES,
  type StoredEntry,
  type TextForm,
} from '../entries/schema.ts'
import { FAQ_COLUMNS, type FaqColumn } from './columns.ts'
import type { ImportProblem } from './schema.ts'

/** What a cell says of a text: undefined is nothing, '' takes it away. */
export interface SaidText {
  question: string | undefined
  answer: string | undefined
  aliases: string[] | undefined
}

export interface PlannedEntry {
  /** null: a new one */
  entry: StoredEntry | null
  /** of a new entry: its id, or its title where it is new too */
  category: { id: Id } | { title: string } | null
  /** of a new one: the language of its first line */
  source: string
  texts: Map<string, SaidText>
  /** translations that were made from another source than today's */
  outdated: Set<string>
  line: number
}

export interface ImportPlan {
  match: ColumnMatch<FaqColumn>
  planned: PlannedEntry[]
  newCategories: string[]
  problems: LineProblem[]
}

export interface PlanContext {
  entries: readonly StoredEntry[]
  categories: readonly Category[]
  /** of the shop, the primary first */
  languages: readonly string[]
  /** what an answer becomes when it is stored */
  clean: (answer: string) => string
}

export function planImport(sheet: Sheet, context: PlanContext): ImportPlan {
  const match = matchColumns(sheet.columns, FAQ_COLUMNS)
  const planned = new Map<string, PlannedEntry>()
  const problems: LineProblem[] = [...sheet.problems]
  const newCategories = new Map<string, string>()
  if (match.missing.length === 0 && match.twice.length === 0)
    for (const row of sheet.rows) problems.push(...planLine(sheet, match, row, context, planned, newCategories))
  const fresh = [...planned.values()].filter(({ entry }) => entry === null)
  const room = MOST_ENTRIES - context.entries.length
  for (const { line } of fresh.slice(Math.max(0, room)))
    problems.push({ line, column: null, code: 'too_many_entries' satisfies ImportProblem, value: '' })
  const used = [...planned.values()].filter((one) => one.entry !== null || fresh.indexOf(one) < room)
  return {
    match,
    planned: used,
    newCategories: [...newCategories.values()],
    problems: problems.sort((a, b) => a.line - b.line),
  }
}

function planLine(
  sheet: Sheet,
  match: ColumnMatch<FaqColumn>,
  row: SheetRow,
  context: PlanContext,
  planned: Map<string, PlannedEntry>,
  newCategories: Map<string, string>,
): LineProblem[] {
  const line = new LineReader<FaqColumn, ImportProblem>(sheet, match, row)
  const key = line.text('entry')
  const entry = context.entries.find(({ id }) => id === key) ?? null
  // A number is one of ours; any other word ties the lines of one new answer together.
  if (entry === null && /^\d+$/.test(key)) {
    line.refuse('entry', 'entry_unknown' satisfies ImportProblem)
    return line.problems
  }
  const language = languageOf(line, entry, context.languages)
  const said = textOf(line, context.clean)
  const name = entry?.id ?? (key === '' ? `line ${row.line}` : `new ${key.toLowerCase()}`)
  const known = planned.get(name)
  const title = line.text('category')
  const category = categoryOf(title, context.categories)
  if (entry === null && !known && title === '') line.refuse('category', 'category_missing' satisfies ImportProblem)
  if (entry === null && !known && !said.question) line.refuse('question', 'question_missing' satisfies ImportProblem)
  if (entry !== null && language === entry.content.source && said.question === '')
    line.refuse('question', 'question_missing' satisfies ImportProblem)
  if (language !== null && known?.texts.has(language)) line.refuse(null, 'line_twice' satisfies ImportProblem)
  if (line.problems.length > 0 || language === null) return line.problems
  // Where an entry stands that is there already is for its page to change.
  if (entry === null && title !== '' && category === null) newCategories.set(title.toLowerCase(), title)
  const plan: PlannedEntry = known ?? {
    entry,
    category: null,
    source: entry?.content.source ?? language,
    texts: new Map(),
    outdated: new Set(),
    line: row.line,
  }
  if (entry === null && title !== '') plan.category = category ?? { title }
  plan.texts.set(language, said)
  if (entry !== null && language !== entry.content.source && isOutdated(line, entry)) plan.outdated.add(language)
  planned.set(name, plan)
  return []
}

function languageOf(
  line: LineReader<FaqColumn, ImportProblem>,
  entry: StoredEntry | null,
  languages: readonly string[],
): string | null {
  const given = line.text('language')
  if (given === '') line.refuse('language', 'language_missing' satisfies ImportProblem)
  const offered = [...languages, ...Object.keys(entry?.content.texts ?? {})]
  const found = offered.find((language) => language.toLowerCase() === given.toLowerCase().replace('_', '-'))
  if (given !== '' && found === undefined) line.refuse('language', 'other_language' satisfies ImportProblem)
  return found ?? null
}

function textOf(line: LineReader<FaqColumn, ImportProblem>, clean: (answer: string) => string): SaidText {
  const cell = (key: FaqColumn): string | undefined => {
    const text = line.text(key)
    return text === '' ? undefined : text === '-' ? '' : text
  }
  const question = cell('question')?.replace(/\s+/g, ' ')
  const written = cell('answer')
  const answer = written === undefined ? undefined : clean(asHtml(written))
  const aliases = cell('aliases')
    ?.split(/\n|\s\|\s/)
    .map((alias) => alias.trim())
    .filter((alias) => alias !== '')
  if ((question ?? '').length > LONGEST_QUESTION) line.refuse('question', 'question_too_long' satisfies ImportProblem)
  if ((answer ?? '').length > LONGEST_ANSWER) line.refuse('answer', 'answer_too_long' satisfies ImportProblem)
  if (aliases?.some((alias) => alias.length > LONGEST_QUESTION))
    line.refuse('aliases', 'alias_too_long' satisfies ImportProblem)
  if ((aliases?.length ?? 0) > MOST_ALIASES) line.refuse('aliases', 'too_many_aliases' satisfies ImportProblem)
  return { question, answer, aliases: aliases && [...new Set(aliases)] }
}

/** Other systems export plain text: its lines become paragraphs. */
function asHtml(written: string): string {
  if (/<\/?[a-z][^>]*>/i.test(written)) return written
  const escaped = written.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign)
  return escaped
    .split(/\n{2,}/)
    .map((part) => `<p>${part.trim().replace(/\n/g, '<br />')}</p>`)
    .join('')
}

function categoryOf(title: string, categories: readonly Category[]): { id: Id } | null {
  const wanted = title.toLowerCase()
  const found = categories.find(({ titles }) =>
    Object.values(titles).some((each) => each.title.toLowerCase() === wanted),
  )
  return found ? { id: found.id } : null
}

/** The file says what the source was when it was written; spaces and markup never differ. */
function isOutdated(line: LineReader<FaqColumn, ImportProblem>, { content }: StoredEntry): boolean {
  const source = content.texts[content.source]
  const fold = (text: string): string => plainText(text).replace(/\s+/g, ' ')
  const differs = (written: string, now: string): boolean => written !== '' && fold(written) !== fold(now)
  return (
    differs(line.text('sourceQuestion'), source?.question ?? '') ||
    differs(line.text('sourceAnswer'), source?.answer ?? '')
  )
}

/** The texts of an entry with what the file says of them. */
export function mergedTexts({ entry, texts }: PlannedEntry): Record<string, TextForm> {
  const merged: Record<string, TextForm> = {}
  for (const [language, { question, answer, aliases }] of Object.entries(entry?.content.texts ?? {}))
    merged[language] = { question, answer, aliases }
  for (const [language, said] of texts) {
    const was = merged[language] ?? { question: '', answer: '', aliases: [] }
    merged[language] = {
      question: said.question ?? was.question,
      answer: said.answer ?? was.answer,
      aliases: said.aliases ?? was.aliases,
    }
  }
  return merged
}

/** Languages whose text the file changes. */
export function changedLanguages(plan: PlannedEntry): string[] {
  const merged = mergedTexts(plan)
  return [...plan.texts.keys()].filter((language) => {
    const was = plan.entry?.content.texts[language]
    const is = merged[language]
    const isEmpty = !is || (is.question === '' && is.answer === '' && is.aliases.length === 0)
    if (!was) return !isEmpty
    return (
      !is ||
      is.question !== was.question ||
      is.answer !== was.answer ||
      is.aliases.join('\n') !== was.aliases.join('\n')
    )
  })
}
