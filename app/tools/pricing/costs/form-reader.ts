/**
 * Reading a form of the costs pages, field by field. In: texts as they were typed. Out: typed values, or `invalid_input` with every refused field.
 * The words of a code are in i18n under `pricingCosts.refused.<code>`. Invariant: an empty field is "not known", never 0.
 */
import { AppError, type FieldError } from '#app/kernel/errors.ts'
import { readCountry, readCurrency, readMoney, readNumber, type Cell } from '#app/sheets/cells.ts'

export type Fields = Record<string, string>

const MOST_MINOR = 100_000_000_000

export class FormReader {
  readonly #form: Fields
  readonly #refused: FieldError[] = []

  constructor(form: Record<string, unknown>) {
    this.#form = Object.fromEntries(
      Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  }

  text(name: string): string {
    return this.#form[name]?.trim() ?? ''
  }

  refuse(name: string, code: string): null {
    this.#refused.push({ path: [name], message: code, code })
    return null
  }

  /** null when it is empty, or refused. */
  read<Value>(name: string, read: (text: string) => Cell<Value>): Value | null {
    const text = this.text(name)
    if (text === '') return null
    const cell = read(text)
    return cell.ok ? cell.value : this.refuse(name, cell.reason)
  }

  money(name: string, currency: string): number | null {
    const minor = this.read(name, (text) => readMoney(text, currency))
    return minor !== null && (minor < 0 || minor > MOST_MINOR) ? this.refuse(name, 'out_of_range') : minor
  }

  /** Percent with up to two decimals, in basis points. */
  bps(name: string, most = 10_000): number | null {
    const number = this.read(name, (text) => readNumber(text.replace(/\s*[%％]$/, '')))
    if (number === null) return null
    const value = Number(number) * 100
    if (Math.abs(value - Math.round(value)) > 1e-9) return this.refuse(name, 'two_decimals')
    return value < 0 || value > most ? this.refuse(name, 'out_of_range') : Math.round(value)
  }

  whole(name: string, least: number, most: number): number | null {
    const number = this.read(name, (text) => readNumber(text))
    if (number === null) return null
    const value = Number(number)
    if (!Number.isInteger(value)) return this.refuse(name, 'not_whole')
    return value < least || value > most ? this.refuse(name, 'out_of_range') : value
  }

  country(name: string): string | null {
    return this.read(name, readCountry)
  }

  currency(name: string): string | null {
    return this.read(name, readCurrency)
  }

  hsCode(name: string, least: number): string | null {
    const digits = this.text(name).replace(/[.\s]/g, '')
    if (digits === '') return null
    return /^\d+$/.test(digits) && digits.length >= least && digits.length <= 13
      ? digits
      : this.refuse(name, 'not_an_hs_code')
  }

  required<Value>(name: string, value: Value | null): Value | null {
    return value === null && this.text(name) === '' ? this.refuse(name, 'missing') : value
  }

  /** The value, when no field was refused. */
  done<Value>(make: () => Value): Value {
    if (this.#refused.length > 0) throw new AppError('invalid_input', 'a form was refused', { fields: this.#refused })
    return make()
  }

  /** Which version the form was filled from. */
  version(): number {
    const version = Number(this.text('version'))
    return Number.isSafeInteger(version) && version >= 0 ? version : 0
  }
}

/** 470 is `4.7`. */
export function percentText(bps: number): string {
  return String(bps / 100)
}
