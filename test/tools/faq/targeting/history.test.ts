import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  latestVersion,
  newHistory,
  publishedVersion,
  publishVersion,
  restoreVersion,
  saveVersion,
  unpublish,
  type EntryHistory,
  type HistoryDecision,
} from '#app/tools/faq/targeting/history.ts'

const AT = '2026-11-22T12:00:00Z'
const after = <Content>(before: EntryHistory<Content>, decision: HistoryDecision<Content>): EntryHistory<Content> =>
  decision.outcome === 'changed' ? decision.history : before

describe('the history of an entry', () => {
  it('a saved draft leaves what is published as it is', () => {
    const first = newHistory({ answer: 'old' }, AT)
    const live = after(first, publishVersion(first, 1))
    const edited = after(live, saveVersion(live, { answer: 'new' }, AT))
    expect(publishedVersion(edited)?.content).toEqual({ answer: 'old' })
    expect(latestVersion(edited)).toEqual({ number: 2, content: { answer: 'new' }, savedAt: AT, restoredFrom: null })
  })

  it('restoring adds a copy that says where it came from', () => {
    const first = newHistory({ answer: 'old' }, AT)
    const second = after(first, saveVersion(first, { answer: 'new' }, AT))
    const restored = after(second, restoreVersion(second, 1, AT))
    expect(restored.versions).toHaveLength(3)
    expect(latestVersion(restored)).toMatchObject({ number: 3, content: { answer: 'old' }, restoredFrom: 1 })
  })

  it('the same content in another order of fields is no new version', () => {
    const first = newHistory({ answer: 'a', question: 'q' }, AT)
    expect(saveVersion(first, { question: 'q', answer: 'a' }, AT)).toEqual({
      outcome: 'unchanged',
      reason: 'same_content',
    })
  })

  it('says why nothing is done', () => {
    const first = newHistory('text', AT)
    expect(publishVersion(first, 2)).toEqual({ outcome: 'refused', reason: 'no_such_version' })
    expect(restoreVersion(first, 7, AT)).toEqual({ outcome: 'refused', reason: 'no_such_version' })
    expect(unpublish(first)).toEqual({ outcome: 'unchanged', reason: 'not_published' })
    const live = after(first, publishVersion(first, 1))
    expect(publishVersion(live, 1)).toEqual({ outcome: 'unchanged', reason: 'already_published' })
    expect(publishedVersion(after(live, unpublish(live)))).toBeNull()
  })

  it('never loses a version and never changes one, whatever is done', () => {
    const step = fc.oneof(
      fc.record({ verb: fc.constant('save' as const), text: fc.string({ maxLength: 2 }) }),
      fc.record({
        verb: fc.constantFrom('restore' as const, 'publish' as const),
        number: fc.integer({ min: 0, max: 9 }),
      }),
      fc.record({ verb: fc.constant('unpublish' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let history = newHistory('first', AT)
        for (const one of steps) {
          const before = history
          if (one.verb === 'save') history = after(history, saveVersion(history, one.text, AT))
          else if (one.verb === 'restore') history = after(history, restoreVersion(history, one.number, AT))
          else if (one.verb === 'publish') history = after(history, publishVersion(history, one.number))
          else history = after(history, unpublish(history))
          expect(history.versions.slice(0, before.versions.length)).toEqual(before.versions)
          expect(history.versions.map((version) => version.number)).toEqual(history.versions.map((_, at) => at + 1))
          if (history.publishedNumber !== null) expect(publishedVersion(history)).not.toBeNull()
        }
      }),
    )
  })
})
