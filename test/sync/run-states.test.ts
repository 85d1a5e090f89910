import { describe, expect, it } from 'vitest'
import { canBecome, RUN_STATES, RUN_TO, withDependents } from '#app/sync/run-states.ts'

describe('states of a run', () => {
  it('every state can be reached from queued', () => {
    const reached = new Set(['queued'])
    for (const state of reached) for (const next of RUN_TO[state as keyof typeof RUN_TO]) reached.add(next)
    expect([...reached].sort()).toEqual([...RUN_STATES].sort())
  })

  it('done and cancelled are final, a failed run can be tried again', () => {
    expect(RUN_STATES.filter((state) => RUN_TO[state].length === 0)).toEqual(['cancelled', 'done'])
    expect(canBecome('failed', 'queued')).toBe(true)
  })

  it('every state that is not final can be cancelled', () => {
    expect(RUN_STATES.filter((state) => canBecome(state, 'cancelled'))).toEqual([
      'queued',
      'running',
      'paused',
      'failed',
    ])
  })

  it('phases that read what another one brought are done again with it', () => {
    expect(withDependents(['orders', 'stock', 'markets'])).toEqual([
      'orders',
      'refunds',
      'events',
      'stock',
      'markets',
      'prices',
    ])
  })
})
