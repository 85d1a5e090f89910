/**
 * The suggestions of one supplier fitted to limits. In: its lines with what more or fewer units are worth, limits. Out: the program to solve, and
 * what its answer says line by line, with the reason and the profit it costs. Invariant: lines change only in the direction that a broken limit
 * asks for; what is handed out keeps every limit at the prices of the quantities it has.
 *
 * A unit more is worth what it is expected to sell for, a unit too many what its waiting costs; their ratio is the service level that the line
 * was suggested with (the newsvendor's critical ratio turned round), so that the suggestion itself is what one would order without limits.
 */
import type { Id } from '#app/mirror/types.ts'
import {
  isWithin,
  readLimitedPlan,
  worthCurve,
  type LimitedLine,
  type OrderLimits,
  type SolverAnswer,
  type WorthPoint,
} from '../policy/limits.ts'
import { smallestOrder, unitPriceAt, type SupplyTerms } from '../policy/orderable.ts'
import type { ProtectionDemand } from '../policy/protection.ts'
import {
  CUTS,
  type Cut,
  type Fit,
  type FitRefusal,
  type FittedLine,
  type KnownTotals,
  type UnknownCounts,
} from './schema.ts'

/** One variant that the supplier sells, as the plan sees it today. */
export interface FitLine {
  variantId: Id
  suggestedUnits: number
  terms: SupplyTerms
  /** what is there and coming */
  positionUnits: number
  /** of the interval that an order covers */
  demand: ProtectionDemand
  serviceLevelBps: number
  /** the most that does not become overstock, units to order */
  mostUnits: number
  /** what a unit that is not there costs, in the shop's currency */
  underMinor: number
  costUnknown: boolean
  weightGrams: number | null
  unitVolumeCubicCm: number | null
}

/** What can be said of a line without its demand: how it stands in the order as it is suggested. */
export type SuggestedLine = Pick<
  FitLine,
  'variantId' | 'suggestedUnits' | 'costUnknown' | 'weightGrams' | 'unitVolumeCubicCm'
> & { terms: Pick<SupplyTerms, 'priceBreaks'> }

/** Steps of a worth curve: fewer for long orders, or the program grows past what can be solved while somebody waits. */
const POINTS = 24
const POINTS_OF_LONG = 10
const LONG_LINES = 200
/** Within the suggestion no unit is worth less than this, so that nothing is taken out that a limit does not ask for. Minor units. */
const LEAST_WORTH = 0.01

export interface FitProgram {
  lines: LimitedLine[]
  /** what was asked, and no more above a minimum than one step of a line */
  limits: OrderLimits
  asked: OrderLimits
}

interface Ways {
  cuts: Cut[]
  raised: boolean
}

/** What the suggestions are against the limits. */
export function standingOf(lines: readonly SuggestedLine[], limits: OrderLimits): Ways & { before: KnownTotals } {
  const before = totalsOf(lines, suggested)
  const above: Record<Cut, boolean> = {
    budget: before.costMinor > (limits.mostCostMinor ?? Infinity),
    weight: before.grams > (limits.mostGrams ?? Infinity),
    volume: before.cubicCm > (limits.mostCubicCm ?? Infinity),
  }
  return {
    before,
    cuts: CUTS.filter((cut) => above[cut]),
    raised: before.costMinor < (limits.leastCostMinor ?? -Infinity),
  }
}

/** The suggestions as they are, with what is not known about them. */
export function asSuggested(lines: readonly SuggestedLine[], limits: OrderLimits): Fit {
  const { before } = standingOf(lines, limits)
  return {
    limits,
    before,
    unknown: unknownOf(lines, suggested),
    outcome: { kind: 'fits', lines: resultLines(lines, suggested, () => 0) },
  }
}

/**
 * The programs to try, in this order; empty when the suggestions keep the limits or no order can. The first counts prices as they are at the
 * suggested quantities; where price breaks make its answer break a limit, the second counts the price that is safe for every quantity.
 */
export function fitPrograms(lines: readonly FitLine[], limits: OrderLimits): FitProgram[] {
  const { cuts, raised, before } = standingOf(lines, limits)
  if (isWithin(before, limits) || refusalBeforehand(lines, limits)) return []
  const priced = (price: (line: FitLine, least: number, most: number) => number | null): FitProgram => ({
    limits: cuts.length === 0 ? { ...limits, mostCostMinor: justAbove(lines, limits) } : limits,
    asked: limits,
    lines: lines.map((line) => limitedLine(line, { cuts, raised }, lines.length, price)),
  })
  const atSuggestion = priced(({ terms, suggestedUnits }) =>
    unitPriceAt(terms.priceBreaks, Math.max(1, suggestedUnits)),
  )
  // A budget must hold at the price of fewer units, a minimum at that of more.
  const safe = priced(({ terms }, least, most) =>
    unitPriceAt(terms.priceBreaks, cuts.length > 0 ? Math.max(1, least) : most),
  )
  const hasBreaks = lines.some(({ terms }) => terms.priceBreaks.length > 1)
  return hasBreaks ? [atSuggestion, safe] : [atSuggestion]
}

/** A minimum is met, not doubled: lines are added one step after the other, and the step that reaches it is no dearer than the dearest. */
function justAbove(lines: readonly FitLine[], { leastCostMinor, mostCostMinor }: OrderLimits): number | null {
  if (leastCostMinor === null) return mostCostMinor
  const steps = lines.map((line) => {
    const { terms, suggestedUnits } = line
    const units = suggestedUnits > 0 ? terms.packUnits : smallestOrder(terms)
    return mostOf(line) >= suggestedUnits + units ? units * (unitPriceAt(terms.priceBreaks, 1) ?? 0) : 0
  })
  return Math.min(mostCostMinor ?? Infinity, leastCostMinor + steps.reduce((most, step) => Math.max(most, step), 0))
}

/** The range of units that a line may take: only towards what a broken limit asks for. */
function rangeOf(line: FitLine, { cuts, raised }: Ways): { least: number; most: number } {
  const most = Math.max(line.suggestedUnits, line.mostUnits)
  if (cuts.length === 0) return { least: line.suggestedUnits, most }
  return { least: 0, most: raised ? most : line.suggestedUnits }
}

function limitedLine(
  line: FitLine,
  ways: Ways,
  count: number,
  price: (line: FitLine, least: number, most: number) => number | null,
): LimitedLine {
  const { least, most } = rangeOf(line, ways)
  return {
    id: line.variantId,
    packUnits: line.terms.packUnits,
    minimumUnits: line.terms.minimumUnits,
    leastUnits: least,
    mostUnits: most,
    unitPriceMinor: price(line, least, most) ?? 0,
    weightGrams: line.weightGrams ?? 0,
    volumeCubicCm: line.unitVolumeCubicCm ?? 0,
    worth: worthOf(line, most, count > LONG_LINES ? POINTS_OF_LONG : POINTS),
  }
}

/** Concave, and rising as far as the suggestion. */
function worthOf(line: FitLine, mostUnits: number, points: number): WorthPoint[] {
  const level = Math.min(0.999, line.serviceLevelBps / 10_000)
  const overMinor = (line.underMinor * (1 - level)) / level
  const curve = worthCurve(line.demand, line.positionUnits, {
    mostUnits,
    points,
    underMinor: line.underMinor,
    overMinor,
  })
  const raised: WorthPoint[] = []
  let [worthMinor, units] = [0, 0]
  let slopeBefore = Infinity
  for (const point of withSuggestion(curve, line.suggestedUnits)) {
    if (point.units > units) {
      const own = (point.worthMinor - interpolated(curve, units)) / (point.units - units)
      const slope = Math.min(slopeBefore, point.units <= line.suggestedUnits ? Math.max(LEAST_WORTH, own) : own)
      worthMinor += slope * (point.units - units)
      slopeBefore = slope
      units = point.units
    }
    raised.push({ units, worthMinor })
  }
  return raised
}

function withSuggestion(curve: readonly WorthPoint[], units: number): WorthPoint[] {
  const last = curve.at(-1)?.units ?? 0
  if (units <= 0 || units >= last || curve.some((point) => point.units === units)) return [...curve]
  return [...curve, { units, worthMinor: interpolated(curve, units) }].sort((a, b) => a.units - b.units)
}

/** On the straight lines between the points. */
function interpolated(curve: readonly WorthPoint[], units: number): number {
  let below = curve[0] ?? { units: 0, worthMinor: 0 }
  for (const point of curve) {
    if (point.units >= units) {
      const width = point.units - below.units
      return width === 0
        ? point.worthMinor
        : below.worthMinor + ((point.worthMinor - below.worthMinor) * (units - below.units)) / width
    }
    below = point
  }
  return below.worthMinor
}

/** Why no order can keep the limits, where that can be told without a search. */
export function refusalBeforehand(lines: readonly FitLine[], limits: OrderLimits): FitRefusal | null {
  const least = limits.leastCostMinor
  if (least === null) return null
  if (limits.mostCostMinor !== null && limits.mostCostMinor < least) return { code: 'minimum_above_budget' }
  const { costMinor } = totalsOf(lines, mostOf)
  return costMinor < least ? { code: 'minimum_beyond_sense', reachMinor: costMinor } : null
}

/** What an answer makes of the suggestions; null when it is to be asked again with the next program. */
export function readFit(
  lines: readonly FitLine[],
  program: FitProgram,
  answer: SolverAnswer,
  isLast: boolean,
): Fit | null {
  const limits = program.asked
  const { before, cuts, raised } = standingOf(lines, limits)
  const plan = readLimitedPlan(program.lines, program.limits, answer)
  const units = plan.kind === 'planned' ? new Map(plan.lines.map((line) => [line.id, line.units])) : null
  const of = (line: FitLine): number => units?.get(line.variantId) ?? 0
  const after = totalsOf(lines, of)
  if (plan.kind === 'planned' && isWithin(after, limits)) {
    const worth = new Map(program.lines.map((line) => [line.id, line.worth]))
    const lost = (line: FitLine): number => {
      const curve = worth.get(line.variantId) ?? []
      return Math.round(interpolated(curve, line.suggestedUnits) - interpolated(curve, of(line)))
    }
    const result = resultLines(lines, of, lost)
    const lostMinor = result.reduce((sum, line) => sum + line.lostMinor, 0)
    const proven = answer.status === 'optimal'
    return {
      limits,
      before,
      unknown: unknownOf(lines, (line) => Math.max(of(line), line.suggestedUnits)),
      outcome: { kind: 'fitted', lines: result, after, lostMinor, cuts, raised, proven },
    }
  }
  if (!isLast && plan.kind === 'planned') return null
  return refusedFit(lines, limits, refusalOf(plan))
}

/** The suggestions stay as they are, with the reason. */
export function refusedFit(lines: readonly FitLine[], limits: OrderLimits, refusal: FitRefusal): Fit {
  const as = asSuggested(lines, limits)
  return { ...as, outcome: { kind: 'refused', refusal, lines: as.outcome.lines } }
}

function refusalOf(plan: ReturnType<typeof readLimitedPlan>): FitRefusal {
  if (plan.kind === 'planned' || plan.reason === 'answer_breaks_limits') return { code: 'answer_breaks_limits' }
  return plan.reason === 'infeasible' ? { code: 'minimum_above_room' } : { code: 'no_answer_in_time' }
}

const suggested = ({ suggestedUnits }: SuggestedLine): number => suggestedUnits

/** The most that may be bought, in full packs; nothing where the smallest order is more than makes sense. */
function mostOf({ terms, suggestedUnits, mostUnits }: FitLine): number {
  const most = Math.floor(Math.max(suggestedUnits, mostUnits) / terms.packUnits) * terms.packUnits
  return most < smallestOrder(terms) ? 0 : most
}

/** At the prices of these quantities; what is not known counts 0. */
function totalsOf<Line extends SuggestedLine>(lines: readonly Line[], unitsOf: (line: Line) => number): KnownTotals {
  const totals: KnownTotals = { units: 0, costMinor: 0, grams: 0, cubicCm: 0 }
  for (const line of lines) {
    const units = unitsOf(line)
    if (units === 0) continue
    totals.units += units
    totals.costMinor += units * (unitPriceAt(line.terms.priceBreaks, units) ?? 0)
    totals.grams += units * (line.weightGrams ?? 0)
    totals.cubicCm += units * (line.unitVolumeCubicCm ?? 0)
  }
  return totals
}

function unknownOf<Line extends SuggestedLine>(lines: readonly Line[], unitsOf: (line: Line) => number): UnknownCounts {
  const ordered = lines.filter((line) => unitsOf(line) > 0)
  return {
    prices: ordered.filter(({ terms }) => terms.priceBreaks.length === 0).length,
    weights: ordered.filter(({ weightGrams }) => weightGrams === null).length,
    volumes: ordered.filter(({ unitVolumeCubicCm }) => unitVolumeCubicCm === null).length,
  }
}

/** Lines that were or are ordered, what changed first, the largest cost first. */
function resultLines<Line extends SuggestedLine>(
  lines: readonly Line[],
  unitsOf: (line: Line) => number,
  lostOf: (line: Line) => number,
): FittedLine[] {
  const result = lines.flatMap((line): FittedLine[] => {
    const units = unitsOf(line)
    const beforeUnits = line.suggestedUnits
    if (units === 0 && beforeUnits === 0) return []
    const unitPriceMinor = unitPriceAt(line.terms.priceBreaks, Math.max(1, units))
    return [
      {
        variantId: line.variantId,
        change: changeOf(beforeUnits, units),
        beforeUnits,
        units,
        unitPriceMinor,
        costMinor: unitPriceMinor === null ? null : units * unitPriceMinor,
        weightGrams: line.weightGrams,
        unitVolumeCubicCm: line.unitVolumeCubicCm,
        lostMinor: lostOf(line),
        costUnknown: line.costUnknown,
      },
    ]
  })
  const changed = ({ change }: FittedLine): number => (change === 'kept' ? 1 : 0)
  return result.sort((a, b) => changed(a) - changed(b) || (b.costMinor ?? 0) - (a.costMinor ?? 0))
}

function changeOf(before: number, after: number): FittedLine['change'] {
  if (after === before) return 'kept'
  if (before === 0) return 'added'
  if (after === 0) return 'left_out'
  return after > before ? 'raised' : 'reduced'
}
