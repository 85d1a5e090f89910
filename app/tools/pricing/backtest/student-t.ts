/**
 * Student's t, for intervals from few weeks. In: a probability and degrees of freedom (a whole number). Out: the quantile.
 * Method: the closed series of the distribution for whole degrees of freedom (Abramowitz & Stegun 26.7.3 and 26.7.4), which is exact,
 * turned round by bisection. Invariant: right to 1e-9, which the tests hold against published tables.
 */

/** P(|T| <= t) for t >= 0. */
function central(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees))
  const cos2 = Math.cos(theta) ** 2
  let term = degrees % 2 === 1 ? Math.cos(theta) : 1
  let sum = degrees === 1 ? 0 : term
  for (let n = degrees % 2 === 1 ? 2 : 1; n <= degrees - 3; n += 2) {
    term *= (n / (n + 1)) * cos2
    sum += term
  }
  return degrees % 2 === 1 ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum
}

/**
 * The t that a two-sided interval of this confidence reaches: `tQuantile(0.95, 10)` is 2.2281.
 * @throws RangeError for less than one degree of freedom or a confidence outside 0 to 1
 */
export function tQuantile(confidence: number, degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError(`not degrees of freedom: ${degrees}`)
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`not a confidence: ${confidence}`)
  let [low, high] = [0, 2]
  while (central(high, degrees) < confidence) high *= 2
  while (high - low > 1e-10 * Math.max(1, high)) {
    const middle = (low + high) / 2
    if (central(middle, degrees) < confidence) low = middle
    else high = middle
  }
  return (low + high) / 2
}
