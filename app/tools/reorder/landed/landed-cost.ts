/**
 * What goods cost once they are here. In: the lines of an order and its charges (freight, duty, fees), all in one currency. Out: every line's
 * share of every charge and its landed cost. Invariant: the shares of a charge sum to the charge exactly, and the lines to goods plus charges.
 *
 * Amounts are minor units of any ISO 4217 currency; a charge in another one is exchanged first (kernel/exchange), once and as a whole, so that
 * there is a single rounding before the sharing out and none after it.
 */
import { allocate } from './allocate.ts'

export const CHARGE_KINDS = ['freight', 'insurance', 'duty', 'import_tax', 'brokerage', 'fee', 'discount'] as const
export const SPREAD_BY = ['value', 'weight', 'volume', 'units'] as const
export type SpreadBy = (typeof SPREAD_BY)[number]

export interface LandedLine {
  id: string
  /** whole, from 0; a line of 0 units bears nothing */
  units: number
  /** of the whole line */
  valueMinor: number
  /** of one unit; null when unknown */
  weightGrams: number | null
  /** of one unit; null when unknown */
  volumeCubicCm: number | null
}

export interface Charge {
  id: string
  kind: (typeof CHARGE_KINDS)[number]
  /** negative for a credit or discount */
  amountMinor: number
  spreadBy: SpreadBy
  /** the lines that bear it, a duty of one HS code for instance; null is all */
  lineIds: readonly string[] | null
}

export interface LandedLineCost {
  id: string
  /** share of each charge, in the order of the charges */
  sharesMinor: number[]
  /** value + shares */
  landedMinor: number
  unitCost: UnitCost | null
}

/** A line's cost per unit without losing a cent: `units - unitsAtOneMore` cost `unitMinor`, the others one minor unit more. */
export interface UnitCost {
  unitMinor: number
  unitsAtOneMore: number
}

export type LandedRefusal =
  /** these lines have no weight (or volume) although a charge is spread by it */
  | { code: 'measure_missing'; chargeId: string; spreadBy: SpreadBy; lineIds: string[] }
  /** no line that bears the charge has any value (weight, volume, units) to spread by */
  | { code: 'nothing_to_spread_by'; chargeId: string; spreadBy: SpreadBy }
  | { code: 'unknown_line'; chargeId: string; lineIds: string[] }
  | { code: 'impossible_line'; lineIds: string[] }
  | { code: 'same_line_twice'; lineIds: string[] }
  | { code: 'impossible_amount'; chargeId: string }

export type LandedCostPlan =
  | { kind: 'landed'; lines: LandedLineCost[]; goodsMinor: number; chargesMinor: number; landedMinor: number }
  | { kind: 'refused'; refusals: LandedRefusal[] }

/** Shares every charge out over the lines that bear it; all that stands in the way is told at once. */
export function allocateLandedCosts(lines: readonly LandedLine[], charges: readonly Charge[]): LandedCostPlan {
  const refusals = [...checkLines(lines), ...charges.flatMap((charge) => checkCharge(lines, charge))]
  if (refusals.length > 0) return { kind: 'refused', refusals }
  const shares = charges.map((charge) => allocate(charge.amountMinor, basisOf(lines, charge)))
  const landed = lines.map((line, index): LandedLineCost => {
    const sharesMinor = shares.map((ofCharge) => ofCharge[index] ?? 0)
    const landedMinor = sharesMinor.reduce((sum, share) => sum + share, line.valueMinor)
    return { id: line.id, sharesMinor, landedMinor, unitCost: unitCostOf(landedMinor, line.units) }
  })
  const goodsMinor = lines.reduce((sum, line) => sum + line.valueMinor, 0)
  const chargesMinor = charges.reduce((sum, charge) => sum + charge.amountMinor, 0)
  return { kind: 'landed', lines: landed, goodsMinor, chargesMinor, landedMinor: goodsMinor + chargesMinor }
}

/** 1,000 over 3 units: 333, and one of them 334. Null for no units. */
export function unitCostOf(lineMinor: number, units: number): UnitCost | null {
  if (units === 0) return null
  const unitMinor = Math.floor(lineMinor / units)
  return { unitMinor, unitsAtOneMore: lineMinor - unitMinor * units }
}

function bears(line: LandedLine, charge: Charge): boolean {
  return line.units > 0 && (charge.lineIds === null || charge.lineIds.includes(line.id))
}

function measureOf(line: LandedLine, by: SpreadBy): number | null {
  switch (by) {
    case 'value':
      return line.valueMinor
    case 'weight':
      return line.weightGrams === null ? null : line.weightGrams * line.units
    case 'volume':
      return line.volumeCubicCm === null ? null : line.volumeCubicCm * line.units
    case 'units':
      return line.units
  }
}

function basisOf(lines: readonly LandedLine[], charge: Charge): number[] {
  return lines.map((line) => (bears(line, charge) ? (measureOf(line, charge.spreadBy) ?? 0) : 0))
}

const isWhole = (value: number | null): boolean => value === null || (Number.isSafeInteger(value) && value >= 0)

function checkLines(lines: readonly LandedLine[]): LandedRefusal[] {
  const refusals: LandedRefusal[] = []
  const impossible = lines.filter(
    (line) =>
      ![line.units, line.valueMinor, line.weightGrams, line.volumeCubicCm].every(isWhole) ||
      !isWhole(measureOf(line, 'weight')) ||
      !isWhole(measureOf(line, 'volume')),
  )
  if (impossible.length > 0) refusals.push({ code: 'impossible_line', lineIds: impossible.map((line) => line.id) })
  const seen = new Set<string>()
  const again = lines.filter(({ id }) => seen.has(id) || !seen.add(id))
  if (again.length > 0) refusals.push({ code: 'same_line_twice', lineIds: again.map((line) => line.id) })
  return refusals
}

function checkCharge(lines: readonly LandedLine[], charge: Charge): LandedRefusal[] {
  const { id: chargeId, spreadBy } = charge
  if (!Number.isSafeInteger(charge.amountMinor)) return [{ code: 'impossible_amount', chargeId }]
  const unknown = (charge.lineIds ?? []).filter((id) => !lines.some((line) => line.id === id))
  if (unknown.length > 0) return [{ code: 'unknown_line', chargeId, lineIds: unknown }]
  const bearing = lines.filter((line) => bears(line, charge))
  const missing = bearing.filter((line) => measureOf(line, spreadBy) === null)
  if (missing.length > 0) {
    return [{ code: 'measure_missing', chargeId, spreadBy, lineIds: missing.map((line) => line.id) }]
  }
  const hasBasis = bearing.some((line) => (measureOf(line, spreadBy) ?? 0) > 0)
  return hasBasis || charge.amountMinor === 0 ? [] : [{ code: 'nothing_to_spread_by', chargeId, spreadBy }]
}
