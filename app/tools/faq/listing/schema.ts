/**
 * The list of entries: what can be asked of it, what it shows, what can be done to several at once. Pure and JSON-safe.
 * Invariant: `state` is what the merchant reads: a draft, what shoppers see, or what shoppers see with a newer draft behind it.
 */
import { z } from 'zod'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { TranslationState } from '../entries/content.ts'
import { EntryId, Language } from '../entries/schema.ts'
import type { EntryPublication } from '../publishing/schema.ts'

export const ENTRY_STATES = ['draft', 'published', 'changed'] as const
export type EntryState = (typeof ENTRY_STATES)[number]

export const TRANSLATION_FILTERS = ['missing', 'stale'] as const

export const ENTRY_SORTS = ['order', 'updated', 'question'] as const

export const ENTRIES_PER_PAGE = 50

/** The query string of the list. */
export const EntryQuery = z.object({
  search: z.string().trim().max(200).optional(),
  state: z.enum(ENTRY_STATES).optional(),
  category: EntryId.optional(),
  /** a language, and what is wrong with its translation */
  language: Language.optional(),
  translation: z.enum(TRANSLATION_FILTERS).optional(),
  sort: z.enum(ENTRY_SORTS).default('order'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  page: z.coerce.number().int().min(1).max(1000).default(1),
})
export type EntryQuery = z.infer<typeof EntryQuery>

export interface EntryRow {
  id: Id
  categoryId: Id
  /** in the shop's primary language where there is a text, else as it was written */
  question: string
  state: EntryState
  number: number
  /** shown later, shown no more, or null: now */
  schedule: 'later' | 'over' | null
  /** somewhere is named where it is shown */
  isTargeted: boolean
  /** languages beside the source that are not done */
  unfinished: { language: string; state: Exclude<TranslationState, 'source' | 'done'> }[]
  updatedAt: Instant
  isFirst: boolean
  isLast: boolean
  /** another entry asks the same */
  twin: { id: Id; question: string } | null
  /** how it stands at Shopify; null: nothing of it stands there */
  publication: EntryPublication | null
}

export interface EntryPage {
  rows: EntryRow[]
  /** after filters */
  count: number
  page: number
  pages: number
  /** before filters */
  total: number
  states: Record<EntryState, number>
}

export const CHANGES = ['publish', 'unpublish', 'move', 'delete'] as const
export type ChangeKind = (typeof CHANGES)[number]

/** What is done to several entries at once. `operation`: a uuid of the page; sent twice it is done once, and it is what takes it back. */
export const ChangeForm = z
  .object({
    kind: z.enum(CHANGES),
    operation: z.uuid(),
    ids: z.array(EntryId).min(1, 'nothing_chosen').max(1000),
    categoryId: EntryId.nullable().default(null),
  })
  .refine(({ kind, categoryId }) => kind !== 'move' || categoryId !== null, {
    path: ['categoryId'],
    message: 'category_missing',
  })
export type ChangeForm = z.infer<typeof ChangeForm>

/** Of a change in the action ledger. */
export function changeKey(operation: string): string {
  return `faq-entries:${operation}`
}

export interface ChangeResult {
  kind: ChangeKind
  operation: string
  changed: number
  /** as it was wanted before */
  unchanged: number
  /** could not be published, each with why */
  refused: { id: Id; question: string; code: string }[]
}
