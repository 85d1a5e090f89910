/**
 * The shape of one operation of the control page, and reading its fields.
 * In: nothing. Out: types; numbers out of form fields. Invariant: a field is always text, whoever sent it.
 */
import type { ShopEvent } from '../model.ts'
import type { Installation } from './installation.ts'
import { BadRequest } from './message.ts'

export interface ControlField {
  name: string
  label: string
  type: 'number' | 'text'
  value?: string
  placeholder?: string
  options?: readonly string[]
}

export interface ControlOperation {
  name: string
  group: string
  label: string
  fields: readonly ControlField[]
}

export interface Implemented extends ControlOperation {
  run: (shop: Installation, fields: Fields) => Outcome | Promise<Outcome>
}

/** the sentence for `done`, the events to send, and more to answer */
interface Outcome {
  done: string
  events?: ShopEvent[]
  more?: Record<string, unknown>
}

export type Fields = (name: string) => string

export const MOST_AT_ONCE = 20_000
export const SKU: ControlField = { name: 'sku', label: 'SKU (empty: the first product)', type: 'text' }

export function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new BadRequest(`${name} is a whole number from 1 to ${most}, got "${text}".`)
  return value
}
