/**
 * What is to be written to Shopify. In: the documents that are to stand there, the rows of what was planned and written, what stands there now.
 * Out: decisions. Invariant: a document that was confirmed is not written again; what somebody else changed or deleted is never written
 * over unless a person said so.
 */
import { KEYS, type DocumentType, type MetaobjectDocument } from './document.ts'
import type { PublicationState } from './schema.ts'

export interface PlannedRow {
  handle: string
  /** null: to be deleted, or gone */
  wantedHash: string | null
  state: PublicationState
}

export interface WantedDocument {
  document: MetaobjectDocument
  hash: string
}

export interface PublicationPlan {
  /** to be written: new ones and changed ones */
  upserts: ({ handle: string } & WantedDocument)[]
  /** to be deleted */
  removals: string[]
}

/** A change of a foreign row is planned too; its state stays. */
export function planPublication(
  documents: ReadonlyMap<string, WantedDocument>,
  rows: readonly PlannedRow[],
): PublicationPlan {
  const known = new Map(rows.map((row) => [row.handle, row]))
  const upserts = [...documents].flatMap(([handle, wanted]) =>
    known.get(handle)?.wantedHash === wanted.hash ? [] : [{ handle, ...wanted }],
  )
  const removals = rows.flatMap(({ handle, wantedHash }) =>
    wantedHash !== null && !documents.has(handle) ? [handle] : [],
  )
  return { upserts, removals }
}

/** As a text that is the same for the same values: keys in order, empty values left out, JSON values canonical. */
export function canonicalFields(fields: Readonly<Record<string, string | null>>): string {
  const rows = Object.entries(fields)
    .flatMap(([key, value]) =>
      value === null || value === '' ? [] : [[key, JSON_KEYS.has(key) ? canonicalJson(value) : lines(value)]],
    )
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return JSON.stringify(rows)
}

export function canonicalTranslations(translations: MetaobjectDocument['translations']): string {
  const rows = Object.entries(translations)
    .map(([language, keys]) => [language, canonicalFields(keys)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return JSON.stringify(rows)
}

export type Meeting =
  /** nothing is in the way */
  | 'write'
  /** somebody else deleted it */
  | 'deleted'
  /** somebody else changed it */
  | 'changed'

/**
 * Whether a document may be written over what stands there. `writing` is what is about to be written: found there, an earlier try was
 * interrupted after its call.
 * @param found fields as they stand there; null: nothing does
 * @param written hash of the fields that were confirmed last; null: never
 */
export function meet(
  found: string | null,
  { written, writing, isForced }: { written: string | null; writing: string; isForced: boolean },
): Meeting {
  if (isForced) return 'write'
  if (found === null) return written === null ? 'write' : 'deleted'
  return found === written || found === writing || written === null ? 'write' : 'changed'
}

/** The fields to send: those that became empty are emptied, where something stands there already. */
export function fieldsToSend(
  type: DocumentType,
  fields: Readonly<Record<string, string>>,
  exists: boolean,
): { key: string; value: string }[] {
  return KEYS[type].flatMap((key) => {
    const value = fields[key] ?? ''
    return value === '' && !exists ? [] : [{ key, value }]
  })
}

/** Translations as `<language>/<key>`. */
export function translationNames(translations: MetaobjectDocument['translations']): string[] {
  return Object.entries(translations).flatMap(([language, keys]) =>
    Object.keys(keys).map((key) => `${language}/${key}`),
  )
}

/** Of the translations registered before those that are to be no more, key by key. @param before as `translationNames` */
export function translationsToRemove(
  before: readonly string[],
  now: MetaobjectDocument['translations'],
): { key: string; locales: string[] }[] {
  const kept = new Set(translationNames(now))
  const gone = before.filter((name) => !kept.has(name)).map((name) => name.split('/'))
  const byKey = Map.groupBy(gone, ([, key = '']) => key)
  return [...byKey].map(([key, names]) => ({ key, locales: names.map(([language = '']) => language) }))
}

const JSON_KEYS = new Set(['needs', 'target', 'entries'])

function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}

function canonicalJson(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text)))
  } catch {
    // What is no JSON is nobody's of ours: it differs from every value we write.
    return text
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}
