/**
 * A category of the FAQ. In: forms and stored JSON. Out: typed shapes. Pure and JSON-safe.
 * Invariant: a title in another language names the version of the source title it was made from.
 */
import { z } from 'zod'
import type { Id, Instant } from '#app/mirror/types.ts'
import { Language } from '../entries/schema.ts'

export const LONGEST_TITLE = 120
export const MOST_CATEGORIES = 50

export const CategoryTitles = z.record(
  Language,
  z.object({ title: z.string(), sourceVersion: z.number().int().positive() }),
)
export type CategoryTitles = z.infer<typeof CategoryTitles>

const Title = z.string().trim().max(LONGEST_TITLE, 'title_too_long')

/** Messages are codes for i18n under `faqCategories.error`. */
export const CategoryForm = z
  .object({ source: Language, titles: z.record(Language, Title), confirmed: z.array(Language).default([]) })
  .superRefine(({ source, titles }, context) => {
    if ((titles[source] ?? '') === '')
      context.addIssue({ code: 'custom', path: ['titles', source], message: 'title_missing' })
  })
export type CategoryForm = z.infer<typeof CategoryForm>

export interface Category {
  id: Id
  source: string
  titles: CategoryTitles
  position: number
  version: number
  updatedAt: Instant
}

export interface CategoryWithEntries extends Category {
  entries: number
  published: number
}
