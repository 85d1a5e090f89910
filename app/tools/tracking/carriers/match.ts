/**
 * Carrier names as warehouses type them ("DHL Exp", "云途物流-普货", "royal mail tracked 48") to carriers of the directory. In: free text.
 * Out: the carrier, the rest of the text as its service, and how sure the match is. Invariant: what fits no name is null, never a guess.
 */
import type { Carrier } from './carrier.ts'
import { CARRIERS } from './directory.ts'

export type MatchCertainty =
  /** the whole text is a name of the carrier */
  | 'exact'
  /** a name followed or preceded by other words: a service, a warehouse's own note */
  | 'part'
  /** the whole text is one slip of the keyboard away from a name */
  | 'near'

export interface CarrierMatch {
  carrier: Carrier
  certainty: MatchCertainty
  /** what is left of the text, as typed words in lower case: `tracked 48`; null when nothing is */
  service: string | null
}

interface Name {
  carrier: Carrier
  /** words joined by one space */
  text: string
  compact: string
  /** written without spaces between words */
  unspaced: boolean
  /** "airmail", "平邮": no carrier's own, so every other name goes before */
  generic: boolean
}

const LONGEST_TEXT = 120
/** A shorter name is too common a run of letters to be looked for anywhere but at the beginning ("RM", "JD", "Post"). */
const ANYWHERE_LETTERS = 5
/** Below this length one changed letter makes another carrier: UPS and USPS. */
const NEAR_LETTERS = 6
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Width, case, accents and punctuation do not tell carriers apart: `ＤＨＬ-Exp.` is `dhl exp`, `J&T` is `j t`. */
export function normaliseName(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const NAMES: readonly Name[] = CARRIERS.flatMap((carrier) =>
  [carrier.name, carrier.code.replaceAll('_', ' '), ...carrier.aliases].map((alias) => {
    const text = normaliseName(alias)
    const generic = carrier.code === 's10'
    return { carrier, text, compact: text.replaceAll(' ', ''), unspaced: UNSPACED.test(text), generic }
  }),
).sort((a, b) => Number(a.generic) - Number(b.generic) || b.compact.length - a.compact.length)

/** A name given by an alias may equal another carrier's own name; the directory's order decides, and a test keeps it free of such pairs. */
const exact = new Map<string, Carrier>()
for (const name of NAMES) if (!exact.has(name.compact)) exact.set(name.compact, name.carrier)

/** @param typed the fulfilment's company or a line of a sheet, in any script; texts beyond 120 characters are no carrier names */
export function matchCarrier(typed: string): CarrierMatch | null {
  if (typed.length > LONGEST_TEXT) return null
  const text = normaliseName(typed)
  if (text === '') return null
  const compact = text.replaceAll(' ', '')
  const carrier = exact.get(compact)
  if (carrier) return { carrier, certainty: 'exact', service: null }
  return findPart(text) ?? findNear(compact)
}

/** The longest name wins: `dhl ecommerce asia` is not DHL Express with a service. */
function findPart(text: string): CarrierMatch | null {
  for (const name of NAMES) {
    const at = placeOf(name, text)
    if (at < 0) continue
    const rest = `${text.slice(0, at)} ${text.slice(at + name.text.length)}`.replace(/\s+/gu, ' ').trim()
    return { carrier: name.carrier, certainty: 'part', service: rest === '' ? null : rest }
  }
  return null
}

function placeOf(name: Name, text: string): number {
  if (name.unspaced) return text.indexOf(name.text)
  if (text === name.text || text.startsWith(`${name.text} `)) return 0
  // "顺丰SF" or "YW平邮": scripts change without a space between.
  if (text.startsWith(name.text) && UNSPACED.test(text.charAt(name.text.length))) return 0
  if (name.compact.length < ANYWHERE_LETTERS) return -1
  return ` ${text} `.indexOf(` ${name.text} `)
}

function findNear(compact: string): CarrierMatch | null {
  if (compact.length < NEAR_LETTERS) return null
  const near = new Set<Carrier>()
  for (const name of NAMES) {
    if (name.compact.length >= NEAR_LETTERS && oneSlipApart(name.compact, compact)) near.add(name.carrier)
  }
  const [carrier] = near
  return carrier && near.size === 1 ? { carrier, certainty: 'near', service: null } : null
}

/** One letter added, left out, changed, or two neighbours swapped (Damerau 1964: the four slips that make most misspellings). */
function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const leftA = a.slice(start, a.length - end)
  const leftB = b.slice(start, b.length - end)
  if (leftA.length <= 1 && leftB.length <= 1) return true
  return leftA.length === 2 && leftB.length === 2 && leftA[0] === leftB[1] && leftA[1] === leftB[0]
}
