/**
 * The duplicate-order guard. In: everything that is under way for one variant and location. Out: the units that will still come, and what was
 * not counted and why. Invariant: goods are counted once, however many papers they are on: a draft and the order made of it, an order and its
 * shipments, the same line read twice. Every page and every suggestion counts with this one function.
 */
import { daysBetween, type Day } from '#app/kernel/calendar.ts'

export const SUPPLY_KINDS = ['draft', 'purchase_order', 'transfer', 'shipment'] as const
export type SupplyKind = (typeof SUPPLY_KINDS)[number]

export interface OpenSupply {
  kind: SupplyKind
  /** of the line, unique within its kind */
  id: string
  /** the draft, order or transfer line whose goods these are (a shipment's order, an order's draft); null for goods of its own */
  of: { kind: SupplyKind; id: string } | null
  orderedUnits: number
  /** received, cancelled or given up: will not come any more */
  settledUnits: number
  /** closed or cancelled as a whole */
  closed: boolean
  expectedOn: Day | null
}

export type NotCounted =
  /** the same line was there already; the one with more still to come was counted */
  | 'same_line'
  /** its goods are in the paper it belongs to, or in those that were made of it */
  | 'counted_elsewhere'
  | 'closed'
  /** a count of units that is no whole number from 0 */
  | 'impossible_units'

export interface OnOrder {
  units: number
  /** sums to `units` */
  byKind: Readonly<Record<SupplyKind, number>>
  notCounted: { kind: SupplyKind; id: string; reason: NotCounted }[]
  /** of `units`, those expected only after the day asked about */
  lateUnits: number
}

/**
 * @param supplies in any order
 * @param neededOn goods expected after this day are counted and reported as late; null asks about no day
 */
export function countOnOrder(supplies: readonly OpenSupply[], neededOn: Day | null): OnOrder {
  const notCounted: OnOrder['notCounted'] = []
  const leave = (supply: OpenSupply, reason: NotCounted): void => {
    notCounted.push({ kind: supply.kind, id: supply.id, reason })
  }
  const lines = new Map<string, OpenSupply>()
  for (const supply of supplies) {
    if (!isCount(supply.orderedUnits) || !isCount(supply.settledUnits)) {
      leave(supply, 'impossible_units')
      continue
    }
    const known = lines.get(keyOf(supply))
    if (known) leave(supply, 'same_line')
    if (!known || stillToCome(supply) > stillToCome(known)) lines.set(keyOf(supply), supply)
  }

  const childrenOf = new Map<string, OpenSupply[]>()
  const roots: OpenSupply[] = []
  for (const line of lines.values()) {
    const parent = line.of && lines.get(keyOf(line.of))
    if (!parent) roots.push(line)
    else childrenOf.set(keyOf(parent), [...(childrenOf.get(keyOf(parent)) ?? []), line])
  }
  const byKind: Record<SupplyKind, number> = { draft: 0, purchase_order: 0, transfer: 0, shipment: 0 }
  let lateUnits = 0
  const seen = new Set<OpenSupply>()
  const childrenLeft = (line: OpenSupply): OpenSupply[] =>
    (childrenOf.get(keyOf(line)) ?? []).filter((child) => !seen.has(child))

  /** What is still to come on a paper and those made of it. */
  const worth = (line: OpenSupply, path: ReadonlySet<OpenSupply>): number => {
    const made = childrenLeft(line).filter((child) => !path.has(child))
    const fromMade = made.reduce((sum, child) => sum + worth(child, new Set([...path, child])), 0)
    return isReplaced(line, made) ? fromMade : Math.max(stillToCome(line), fromMade)
  }
  const passOver = (line: OpenSupply): void => {
    seen.add(line)
    leave(line, line.closed ? 'closed' : 'counted_elsewhere')
    for (const child of childrenLeft(line)) passOver(child)
  }
  const visit = (line: OpenSupply): void => {
    const inside = worth(line, new Set([line]))
    const made = childrenLeft(line)
    seen.add(line)
    if (isReplaced(line, made) || inside > stillToCome(line)) {
      leave(line, line.closed ? 'closed' : 'counted_elsewhere')
      for (const child of made) if (!seen.has(child)) visit(child)
      return
    }
    if (line.closed) leave(line, 'closed')
    byKind[line.kind] += inside
    if (neededOn !== null && line.expectedOn !== null && daysBetween(neededOn, line.expectedOn) > 0) lateUnits += inside
    for (const child of childrenLeft(line)) passOver(child)
  }
  for (const root of roots) visit(root)
  // Papers that name each other in a circle have no first one; any of them is.
  for (const line of lines.values()) if (!seen.has(line)) visit(line)
  const units = SUPPLY_KINDS.reduce((sum, kind) => sum + byKind[kind], 0)
  return { units, byKind, notCounted, lateUnits }
}

const keyOf = ({ kind, id }: { kind: SupplyKind; id: string }): string => `${kind} ${id}`

const isCount = (units: number): boolean => Number.isSafeInteger(units) && units >= 0

function stillToCome({ orderedUnits, settledUnits, closed }: OpenSupply): number {
  return closed ? 0 : Math.max(0, orderedUnits - settledUnits)
}

/** A draft of which something was made has no goods of its own; an order keeps its own, its shipments are part of them. */
function isReplaced(line: OpenSupply, made: readonly OpenSupply[]): boolean {
  return line.kind === 'draft' && made.length > 0
}
