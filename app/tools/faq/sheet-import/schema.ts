/** A file of answers as it is read in. Pure and JSON-safe. Invariant: an import notes the version of each entry before and after, which is its way back. */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'
import type { ColumnAdvice } from '#app/sheets/columns.ts'
import type { LineProblem } from '#app/sheets/types.ts'
import { EntryId } from '../entries/schema.ts'

/** Codes of lines; the words are in i18n under `faqTranslations.problem.<code>`. */
export const IMPORT_PROBLEMS = [
  'entry_unknown',
  'category_missing',
  'language_missing',
  'other_language',
  'question_missing',
  'question_too_long',
  'answer_too_long',
  'alias_too_long',
  'too_many_aliases',
  'line_twice',
  'too_many_entries',
] as const
export type ImportProblem = (typeof IMPORT_PROBLEMS)[number]

export const ImportCounts = z.object({
  /** drafts that were made */
  added: z.number().int(),
  /** entries that got a further version */
  changed: z.number().int(),
  /** entries of the file that say what they said */
  unchanged: z.number().int(),
  categories: z.number().int(),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const ImportedEntries = z.array(
  z.object({
    id: EntryId,
    /** number of the newest version before; null: the import made it */
    before: z.number().int().nullable(),
    after: z.number().int(),
  }),
)
export type ImportedEntries = z.infer<typeof ImportedEntries>

export interface PreviewEntry {
  question: string
  category: string
  /** languages that get another text */
  languages: string[]
  isNew: boolean
}

export interface FaqImportPreview extends ColumnAdvice {
  fileName: string
  problems: LineProblem[]
  counts: ImportCounts
  /** the first hundred that change */
  entries: PreviewEntry[]
  newCategories: string[]
  /** translations made from a text that changed since the file was written: they come in as out of date */
  outdated: number
}

export interface PastImport {
  id: string
  fileName: string
  counts: ImportCounts
  importedAt: Instant
  undoneAt: Instant | null
}

export interface UndoneImport {
  restored: number
  /** changed by somebody since, and left as they are */
  left: number
}
