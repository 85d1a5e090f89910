/** How a draft stands to its supplier's order minimum. In: the minimum and the goods, in the supplier's currency. Out: what is missing, or nothing. */
export interface BelowMinimum {
  minimumMinor: number
  /** above 0 */
  shortMinor: number
}

/** Null where nothing is missing, or no minimum is known. */
export function belowMinimum(minimumMinor: number | null, goodsMinor: number): BelowMinimum | null {
  if (minimumMinor === null || goodsMinor >= minimumMinor) return null
  return { minimumMinor, shortMinor: minimumMinor - goodsMinor }
}
