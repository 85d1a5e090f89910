/**
 * The lowest price of 30 days on the storefront: whether it is published, what was published last, and the value a theme reads.
 * Invariant: the value of a price that did not change is the same text, so nothing is written twice.
 */
import { z } from 'zod'

/** `variant.metafields['$app:tradewind'].lowest_30d` in Liquid. */
export const NAMESPACE = '$app:tradewind'
export const KEY = 'lowest_30d'

export const LowestSettings = z.object({ publish: z.boolean().default(false) })
export type LowestSettings = z.infer<typeof LowestSettings>

export const LowestStatus = z.object({
  /** of the last run that finished; null: never */
  at: z.string().nullable().default(null),
  /** no_scope: Shopify's permission to write products is missing */
  state: z.enum(['never', 'done', 'no_scope', 'refused']).default('never'),
  /** variants with a value */
  published: z.number().int().default(0),
  /** written by the last run */
  written: z.number().int().default(0),
  refused: z.number().int().default(0),
  /** Shopify's own words for the first refusal */
  said: z.string().default(''),
  /** of everything that was to be there: the same again needs no look at Shopify */
  digest: z.string().default(''),
})
export type LowestStatus = z.infer<typeof LowestStatus>
