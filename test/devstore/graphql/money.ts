/**
 * Money as the Admin API writes it, from integer minor units.
 * Out: sources of MoneyBag and MoneyV2; amounts as Decimal text ("10.0", "12.34") and Money text ("10.00").
 * Invariant: exact, no floating point; the number of minor digits is the currency's own (ISO 4217 as in ICU).
 */
import { ApiError, fieldsOf, notHeld, type FieldTable } from './engine.ts'

interface Amount {
  minor: number
  currency: string
}

export interface Bag extends Amount {
  /** the customer's currency; amounts in another currency than the shop's are not held */
  presentment: string
}

const digits = new Map<string, number>()

function minorDigits(currency: string): number {
  const known = digits.get(currency)
  if (known !== undefined) return known
  const found =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  digits.set(currency, found)
  return found
}

/** Money scalar: all minor digits. */
export function moneyText(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor)) throw new Error(`${minor} is not a whole number of minor units`)
  const count = minorDigits(currency)
  if (count === 0) return String(minor)
  const text = String(Math.abs(minor)).padStart(count + 1, '0')
  return `${minor < 0 ? '-' : ''}${text.slice(0, -count)}.${text.slice(-count)}`
}

/** Decimal scalar: trailing zeros dropped, but at least one digit after the point. */
export function decimalText(minor: number, currency: string): string {
  const text = moneyText(minor, currency)
  const point = text.indexOf('.')
  if (point < 0) return `${text}.0`
  let end = text.length
  while (end > point + 2 && text.charCodeAt(end - 1) === 48) end--
  return end === text.length ? text : text.slice(0, end)
}

/** Minor units of an amount that a client sent; more digits than the currency has are an error. */
export function parseAmount(text: unknown, currency: string): number {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text))
  if (!match) throw new ApiError(`Invalid amount: ${String(text)}`, { code: 'INVALID_VARIABLE' })
  const count = minorDigits(currency)
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > count)
    throw new ApiError(`${String(text)} has more digits than ${currency} holds`, { code: 'INVALID_VARIABLE' })
  const minor = Number(`${match[2] ?? ''}${fraction.padEnd(count, '0')}`)
  return match[1] === '-' ? -minor : minor
}

export const moneyFields: FieldTable = {
  MoneyBag: fieldsOf<Bag>({
    shopMoney: (bag) => bag,
    presentmentMoney: (bag) => {
      if (bag.presentment !== bag.currency)
        throw notHeld('MoneyBag.presentmentMoney in another currency than the shop’s')
      return bag
    },
  }),
  MoneyV2: fieldsOf<Amount>({
    amount: ({ minor, currency }) => decimalText(minor, currency),
    currencyCode: ({ currency }) => currency,
  }),
}
