/**
 * Typed names and numbers as the merchant looks at them. In: spellings with their parcels, choices; numbers. Out: one row a name, with what it was taken for
 * and why; numbers that no carrier makes. Invariant: what two spellings share but case, accents and punctuation is one name.
 */
import { recogniseNumber } from '../numbers/engine.ts'
import { findCarrier } from './links.ts'
import { matchCarrier } from './match.ts'
import { carrierNameKey, type CarrierChoices } from './recognise.ts'
import type { OddNumber, TypedCarrier } from './schema.ts'

export interface Spelling {
  typed: string
  carrier: string | null
  parcels: number
  open: number
}

const ANY_POST = 's10'

/** Most parcels first. */
export function listTypedCarriers(spellings: readonly Spelling[], choices: CarrierChoices): TypedCarrier[] {
  const groups = Map.groupBy(spellings, ({ typed }) => carrierNameKey(typed))
  groups.delete('')
  return [...groups]
    .map(([nameKey, group]): TypedCarrier => {
      const bySpelling = countBy(group, ({ typed }) => typed)
      const byCarrier = countBy(group, ({ carrier }) => carrier ?? '')
      const typed = mostOf(bySpelling)
      const match = matchCarrier(typed)
      const named = match !== null && match.carrier.code !== ANY_POST
      const chosen = choices.has(nameKey)
      const carrier = chosen ? (choices.get(nameKey) ?? null) : named ? match.carrier.code : mostOf(byCarrier) || null
      return {
        typed,
        nameKey,
        spellings: bySpelling.size,
        parcels: group.reduce((sum, { parcels }) => sum + parcels, 0),
        open: group.reduce((sum, { open }) => sum + open, 0),
        carrier,
        carrierName: carrier === null ? null : (findCarrier(carrier)?.name ?? carrier),
        by: chosen ? 'choice' : named ? 'name' : carrier === null ? 'nothing' : 'number',
        certainty: !chosen && named ? match.certainty : null,
        recognised: named ? match.carrier.name : null,
      }
    })
    .sort((a, b) => b.parcels - a.parcels || (a.typed < b.typed ? -1 : 1))
}

function countBy(group: readonly Spelling[], key: (one: Spelling) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of group) counts.set(key(one), (counts.get(key(one)) ?? 0) + one.parcels)
  return counts
}

function mostOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? ''
}

/** Why a number looks wrong beside its carrier; null: it looks right, or its carrier publishes no form that could be checked. */
export function judgeNumber(number: string, carrier: string | null): Pick<OddNumber, 'why' | 'likely'> | null {
  const candidates = recogniseNumber(number, carrier)
  if (candidates.length === 0) return carrier === null ? { why: 'fits_nothing', likely: null } : null
  if (carrier === null || candidates.some((one) => one.carrier === carrier || one.courier === carrier)) return null
  // A post takes a number of another post's to the door: S10 numbers travel.
  const proven = candidates.find(({ checksum, courier }) => checksum === 'proven' && courier !== ANY_POST)
  return proven ? { why: 'other_carrier', likely: proven.carrierName } : null
}
