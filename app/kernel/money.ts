/**
 * Money: integer minor units plus an ISO 4217 currency.
 * In: Shopify's decimal strings. Out: safe integers; formatting for people. Invariant: no floating point ever touches an amount.
 * Minor digits are ISO 4217's, not Intl's (Intl says 0 for HUF, IDR and others where ISO says 2).
 */

export interface Money {
  minor: number
  currency: string
}

/** ISO 4217 currencies whose minor unit is not two digits (source: ISO 4217 list one, as of 2026-01). */
// prettier-ignore
const MINOR_DIGITS: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
}

export function minorDigits(currency: string): number {
  return MINOR_DIGITS[currency] ?? 2
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/**
 * A decimal string in minor units, rounded half up (away from zero) when it has more digits than the currency.
 * `'12.345'` GBP is 1235; `'100'` JPY is 100. Throws on anything else and beyond 2^53.
 */
export function parseMinor(amount: string, currency: string): number {
  const match = DECIMAL.exec(amount)
  if (!match) throw new Error(`not a decimal amount: ${amount}`)
  const digits = minorDigits(currency)
  const whole = match[2] ?? '0'
  const fraction = match[3] ?? ''
  const kept = fraction.slice(0, digits).padEnd(digits, '0')
  const roundsUp = (fraction.charCodeAt(digits) || 48) >= 53 ? 1 : 0
  const minor = Number(whole + kept) + roundsUp
  if (!Number.isSafeInteger(minor)) throw new Error(`amount out of range: ${amount}`)
  return match[1] && minor !== 0 ? -minor : minor
}

/** The exact decimal string: 1235 GBP is `'12.35'`. */
export function toDecimal(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor)) throw new Error(`not an integer of minor units: ${minor}`)
  const digits = minorDigits(currency)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const sign = minor < 0 ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** For people: `formatMoney(123456, 'GBP', 'zh-CN')` is `£1,234.56`. */
export function formatMoney(
  minor: number,
  currency: string,
  locale: string,
  options: { compact?: boolean } = {},
): string {
  const digits = minorDigits(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(options.compact
      ? { notation: 'compact', maximumFractionDigits: 1 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  })
  // Intl takes decimal strings exactly; its type still says number.
  return format.format(toDecimal(minor, currency) as unknown as number)
}
