/**
 * Many lines under one roof: a supplier's order minimum, a container's weight and volume, a budget. In: lines with what each quantity is worth,
 * and limits. Out: an integer program as LP-format text for a solver, and the solver's columns read back as a plan. Invariant: a plan that is
 * handed out keeps every pack, minimum and limit exactly; what the solver's rounding breaks is refused, not repaired.
 *
 * The program itself is solved by a library (HiGHS): this file neither searches nor approximates. Its names are numbers of its own, so that no
 * text of a merchant gets into it.
 */
import type { ProtectionDemand } from './protection.ts'

export interface LimitedLine {
  id: string
  /** whole, at least 1 */
  packUnits: number
  /** 0 is none; a line may always be left out as a whole */
  minimumUnits: number
  /** what must be ordered of it, units in full packs; without it, it may be left out */
  leastUnits?: number
  /** the most of it that makes sense, units */
  mostUnits: number
  unitPriceMinor: number
  weightGrams: number
  volumeCubicCm: number
  /** see worthCurve: from 0 units, ascending, to at least `mostUnits`; concave */
  worth: readonly WorthPoint[]
}

export interface WorthPoint {
  units: number
  worthMinor: number
}

/** Null is no limit. */
export interface OrderLimits {
  leastCostMinor: number | null
  mostCostMinor: number | null
  mostGrams: number | null
  mostCubicCm: number | null
}

/**
 * What buying `units` on top of the position is worth over the interval, at `points` quantities from 0 to `mostUnits`: the newsvendor's profit
 * (under + over) E[min(D, x)] - over x, less its value at no order. It is concave, which is what lets a linear program follow it.
 * @param underMinor what an unserved unit costs; @param overMinor what a unit left over costs
 */
export function worthCurve(
  demand: ProtectionDemand,
  positionUnits: number,
  {
    mostUnits,
    points,
    underMinor,
    overMinor,
  }: { mostUnits: number; points: number; underMinor: number; overMinor: number },
): WorthPoint[] {
  const shortNow = demand.expectedShort(positionUnits)
  const steps = Math.min(points, mostUnits)
  const curve: WorthPoint[] = [{ units: 0, worthMinor: 0 }]
  for (let step = 1; step <= steps; step += 1) {
    const units = Math.round((mostUnits * step) / steps)
    // E[(x - D)+] = x - E[D] + E[(D - x)+], so every unit served was one less left over.
    const served = shortNow - demand.expectedShort(positionUnits + units)
    curve.push({ units, worthMinor: (underMinor + overMinor) * served - overMinor * units })
  }
  return curve
}

/**
 * The integer program, in CPLEX LP format. Per line i: packs `p<i>` (whole), whether it is ordered `y<i>` (0 or 1) and the units `s<i>_<j>` of
 * each piece of its worth; the pieces fill in their order by themselves, because each is worth less than the one before.
 */
export function limitsProgram(lines: readonly LimitedLine[], limits: OrderLimits): string {
  const worth: string[] = []
  const rows: string[] = []
  const bounds: string[] = []
  const names = lines.map((_, index) => ({ packs: `p${index}`, ordered: `y${index}` }))
  for (const [index, line] of lines.entries()) {
    const { packs, ordered } = names[index] ?? { packs: '', ordered: '' }
    const pieces: string[] = []
    for (let piece = 1; piece < line.worth.length; piece += 1) {
      const [from, to] = [line.worth[piece - 1], line.worth[piece]]
      if (!from || !to || to.units <= from.units) continue
      const name = `s${index}_${piece}`
      worth.push(term((to.worthMinor - from.worthMinor) / (to.units - from.units), name))
      pieces.push(term(-1, name))
      bounds.push(`0 <= ${name} <= ${to.units - from.units}`)
    }
    const { least, most, kept } = packRange(line)
    rows.push(`u${index}: ${term(line.packUnits, packs)} ${pieces.join(' ')} = 0`)
    rows.push(`l${index}: ${term(1, packs)} ${term(-least, ordered)} >= 0`)
    rows.push(`m${index}: ${term(1, packs)} ${term(-most, ordered)} <= 0`)
    bounds.push(`${kept} <= ${packs} <= ${most}`)
  }
  const total = (of: (line: LimitedLine) => number): string =>
    lines.map((line, index) => term(of(line) * line.packUnits, names[index]?.packs ?? '')).join('\n ')
  const cost = total((line) => line.unitPriceMinor)
  if (limits.leastCostMinor !== null) rows.push(`leastCost: ${cost} >= ${limits.leastCostMinor}`)
  if (limits.mostCostMinor !== null) rows.push(`mostCost: ${cost} <= ${limits.mostCostMinor}`)
  if (limits.mostGrams !== null) rows.push(`grams: ${total((line) => line.weightGrams)} <= ${limits.mostGrams}`)
  if (limits.mostCubicCm !== null) rows.push(`volume: ${total((line) => line.volumeCubicCm)} <= ${limits.mostCubicCm}`)
  return [
    'Maximize',
    ` worth: ${worth.join('\n ')}`,
    'Subject To',
    ...rows.map((row) => ` ${row}`),
    'Bounds',
    ...bounds.map((bound) => ` ${bound}`),
    'Generals',
    ` ${names.map(({ packs }) => packs).join('\n ')}`,
    'Binaries',
    ` ${names.map(({ ordered }) => ordered).join('\n ')}`,
    'End',
    '',
  ].join('\n')
}

export type LimitedPlan =
  | { kind: 'planned'; lines: { id: string; units: number }[]; totals: OrderTotals }
  /** infeasible: the order minimum cannot be reached within the other limits */
  | { kind: 'refused'; reason: 'infeasible' | 'no_answer_in_time' | 'answer_breaks_limits' }

export interface OrderTotals {
  costMinor: number
  grams: number
  cubicCm: number
}

/** What a solver answers: its status, and a value per column. A feasible answer of a search that ran out of time is an answer. */
export interface SolverAnswer {
  status: 'optimal' | 'feasible' | 'infeasible' | 'none'
  columns: Readonly<Record<string, number>>
}

const WHOLE = 1e-4

/** The solver's packs as a plan, checked against everything the program was made of. */
export function readLimitedPlan(
  lines: readonly LimitedLine[],
  limits: OrderLimits,
  { status, columns }: SolverAnswer,
): LimitedPlan {
  if (status === 'infeasible') return { kind: 'refused', reason: 'infeasible' }
  if (status === 'none') return { kind: 'refused', reason: 'no_answer_in_time' }
  const totals: OrderTotals = { costMinor: 0, grams: 0, cubicCm: 0 }
  const planned: { id: string; units: number }[] = []
  let sound = true
  for (const [index, line] of lines.entries()) {
    const answered = columns[`p${index}`] ?? NaN
    const packs = Math.max(0, Math.round(answered))
    const { least, most, kept } = packRange(line)
    sound &&= Math.abs(answered - packs) <= WHOLE && packs >= kept && (packs === 0 || (packs >= least && packs <= most))
    const units = packs * line.packUnits
    totals.costMinor += units * line.unitPriceMinor
    totals.grams += units * line.weightGrams
    totals.cubicCm += units * line.volumeCubicCm
    planned.push({ id: line.id, units })
  }
  return sound && isWithin(totals, limits)
    ? { kind: 'planned', lines: planned, totals }
    : { kind: 'refused', reason: 'answer_breaks_limits' }
}

/** Whether an order as it stands needs no program at all. */
export function isWithin(totals: OrderTotals, limits: OrderLimits): boolean {
  return (
    totals.costMinor >= (limits.leastCostMinor ?? -Infinity) &&
    totals.costMinor <= (limits.mostCostMinor ?? Infinity) &&
    totals.grams <= (limits.mostGrams ?? Infinity) &&
    totals.cubicCm <= (limits.mostCubicCm ?? Infinity)
  )
}

/** In packs. A line whose minimum is more than its most can only be left out. */
function packRange({ packUnits, minimumUnits, leastUnits = 0, mostUnits }: LimitedLine): {
  least: number
  most: number
  kept: number
} {
  const least = Math.max(1, Math.ceil(minimumUnits / packUnits))
  const possible = Math.floor(mostUnits / packUnits)
  const most = possible < least ? 0 : possible
  return { least, most, kept: Math.min(most, Math.ceil(leastUnits / packUnits)) }
}

function term(factor: number, name: string): string {
  return `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`
}
