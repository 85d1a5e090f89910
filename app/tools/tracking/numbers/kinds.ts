/**
 * The shape of a kind of tracking number, as data. Patterns are regular expressions over a number without white space, in capitals, with the
 * groups SerialNumber, CheckDigit and CountryCode where the kind has them. Source of most kinds and its licence: data/README.md.
 */
import type { CheckRule } from './check-digits.ts'

export interface NumberKind {
  id: string
  name: string
  /** the data set's code of the courier; `s10` stands for the postal operator of the number's country */
  courier: string
  pattern: string
  check: CheckRule | null
  /** printed without these digits, but the check digit counts them */
  prepend: { unless: string; content: string } | null
  example: string
  /** S10: ISO 3166 country -> its postal operator. A country that is not here issues no such numbers */
  operators?: Readonly<Record<string, string>>
}
