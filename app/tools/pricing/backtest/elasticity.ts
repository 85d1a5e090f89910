/**
 * How demand answers to price, one product at a time. In: its weeks (units, price index, how busy the shop was, promotion). Out: the
 * elasticity with its 95 % interval, or why there is none. Invariant: what the data cannot tell is said, never filled in.
 *
 * Model: E[units] = exp(a + e ln price + b ln season + c promotion + d time). It is the log-log demand curve with constant elasticity e,
 * estimated by Poisson pseudo-maximum likelihood, because the logarithm of a week without sales does not exist and adding 1 to it biases
 * e (Santos Silva & Tenreyro, "The Log of Gravity", Review of Economics and Statistics 88, 2006). Only the mean need be right: units may
 * vary more, or less, than a Poisson count.
 * Interval: Student's t times a standard error that is cautious on purpose. It is the larger of quasi-Poisson (dispersion by Pearson's
 * chi-squared) and the sandwich with leverage-adjusted residuals (HC3: MacKinnon & White, Journal of Econometrics 29, 1985; for variance that
 * is no multiple of the mean), times what shocks that last from week to week widen it by: counts around a demand that wanders and comes
 * back (Zeger, "A regression model for time series of counts", Biometrika 75, 1988). Such weeks also are fewer independent ones,
 * (1 - rho) / (1 + rho) of them (Bayley & Hammersley, J. R. Statist. Soc. Suppl. 8, 1946): Student's degrees of freedom count those.
 */
import { sampleStandardDeviation } from 'simple-statistics'
import { dot, invertSymmetric, times } from './linear.ts'
import { tQuantile } from './student-t.ts'

export interface DemandWeek {
  units: number
  /** relative to anything fixed; above 0 */
  price: number
  /** units of all other goods that week, or any index of how busy it was; 0 counts as 1 */
  season: number
  /** share of the week on promotion, 0 to 1 */
  promotion: number
}

/** What there must be before an elasticity is tried. */
export const NEEDED = {
  weeks: 20,
  weeksWithSales: 12,
  /** different prices, each kept for at least this many weeks */
  prices: 2,
  weeksPerPrice: 3,
  /** standard deviation of ln price that season, promotion and time do not explain: about 2 % */
  priceSpread: 0.02,
} as const

export const CONFIDENCE = 0.95

export type ElasticityVerdict =
  /** the whole interval is below 0: dearer sells less, by about this much */
  | 'clear'
  /** the interval contains 0: the data do not tell whether price matters */
  | 'contains_zero'
  /** the whole interval is above 0: something else moved with the price */
  | 'positive'

export type NoElasticity =
  | 'too_few_weeks'
  | 'too_few_sales'
  | 'price_never_moved'
  /** the price only moved together with promotions, seasons or time: its own effect cannot be told apart */
  | 'price_moved_with_others'
  /** the estimate did not settle */
  | 'no_fit'

export type Elasticity =
  | {
      kind: 'estimated'
      verdict: ElasticityVerdict
      value: number
      low: number
      high: number
      standardError: number
      degreesOfFreedom: number
      weeks: number
      /** see NEEDED.priceSpread */
      priceSpread: number
    }
  | { kind: 'none'; reason: NoElasticity; weeks: number }

/**
 * @param weeks in order of time, without gaps: a week without sales is a week with 0 units
 * @throws RangeError for a price that is not above 0
 */
export function estimateElasticity(weeks: readonly DemandWeek[]): Elasticity {
  const none = (reason: NoElasticity): Elasticity => ({ kind: 'none', reason, weeks: weeks.length })
  if (weeks.some((week) => !(week.price > 0))) throw new RangeError('a price must be above 0')
  if (weeks.length < NEEDED.weeks) return none('too_few_weeks')
  if (weeks.filter((week) => week.units > 0).length < NEEDED.weeksWithSales) return none('too_few_sales')
  if (!hasPrices(weeks)) return none('price_never_moved')

  const price = centred(weeks.map((week) => Math.log(week.price)))
  const controls = controlColumns(weeks)
  const own = priceWithoutControls(price, controls)
  if (own === null) return none('price_moved_with_others')
  const priceSpread = sampleStandardDeviation(own)
  if (priceSpread < NEEDED.priceSpread) return none('price_moved_with_others')

  const scale = sampleStandardDeviation(price)
  const design = weeks.map((_, index) => [
    1,
    (price[index] ?? 0) / scale,
    ...controls.map((column) => column[index] ?? 0),
  ])
  const fit = fitPoisson(
    design,
    weeks.map((week) => week.units),
  )
  if (!fit) return none('no_fit')
  const value = (fit.beta[1] ?? NaN) / scale
  const { error, degreesOfFreedom } = cautiousError(design, fit)
  const standardError = error / scale
  const reach = tQuantile(CONFIDENCE, degreesOfFreedom) * standardError
  if (!Number.isFinite(value) || !Number.isFinite(reach)) return none('no_fit')
  const [low, high] = [value - reach, value + reach]
  const verdict = high < 0 ? 'clear' : low > 0 ? 'positive' : 'contains_zero'
  return {
    kind: 'estimated',
    verdict,
    value,
    low,
    high,
    standardError,
    degreesOfFreedom,
    weeks: weeks.length,
    priceSpread,
  }
}

function hasPrices(weeks: readonly DemandWeek[]): boolean {
  const kept = new Map<string, number>()
  for (const week of weeks) {
    // Prices are the same when they differ by less than a hundredth of a percent.
    const key = String(Math.round(Math.log(week.price) * 10_000))
    kept.set(key, (kept.get(key) ?? 0) + 1)
  }
  return [...kept.values()].filter((count) => count >= NEEDED.weeksPerPrice).length >= NEEDED.prices
}

const centred = (values: number[]): number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

/** Season, promotion and time, each with spread 1; one that never changes is left out, because the constant has it. */
function controlColumns(weeks: readonly DemandWeek[]): number[][] {
  const columns = [
    weeks.map((week) => Math.log(Math.max(1, week.season))),
    weeks.map((week) => week.promotion),
    weeks.map((_, index) => index),
  ]
  return columns.flatMap((column) => {
    const middle = centred(column)
    const spread = sampleStandardDeviation(middle)
    return spread < 1e-9 ? [] : [middle.map((value) => value / spread)]
  })
}

/** What the controls leave of ln price (least squares); null when they explain it all. */
function priceWithoutControls(price: number[], controls: number[][]): number[] | null {
  if (controls.length === 0) return price
  const inverse = invertSymmetric(controls.map((a) => controls.map((b) => dot(a, b))))
  if (!inverse) return null
  const coefficients = times(
    inverse,
    controls.map((column) => dot(column, price)),
  )
  return price.map(
    (value, row) =>
      value -
      dot(
        coefficients,
        controls.map((column) => column[row] ?? 0),
      ),
  )
}

interface PoissonFit {
  beta: number[]
  mean: number[]
  units: readonly number[]
  /** of the information matrix X' diag(mean) X */
  inverse: number[][]
}

const MOST_STEPS = 60
const SETTLED = 1e-9

/** Iteratively reweighted least squares (McCullagh & Nelder, Generalized Linear Models, 2.5), with steps halved where they overshoot. */
function fitPoisson(design: readonly (readonly number[])[], units: readonly number[]): PoissonFit | null {
  const width = design[0]?.length ?? 0
  const total = units.reduce((sum, value) => sum + value, 0)
  let beta = [Math.log(total / units.length), ...new Array<number>(width - 1).fill(0)]
  let likelihood = quasiLikelihood(design, units, beta)
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const mean = design.map((row) => Math.exp(dot(row, beta)))
    const inverse = invertSymmetric(weighted(design, mean))
    if (!inverse) return null
    const score = columnsSum(design, (row) => (units[row] ?? 0) - (mean[row] ?? 0))
    const move = times(inverse, score)
    let size = 1
    let next = beta
    let reached = likelihood
    for (; size > 1e-6; size /= 2) {
      next = beta.map((value, index) => value + size * (move[index] ?? 0))
      reached = quasiLikelihood(design, units, next)
      if (reached >= likelihood - Math.abs(likelihood) * 1e-12) break
    }
    const moved = Math.max(...move.map((value) => Math.abs(value * size)))
    beta = next
    likelihood = reached
    if (moved < SETTLED) return { beta, mean: design.map((row) => Math.exp(dot(row, beta))), units, inverse }
  }
  return null
}

function quasiLikelihood(design: readonly (readonly number[])[], units: readonly number[], beta: number[]): number {
  let sum = 0
  for (const [row, columns] of design.entries()) {
    const eta = dot(columns, beta)
    sum += (units[row] ?? 0) * eta - Math.exp(eta)
  }
  return Number.isFinite(sum) ? sum : -Infinity
}

function weighted(design: readonly (readonly number[])[], weights: readonly number[]): number[][] {
  const width = design[0]?.length ?? 0
  const matrix = Array.from({ length: width }, () => new Array<number>(width).fill(0))
  for (const [row, columns] of design.entries()) addOuter(matrix, columns, columns, weights[row] ?? 0)
  return matrix
}

function addOuter(matrix: number[][], a: readonly number[], b: readonly number[], weight: number): void {
  for (const [i, line] of matrix.entries()) {
    for (let j = 0; j < line.length; j += 1) line[j] = (line[j] ?? 0) + weight * (a[i] ?? 0) * (b[j] ?? 0)
  }
}

function columnsSum(design: readonly (readonly number[])[], weight: (row: number) => number): number[] {
  const sums = new Array<number>(design[0]?.length ?? 0).fill(0)
  for (const [row, columns] of design.entries()) {
    for (const [index, value] of columns.entries()) sums[index] = (sums[index] ?? 0) + value * weight(row)
  }
  return sums
}

/** The standard error of the price's coefficient (column 1) that the header describes. */
function cautiousError(
  design: readonly (readonly number[])[],
  fit: PoissonFit,
): { error: number; degreesOfFreedom: number } {
  const { mean, units, inverse } = fit
  const free = design.length - inverse.length
  const deviations = mean.map((expected, row) => ((units[row] ?? 0) - expected) / Math.sqrt(expected))
  const dispersion = dot(deviations, deviations) / free
  const leverages = design.map((columns, row) => (mean[row] ?? 0) * dot(columns, times(inverse, columns)))
  const scores = design.map((columns, row) => {
    const residual = ((units[row] ?? 0) - (mean[row] ?? 0)) / (1 - Math.min(0.99, leverages[row] ?? 0))
    return columns.map((value) => value * residual)
  })
  const beyondChance = Math.max(0, dispersion - 1)
  const rho = beyondChance === 0 ? 0 : lastingShare(design, fit, deviations, beyondChance)
  const roots = design.map((columns, row) => columns.map((value) => value * Math.sqrt(mean[row] ?? 0)))
  const alone = sandwich(inverse, roots, 0)
  const lasting = Math.sqrt(alone ** 2 + beyondChance * sandwich(inverse, roots, rho) ** 2)
  const widening = Math.max(1, lasting / (Math.sqrt(1 + beyondChance) * alone))
  // Of all that varies, the part that lasts.
  const share = (rho * beyondChance) / (1 + beyondChance)
  const independent = Math.floor((design.length * (1 - share)) / (1 + share))
  return {
    error: widening * Math.max(Math.sqrt(dispersion * (inverse[1]?.[1] ?? NaN)), sandwich(inverse, scores, 0)),
    degreesOfFreedom: Math.max(1, Math.min(free, independent - inverse.length)),
  }
}

const MOST_LASTING = 0.95

/**
 * How much of a week's shock is left in the next, 0 to 0.95. Chance in the counts does not last, so the shocks are only what varies beyond
 * it. The fit takes slow movements out of its residuals, so that even errors that do not last look as if they alternated, by
 * -tr(H L) / (n - k), with H the hat matrix and L the lag; and a correlation from n weeks comes out too small by (1 + 3 rho) / n
 * (Marriott & Pope, Biometrika 41, 1954), its first part counted already. Both are given back.
 */
function lastingShare(
  design: readonly (readonly number[])[],
  fit: PoissonFit,
  deviations: readonly number[],
  beyondChance: number,
): number {
  const { mean, inverse } = fit
  const weeks = design.length
  let together = 0
  let taken = 0
  for (let row = 1; row < weeks; row += 1) {
    together += (deviations[row] ?? 0) * (deviations[row - 1] ?? 0)
    const hat = dot(design[row] ?? [], times(inverse, design[row - 1] ?? []))
    taken += hat * Math.sqrt((mean[row] ?? 0) * (mean[row - 1] ?? 0))
  }
  const free = weeks - inverse.length
  const covariance = (together + (beyondChance + 1) * taken) / free
  const seen = covariance / beyondChance
  return Math.min(MOST_LASTING, Math.max(0, seen + (3 * seen) / weeks))
}

/** Square root of the price's entry of A B A, where B adds up the products of all rows, weighted by `rho` to the power of their distance. */
function sandwich(inverse: number[][], rows: number[][], rho: number): number {
  const own = inverse[1] ?? []
  const parts = rows.map((row) => dot(own, row))
  let sum = 0
  let carried = 0
  for (const part of parts) {
    sum += part * part + 2 * part * carried
    carried = rho * (carried + part)
  }
  return Math.sqrt(Math.max(0, sum))
}
