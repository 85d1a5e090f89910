/**
 * Reading coerced GraphQL input inside mutations.
 * In: values that graphql-js has checked against the schema. Out: the same, typed. Invariant: a shape that the schema does not allow throws.
 */
import { ApiError, type Args } from './engine.ts'

const MAX_INPUT_ITEMS = 250

export function recordOf(value: unknown): Args {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('The schema promised an input object')
  return value as Args
}

export function recordsOf(value: unknown): Args[] {
  if (value == null) return []
  if (!Array.isArray(value)) throw new Error('The schema promised a list')
  return value.map(recordOf)
}

export function textsOf(value: unknown): string[] {
  if (value == null) return []
  if (!Array.isArray(value)) throw new Error('The schema promised a list')
  return value.map(String)
}

export function integerOf(value: unknown): number {
  if (!Number.isInteger(value)) throw new Error('The schema promised an Int')
  return Number(value)
}

/** Shopify refuses input lists of more than 250 items, wherever they stand in the arguments. */
export function refuseLongLists(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value) && value.length > MAX_INPUT_ITEMS)
    throw new ApiError(
      `The input array size of ${value.length} is greater than the maximum allowed of ${MAX_INPUT_ITEMS}.`,
      {
        code: 'MAX_INPUT_SIZE_EXCEEDED',
      },
    )
  for (const inner of Object.values(value)) refuseLongLists(inner)
}
