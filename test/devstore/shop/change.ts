/**
 * What every change to a shop has in common: checking its input, finding what it is about, stamping it, telling of it.
 * In: state, ids, input of unknown shape. Out: records, instants, ShopEvents; errors in plain words.
 * Invariant: a record's updatedAt rises strictly with every change, by whole seconds as Shopify writes them.
 */
import { z } from 'zod'
import type { Line, Order, ShopEvent, ShopState } from '../model.ts'
import { toInstant } from './empty.ts'

export const Id = z.string().regex(/^\d+$/, 'expected the digits of an id')
export const Quantity = z.int().min(1)
export const Minor = z.int().min(0)

/** The input as the schema has it; an error names the operation and the field. */
export function parseInput<T extends z.ZodType>(operation: string, schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => `${pathText(path) || 'input'}: ${message}`)
  throw new Error(`${operation}: ${problems.join('; ')}.`)
}

/** ['lines', 0, 'quantity'] -> 'lines[0].quantity' */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('')
}

/** The record with this id, or an error that says what is missing where. */
export function getRecord<T>(map: ReadonlyMap<string, T>, id: string, what: string): T {
  const found = map.get(id)
  if (found === undefined) throw new Error(`This shop has no ${what} ${id}.`)
  return found
}

export function getOrder(state: ShopState, id: string): Order {
  return getRecord(state.orders, id, 'order')
}

export function getLine(order: Order, id: string): Line {
  const line = order.lines.find((candidate) => candidate.id === id)
  if (line === undefined) throw new Error(`Order ${order.name} has no line ${id}.`)
  return line
}

/** The instant of a change to something last changed at `before`: now, or a second later than before. */
export function nextInstant(state: ShopState, before: string): string {
  const now = toInstant(state.now())
  if (now > before) return now
  return toInstant(new Date(Date.parse(before) + 1000))
}

export function touch(state: ShopState, record: { updatedAt: string }): string {
  record.updatedAt = nextInstant(state, record.updatedAt)
  return record.updatedAt
}

export function happened(
  state: ShopState,
  topic: string,
  resource: string,
  id: string,
  extra?: Record<string, unknown>,
): ShopEvent {
  const event: ShopEvent = { topic, gid: `gid://shopify/${resource}/${id}`, at: toInstant(state.now()) }
  return extra === undefined ? event : { ...event, extra }
}

export function orderUpdated(state: ShopState, order: Order): ShopEvent {
  touch(state, order)
  return happened(state, 'orders/updated', 'Order', order.id)
}

/** The first free name after the order's: '#1001-F2', '#1001-R1'. */
export function nextName(order: Order, letter: 'F' | 'R', count: number): string {
  return `${order.name}-${letter}${count + 1}`
}

/** 'Red Mug' -> 'red-mug', or 'red-mug-1' when that is taken. Letters of other scripts stay, as Shopify keeps them. */
export function freeHandle(map: ReadonlyMap<string, { handle: string }>, title: string, otherwise: string): string {
  const base =
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || otherwise
  const taken = new Set([...map.values()].map(({ handle }) => handle))
  let handle = base
  for (let count = 1; taken.has(handle); count++) handle = `${base}-${count}`
  return handle
}
