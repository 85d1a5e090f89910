/**
 * The committed Admin GraphQL 2026-10 schema and its access rules, loaded once per process.
 * Out: the graphql-js schema, the scopes that a field or type needs, and which fields are protected customer data.
 * Invariant: it is what schema/read.ts reads; nothing is added or left out here.
 */
import { buildSchema } from 'graphql'
import { readAccess, readSdl } from '../schema/read.ts'

export const API_VERSION = '2026-10'

export const schema = buildSchema(
  readSdl(),
  // The file is printed from a valid schema; the schema test validates it once.
  { assumeValidSDL: true, noLocation: true },
)
// graphql-js would validate all 3,546 types again before the first document.
Object.assign(schema, { __validationErrors: [] })

const access = readAccess()
const types: Readonly<Record<string, readonly string[]>> = access.types
const fields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = access.fields
const protectedFields: Readonly<Record<string, Readonly<Record<string, string>>>> = access.protected

/** Any one of these scopes opens the type; null = open to every app. */
export function typeScopes(type: string): readonly string[] | null {
  return types[type] ?? null
}

/** Any one of these scopes opens the field; null = nothing beyond its types. */
export function fieldScopes(type: string, field: string): readonly string[] | null {
  return fields[type]?.[field] ?? null
}

/** 'name' | 'address' | 'email' | 'phone', or null when the field is not protected. */
export function protectedContent(type: string, field: string): string | null {
  return protectedFields[type]?.[field] ?? null
}

/** All scopes that open anything at all: what a test may grant to see everything. */
export const ALL_SCOPES: readonly string[] = [
  ...new Set([
    ...Object.values(types).flat(),
    ...Object.values(fields).flatMap((entry) => Object.values(entry).flat()),
  ]),
].sort()

/** Does the token open this? `write_x` implies `read_x`. */
export function isGranted(granted: readonly string[], anyOf: readonly string[]): boolean {
  return anyOf.some(
    (scope) =>
      granted.includes(scope) ||
      (scope.startsWith('read_') && granted.includes(`write_${scope.slice('read_'.length)}`)),
  )
}
