/**
 * The gamma distribution with scale 1. In: its shape. Out: distribution function and quantile. Invariant: gammaCdf(gammaQuantile(p)) = p to 1e-9.
 */

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
  if (x <= 0) return 0
  const front = Math.exp(shape * Math.log(x) - x - lnGamma(shape))
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

/** x with P(shape, x) = p, by Newton's method kept inside a shrinking bracket. */
export function gammaQuantile(shape: number, p: number): number {
  let low = 0
  let high = shape + 10 * Math.sqrt(shape) + 20
  while (gammaCdf(shape, high) < p) high *= 2
  const lnFront = lnGamma(shape)
  let x = startOf(shape, p, high)
  for (let step = 0; step < 100; step += 1) {
    const error = gammaCdf(shape, x) - p
    if (error > 0) high = x
    else low = x
    const density = Math.exp((shape - 1) * Math.log(x) - x - lnFront)
    let next = x - error / density
    if (!(next > low && next < high)) next = (low + high) / 2
    if (Math.abs(next - x) <= 1e-10 * x) return next
    x = next
  }
  return x
}

/** For small p the series' first term: P = x^shape / (shape Gamma(shape)); for other p somewhere near the mean. */
function startOf(shape: number, p: number, high: number): number {
  const small = Math.exp((Math.log(p) + lnGamma(shape + 1)) / shape)
  const start = small < shape / 2 || shape < 1 ? small : shape
  return Math.min(high / 2, Math.max(1e-300, start))
}
