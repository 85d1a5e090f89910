/**
 * The life of a run, as a table: from which state to which, and which phases a run of each kind has. Pure.
 * Invariant: done and cancelled are final; of all runs of a shop at most one is queued or running.
 */
import type { PhaseKey, RunKind, RunState } from './types.ts'

export const RUN_STATES = [
  'queued',
  'running',
  'paused',
  'cancelled',
  'failed',
  'done',
] as const satisfies readonly RunState[]

export const RUN_TO: Record<RunState, readonly RunState[]> = {
  queued: ['running', 'paused', 'cancelled'],
  running: ['paused', 'cancelled', 'failed', 'done'],
  paused: ['queued', 'cancelled'],
  failed: ['queued', 'cancelled'],
  cancelled: [],
  done: [],
}

export function canBecome(from: RunState, to: RunState): boolean {
  return RUN_TO[from].includes(to)
}

/** In the order in which the page shows them and, as far as one needs another, in which they run. */
export const PHASES: Record<RunKind, readonly PhaseKey[]> = {
  backfill: [
    'shop',
    'locations',
    'collections',
    'markets',
    'products',
    'bundles',
    'stock',
    'transfers',
    'orders',
    'refunds',
    'events',
    'prices',
  ],
  reconcile: [
    'shop',
    'locations',
    'collections',
    'markets',
    'prices',
    'products',
    'bundles',
    'stock',
    'transfers',
    'orders',
  ],
  check: ['locations', 'products', 'collections', 'stock', 'orders'],
}

/** Phases that read what another one brought: when that is done again, so are they. */
const DEPENDENTS: Partial<Record<PhaseKey, readonly PhaseKey[]>> = {
  products: ['bundles'],
  orders: ['refunds', 'events'],
  markets: ['prices'],
}

export function withDependents(keys: readonly PhaseKey[]): PhaseKey[] {
  return [...new Set(keys.flatMap((key) => [key, ...(DEPENDENTS[key] ?? [])]))]
}
