/**
 * Which carrier has a parcel? In: the name somebody typed, the number, and what the shop's staff chose for typed names. Out: a code of the directory
 * and where it came from. Invariant: a person's choice goes before recognition, a name before a number; without either it is null, never a guess.
 */
import { recogniseNumber } from '../numbers/engine.ts'
import { matchCarrier, normaliseName } from './match.ts'

/** Typed name as it is compared -> code of the directory; null: staff say that it is none of them. */
export type CarrierChoices = ReadonlyMap<string, string | null>

export interface RecognisedCarrier {
  carrier: string | null
  by: 'choice' | 'name' | 'number' | 'nothing'
}

/** "airmail": a post, but which one only the number tells */
const ANY_POST = 's10'
const LONGEST_NAME = 120

/** The name as it is compared: width, case, accents, punctuation and spaces do not matter. '' for one that says nothing. */
export function carrierNameKey(typed: string | null): string {
  return normaliseName((typed ?? '').slice(0, LONGEST_NAME)).replaceAll(' ', '')
}

/** @param company as the shop's staff or warehouse typed it; @param number '' when there is none */
export function recogniseCarrier(
  { company, number }: { company: string | null; number: string },
  choices: CarrierChoices,
): RecognisedCarrier {
  const key = carrierNameKey(company)
  if (key !== '' && choices.has(key)) return { carrier: choices.get(key) ?? null, by: 'choice' }
  const named = company === null ? null : (matchCarrier(company)?.carrier.code ?? null)
  if (named !== null && named !== ANY_POST) return { carrier: named, by: 'name' }
  const byNumber = carrierOfNumber(number)
  if (byNumber !== null) return { carrier: byNumber, by: 'number' }
  return named === null ? { carrier: null, by: 'nothing' } : { carrier: named, by: 'name' }
}

/** A number speaks for itself when its check digit proves it, or when only one carrier makes such numbers. */
function carrierOfNumber(number: string): string | null {
  const candidates = recogniseNumber(number)
  const [likeliest] = candidates
  if (!likeliest) return null
  const alone = candidates.every(({ carrier }) => carrier === likeliest.carrier)
  return alone || likeliest.checksum === 'proven' ? likeliest.carrier : null
}
