/**
 * What a value must look like to be kept under a type of metafields: metaobject fields and app data alike.
 * In: a type and a text. Out: why Shopify refuses it, or null; and the JSON value that Liquid and `jsonValue` see.
 * Invariant: a type that is not in this table is an error that names it. Source: shopify.dev "Metafield data types" and "Metafield limits".
 */
import { notImplemented } from './engine.ts'

/** Bytes of one value: 64 KB of text, 128 KB of JSON (since 2026-04). */
const MOST_TEXT_BYTES = 65_536
const MOST_JSON_BYTES = 131_072
/** Items of a value whose type begins with `list.`. */
export const MOST_LIST_ITEMS = 128

const INTEGER = /^-?\d{1,16}$/
const DECIMAL = /^-?\d{1,13}(\.\d{1,9})?$/
const DATE = /^\d{4}-\d\d-\d\d$/

interface ValueType {
  problem: (value: string) => string | null
  json: (value: string) => unknown
}

const text = (most: number, more: (value: string) => string | null): ValueType['problem'] => {
  return (value) => (Buffer.byteLength(value) > most ? `Value is too large; it may hold ${most} bytes.` : more(value))
}

const TYPES: Readonly<Record<string, ValueType>> = {
  single_line_text_field: {
    problem: text(MOST_TEXT_BYTES, (value) =>
      /[\n\r]/.test(value) ? 'Value must be a single line text string.' : null,
    ),
    json: (value) => value,
  },
  multi_line_text_field: { problem: text(MOST_TEXT_BYTES, () => null), json: (value) => value },
  json: { problem: text(MOST_JSON_BYTES, (value) => (isJson(value) ? null : 'Value is invalid JSON.')), json: parse },
  boolean: {
    problem: (value) => (value === 'true' || value === 'false' ? null : 'Value must be true or false.'),
    json: (value) => value === 'true',
  },
  number_integer: {
    problem: (value) => (INTEGER.test(value) ? null : 'Value must be an integer.'),
    json: Number,
  },
  number_decimal: {
    problem: (value) => (DECIMAL.test(value) ? null : 'Value must be a decimal.'),
    json: (value) => value,
  },
  date: {
    problem: (value) => (DATE.test(value) ? null : 'Value must be in YYYY-MM-DD format.'),
    json: (value) => value,
  },
  metaobject_reference: { problem: () => null, json: (value) => value },
  'list.metaobject_reference': { problem: listProblem, json: parse },
  'list.single_line_text_field': { problem: listProblem, json: parse },
}

function typeOf(type: string): ValueType {
  const found = TYPES[type]
  if (!found) throw notImplemented(`The metafield type ${type}`)
  return found
}

/** Why the value is refused, in Shopify's manner; null: it may be kept. References are checked by who knows the objects. */
export function valueProblem(type: string, value: string): string | null {
  return typeOf(type).problem(value)
}

/** The value as JSON; the text has passed `valueProblem`. */
export function jsonOf(type: string, value: string): unknown {
  return typeOf(type).json(value)
}

/** How a JSON value is kept as text: `values: JSON` of metaobjectUpsert gives objects, lists and numbers as they are. */
export function textOf(type: string, value: unknown): string {
  if (typeof value === 'string' && type !== 'json') return value
  return typeof value === 'object' || type === 'json' ? JSON.stringify(value) : String(value)
}

function listProblem(value: string): string | null {
  const list = isJson(value) ? parse(value) : null
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) return 'Value must be a list of texts.'
  return list.length > MOST_LIST_ITEMS ? `Value cannot have more than ${MOST_LIST_ITEMS} elements.` : null
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

function parse(value: string): unknown {
  return JSON.parse(value)
}
