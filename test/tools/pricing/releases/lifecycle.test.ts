import { describe, expect, it } from 'vitest'
import { mayMove, RELEASE_STATES, statesBefore, TO, type ReleaseState } from '#app/tools/pricing/releases/lifecycle.ts'

/** Every move there is, written down a second time: a change of the table has to be meant. */
const MOVES = `
  draft previewed, draft cancelled,
  previewed draft, previewed approved, previewed cancelled,
  approved draft, approved previewed, approved scheduled, approved applying, approved cancelled,
  scheduled approved, scheduled applying, scheduled failed, scheduled cancelled,
  applying applied, applying partly_applied, applying failed,
  applied rolling_back, partly_applied applying, partly_applied rolling_back,
  rolling_back rolled_back, rolled_back approved,
  failed draft, failed previewed, failed approved, failed cancelled`

describe('the life of a release', () => {
  it('knows these moves and no others', () => {
    const wanted = MOVES.split(',').map((move) => move.trim())
    const all = RELEASE_STATES.flatMap((from) => RELEASE_STATES.map((to): [ReleaseState, ReleaseState] => [from, to]))
    expect(
      all
        .filter(([from, to]) => mayMove(from, to))
        .map((move) => move.join(' '))
        .sort(),
    ).toEqual(wanted.sort())
  })

  it('reaches every state from a draft', () => {
    const reached = new Set<ReleaseState>(['draft'])
    for (const state of reached) for (const next of TO[state]) reached.add(next)
    expect([...reached].sort()).toEqual([...RELEASE_STATES].sort())
  })

  it('writes prices only after approval: every way to applying leads through approved', () => {
    const without = new Set<ReleaseState>(['draft'])
    for (const state of without) for (const next of TO[state]) if (next !== 'approved') without.add(next)
    expect(without.has('applying')).toBe(false)
    expect(statesBefore('approved').sort()).toEqual(['failed', 'previewed', 'rolled_back', 'scheduled'])
  })

  it('ends nowhere but in cancelled: whatever was written can be taken back', () => {
    expect(RELEASE_STATES.filter((state) => TO[state].length === 0)).toEqual(['cancelled'])
  })
})
