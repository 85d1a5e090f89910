/**
 * Arithmetic of shares and changes, on integers. In: whole numbers. Out: basis points (1/100 of a percent), or null where there is none.
 * Invariant: dividing by nothing gives null, never 0 or Infinity.
 */

/** `numerator / denominator` in basis points, rounded half away from zero; null when the denominator is 0. */
export function shareBps(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : roundHalfAway((numerator * 10_000) / denominator)
}

/** How far `value` is from `previous`, relative to `previous`, in basis points: 150 after 100 is 5000. Null without a previous value or after 0. */
export function changeBps(value: number | null, previous: number | null): number | null {
  if (value === null || previous === null || previous === 0) return null
  return roundHalfAway(((value - previous) * 10_000) / Math.abs(previous))
}

export function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}
