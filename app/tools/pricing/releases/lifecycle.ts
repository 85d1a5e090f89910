/**
 * The life of a release. In: the state it is in. Out: the states it may go to.
 * Invariant: this table is the only word on it: the store moves a release only along it, and every state can be reached from `draft`.
 * Paused is not a state: it is a flag while prices are being written.
 */
export const RELEASE_STATES = [
  'draft',
  'previewed',
  'approved',
  'scheduled',
  'applying',
  'applied',
  'partly_applied',
  'rolling_back',
  'rolled_back',
  'failed',
  'cancelled',
] as const
export type ReleaseState = (typeof RELEASE_STATES)[number]

export const TO: Readonly<Record<ReleaseState, readonly ReleaseState[]>> = {
  draft: ['previewed', 'cancelled'],
  // Looking again is not a move; changing what it plans makes it a draft again.
  previewed: ['draft', 'approved', 'cancelled'],
  approved: ['draft', 'previewed', 'scheduled', 'applying', 'cancelled'],
  scheduled: ['approved', 'applying', 'failed', 'cancelled'],
  // failed: no price was written. Stopping half-way leaves it partly applied.
  applying: ['applied', 'partly_applied', 'failed'],
  applied: ['rolling_back'],
  partly_applied: ['applying', 'rolling_back'],
  rolling_back: ['rolled_back'],
  // Once more: what was taken back is planned again, as it was approved.
  rolled_back: ['approved'],
  failed: ['draft', 'previewed', 'approved', 'cancelled'],
  cancelled: [],
}

export function mayMove(from: ReleaseState, to: ReleaseState): boolean {
  return TO[from].includes(to)
}

/** The states from which `to` can be reached in one move. */
export function statesBefore(to: ReleaseState): ReleaseState[] {
  return RELEASE_STATES.filter((from) => mayMove(from, to))
}

/** While prices are written or taken back. */
export function isRunning(state: ReleaseState): boolean {
  return state === 'applying' || state === 'rolling_back'
}
