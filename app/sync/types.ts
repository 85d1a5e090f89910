/**
 * What the sync tells the pages and itself: runs, phases, health, differences. Pure and JSON-safe.
 */
import type { Id, Instant } from '#app/mirror/types.ts'

export type RunKind = 'backfill' | 'reconcile' | 'check'
export type RunReason = 'install' | 'reinstall' | 'manual' | 'schedule' | 'gap' | 'repair'
export type RunState = 'queued' | 'running' | 'paused' | 'cancelled' | 'failed' | 'done'
export type PhaseKey =
  | 'shop'
  | 'locations'
  | 'collections'
  | 'markets'
  | 'products'
  | 'bundles'
  | 'stock'
  | 'transfers'
  | 'orders'
  | 'refunds'
  | 'events'
  | 'prices'
export type PhaseState = 'waiting' | 'requested' | 'reading' | 'writing' | 'done' | 'failed'

export interface PhaseView {
  key: PhaseKey
  state: PhaseState
  rowsRead: number
  /** null until Shopify has told how many there are */
  rowsExpected: number | null
  rowsWritten: number
  rowsUnchanged: number
  startedAt: Instant | null
  finishedAt: Instant | null
  errorCode: string | null
}

export interface RunView {
  id: string
  kind: RunKind
  reason: RunReason
  state: RunState
  /** what the merchant asked for and the worker has not yet done */
  asked: 'pause' | 'cancel' | null
  createdAt: Instant
  startedAt: Instant | null
  finishedAt: Instant | null
  errorCode: string | null
  phases: PhaseView[]
  rowsRead: number
  rowsExpected: number | null
  rowsWritten: number
  /** over the time the run was really working; null before there is enough to tell */
  rowsPerSecond: number | null
  secondsLeft: number | null
  /** a running run whose worker has been silent for longer than its lease */
  stalled: boolean
}

export interface DeliveryHealth {
  hours: number
  received: number
  applied: number
  ignored: number
  failed: number
  waiting: number
  /** seconds from Shopify's trigger to applied here; null when nothing was applied */
  lagP50Seconds: number | null
  lagP95Seconds: number | null
  lastReceivedAt: Instant | null
  byTopic: { topic: string; received: number; applied: number; failed: number; lastReceivedAt: Instant | null }[]
}

export interface Difference {
  seq: number
  resource: string
  resourceId: Id | null
  /** what the merchant knows it by: order name, SKU, title */
  label: string | null
  field: string
  ours: string | null
  theirs: string | null
}
