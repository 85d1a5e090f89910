/**
 * Where a product is in its life. In: its age and its weekly demand, best without season and stock-outs. Out: launch, growth, mature or decline,
 * with what it was decided by. Invariant: only a trend that chance seldom makes is called one.
 *
 * Method: the Mann-Kendall test (Mann, Econometrica 13, 1945; Kendall, Rank Correlation Methods, 1948) with its correction for ties, because
 * weekly sales are skewed, full of zeros and tied; it assumes weeks independent of each other, so a season left in looks like a trend.
 */
export const LIFE_CYCLES = ['launch', 'growth', 'mature', 'decline'] as const
export type LifeCycle = (typeof LIFE_CYCLES)[number]

export interface LifeCycleSummary {
  lifeCycle: LifeCycle
  /** of the trend, standard normal when there is none; null when there are too few weeks to ask */
  z: number | null
}

/** A product is new for its first quarter; a trend is asked for over the last half year. */
const LAUNCH_WEEKS = 13
const TREND_WEEKS = 26
/** two-sided 10 % */
const TREND_Z = 1.645

/**
 * @param ageWeeks since it could first be bought
 * @param weeklyUnits oldest first
 */
export function lifeCycleOf(ageWeeks: number, weeklyUnits: readonly number[]): LifeCycleSummary {
  if (ageWeeks < LAUNCH_WEEKS) return { lifeCycle: 'launch', z: null }
  const weeks = weeklyUnits.slice(-TREND_WEEKS)
  if (weeks.length < LAUNCH_WEEKS) return { lifeCycle: 'mature', z: null }
  const { z } = mannKendall(weeks)
  return { lifeCycle: z > TREND_Z ? 'growth' : z < -TREND_Z ? 'decline' : 'mature', z }
}

/** S: pairs that rise less pairs that fall; its variance under no trend, corrected for ties; z with continuity correction. */
export function mannKendall(values: readonly number[]): { s: number; variance: number; z: number } {
  const n = values.length
  let s = 0
  for (const [later, value] of values.entries()) {
    for (let earlier = 0; earlier < later; earlier += 1) s += Math.sign(value - (values[earlier] ?? 0))
  }
  const ties = new Map<number, number>()
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1)
  const term = (count: number): number => count * (count - 1) * (2 * count + 5)
  const variance = [...ties.values()].reduce((left, count) => left - term(count), term(n)) / 18
  return { s, variance, z: variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance) }
}
