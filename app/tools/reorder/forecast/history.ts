/**
 * A demand history as the methods read it. In: units per period, and which periods were out of stock. Out: small views of it.
 * Invariant: a censored period is never read as "nobody wanted it": its sales are the least that demand can have been.
 */

export interface DemandHistory {
  /** units per period, oldest first, 0 or more */
  readonly units: readonly number[]
  /** true where the item was out of stock for (a part of) the period; null: never */
  readonly censored: readonly boolean[] | null
}

/** What a method says: the mean of each of the next periods, and the parameters it used. */
export interface MethodForecast {
  perPeriod: number[]
  parameters: Readonly<Record<string, number>>
}

/**
 * @param horizon periods to forecast, 1 or more
 * @param season periods in a season (52 for weeks in a year, 7 for days in a week); 1 for none
 */
export type Method = (history: DemandHistory, horizon: number, season: number) => MethodForecast

export function historyOf(units: readonly number[], censored: readonly boolean[] | null = null): DemandHistory {
  return { units, censored }
}

/** The first `periods` periods. */
export function until(history: DemandHistory, periods: number): DemandHistory {
  return { units: history.units.slice(0, periods), censored: history.censored?.slice(0, periods) ?? null }
}

/** From the first period with demand on: before it, the item may not have been for sale. */
export function sinceFirstDemand(history: DemandHistory): DemandHistory {
  const first = history.units.findIndex((units) => units > 0)
  if (first === 0) return history
  const from = first < 0 ? history.units.length : first
  return { units: history.units.slice(from), censored: history.censored?.slice(from) ?? null }
}

/**
 * What a period tells, given what was expected of it. A stock-out period tells the larger of the two: E[D | D >= sold] is at least both
 * `sold` and E[D], so this never overstates (Nahmias, "Demand estimation in lost sales inventory systems", Naval Research Logistics 41, 1994,
 * treats the censored case in full).
 */
export function observed(history: DemandHistory, period: number, expected: number): number {
  const units = history.units[period] ?? 0
  return history.censored?.[period] === true ? Math.max(units, expected) : units
}

/** The mean of the periods that were in stock among [from, to); null when none was. */
export function meanInStock(history: DemandHistory, from: number, to: number): number | null {
  let sum = 0
  let count = 0
  for (let period = Math.max(0, from); period < Math.min(to, history.units.length); period += 1) {
    if (history.censored?.[period] === true) continue
    sum += history.units[period] ?? 0
    count += 1
  }
  return count === 0 ? null : sum / count
}

/** Mean periods between demands, not counting periods out of stock; null without a demand. */
export function meanInterval({ units, censored }: DemandHistory): number | null {
  let [periods, demands] = [0, 0]
  for (const [period, demand] of units.entries()) {
    if (demand > 0) demands += 1
    if (demand > 0 || censored?.[period] !== true) periods += 1
  }
  return demands === 0 ? null : periods / demands
}

export function sumOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

export function flat(value: number, horizon: number): number[] {
  return new Array<number>(horizon).fill(Math.max(0, value))
}
