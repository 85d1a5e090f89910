/**
 * What a shopper asks. In: fields of a form or an address, of any length and script. Out: a short question, and the names and numbers it may stand for.
 * Invariant: what is read from a question is bounded, and a question that cannot be meant asks for something that cannot be there.
 */
import { oneLine } from '#app/kernel/text.ts'
import { numberKey } from '../parcels/derive.ts'
import { CALLING_CODES } from './calling-codes.ts'

export interface LookupQuestion {
  /** as typed, cut at LONGEST_TYPED */
  order: string
  contact: string
  number: string
  /** signed link of a mail */
  key: string
  /** BCP 47 as the storefront says it; '' when it does not */
  locale: string
  /** ISO 3166 of the storefront; '' when it does not say */
  country: string
}

/** An e-mail address has at most 254 characters. */
export const LONGEST_TYPED = 254

/** Forms repeat a field when they are tampered with: the first one counts. */
export function readQuestion(field: (name: string) => string | null): LookupQuestion {
  const read = (name: string): string => oneLine(field(name) ?? '', LONGEST_TYPED)
  const country = read('country').toUpperCase()
  return {
    order: read('order'),
    contact: read('contact'),
    number: read('number'),
    key: read('key'),
    locale: read('locale'),
    country: /^[A-Z]{2}$/.test(country) ? country : '',
  }
}

export type LookupMode = 'key' | 'order' | 'number' | 'incomplete' | 'empty'

export function modeOf({ order, contact, number, key }: LookupQuestion): LookupMode {
  if (key !== '') return 'key'
  if (order !== '' && contact !== '') return 'order'
  if (number !== '') return 'number'
  return order === '' && contact === '' ? 'empty' : 'incomplete'
}

/** Names an order may have for what was typed; without spaces, with and without #, capitals or not. */
export function orderNames(typed: string): string[] {
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s#]+/gu, '')
    .slice(0, 60)
  return [...new Set([plain, `#${plain}`, plain.toUpperCase(), `#${plain.toUpperCase()}`])]
}

/** The digits, when nothing else was typed: a shop's order names may have letters around them. */
export function orderDigits(typed: string): string {
  const [plain = ''] = orderNames(typed)
  return /^\d{1,18}$/.test(plain) ? plain : ''
}

/** A national number as it may have been given with its country: the shopper's and the shop's. Always so many, so that none costs more than another. */
export function phoneSpellings(typed: string, countries: readonly string[]): string[] {
  const digits = typed.replace(/\D/g, '').replace(/^00/, '')
  if (digits.length < 6) return []
  const national = digits.replace(/^0/, '')
  return [
    digits,
    ...countries.flatMap((country) => {
      const code = CALLING_CODES[country] ?? ''
      return [`${code}${national}`, `${code}${digits}`]
    }),
  ]
}

const FEWEST_CHARACTERS = 7
const FEWEST_DIGITS = 4

/** '' for what no carrier prints on a label: "pickup", "1", a sentence. */
export function askedNumber(typed: string): string {
  const key = numberKey(typed)
  return key.length >= FEWEST_CHARACTERS && key.replace(/\D/g, '').length >= FEWEST_DIGITS ? key : ''
}
