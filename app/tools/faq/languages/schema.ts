/** The languages of a shop as Shopify told them. Pure and JSON-safe. Invariant: the primary one comes first, and there is always one. */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'
import { Language } from '../entries/schema.ts'

export const ShopLanguage = z.object({
  locale: Language,
  /** shoppers can choose it */
  published: z.boolean(),
})
export type ShopLanguage = z.infer<typeof ShopLanguage>

export interface ShopLanguages {
  languages: ShopLanguage[]
  /** null: Shopify was never asked with success; then English stands in */
  askedAt: Instant | null
}

export function primaryOf({ languages }: ShopLanguages): string {
  return languages[0]?.locale ?? 'en'
}
