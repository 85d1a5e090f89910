/**
 * An observation: what one competitor asked for one product at one moment. In: lines of a file, items of the endpoint. Out: one typed shape.
 * Invariant: what passes here can be stored: a price above 0 and below a billion, a moment that has been, an address that is http or https.
 */
import { z } from 'zod'
import { minorDigits, parseMinor } from '#app/kernel/money.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import { currencyCode } from '#app/sheets/names.ts'

export interface Observation {
  sku: string | null
  gtin: string | null
  competitor: string
  /** for `packSize` pieces */
  priceMinor: number
  currency: string
  shippingMinor: number | null
  inStock: boolean | null
  url: string | null
  seenAt: Instant
  confidenceBps: number
  packSize: number
  /** ISO 3166-1 alpha-2, ZZ when unknown */
  country: string
}

/** An observation of a product that the shop has. */
export interface MatchedObservation extends Observation {
  variantId: Id
}

export const UNKNOWN_COUNTRY = 'ZZ'
export const MOST_ITEMS = 500
export const CALLS_PER_MINUTE = 60
export const LONGEST_NAME = 80
const LONGEST_URL = 2_000
export const LARGEST_PACK = 1_000
const MOST_DIGITS = 9
/** Clocks differ. */
const FUTURE_MS = 10 * 60_000
const OLDEST_MS = 731 * 86_400_000

/** Why an observation is refused, beyond what a cell itself can be; the words are in i18n `pricingCompetitors.problem.<code>`. */
export const OBSERVATION_PROBLEMS = [
  'no_product_code',
  'unknown_product',
  'several_products',
  'sku_and_gtin_differ',
  'name_too_long',
  'price_not_positive',
  'price_too_large',
  'shipping_negative',
  'bad_url',
  'in_future',
  'too_old',
  'bad_confidence',
  'other_line_differs',
] as const
export type ObservationProblem = (typeof OBSERVATION_PROBLEMS)[number]

/** Both entrances ask the same questions of an amount, a moment and an address. */
export function priceProblem(minor: number, currency: string): ObservationProblem | null {
  if (minor <= 0) return 'price_not_positive'
  return isTooLarge(minor, currency) ? 'price_too_large' : null
}

export function shippingProblem(minor: number, currency: string): ObservationProblem | null {
  if (minor < 0) return 'shipping_negative'
  return isTooLarge(minor, currency) ? 'price_too_large' : null
}

function isTooLarge(minor: number, currency: string): boolean {
  return minor >= 10 ** (MOST_DIGITS + minorDigits(currency))
}

export function seenProblem(seenAt: Instant, asOf: Instant): ObservationProblem | null {
  const age = Date.parse(asOf) - Date.parse(seenAt)
  if (age < -FUTURE_MS) return 'in_future'
  return age > OLDEST_MS ? 'too_old' : null
}

export function isWebAddress(text: string): boolean {
  if (text.length > LONGEST_URL || !/^https?:\/\//i.test(text)) return false
  return URL.canParse(text)
}

/** One spelling of a name: spaces at the ends and double ones are nobody's intention. */
export function cleanName(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

const Code = z
  .union([z.string(), z.number().int().nonnegative()])
  .transform((value) => String(value).trim())
  .refine((text) => text.length <= 255 && !text.includes('\0'), 'at most 255 characters')
const blank = (value: unknown): unknown => (value === '' || value === null ? undefined : value)
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blank, schema.optional())
const Amount = z
  .union([z.string().trim(), z.number()])
  .transform(String)
  .refine((text) => /^-?\d{1,15}(\.\d{1,10})?$/.test(text), 'a decimal amount with a point, e.g. "12.99"')

/** One item of the endpoint's body. */
export const ObservationItem = z
  .strictObject({
    sku: optional(Code),
    gtin: optional(Code),
    competitor: z
      .string()
      .transform(cleanName)
      .refine((name) => name.length > 0 && name.length <= LONGEST_NAME, `1 to ${LONGEST_NAME} characters`)
      .refine((name) => !name.includes('\0'), 'a character that cannot be stored'),
    price: Amount,
    currency: z
      .string()
      .toUpperCase()
      .refine((code) => /^[A-Z]{3}$/.test(code) && currencyCode(code) === code, 'an ISO 4217 code, e.g. EUR'),
    shipping: optional(Amount),
    inStock: optional(z.boolean()),
    url: optional(z.string().refine(isWebAddress, 'an address that begins with http:// or https://')),
    seenAt: z.iso.datetime({ offset: true, error: 'an ISO 8601 moment with its offset, e.g. 2026-03-31T14:05:00Z' }),
    /** 0 to 1 */
    confidence: optional(z.number().min(0).max(1)),
    packSize: optional(z.number().int().min(1).max(LARGEST_PACK)),
    country: optional(
      z
        .string()
        .toUpperCase()
        .regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code, e.g. DE'),
    ),
  })
  .refine((item) => item.sku !== undefined || item.gtin !== undefined, {
    path: ['sku'],
    error: 'sku or gtin is needed',
  })
export type ObservationItem = z.infer<typeof ObservationItem>

/** The envelope; items are judged one by one. */
export const ObservationBody = z.strictObject({ observations: z.array(z.unknown()).min(1).max(MOST_ITEMS) })

/** A valid item as an observation, or why its amounts or moment cannot be. */
export function itemObservation(
  item: ObservationItem,
  asOf: Instant,
): { ok: true; observation: Observation } | { ok: false; field: string; code: ObservationProblem } {
  const priceMinor = parseMinor(item.price, item.currency)
  const shippingMinor = item.shipping === undefined ? null : parseMinor(item.shipping, item.currency)
  const seenAt = new Date(item.seenAt).toISOString()
  const refused: [string, ObservationProblem | null][] = [
    ['price', priceProblem(priceMinor, item.currency)],
    ['shipping', shippingMinor === null ? null : shippingProblem(shippingMinor, item.currency)],
    ['seenAt', seenProblem(seenAt, asOf)],
  ]
  for (const [field, code] of refused) if (code !== null) return { ok: false, field, code }
  return {
    ok: true,
    observation: {
      sku: item.sku ?? null,
      gtin: item.gtin ?? null,
      competitor: item.competitor,
      priceMinor,
      currency: item.currency,
      shippingMinor,
      inStock: item.inStock ?? null,
      url: item.url ?? null,
      seenAt,
      confidenceBps: Math.round((item.confidence ?? 1) * 10_000),
      packSize: item.packSize ?? 1,
      country: item.country ?? UNKNOWN_COUNTRY,
    },
  }
}

export const TokenForm = z.object({ name: z.string().transform(cleanName).pipe(z.string().min(1).max(LONGEST_NAME)) })
