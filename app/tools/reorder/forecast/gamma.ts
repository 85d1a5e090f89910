/**
 * The gamma distribution with scale 1. In: its shape. Out: distribution function and quantile. Invariant: gammaCdf(gammaQuantile(p)) = p to 1e-9.
 */
import { probit } from 'simple-statistics'

/** Lanczos' approximation of ln Gamma with g = 5 and six terms (C. Lanczos, SIAM J. Numer. Anal. B 1, 1964): relative error below 2e-10. */
const LANCZOS = [
  76.180091729471, -86.5053203294168, 24.0140982408309, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5,
] as const

export function lnGamma(x: number): number {
  let sum = 1.000000000190015
  for (const [index, coefficient] of LANCZOS.entries()) sum += coefficient / (x + 1 + index)
  const base = x + 5.5
  return (x + 0.5) * Math.log(base) - base + Math.log((Math.sqrt(2 * Math.PI) * sum) / x)
}

const PRECISION = 1e-12
const MOST_TERMS = 1_000

/** Regularised lower incomplete gamma function P(shape, x): its series below shape + 1, its continued fraction above (DLMF 8.11.4, 8.9.2). */
export function gammaCdf(shape: number, x: number): number {
  return belowGiven(shape, x, lnGamma(shape))
}

/** With ln Gamma(shape) known: a quantile asks for it many times. */
function belowGiven(shape: number, x: number, lnShape: number): number {
  if (x <= 0) return 0
  const front = Math.exp(shape * Math.log(x) - x - lnShape)
  return x < shape + 1 ? front * series(shape, x) : 1 - front * fraction(shape, x)
}

function series(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let n = 1; n < MOST_TERMS && term > sum * PRECISION; n += 1) {
    term *= x / (shape + n)
    sum += term
  }
  return sum
}

/** By Lentz's method. */
function fraction(shape: number, x: number): number {
  let b = x + 1 - shape
  let c = 1e300
  let d = 1 / b
  let value = d
  for (let n = 1; n < MOST_TERMS; n += 1) {
    const a = n * (shape - n)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < PRECISION) break
  }
  return value
}

/** x with P(shape, x) = p, by Halley's method kept inside a shrinking bracket. */
export function gammaQuantile(shape: number, p: number): number {
  const lnShape = lnGamma(shape)
  let [low, high] = [0, Infinity]
  let x = startOf(shape, p, lnShape)
  for (let step = 0; step < 100; step += 1) {
    const error = belowGiven(shape, x, lnShape) - p
    if (error > 0) high = x
    else low = x
    const density = Math.exp((shape - 1) * Math.log(x) - x - lnShape)
    const newton = error / density
    // The density's slope over the density is (shape - 1) / x - 1; bounded, so that the step keeps its direction.
    const bend = Math.max(-1, Math.min(1, newton * ((shape - 1) / x - 1)))
    let next = x - newton / (1 - bend / 2)
    if (Math.abs(next - x) <= 1e-10 * x) return next
    if (!(next > low && next < high)) next = high === Infinity ? 2 * x : (low + high) / 2
    x = next
  }
  return x
}

/**
 * Wilson and Hilferty's cube of a normal ("The distribution of chi-square", PNAS 17, 1931); where it is not above 0, or the shape is small, the series'
 * first term: P = x^shape / (shape Gamma(shape)).
 */
function startOf(shape: number, p: number, lnShape: number): number {
  const spread = 1 / (9 * shape)
  const cube = shape * (1 - spread + probit(p) * Math.sqrt(spread)) ** 3
  if (shape >= 0.5 && cube > 0.05 * shape) return cube
  return Math.max(1e-300, Math.exp((Math.log(p) + lnShape + Math.log(shape)) / shape))
}
