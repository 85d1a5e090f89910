/**
 * Demand of a shop as a plan reads it. In: demand and stock by variant and week. Out: one series per variant on one calendar, its classes, when it
 * sold, which weeks were without stock. Invariant: what the policy leaves out as unusually large is out of the series, and still counts in what
 * the variant is worth; a week without stock tells nothing of how even or how fast a variant sells.
 */
import { addDays, type Day } from '#app/kernel/calendar.ts'
import { shareBps } from '#app/kernel/stats.ts'
import type { Id } from '#app/mirror/types.ts'
import type { StockWeeks } from '#app/facts/stock-weeks.ts'
import { classifyItems } from '../health/classes.ts'
import { lifeCycleOf } from '../health/life-cycle.ts'
import { censoredWeeks, NO_STOCK_HISTORY, nothingLost, periodOf } from '../health/stock-history.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import type { ItemHistory } from './plan-item.ts'
import type { PlanSummary } from './schema.ts'

/** A variant's demand in one week, as facts/demand.server.ts counts it. */
export interface WeekOfDemand {
  variantId: Id
  /** 0 is the first week of the calendar */
  week: number
  units: number
  beyondZUnits: number
  beyondFenceUnits: number
  revenueMinor: number
}

export interface Calendar {
  /** the first day of the first week */
  fromOn: Day
  weeks: number
}

const YEAR_WEEKS = 52
/** XYZ asks how even months are: single weeks of slow movers are uneven by chance. */
const MONTH_WEEKS = 4
const LEAST_MONTHS = 3

export interface ShopHistories {
  byVariant: Map<Id, ItemHistory>
  outlierBps: PlanSummary['outlierBps']
}

/**
 * @param variantIds every variant that is planned, sold or not
 * @param stock on the same calendar; variants whose stock was never recorded are absent. What was lost is told of those that were never out
 */
export function buildHistories(
  variantIds: readonly Id[],
  weeks: readonly WeekOfDemand[],
  calendar: Calendar,
  outliers: PolicyDocument['outliers'],
  stock: ReadonlyMap<Id, StockWeeks> = new Map(),
): ShopHistories {
  const rows = Map.groupBy(weeks, ({ variantId }) => variantId)
  const yearFrom = Math.max(0, calendar.weeks - YEAR_WEEKS)
  const drafts = variantIds.map((id) => {
    const units = new Array<number>(calendar.weeks).fill(0)
    const sold = new Array<number>(calendar.weeks).fill(0)
    const known = stock.get(id)
    let [yearUnits, revenueMinor] = [0, 0]
    let first: number | null = null
    let last: number | null = null
    for (const row of rows.get(id) ?? []) {
      if (row.week < 0 || row.week >= calendar.weeks) continue
      units[row.week] = (units[row.week] ?? 0) + row.units - leftOut(row, outliers)
      sold[row.week] = (sold[row.week] ?? 0) + row.units
      first = Math.min(first ?? row.week, row.week)
      last = Math.max(last ?? row.week, row.week)
      if (row.week < yearFrom) continue
      yearUnits += row.units
      revenueMinor += row.revenueMinor
    }
    const censored = known ? censoredWeeks(known.outDays) : null
    return { id, units, sold, known, censored, yearUnits, revenueMinor, first, last }
  })
  const classes = classifyItems(
    drafts.map(({ id, revenueMinor, units, censored }) => ({
      id,
      valueMinor: revenueMinor,
      demand: months(units.slice(yearFrom), censored?.slice(yearFrom) ?? null),
    })),
  )
  const dayOf = (week: number): Day => addDays(calendar.fromOn, 7 * week)
  const byVariant = new Map(
    drafts.map(({ id, units, sold, known, censored, yearUnits, first, last }): [Id, ItemHistory] => [
      id,
      {
        fromOn: calendar.fromOn,
        units,
        yearUnits,
        // The last day of that week: within the week nobody counted.
        lastSoldOn: last === null ? null : addDays(dayOf(last), 6),
        firstSoldOn: first === null ? null : dayOf(first),
        abcXyz: classes.get(id)?.abcXyz ?? 'CZ',
        lifeCycle: lifeCycleOf(
          first === null ? 0 : calendar.weeks - first,
          first === null ? [] : units.filter((_, week) => week >= first && censored?.[week] !== true),
        ).lifeCycle,
        stock: known
          ? {
              outDays: known.outDays,
              closingUnits: known.closingUnits,
              seen: periodOf(known, sold),
              lost: nothingLost(known.outDays.slice(yearFrom), sold.slice(yearFrom)),
            }
          : NO_STOCK_HISTORY,
      },
    ]),
  )
  const sum = (field: 'units' | 'beyondZUnits' | 'beyondFenceUnits'): number =>
    weeks.reduce((total, row) => total + row[field], 0)
  const all = sum('units')
  return {
    byVariant,
    outlierBps: { beyondZ: shareBps(sum('beyondZUnits'), all), beyondFence: shareBps(sum('beyondFenceUnits'), all) },
  }
}

function leftOut(row: WeekOfDemand, outliers: PolicyDocument['outliers']): number {
  if (outliers === 'keep') return 0
  return outliers === 'beyond_z' ? row.beyondZUnits : row.beyondFenceUnits
}

/** Sums of whole four-week months, the newest last, without those that were cut short; all of them when hardly any was not. */
function months(weekly: readonly number[], censored: readonly boolean[] | null): number[] {
  const [sums, whole]: [number[], number[]] = [[], []]
  for (let end = weekly.length; end >= MONTH_WEEKS; end -= MONTH_WEEKS) {
    const sum = weekly.slice(end - MONTH_WEEKS, end).reduce((total, units) => total + units, 0)
    sums.unshift(sum)
    if (!censored?.slice(end - MONTH_WEEKS, end).includes(true)) whole.unshift(sum)
  }
  return whole.length >= LEAST_MONTHS ? whole : sums
}

/** Whole weeks up to yesterday: today is not over. At least one. */
export function calendarUntil(asOf: Day, daysOfOrders: number, mostWeeks: number): Calendar {
  const weeks = Math.max(1, Math.min(mostWeeks, Math.floor(daysOfOrders / 7)))
  return { fromOn: addDays(asOf, -7 * weeks), weeks }
}
