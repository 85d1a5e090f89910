/**
 * Which line of the tax and duty table counts. In: lines, a destination, a day, what is known of the goods. Out: the line, or what is missing.
 * Among lines that hold on the day the merchant's win over shipped ones, then the longest HS prefix, then a named origin, then the newest.
 * Invariant: a line that might count if more were known of the goods is never passed over silently: the unknown input is named.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { CostInput } from '../terms.ts'
import { customsTerritory } from './tax-defaults.ts'
import type { TaxLine } from './schema.ts'

export interface Goods {
  /** digits, or null when unknown */
  hsCode: string | null
  /** ISO 3166-1 alpha-2, or null when unknown */
  origin: string | null
}

export type Found = { line: TaxLine } | { missing: CostInput[] }

export type Duty =
  | { due: false; reason: 'no_border' | 'same_origin' }
  /** `below`: the line for parcels up to its limit, null when there is no such limit */
  | { due: true; below: Found | null; above: Found }

/** The lines of one destination that hold on `day`. */
export function linesFor(lines: readonly TaxLine[], kind: TaxLine['kind'], destination: string, day: Day): TaxLine[] {
  return lines.filter(
    (line) =>
      line.kind === kind &&
      line.destination === destination &&
      line.validFrom <= day &&
      (line.validTo === null || line.validTo >= day),
  )
}

/** The VAT or GST line for these goods. */
export function resolveVat(lines: readonly TaxLine[], goods: Goods): Found {
  return pick(lines, goods, ['vat_rate'])
}

/**
 * The duty on goods sent from one country to another. Nothing is due inside one customs territory, and nothing on goods that come home:
 * made where they go, or both in the EU. An unknown origin counts as foreign, and is only missed where a line names an origin.
 * @param lines duty lines of the destination that hold on the day
 */
export function resolveDuty(
  lines: readonly TaxLine[],
  route: { shipsFrom: string; destination: string },
  goods: Goods,
): Duty {
  const into = customsTerritory(route.destination)
  if (customsTerritory(route.shipsFrom) === into) return { due: false, reason: 'no_border' }
  if (goods.origin !== null && customsTerritory(goods.origin) === into) return { due: false, reason: 'same_origin' }
  const below = pick(
    lines.filter((line) => line.upTo !== null),
    goods,
    [],
  )
  const above = pick(
    lines.filter((line) => line.upTo === null),
    goods,
    ['duty_rate'],
  )
  return { due: true, below: 'line' in below || below.missing.length > 0 ? below : null, above }
}

function pick(lines: readonly TaxLine[], goods: Goods, whenNone: CostInput[]): Found {
  // What each line would need to be told apart; null where it does not concern these goods.
  const candidates = lines
    .flatMap((line) => {
      const hs = matches(line.hsPrefix === '' ? null : line.hsPrefix, goods.hsCode, (prefix, code) =>
        code.startsWith(prefix),
      )
      const origin = matches(line.origin, goods.origin, (wanted, given) => wanted === given)
      if (hs === false || origin === false) return []
      const unknown: CostInput[] = []
      if (hs === null) unknown.push('hs_code')
      if (origin === null) unknown.push('origin_country')
      return [{ line, unknown }]
    })
    .sort((one, other) => rank(other.line, one.line))
  const missing = new Set<CostInput>()
  for (const { line, unknown } of candidates) {
    if (unknown.length === 0) return missing.size > 0 ? { missing: [...missing] } : { line }
    for (const input of unknown) missing.add(input)
  }
  return { missing: missing.size > 0 ? [...missing] : whenNone }
}

/** true: it does; false: it does not; null: not known. */
function matches(
  wanted: string | null,
  given: string | null,
  test: (wanted: string, given: string) => boolean,
): boolean | null {
  if (wanted === null) return true
  return given === null ? null : test(wanted, given)
}

function rank(one: TaxLine, other: TaxLine): number {
  return (
    Number(one.source === 'merchant') - Number(other.source === 'merchant') ||
    one.hsPrefix.length - other.hsPrefix.length ||
    Number(one.origin !== null) - Number(other.origin !== null) ||
    (one.validFrom < other.validFrom ? -1 : one.validFrom > other.validFrom ? 1 : 0) ||
    (one.id < other.id ? -1 : 1)
  )
}
