/**
 * Values as Admin API nodes write them: gids, instants, connections, money.
 * In: JSON values. Out: zod schemas that check them and turn them into the model's own forms.
 * Invariant: ids keep every digit; money is exact minor units; nothing is guessed.
 */
import { z } from 'zod'
import { toInstant } from './empty.ts'
import { currencyDigits } from './payload-values.ts'

/** A gid of this type, kept as its numeric tail: 'gid://shopify/Order/123' -> '123'. */
export function gidOf(type: string, tail = /^\d+$/) {
  const start = `gid://shopify/${type}/`
  return z
    .string(`expected "${start}…"`)
    .refine((text) => text.startsWith(start) && tail.test(text.slice(start.length)), `expected "${start}…"`)
    .transform((text) => text.slice(start.length))
}

/** A connection as {nodes: […]}, {edges: [{node}]} or a plain list. */
export function connection<T extends z.ZodType>(node: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null) return value
    if ('nodes' in value) return value.nodes
    if ('edges' in value && Array.isArray(value.edges)) {
      return value.edges.map((edge: unknown) =>
        typeof edge === 'object' && edge !== null && 'node' in edge ? edge.node : edge,
      )
    }
    return value
  }, z.array(node))
}

const SHOPIFYS_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
export const Instant = z.iso
  .datetime({ offset: true, error: 'expected an instant like 2026-10-01T09:30:00Z' })
  .transform((text) => (SHOPIFYS_FORM.test(text) ? text : toInstant(new Date(text))))
  .describe('an ISO 8601 instant with its zone; kept in UTC to the second')
export const OptionalInstant = Instant.nullable().default(null)
export const Text = z.string().nullable().default(null)
export const Count = z.int('expected a whole number').min(0, 'expected a number not below zero')
export const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'expected a two-letter country code')
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, 'expected a three-letter currency code')
export const Reference = (type: string) => z.object({ id: gidOf(type) })

/** '12.50' -> 1250 for a currency of two decimals; undefined when the text is no such amount. */
function toMinor(amount: string, currency: string): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount)
  if (match === null) return undefined
  const [, sign = '', whole = '', decimals = ''] = match
  const places = currencyDigits(currency)
  if (/[1-9]/.test(decimals.slice(places))) return undefined
  const minor = Number(whole + decimals.slice(0, places).padEnd(places, '0'))
  return Number.isSafeInteger(minor) ? (sign === '-' ? -minor : minor) : undefined
}

/** Money in `currency`: "12.50", {amount, currencyCode} or {shopMoney: {amount, currencyCode}}. */
export function moneyIn(currency: string) {
  return z.unknown().transform((value, context) => {
    const bag = typeof value === 'object' && value !== null && 'shopMoney' in value ? value.shopMoney : value
    const amount = typeof bag === 'object' && bag !== null && 'amount' in bag ? bag.amount : bag
    const code = typeof bag === 'object' && bag !== null && 'currencyCode' in bag ? bag.currencyCode : currency
    if (code !== currency) {
      context.addIssue({ code: 'custom', message: `expected money in ${currency}, got ${String(code)}` })
      return z.NEVER
    }
    const minor = typeof amount === 'string' ? toMinor(amount, currency) : undefined
    if (minor === undefined) {
      context.addIssue({
        code: 'custom',
        message: `expected an amount of ${currency} as decimal text like "12.50", got ${JSON.stringify(amount) ?? 'nothing'}`,
      })
      return z.NEVER
    }
    return minor
  })
}
