/**
 * A run as people see it: sums over its phases, how fast it reads, how long it will take. Pure.
 * Invariant: a figure that is not known yet is null, never a guess.
 */
import type { Instant } from '#app/mirror/types.ts'
import type { PhaseRecord, RunRecord } from './run-records.ts'
import type { PhaseView, RunView } from './types.ts'

/** Fewer rows or less time than this say nothing about the speed. */
const ENOUGH_ROWS = 100
const ENOUGH_SECONDS = 1

export function viewRun(run: RunRecord, phases: readonly PhaseRecord[], now: Date, stalledSeconds: number): RunView {
  const views = phases.map(viewPhase)
  const rowsRead = sum(views, (phase) => phase.rowsRead)
  const expected = views.every(
    (phase) => phase.rowsExpected !== null || phase.state === 'done' || phase.state === 'failed',
  )
  const rowsExpected = views.length > 0 && expected ? sum(views, (phase) => phase.rowsExpected ?? phase.rowsRead) : null
  const seconds = sum(views, (phase) => workedSeconds(phase, now))
  const rowsPerSecond = rowsRead >= ENOUGH_ROWS && seconds >= ENOUGH_SECONDS ? rowsRead / seconds : null
  const isOver = run.state === 'done' || run.state === 'cancelled' || run.state === 'failed'
  const { id, kind, reason, state, asked, createdAt, startedAt, finishedAt, errorCode } = run
  return {
    id,
    kind,
    reason,
    state,
    asked,
    createdAt,
    startedAt,
    finishedAt,
    errorCode,
    phases: views,
    rowsRead,
    rowsExpected,
    rowsWritten: sum(views, (phase) => phase.rowsWritten),
    rowsPerSecond,
    secondsLeft:
      !isOver && rowsPerSecond !== null && rowsExpected !== null
        ? Math.max(0, rowsExpected - rowsRead) / rowsPerSecond
        : null,
    stalled: state === 'running' && secondsBetween(run.heartbeatAt ?? run.createdAt, now) > stalledSeconds,
  }
}

function viewPhase({
  key,
  state,
  rowsRead,
  rowsExpected,
  rowsWritten,
  rowsUnchanged,
  startedAt,
  finishedAt,
  errorCode,
}: PhaseRecord): PhaseView {
  return { key, state, rowsRead, rowsExpected, rowsWritten, rowsUnchanged, startedAt, finishedAt, errorCode }
}

/** Phases work one after the other, and waiting for Shopify is not work: a phase starts when its first row is read. */
function workedSeconds(phase: PhaseView, now: Date): number {
  if (phase.startedAt === null || phase.rowsRead === 0) return 0
  return secondsBetween(phase.startedAt, phase.finishedAt === null ? now : new Date(phase.finishedAt))
}

function secondsBetween(from: Instant, to: Date): number {
  return (to.getTime() - Date.parse(from)) / 1000
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
