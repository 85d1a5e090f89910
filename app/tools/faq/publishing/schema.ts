/** How a publication stands, as pages and lists say it. In: nothing. Out: types. Invariant: every failure has a code that a merchant's sentence belongs to. */
import type { Instant } from '#app/mirror/types.ts'

/** foreign: somebody else changed or deleted it at Shopify; it is left alone until a person decides */
export type PublicationState = 'waiting' | 'written' | 'failed' | 'foreign'

/** Why one metaobject does not stand as it should; the words for a merchant are in i18n under `faqPublishing.failure.<code>`. */
export interface PublicationFailure {
  code: 'refused' | 'translation_refused' | 'changed_elsewhere' | 'deleted_elsewhere'
  /** Shopify's */
  words: string
  at: Instant
}

/** How one entry stands at Shopify. */
export interface EntryPublication {
  state: PublicationState
  failure: PublicationFailure | null
  writtenAt: Instant | null
}
