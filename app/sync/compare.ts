/**
 * Comparing our rows with Shopify's, field by field. In: both sides keyed by id. Out: one entry per field that differs, or per row that
 * only one side has. Pure. Invariant: the order is that of the ids, so that a repeated comparison lists the same.
 */
import type { Id } from '#app/mirror/types.ts'

export type Fields = Record<string, string | number | boolean | null>

export interface Side {
  /** what the merchant knows the row by */
  label: string | null
  fields: Fields
}

export interface Mismatch {
  id: Id
  label: string | null
  /** a field's name, or `exists` when only one side has the row */
  field: string
  ours: string | null
  theirs: string | null
}

export function compareSides(ours: ReadonlyMap<Id, Side>, theirs: ReadonlyMap<Id, Side>): Mismatch[] {
  const ids = [...new Set([...ours.keys(), ...theirs.keys()])].sort(compareIds)
  return ids.flatMap((id) => {
    const [own, their] = [ours.get(id), theirs.get(id)]
    const label = their?.label ?? own?.label ?? null
    if (!own || !their) return [{ id, label, field: 'exists', ours: own ? 'yes' : 'no', theirs: their ? 'yes' : 'no' }]
    const names = [...new Set([...Object.keys(own.fields), ...Object.keys(their.fields)])]
    return names
      .map((field) => ({ id, label, field, ours: shown(own.fields[field]), theirs: shown(their.fields[field]) }))
      .filter((entry) => entry.ours !== entry.theirs)
  })
}

function shown(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** Numeric order of ids that may pass 2^53: shorter is smaller, then by text. Ids with a part after a slash go by both parts. */
export function compareIds(a: Id, b: Id): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
