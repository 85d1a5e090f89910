/**
 * The life of a rule set. In: forms. Out: what a draft is saved from, what pages list. Pure and JSON-safe.
 * Invariant: only a draft changes; at most one version of a shop is published; what was published once stays as history.
 */
import { z } from 'zod'
import type { Instant } from '#app/mirror/types.ts'
import { RuleSet } from './schema.ts'
import type { RuleSetChanges } from './changes.ts'

export const RULE_SET_STATES = ['draft', 'published', 'archived'] as const
export type RuleSetState = (typeof RULE_SET_STATES)[number]

export const RuleSetName = z.string().trim().min(1, 'name_missing').max(120, 'name_too_long')

/** What the editor sends. `updatedAt`: the draft it was made from, so that nobody's later work is overwritten. */
export const DraftForm = z.object({
  name: RuleSetName,
  ruleSet: RuleSet,
  updatedAt: z.iso.datetime({ offset: true }),
})
export type DraftForm = z.infer<typeof DraftForm>

export interface RuleSetSummary {
  id: string
  /** counts up from 1 in each shop; a copy is a new version */
  version: number
  state: RuleSetState
  name: string
  rules: number
  enabledRules: number
  createdAt: Instant
  updatedAt: Instant
  publishedAt: Instant | null
  /** against the version it follows; null: there is none before it */
  changes: RuleSetChanges | null
}

export interface StoredRuleSet {
  id: string
  version: number
  state: RuleSetState
  name: string
  document: RuleSet
  createdAt: Instant
  updatedAt: Instant
  publishedAt: Instant | null
}
