/**
 * Terminology of reordering, used in this tool, its pages and its tables with these meanings:
 * lead time = days from sending an order to having its goods on the shelf; review period = days between two looks at the same item;
 * protection interval = lead time + review period (or the longer time that an order is to last), which today's order must cover;
 * inventory position = on hand - committed to customers + everything on order; reorder point = the position below which one orders;
 * order-up-to level = the position one orders up to; safety stock = order-up-to level less the expected demand of the interval;
 * service level = the share of protection intervals without a stock-out (cycle service level, "P1"), in basis points.
 * Invariant: units are whole numbers wherever they are stock or orders; only demand may be a fraction.
 */

/** Demand over one stretch of days that begins today. */
export interface DemandDistribution {
  /** units */
  mean: number
  /** the demand that is not exceeded with this probability, in units, at least 0; never falls as `probability` (above 0, below 1) rises */
  quantile: (probability: number) => number
  /** the chance that demand is at most `units`: the largest probability whose quantile is; 0 below 0 units */
  atMost: (units: number) => number
}

/**
 * What the forecast gives to the policy. Demand over more days must never be stochastically smaller: no quantile of `over(days)` and not
 * its mean may fall as `days` rises; otherwise a longer lead time could order less.
 */
export interface DemandForecast {
  /** units a day, for the explanation and for days of cover */
  meanPerDay: number
  /** demand of the next `days` days together, known events included; `days` is a whole number, 0 or more */
  over: (days: number) => DemandDistribution
}

export const ABC = ['A', 'B', 'C'] as const
export type Abc = (typeof ABC)[number]
export const XYZ = ['X', 'Y', 'Z'] as const
export type Xyz = (typeof XYZ)[number]
export type AbcXyz = `${Abc}${Xyz}`

export const DAYS_PER_YEAR = 365
