/**
 * The standard normal distribution. In: a z or a probability. Out: the other one.
 * Method: the Taylor series of the error function for small |z| (Abramowitz & Stegun 7.1.6) and the continued fraction of its complement
 * beyond (7.1.14); the quantile by Newton's steps on it. Invariant: right to 1e-12 for |z| up to 8, which the tests hold against tables.
 */
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI)
const SERIES_UP_TO = 3
const FRACTION_DEPTH = 120

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_TWO_PI
}

/** P(Z <= z): `normalBelow(1.96)` is 0.975. */
export function normalBelow(z: number): number {
  if (z === Infinity) return 1
  if (z === -Infinity) return 0
  if (Math.abs(z) <= SERIES_UP_TO) return 0.5 + normalDensity(z) * seriesSum(z)
  return z > 0 ? 1 - upperTail(z) : upperTail(-z)
}

/** z + z^3/3 + z^5/(3*5) + ... : A&S 7.1.6 with x = z / sqrt(2) */
function seriesSum(z: number): number {
  let term = z
  let sum = z
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
    term *= (z * z) / n
    sum += term
  }
  return sum
}

/** P(Z > z) = density / (z + 1/(z + 2/(z + 3/(z + ...)))) for z > 0 */
function upperTail(z: number): number {
  let below = z
  for (let n = FRACTION_DEPTH; n >= 1; n -= 1) below = z + n / below
  return normalDensity(z) / below
}

/**
 * The z that is not exceeded with this probability: `normalQuantile(0.95)` is 1.6449.
 * @throws RangeError for a probability that is not between 0 and 1
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`not a probability: ${probability}`)
  if (probability > 0.5) return -normalQuantile(1 - probability)
  let [low, high] = [-40, 0]
  let z = -1
  while (high - low > 1e-13) {
    const error = normalBelow(z) - probability
    if (error > 0) high = z
    else low = z
    const newton = z - error / normalDensity(z)
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - z) < 1e-14) return next
    z = next
  }
  return z
}
