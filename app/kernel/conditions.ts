/**
 * Conditions as data: the two shapes every rule builder needs, a list of values and a band of numbers, with the questions asked of them.
 * In: forms and stored JSON. Out: typed shapes; whether a value is in; whether two of them can both be true of one value.
 * Invariant: an unknown value (null, NaN) is never in a band, and in no list: it only satisfies `notIn`.
 */
import { z } from 'zod'

export const LIST_OPS = ['in', 'notIn'] as const
export type ListOp = (typeof LIST_OPS)[number]

export interface Listed<T> {
  op: ListOp
  values: readonly T[]
}

/** From `min` to `max`, both included; null is open. */
export interface Band {
  min: number | null
  max: number | null
}

/** The fields of a band for a zod object; its messages are codes for i18n. */
export function bandFields(number: z.ZodNumber) {
  return { op: z.literal('between'), min: number.nullable(), max: number.nullable() }
}

/** Codes of what is wrong with a band, with the field to show it at. */
export function bandProblem(band: Band): { path: 'min' | 'max'; code: 'band_empty' | 'band_reversed' } | null {
  if (band.min === null && band.max === null) return { path: 'min', code: 'band_empty' }
  if (band.min !== null && band.max !== null && band.min > band.max) return { path: 'max', code: 'band_reversed' }
  return null
}

export function inBand(value: number, band: Band): boolean {
  // written so that NaN is outside even of an open band
  return value >= (band.min ?? -Infinity) && value <= (band.max ?? Infinity)
}

/** Whether some number is in both. */
export function bandsMeet(a: Band, b: Band): boolean {
  return Math.max(a.min ?? -Infinity, b.min ?? -Infinity) <= Math.min(a.max ?? Infinity, b.max ?? Infinity)
}

/** How shops write types, vendors, tags and SKUs differs in case and spaces; people mean the same. */
export function foldText(text: string): string {
  return text.trim().toLowerCase()
}

/** Whether one single value can satisfy both lists (true also when that is not certain: both may exclude). */
export function listsMeet<T>(a: Listed<T>, b: Listed<T>): boolean {
  if (a.op === 'notIn' && b.op === 'notIn') return true
  const [wanted, other] = a.op === 'in' ? [a, b] : [b, a]
  return wanted.values.some((value) => other.values.includes(value) === (other.op === 'in'))
}

/** Whether every value that satisfies `inner` also satisfies `outer`. */
export function listCovers<T>(outer: Listed<T>, inner: Listed<T>): boolean {
  if (inner.op === 'in') return inner.values.every((value) => outer.values.includes(value) === (outer.op === 'in'))
  return outer.op === 'notIn' && outer.values.every((value) => inner.values.includes(value))
}

/** Whether `inner` lies within `outer`. */
export function bandCovers(outer: Band, inner: Band): boolean {
  return (inner.min ?? -Infinity) >= (outer.min ?? -Infinity) && (inner.max ?? Infinity) <= (outer.max ?? Infinity)
}
