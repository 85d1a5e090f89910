/**
 * How a run and its phases talk: a phase is a function that does one bounded step and says where it stands.
 * In: the run's shop and what the phase saved last time. Out: what it did and what to save. Pure types.
 * Invariant: a step may be repeated (the worker died before its progress was saved) and changes nothing the second time.
 */
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { PhaseKey, RunReason } from './types.ts'

export interface PhaseStep {
  shop: Shop
  runId: string
  reason: RunReason
  /** when the run first started: nothing that Shopify changed later may be claimed as seen */
  startedAt: Instant
  /** aborted when the worker is asked to stop: finish the request at hand, then throw `signal.reason` */
  signal: AbortSignal
  /** what the phase returned last time; null at its first step */
  cursor: unknown
}

/** The counts are those of this step, not sums. */
export interface PhaseProgress {
  /** JSON that the next step gets; ignored when done */
  cursor: unknown
  done: boolean
  rowsRead: number
  rowsWritten: number
  rowsUnchanged: number
  /** how many there are in all, when Shopify has told */
  rowsExpected?: number | null
}

/** The run calls it until it says `done`, saving the progress and looking for pause and cancel between calls. */
export type StepPhase = (key: PhaseKey, step: PhaseStep) => Promise<PhaseProgress>
