/**
 * Values as Shopify's REST-shaped JSON writes them.
 * In: ids as digits, minor units with a currency. Out: JSON numbers and decimal texts.
 * Invariant: an id keeps every digit, beyond 2^53 too; money is exact.
 */

export type Payload = Record<string, unknown>

/** An id as a JSON number. Beyond 2^53 it is a raw JSON text, which JSON.stringify writes out digit by digit. */
export function jsonId(id: string): unknown {
  const number = Number(id)
  if (Number.isSafeInteger(number)) return number
  const rawJSON: unknown = Reflect.get(JSON, 'rawJSON')
  if (typeof rawJSON !== 'function') throw new Error('Ids beyond 2^53 need a Node.js with JSON.rawJSON (22 or newer).')
  return Reflect.apply(rawJSON, JSON, [id])
}

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`
}

const digits = new Map<string, number>()

/** Decimals of a currency: 2 for GBP, 0 for JPY, 3 for BHD (ISO 4217, as ICU knows it). */
export function currencyDigits(currency: string): number {
  let count = digits.get(currency)
  if (count === undefined) {
    count = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    digits.set(currency, count)
  }
  return count
}

/** 12345, 'GBP' -> '123.45'. Without decimals where the currency has none: 500, 'JPY' -> '500'. */
export function decimalText(minor: number, currency: string): string {
  const places = currencyDigits(currency)
  const sign = minor < 0 ? '-' : ''
  const text = String(Math.abs(minor)).padStart(places + 1, '0')
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`
}

export function jsonMoney(minor: number | null, currency: string): string | null {
  return minor === null ? null : decimalText(minor, currency)
}
