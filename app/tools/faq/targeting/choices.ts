/** What the target of an entry can be chosen from, as the editor gets it. Pure and JSON-safe. */
import type { Id } from '#app/mirror/types.ts'

export interface TargetChoices {
  /** IANA: what the schedule is typed in */
  timezone: string
  /** the primary first */
  languages: string[]
  markets: { handle: string; name: string }[]
  collections: { id: Id; title: string }[]
  tags: string[]
  /** those that the target speaks of, when they are known */
  products: { id: Id; title: string }[]
}
