/**
 * Which webhook payloads a subscription wants (`filter`), and which of their fields (`include_fields`).
 * In: a payload object and the subscription's settings. Out: yes or no; the payload with only the fields named.
 * Invariant: a filter outside the subset read here (field:value, field:>=value, AND, OR, no brackets) is an error.
 * Source: shopify.dev "Customize your webhook subscriptions" (filters use the API search syntax).
 */

interface Term {
  path: string[]
  operator: '=' | '>' | '>=' | '<' | '<='
  value: string
  negated: boolean
}

/** any of (all of (terms)) */
export interface PayloadFilter {
  source: string
  anyOf: Term[][]
}

const TERM = /^(-|NOT )?([A-Za-z_][\w.]*):(>=|<=|>|<)?(?:"([^"]*)"|'([^']*)'|([^\s()"']+))$/

export function parsePayloadFilter(source: string): PayloadFilter {
  if (/[()]/.test(source)) throw new Error(`Webhook filter "${source}": brackets are not understood here.`)
  const anyOf = source
    .split(/\s+OR\s+/)
    .map((all) => all.split(/\s+AND\s+/).map((term) => parseTerm(term.trim(), source)))
  return { source, anyOf }
}

function parseTerm(term: string, source: string): Term {
  const match = TERM.exec(term)
  if (!match) throw new Error(`Webhook filter "${source}": "${term}" is not of the form field:value.`)
  const [, negation, path, comparator, double, single, bare] = match
  return {
    negated: negation !== undefined,
    path: (path ?? '').split('.'),
    operator: comparator === '>' || comparator === '>=' || comparator === '<' || comparator === '<=' ? comparator : '=',
    value: double ?? single ?? bare ?? '',
  }
}

export function wantsPayload(filter: PayloadFilter | null, payload: unknown): boolean {
  if (filter === null) return true
  return filter.anyOf.some((all) => all.every((term) => matches(term, payload)))
}

function matches(term: Term, payload: unknown): boolean {
  const found = valuesAt(payload, term.path).some((value) => compare(value, term))
  return found !== term.negated
}

/** A list anywhere on the path means: any of its members. */
function valuesAt(value: unknown, path: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((member) => valuesAt(member, path))
  const [key, ...rest] = path
  if (key === undefined) return [value]
  return isObject(value) && key in value ? valuesAt(value[key], rest) : []
}

function compare(value: unknown, { operator, value: wanted }: Term): boolean {
  if (operator === '=') return wanted === '*' ? value !== null && value !== undefined : String(value) === wanted
  const [left, right] = [Number(value), Number(wanted)]
  if (Number.isNaN(left) || Number.isNaN(right)) return ordered(String(value), wanted, operator)
  return ordered(left, right, operator)
}

function ordered<T extends string | number>(left: T, right: T, operator: '>' | '>=' | '<' | '<='): boolean {
  switch (operator) {
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '<':
      return left < right
    case '<=':
      return left <= right
  }
}

/** Keeps only the paths named ('id', 'variants.id'); lists keep their members, each cut down; null = everything. */
export function pickFields(payload: Record<string, unknown>, includeFields: string[] | null): Record<string, unknown> {
  if (includeFields === null) return payload
  return pick(
    payload,
    includeFields.map((path) => path.split('.')),
  )
}

function pick(source: Record<string, unknown>, paths: string[][]): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const key of Object.keys(source)) {
    const below = paths.filter((path) => path[0] === key).map((path) => path.slice(1))
    if (below.length === 0) continue
    const value = source[key]
    picked[key] = below.some((path) => path.length === 0) ? value : pickInside(value, below)
  }
  return picked
}

function pickInside(value: unknown, paths: string[][]): unknown {
  if (Array.isArray(value)) return value.map((member) => pickInside(member, paths))
  return isObject(value) ? pick(value, paths) : value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
