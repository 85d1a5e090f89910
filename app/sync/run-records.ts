/** Runs and phases as they are stored. Pure types. Invariant: counts are safe integers, instants ISO strings, ids digits. */
import type { Instant } from '#app/mirror/types.ts'
import type { PhaseKey, PhaseState, RunKind, RunReason, RunState } from './types.ts'

export interface RunRecord {
  id: string
  kind: RunKind
  reason: RunReason
  state: RunState
  asked: 'pause' | 'cancel' | null
  createdAt: Instant
  startedAt: Instant | null
  finishedAt: Instant | null
  heartbeatAt: Instant | null
  errorCode: string | null
}

export interface PhaseRecord {
  key: PhaseKey
  state: PhaseState
  bulkId: string | null
  linesStaged: number
  rowsExpected: number | null
  rowsRead: number
  rowsWritten: number
  rowsUnchanged: number
  cursor: unknown
  errorCode: string | null
  startedAt: Instant | null
  finishedAt: Instant | null
}
