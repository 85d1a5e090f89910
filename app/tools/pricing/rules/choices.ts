/** What the fields of a rule can be chosen from, as the editor gets it. Pure and JSON-safe. */
import type { Id } from '#app/mirror/types.ts'
import type { FoundVariant } from '#app/mirror/views.ts'

export interface RuleChoices {
  /** the shop's */
  currency: string
  /** IANA: what times of a promotion are typed in */
  timezone: string
  productTypes: string[]
  vendors: string[]
  tags: string[]
  collections: { id: Id; name: string; products: number }[]
  markets: { id: Id; name: string }[]
  /** the base book first */
  books: { id: Id; name: string; currency: string }[]
  competitors: { id: number; name: string }[]
  /** those that the document speaks of, when they are known */
  variants: FoundVariant[]
}
