/**
 * The life of one entry: every saved version, and which one is published. In: a history and what is done. Out: a new history.
 * Invariant: versions are only ever added; restoring an old one adds a copy of it, so that nothing that was ever shown is lost.
 */
import type { Instant } from '#app/mirror/types.ts'

export interface EntryVersion<Content> {
  /** counts up from 1 */
  number: number
  content: Content
  savedAt: Instant
  /** the version this one is a copy of */
  restoredFrom: number | null
}

export interface EntryHistory<Content> {
  /** oldest first */
  versions: readonly EntryVersion<Content>[]
  /** null: a draft that was never published, or was taken back */
  publishedNumber: number | null
}

export type HistoryDecision<Content> =
  | { outcome: 'changed'; history: EntryHistory<Content> }
  | { outcome: 'unchanged'; reason: 'same_content' | 'already_published' | 'not_published' }
  | { outcome: 'refused'; reason: 'no_such_version' }

export function newHistory<Content>(content: Content, savedAt: Instant): EntryHistory<Content> {
  return { versions: [{ number: 1, content, savedAt, restoredFrom: null }], publishedNumber: null }
}

export function latestVersion<Content>(history: EntryHistory<Content>): EntryVersion<Content> {
  const latest = history.versions.at(-1)
  if (!latest) throw new Error('a history without a version')
  return latest
}

/** What shoppers see; null when nothing is published. */
export function publishedVersion<Content>(history: EntryHistory<Content>): EntryVersion<Content> | null {
  return history.versions.find((version) => version.number === history.publishedNumber) ?? null
}

/** A new draft. What is published stays published until `publishVersion`. Content is compared as JSON. */
export function saveVersion<Content>(
  history: EntryHistory<Content>,
  content: Content,
  savedAt: Instant,
): HistoryDecision<Content> {
  if (isSame(latestVersion(history).content, content)) return { outcome: 'unchanged', reason: 'same_content' }
  return { outcome: 'changed', history: withVersion(history, content, savedAt, null) }
}

/** An old version as the newest draft. */
export function restoreVersion<Content>(
  history: EntryHistory<Content>,
  number: number,
  savedAt: Instant,
): HistoryDecision<Content> {
  const old = history.versions.find((version) => version.number === number)
  if (!old) return { outcome: 'refused', reason: 'no_such_version' }
  if (isSame(latestVersion(history).content, old.content)) return { outcome: 'unchanged', reason: 'same_content' }
  return { outcome: 'changed', history: withVersion(history, old.content, savedAt, number) }
}

export function publishVersion<Content>(history: EntryHistory<Content>, number: number): HistoryDecision<Content> {
  if (!history.versions.some((version) => version.number === number))
    return { outcome: 'refused', reason: 'no_such_version' }
  if (history.publishedNumber === number) return { outcome: 'unchanged', reason: 'already_published' }
  return { outcome: 'changed', history: { ...history, publishedNumber: number } }
}

export function unpublish<Content>(history: EntryHistory<Content>): HistoryDecision<Content> {
  if (history.publishedNumber === null) return { outcome: 'unchanged', reason: 'not_published' }
  return { outcome: 'changed', history: { ...history, publishedNumber: null } }
}

function withVersion<Content>(
  history: EntryHistory<Content>,
  content: Content,
  savedAt: Instant,
  restoredFrom: number | null,
): EntryHistory<Content> {
  const number = latestVersion(history).number + 1
  return { ...history, versions: [...history.versions, { number, content, savedAt, restoredFrom }] }
}

function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

/** JSON with the keys of objects in order, so that a form that sends fields in another order changes nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
