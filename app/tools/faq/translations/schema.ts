/** How far translations are, and what of them is exported. Pure and JSON-safe. */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'
import { Language } from '../entries/schema.ts'

export interface LanguageProgress {
  language: string
  isPrimary: boolean
  /** shoppers can choose it */
  isPublished: boolean
  /** answers and category titles that are done, out of date, not there */
  done: number
  stale: number
  missing: number
}

export interface TranslationsPage {
  languages: LanguageProgress[]
  entries: number
  /** null: Shopify was never asked with success */
  askedAt: Instant | null
}

/** The query string of an export. */
export const ExportQuery = z.object({
  /** only this one, beside the original; none: all */
  language: Language.optional(),
  /** `open`: only what is missing or out of date */
  only: z.enum(['all', 'open']).default('all'),
})
export type ExportQuery = z.infer<typeof ExportQuery>
