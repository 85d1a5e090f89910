/** What a trial is asked and answers. Pure and JSON-safe. Invariant: amounts are minor units of their book's currency. */
import { z } from 'zod'
import type { Id } from '#app/mirror/types.ts'
import type { FoundVariant } from '#app/mirror/views.ts'
import { RuleSet } from '../rules/schema.ts'
import type { ExplainedStep } from '../rules/trace.ts'
import type { Outcome, Reason } from '../rules/types.ts'

export const TrialForm = z.object({ ruleSet: RuleSet, variantId: z.string().regex(/^\d{1,19}$/, 'id_invalid') })

export interface TriedPrice {
  book: { id: Id; name: string; currency: string }
  outcome: Outcome
  reason: Reason
  /** what a shopper sees today */
  oldMinor: number
  newMinor: number
  newCompareAtMinor: number | null
  /** null: a cost is missing */
  oldMarginMinor: number | null
  newMarginMinor: number | null
  changeBps: number
  steps: ExplainedStep[]
}

export interface TriedVariant {
  variant: FoundVariant
  prices: TriedPrice[]
}
