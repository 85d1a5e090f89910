/**
 * Scalars and enums on their way out: checks a value against its GraphQL type and writes it as JSON text.
 * In: what a field implementation returned. Out: the JSON value, or its text. Invariant: a value that the type does not allow is
 * an error, so an implementation cannot answer an enum value or a number that Shopify does not know.
 */
import { isEnumType, type GraphQLEnumType, type GraphQLLeafType, type GraphQLScalarType } from 'graphql'

export interface Leaf {
  name: string
  /** the JSON value; throws when the type does not allow it */
  serialize: (value: unknown) => unknown
  /** as JSON text: plain = between quotes, nothing to escape; text = quoted and escaped; bare = as it is; json = any JSON value */
  form: 'plain' | 'text' | 'bare' | 'json'
}

// All that JSON must escape, and every surrogate, because a lone one must be; JSON.stringify then decides.
const NEEDS_ESCAPE = /[^\u0020-\u0021\u0023-\u005b\u005d-\ud7ff\ue000-\uffff]/
export const quoted = (value: unknown): string => {
  const text = String(value)
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`
}

function refuse(type: string, value: unknown): never {
  throw new Error(`The dev store answered ${JSON.stringify(value)} where the schema says ${type}`)
}

function string(name: string, pattern: RegExp | null, form: Leaf['form']): Leaf {
  return {
    name,
    serialize: (value) =>
      typeof value === 'string' && (pattern === null || pattern.test(value)) ? value : refuse(name, value),
    form,
  }
}

const DECIMAL = /^-?\d+(\.\d+)?$/
const DIGITS = /^\d+$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const INSTANT_WITH_FRACTION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/

const SCALARS: Readonly<Record<string, Leaf>> = {
  String: string('String', null, 'text'),
  // Every id is a gid; engine.ts builds them from digits.
  ID: string('ID', null, 'plain'),
  URL: string('URL', null, 'text'),
  FormattedString: string('FormattedString', null, 'text'),
  HTML: string('HTML', null, 'text'),
  Decimal: string('Decimal', DECIMAL, 'plain'),
  Money: string('Money', DECIMAL, 'plain'),
  UnsignedInt64: string('UnsignedInt64', DIGITS, 'plain'),
  Date: string('Date', /^\d{4}-\d\d-\d\d$/, 'plain'),
  DateTime: {
    name: 'DateTime',
    serialize: (value) => {
      if (typeof value !== 'string') return refuse('DateTime', value)
      if (INSTANT.test(value)) return value
      // Shopify's instants have whole seconds.
      const fraction = INSTANT_WITH_FRACTION.exec(value)
      return fraction ? `${fraction[1] ?? ''}Z` : refuse('DateTime', value)
    },
    form: 'plain',
  },
  JSON: {
    name: 'JSON',
    serialize: (value) => (value === undefined ? refuse('JSON', value) : value),
    form: 'json',
  },
  Boolean: {
    name: 'Boolean',
    serialize: (value) => (typeof value === 'boolean' ? value : refuse('Boolean', value)),
    form: 'bare',
  },
  Int: {
    name: 'Int',
    serialize: (value) => (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31 ? value : refuse('Int', value)),
    form: 'bare',
  },
  Float: {
    name: 'Float',
    serialize: (value) => (Number.isFinite(value) ? value : refuse('Float', value)),
    form: 'bare',
  },
}

function enumLeaf(type: GraphQLEnumType): Leaf {
  const names = new Set(type.getValues().map((value) => value.name))
  return {
    name: type.name,
    serialize: (value) => (typeof value === 'string' && names.has(value) ? value : refuse(type.name, value)),
    form: 'plain',
  }
}

function unknownScalar(type: GraphQLScalarType): Leaf {
  return {
    name: type.name,
    serialize: (value) => refuse(`${type.name} (a scalar the dev store does not write)`, value),
    form: 'text',
  }
}

const leaves = new Map<string, Leaf>()

export function leafOf(type: GraphQLLeafType): Leaf {
  const known = leaves.get(type.name)
  if (known) return known
  const leaf = isEnumType(type) ? enumLeaf(type) : (SCALARS[type.name] ?? unknownScalar(type))
  leaves.set(type.name, leaf)
  return leaf
}
