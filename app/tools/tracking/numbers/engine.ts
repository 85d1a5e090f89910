/**
 * Whose tracking number is this? In: text as typed, and the carrier the warehouse named, if any. Out: candidates, likeliest first.
 * Invariant: a kind with a check digit is a candidate only when the digit fits; text beyond 128 characters is no number and costs nothing.
 */
import { findCarrier, trackingLink } from '../carriers/links.ts'
import { CHECK_CHOICES, checkFits } from './check-digits.ts'
import { CHINESE_LINES } from './chinese-lines.ts'
import kinds from './data/number-kinds.json' with { type: 'json' }
import type { NumberKind } from './kinds.ts'

export interface NumberCandidate {
  /** code of the carriers' directory; a post whose operator the directory lacks is `s10` */
  carrier: string
  carrierName: string
  /** the data set's courier: `s10` for every post's international numbers */
  courier: string
  kind: string
  kindName: string
  checksum: 'proven' | 'none'
  /** ISO 3166 country that issued an S10 number */
  originCountry: string | null
  /** white space taken out, capitals */
  number: string
  trackingLink: string | null
  /** log10 of how likely this kind made the number, up to a constant shared by all candidates */
  likelihood: number
}

interface CompiledKind extends NumberKind {
  regex: RegExp
  likelihood: number
}

const LONGEST_TYPED = 128
const LONGEST_NUMBER = 48
/** The carrier the warehouse named: as much as a thousand times its parcels. */
const NAMED_BY_WAREHOUSE = 3

/** S10 countries whose operator is in the directory. */
const POSTS: Readonly<Record<string, string>> = {
  GB: 'royal_mail',
  US: 'usps',
  CN: 'china_post',
  HK: 'hongkong_post',
  SG: 'singpost',
  AU: 'australia_post',
  NZ: 'nz_post',
  JP: 'japan_post',
  KR: 'korea_post',
  DE: 'deutsche_post',
  FR: 'la_poste',
  ES: 'correos',
  IT: 'poste_italiane',
  NL: 'postnl',
  BE: 'bpost',
  CH: 'swiss_post',
  AT: 'austrian_post',
  SE: 'postnord',
  DK: 'postnord',
  IE: 'an_post',
  CA: 'canada_post',
}

const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ']

const COMPILED: readonly CompiledKind[] = [...(kinds as unknown as NumberKind[]), ...CHINESE_LINES].map((kind) => {
  const regex = new RegExp(`^${kind.pattern}$`)
  return { ...kind, regex, likelihood: priorOf(kind.courier) + specificityOf(kind, regex) }
})

/**
 * @param typed any text; full-width forms, case, white space and (when nothing fits otherwise) hyphens and dots do not matter
 * @param named code of the carrier that the warehouse named: preferred among candidates, but it makes none
 * @returns empty when no kind fits. Order: Bayes with the carrier's yearly parcels as the prior and 1 / (numbers of the kind) as the chance
 *   that the kind made just this number: the more a pattern fixes and the more its check digit excludes, the likelier.
 */
export function recogniseNumber(typed: string, named: string | null = null): NumberCandidate[] {
  if (typed.length > LONGEST_TYPED) return []
  const number = clean(typed)
  const found = match(number, named)
  if (found.length > 0) return found
  const bare = number.replace(/[^0-9A-Z]/g, '')
  return bare === number ? found : match(bare, named)
}

// eslint-disable-next-line no-control-regex -- plain ASCII is the common case, and normalising it is most of its cost
const ASCII = /^[\x00-\x7f]*$/

function clean(typed: string): string {
  const plain = ASCII.test(typed) ? typed : typed.normalize('NFKC').replace(/[\u200b-\u200f\u2060\ufeff]/gu, '')
  return plain.replace(/\s+/gu, '').toUpperCase()
}

function match(number: string, named: string | null): NumberCandidate[] {
  if (number === '' || number.length > LONGEST_NUMBER) return []
  const found: NumberCandidate[] = []
  for (const kind of COMPILED) {
    const groups = kind.regex.exec(number)?.groups
    if (!groups || !checkHolds(kind, groups)) continue
    const originCountry = kind.operators ? (groups.CountryCode ?? '') : null
    const operator = originCountry === null ? null : (kind.operators?.[originCountry] ?? null)
    if (originCountry !== null && operator === null) continue
    const carrier = originCountry === null ? kind.courier : (POSTS[originCountry] ?? kind.courier)
    const known = findCarrier(carrier)
    found.push({
      carrier,
      carrierName: carrier === 's10' ? (operator ?? '') : (known?.name ?? carrier),
      courier: kind.courier,
      kind: kind.id,
      kindName: kind.name,
      checksum: kind.check ? 'proven' : 'none',
      originCountry,
      number,
      trackingLink: trackingLink(carrier, number),
      likelihood: kind.likelihood + (carrier === named ? NAMED_BY_WAREHOUSE : 0),
    })
  }
  return found.sort((a, b) => b.likelihood - a.likelihood)
}

function checkHolds(kind: NumberKind, groups: Record<string, string | undefined>): boolean {
  if (!kind.check) return true
  const printed = groups.SerialNumber ?? ''
  const { prepend } = kind
  const serial = prepend && !printed.startsWith(prepend.unless) ? prepend.content + printed : printed
  return checkFits(kind.check, serial, groups.CheckDigit ?? '')
}

function priorOf(courier: string): number {
  return Math.log10(findCarrier(courier)?.yearlyMillions ?? 1)
}

/**
 * How much more a kind fixes than "all digits" would: per place log10(10 / characters it accepts there, the others as in its example), and what
 * the check digit excludes. Relative to digits, so that kinds of several lengths can be compared.
 */
function specificityOf(kind: NumberKind, regex: RegExp): number {
  const example = [...kind.example]
  let fixed = kind.check ? Math.log10(CHECK_CHOICES[kind.check.name]) : 0
  for (let place = 0; place < example.length; place += 1) {
    const accepted = ALPHABET.filter((character) => regex.test(example.with(place, character).join(''))).length
    fixed += Math.log10(10 / Math.max(1, accepted))
  }
  return fixed
}
