/**
 * A shop that orders once a week and loses what it cannot serve. In: weekly demand of each item, a rule that says from which position it orders and up
 * to which. Out: units asked for, served, and in stock on average, per week. Invariant: what was on the shelf and what arrived is what was served and
 * what is left.
 *
 * In each week: what was ordered `leadWeeks` ago arrives; the rule is asked; customers come. Stock of a week is the mean of what there was before the
 * first customer and after the last. The first week begins with what the rule orders up to, and nothing under way: every rule begins as it means to go on.
 */
export interface Levels {
  /** orders when stock and what is under way are below it, units */
  from: number
  /** up to this many */
  upTo: number
}

/** @param week index into the demand; what happens in it and later is not known to the rule */
export type Rule = (item: number, week: number) => Levels

export interface Weeks {
  /** index of the first week, and one past the last */
  from: number
  to: number
}

export interface WeekTotals {
  asked: number
  served: number
  stock: number
}

/** @returns totals over all items, per week of `weeks` */
export function simulate(
  demand: readonly (readonly number[])[],
  rule: Rule,
  weeks: Weeks,
  leadWeeks: number,
): WeekTotals[] {
  const totals = Array.from({ length: weeks.to - weeks.from }, (): WeekTotals => ({ asked: 0, served: 0, stock: 0 }))
  for (const [item, units] of demand.entries()) {
    let onHand = Math.max(0, Math.round(rule(item, weeks.from).upTo))
    const opening = onHand
    let [arrived, served] = [0, 0]
    const coming: number[] = new Array<number>(totals.length + leadWeeks).fill(0)
    for (const [index, total] of totals.entries()) {
      const arrives = coming[index] ?? 0
      onHand += arrives
      arrived += arrives
      const underWay = coming.slice(index + 1).reduce((sum, ordered) => sum + ordered, 0)
      const { from, upTo } = rule(item, weeks.from + index)
      const position = onHand + underWay
      if (position < from) coming[index + leadWeeks] = Math.max(0, Math.round(upTo) - position)
      const asked = units[weeks.from + index] ?? 0
      const sold = Math.min(asked, onHand)
      total.asked += asked
      total.served += sold
      total.stock += onHand - sold / 2
      onHand -= sold
      served += sold
    }
    if (opening + arrived !== served + onHand) throw new Error(`units of item ${item} were lost`)
  }
  return totals
}

export interface Score {
  /** share of the units asked for that were served */
  fill: number
  /** units in stock, on average */
  stock: number
}

/** @param weeks of `totals`: indexes into it */
export function scoreOf(totals: readonly WeekTotals[], weeks: Weeks): Score {
  const own = totals.slice(weeks.from, weeks.to)
  const sum = (field: keyof WeekTotals): number => own.reduce((units, week) => units + week[field], 0)
  return { fill: sum('served') / sum('asked'), stock: sum('stock') / own.length }
}

/** The least knob between `low` and `high` whose fill is at least `target`, by bisection: more of it never serves less. */
export function knobFor(
  target: number,
  [low, high]: readonly [number, number],
  fillAt: (knob: number) => number,
): number {
  if (fillAt(high) < target) throw new Error(`a fill of ${target} is not reached with ${high}`)
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2
    if (fillAt(middle) >= target) high = middle
    else low = middle
  }
  return high
}

const BISECTIONS = 12
