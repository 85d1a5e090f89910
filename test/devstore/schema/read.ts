/**
 * The committed Admin schema 2026-10, as everything that checks against it reads it. In: nothing. Out: SDL text, and which scopes open what.
 * Invariant: what was introspected and what Shopify documents beyond it, and nothing else; neither says the same twice.
 */
import { readFileSync } from 'node:fs'
import documented from './admin-2026-10.documented.access.json' with { type: 'json' }
import introspected from './admin-2026-10.access.json' with { type: 'json' }

type Scopes = Record<string, string[]>

/** Scopes are alternatives: a token that holds any one of them may read the type or field. */
export interface SchemaAccess {
  version: string
  types: Scopes
  fields: Record<string, Scopes>
  /** fields that Shopify guards as protected customer data, level 2 */
  protected: Record<string, Record<string, string>>
}

export function readSdl(): string {
  return ['admin-2026-10.graphql', 'admin-2026-10.documented.graphql']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n')
}

export function readAccess(): SchemaAccess {
  const [first, second]: [SchemaAccess, Pick<SchemaAccess, 'types' | 'fields'>] = [introspected, documented]
  const fields = { ...first.fields }
  for (const [type, own] of Object.entries(second.fields)) fields[type] = { ...fields[type], ...own }
  return { ...first, types: { ...first.types, ...second.types }, fields }
}
