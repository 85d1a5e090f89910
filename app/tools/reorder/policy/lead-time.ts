/**
 * How long a supplier takes on a lane (air, sea, rail ...). In: what the supplier card quotes and what receipts showed. Out: a distribution of
 * whole days. Invariant: its points keep the estimate's mean exactly, and a longer quote never makes any point of it shorter.
 *
 * Model: ln(actual days / quoted days) is normal, so that lead times are positive, skewed to the late side and scale with the quote. Its mean
 * is estimated by two-level credibility (Jewell, "The use of collateral data in credibility theory", Giornale dell'Istituto Italiano degli
 * Attuari 38, 1975, after Buehlmann, "Experience rating and credibility", ASTIN Bulletin 4, 1967): the card says 0, the supplier's other
 * lanes move that, the lane's own receipts move it further, each by n / (n + strength). Its variance is the card's, pooled with the
 * receipts' by degrees of freedom; the predictive variance adds that the mean itself is only estimated.
 */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { normalBelow, normalQuantile } from './normal.ts'

export interface LeadTimePoint {
  /** whole days, at least 1 */
  days: number
  /** of all orders, 0 to 1; the shares of all points sum to 1 */
  share: number
}

export interface LeadTime {
  meanDays: number
  standardDeviationDays: number
  /** ascending in days */
  points: readonly LeadTimePoint[]
}

export interface LeadTimeReceipt {
  laneId: string
  /** what was quoted when the order was sent */
  quotedDays: number
  /** from sending to the receipt; a receipt on the same day counts as half a day */
  actualDays: number
}

export interface LeadTimePrior {
  /** how many receipts the word of the card is worth, and the word of the other lanes */
  strength: number
  /** coefficient of variation of a supplier about whom nothing is known, in basis points */
  spreadBps: number
  /** how many receipts that coefficient is worth */
  spreadStrength: number
}

/** Assumptions, shown on the page and editable there; no data stands behind them. */
export const LEAD_TIME_PRIOR: LeadTimePrior = { strength: 4, spreadBps: 2_000, spreadStrength: 4 }

export interface LeadTimeQuestion {
  laneId: string
  /** the supplier card's, for this lane; null when it says nothing */
  quotedDays: number | null
  /** coefficient of variation that the card states, in basis points; null takes the prior's */
  quotedSpreadBps: number | null
  /** of this supplier, on all its lanes */
  receipts: readonly LeadTimeReceipt[]
}

export type LeadTimeEstimate =
  | {
      kind: 'estimated'
      /** quoted: no receipts; learned: quoted and receipts; receipts_only: the card says nothing, the lane's median stands for it */
      source: 'quoted' | 'learned' | 'receipts_only'
      leadTime: LeadTime
      /** receipts of this lane that were used */
      receipts: number
      /** receipts without a positive quote or with goods before the order, which were left out */
      leftOut: number
      /** how much later than quoted an order comes at the median, in basis points of the quote; negative is earlier */
      latenessBps: number
    }
  | { kind: 'none'; reason: 'no_lead_time'; leftOut: number }

/** Lead time of one supplier on one lane; `none` when neither the card nor a receipt of the lane says anything. */
export function estimateLeadTime(question: LeadTimeQuestion, prior: LeadTimePrior = LEAD_TIME_PRIOR): LeadTimeEstimate {
  const asked = question.quotedDays !== null && question.quotedDays > 0 ? question.quotedDays : null
  const came = question.receipts.filter((one) => one.actualDays >= 0)
  const ownCame = came.filter((one) => one.laneId === question.laneId)
  const quotedDays = asked ?? medianOf(ownCame.map((one) => Math.max(HALF_A_DAY, one.actualDays)))
  const usable = came.filter((one) => one.quotedDays > 0)
  const own = asked === null ? ownCame.map((one) => ({ ...one, quotedDays: quotedDays ?? 1 })) : lane(usable, question)
  const others = usable.filter((one) => one.laneId !== question.laneId)
  const leftOut = question.receipts.length - own.length - others.length
  if (quotedDays === null) return { kind: 'none', reason: 'no_lead_time', leftOut }

  const ownRatios = own.map(lateness)
  const otherRatios = others.map(lateness)
  // Without a quote the others' lateness says nothing about this lane: there is no word they could be late against.
  const fromOthers = asked === null ? 0 : shrink(otherRatios, 0, prior.strength)
  const mean = shrink(ownRatios, fromOthers, prior.strength)
  const cardVariance = logVariance(question.quotedSpreadBps ?? prior.spreadBps)
  const [ownSquares, otherSquares] = [squares(ownRatios), squares(otherRatios)]
  const variance =
    (prior.spreadStrength * cardVariance + ownSquares.sum + otherSquares.sum) /
    (prior.spreadStrength + ownSquares.freedom + otherSquares.freedom)
  const predictive = variance * (1 + (own.length === 0 ? 0 : 1 / (own.length + prior.strength)))
  return {
    kind: 'estimated',
    source: asked === null ? 'receipts_only' : own.length + others.length === 0 ? 'quoted' : 'learned',
    leadTime: lognormalDays(quotedDays * Math.exp(mean), Math.sqrt(predictive)),
    receipts: own.length,
    leftOut,
    latenessBps: Math.round(Math.expm1(mean) * 10_000),
  }
}

const HALF_A_DAY = 0.5

const lane = (receipts: readonly LeadTimeReceipt[], { laneId }: LeadTimeQuestion): LeadTimeReceipt[] =>
  receipts.filter((one) => one.laneId === laneId)

const lateness = ({ actualDays, quotedDays }: LeadTimeReceipt): number =>
  Math.log(Math.max(HALF_A_DAY, actualDays) / quotedDays)

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

function shrink(values: readonly number[], towards: number, strength: number): number {
  const sum = values.reduce((total, value) => total + value, 0)
  return (sum + strength * towards) / (values.length + strength)
}

function squares(values: readonly number[]): { sum: number; freedom: number } {
  const mean = values.reduce((total, value) => total + value, 0) / Math.max(1, values.length)
  return {
    sum: values.reduce((total, value) => total + (value - mean) ** 2, 0),
    freedom: Math.max(0, values.length - 1),
  }
}

/** Of the logarithm of a lognormal with this coefficient of variation. */
const logVariance = (spreadBps: number): number => Math.log1p((spreadBps / 10_000) ** 2)

/** Strata of the probability, finer on the late side, where a service level is decided. */
const STRATA = [0, 0.15, 0.4, 0.7, 0.9, 0.98, 1]
const STRATA_Z = STRATA.map((edge) => (edge === 0 ? -Infinity : edge === 1 ? Infinity : normalQuantile(edge)))

/**
 * A lognormal as at most twelve whole days: the mean of each stratum, in closed form, shared between the two whole days around it.
 * @param median days
 * @param sigma standard deviation of the logarithm
 */
export function lognormalDays(median: number, sigma: number): LeadTime {
  const mean = median * Math.exp((sigma * sigma) / 2)
  const points: LeadTimePoint[] = []
  for (let index = 1; index < STRATA.length; index += 1) {
    const share = (STRATA[index] ?? 1) - (STRATA[index - 1] ?? 0)
    const below = normalBelow((STRATA_Z[index] ?? 0) - sigma)
    const above = normalBelow((STRATA_Z[index - 1] ?? 0) - sigma)
    points.push({ days: (mean * (below - above)) / share, share })
  }
  return leadTimeOf(points)
}

/**
 * A lead time from points whose days may be fractions: each is shared between the whole days around it, so that the mean stays.
 * Less than one day counts as one.
 * @throws RangeError when there is no point or the shares do not sum to 1
 */
export function leadTimeOf(points: readonly LeadTimePoint[]): LeadTime {
  const total = points.reduce((sum, point) => sum + point.share, 0)
  if (!(Math.abs(total - 1) < 1e-6)) throw new RangeError(`shares of lead times sum to ${total}`)
  const shares = new Map<number, number>()
  const add = (days: number, share: number): void => {
    if (share > 0) shares.set(days, (shares.get(days) ?? 0) + share)
  }
  for (const point of points) {
    const days = Math.max(1, point.days)
    const whole = Math.floor(days)
    add(whole, point.share * (1 - (days - whole)))
    add(whole + 1, point.share * (days - whole))
  }
  const whole = [...shares].map(([days, share]) => ({ days, share })).sort((a, b) => a.days - b.days)
  const meanDays = whole.reduce((sum, { days, share }) => sum + days * share, 0)
  const variance = whole.reduce((sum, { days, share }) => sum + share * (days - meanDays) ** 2, 0)
  return { meanDays, standardDeviationDays: Math.sqrt(variance), points: whole }
}

/** First and last day on which the supplier rests, both included: Chinese New Year, a factory's summer holiday. */
export interface Closure {
  fromOn: Day
  toOn: Day
}

/**
 * A lead time that rests while the supplier does: an order sent on `sentOn` comes later by every closed day on its way.
 * Closures that overlap count once. An order that would come earlier still never comes later than a slower one.
 */
export function delayByClosures(leadTime: LeadTime, sentOn: Day, closures: readonly Closure[]): LeadTime {
  const inOrder = [...closures].sort((a, b) => (a.fromOn < b.fromOn ? -1 : a.fromOn > b.fromOn ? 1 : 0))
  const points = leadTime.points.map(({ days, share }) => {
    let arrives = days
    let countedTo = addDays(sentOn, -1)
    for (const { fromOn, toOn } of inOrder) {
      const from = fromOn > countedTo ? fromOn : addDays(countedTo, 1)
      if (toOn < from || daysBetween(sentOn, from) > arrives) continue
      arrives += daysBetween(from, toOn) + 1
      countedTo = toOn
    }
    return { days: arrives, share }
  })
  return leadTimeOf(points)
}
