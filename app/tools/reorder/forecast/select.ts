/**
 * Which method a series gets. In: its own losses and those of the shop's items of its class. Out: the method, why, and the losses of all candidates.
 * Invariant: among methods that win, the simpler wins ties; the shorter the series' own evidence, the more its class, and the shop, decide.
 */
import type { DemandClass } from './demand-class.ts'
import type { Losses } from './losses.ts'
import { METHOD_NAMES, type MethodName } from './methods.ts'

/** Losses within this share of the best are a tie. */
const TIE = 0.01
/**
 * The smallest of many losses is too small by chance: a class leaves the shop's method, and a series its class's, only for one that is better by
 * this share.
 */
const WORTH_LEAVING = 0.1
/** What the shop begins with: what is hardest to beat (see combination.ts). */
const SHOP_METHOD: MethodName = 'combination'
/** The shop leaves it for a method that is better by this share: as much as the losses of all items move from one month to the next. */
const SHOP_WORTH = 0.03

export type SelectionReason =
  /** the smallest loss in the back-test */
  | 'smallest_loss'
  /** within a tie of the smallest loss, and simpler */
  | 'tie_simpler'
  /** what works best for its class of demand: too short to test, or not clearly better off with another */
  | 'class_best'

export interface Selection {
  method: MethodName
  reason: SelectionReason
  /** losses that were compared: the series' own drawn to its class's, relative to the moving average */
  compared: Readonly<Record<MethodName, number>>
}

/** What a shop's items say about the methods. */
export interface MethodKnowledge {
  /** over all classes */
  overall: RelativeLosses
  byClass: Readonly<Record<DemandClass, RelativeLosses>>
  /** see reliabilityOf */
  reliability: Readonly<Record<MethodName, number>>
  /** what the method's forecasts are multiplied by, see restoredBy */
  restored: Readonly<Record<MethodName, number>>
  /** independent intervals that an item's own dispersion must have seen to weigh as much as its class's, see learnStrength */
  strength: number
}

export type RelativeLosses = Readonly<Record<MethodName, number>>

/** A method is taken to be at most this many times better or worse than the moving average: one wild series must not decide for all. */
const FARTHEST = 8

/** Each method's total loss over the moving average's. Where that is 0, methods cannot be told apart: 1. */
export function relativeLosses(losses: Readonly<Record<MethodName, Losses>>): RelativeLosses {
  const { total } = losses.moving_average
  return fromNames((name) => (total === 0 ? 1 : Math.min(FARTHEST, Math.max(1 / FARTHEST, losses[name].total / total))))
}

/**
 * The units that each method's losses come to over a group's series, over the moving average's: items count by what they sell, as a merchant's
 * money does. 1 without series.
 */
export function groupLosses(
  series: readonly { losses: Readonly<Record<MethodName, Losses>>; scale: number }[],
): RelativeLosses {
  const unitsOf = (name: MethodName): number => {
    let units = 0
    for (const { losses, scale } of series) units += losses[name].total * scale
    return units
  }
  const base = unitsOf('moving_average')
  return fromNames((name) => (base === 0 ? 1 : unitsOf(name) / base))
}

/**
 * How far a series' own relative losses tell its next ones, 0 to 1: the correlation over series between the older and the newer half of their
 * back-tests, stepped up to the whole (split-half reliability: Spearman, Brown, British Journal of Psychology 3, 1910). Selecting by losses that
 * do not last is worse than one method for all (Fildes, "Beyond forecasting competitions", IJF 17, 2001; Petropoulos et al., EJOR 268, 2018).
 * @param halves per series, relative losses on the older and the newer origins
 */
export function reliabilityOf(
  halves: readonly { older: RelativeLosses; newer: RelativeLosses }[],
): Record<MethodName, number> {
  return fromNames((name) => {
    const pairs = halves.map(({ older, newer }) => [Math.log(older[name]), Math.log(newer[name])] as const)
    const correlation = Math.max(0, correlationOf(pairs))
    return (2 * correlation) / (1 + correlation)
  })
}

function correlationOf(pairs: readonly (readonly [number, number])[]): number {
  const count = Math.max(1, pairs.length)
  let [meanA, meanB] = [0, 0]
  for (const [a, b] of pairs) [meanA, meanB] = [meanA + a / count, meanB + b / count]
  let [both, squareA, squareB] = [0, 0, 0]
  for (const [a, b] of pairs) {
    both += (a - meanA) * (b - meanB)
    squareA += (a - meanA) ** 2
    squareB += (b - meanB) ** 2
  }
  return squareA === 0 || squareB === 0 ? 0 : both / Math.sqrt(squareA * squareB)
}

/**
 * @param own the series' relative losses; null when it could not be tested
 * @param tested the share of the origins that this series was tested at, 0 to 1
 */
export function selectMethod(
  own: RelativeLosses | null,
  { overall, byClass, reliability }: Pick<MethodKnowledge, 'overall' | 'byClass' | 'reliability'>,
  demandClass: DemandClass,
  tested: number,
): Selection {
  // Spearman and Brown's formula again, for a test that is shorter.
  const compared = fromNames((name) => {
    const lasts = reliability[name]
    const weight = own === null || lasts === 0 ? 0 : (tested * lasts) / (1 + (tested - 1) * lasts)
    return (own?.[name] ?? 1) ** weight * byClass[demandClass][name] ** (1 - weight)
  })
  const shop = leaving(SHOP_METHOD, simplestOf(overall), overall, SHOP_WORTH)
  const usual = leaving(shop, simplestOf(byClass[demandClass]), byClass[demandClass])
  const best = simplestOf(compared)
  const method = own === null ? usual : leaving(usual, best, compared)
  const reason = ((): SelectionReason => {
    if (method !== best || own === null || method === usual) return 'class_best'
    return METHOD_NAMES.every((name) => compared[name] >= compared[method]) ? 'smallest_loss' : 'tie_simpler'
  })()
  return { method, reason, compared }
}

function leaving(usual: MethodName, best: MethodName, losses: RelativeLosses, worth = WORTH_LEAVING): MethodName {
  return losses[best] < losses[usual] * (1 - worth) ? best : usual
}

/** The simplest method within a tie of the smallest loss; METHOD_NAMES begins with the simplest. */
function simplestOf(losses: RelativeLosses): MethodName {
  const least = Math.min(...METHOD_NAMES.map((name) => losses[name]))
  return METHOD_NAMES.find((name) => losses[name] <= least * (1 + TIE)) ?? 'moving_average'
}

export function fromNames<T>(value: (name: MethodName) => T): Record<MethodName, T> {
  return Object.fromEntries(METHOD_NAMES.map((name) => [name, value(name)])) as Record<MethodName, T>
}
