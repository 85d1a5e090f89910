/**
 * The six headline figures. In: totals per day and customer counts of a period and of the one before. Out: figures, each with the
 * two numbers it was made of and the key of its definition, and a series per day. Invariant: a figure always equals what its own
 * numerator and denominator give.
 *
 * Definitions (the same words are in i18n under `kpi.<key>.definition`):
 * - gmv: quantity x unit price of the orders placed in the period, before discounts, refunds, shipping and tax ("gross sales" at Shopify).
 * - orders: orders placed in the period. Cancelled orders count (their reversal is a refund); test and deleted orders do not.
 * - aov: (gmv - discounts) / orders, as Shopify defines average order value.
 * - units: pieces ordered, before returns.
 * - refund_rate: money refunded in the period, whichever order it belongs to, / what the period's orders charged (after discounts, with shipping
 *   and tax). Refunds include shipping and goodwill. It may pass 100 %.
 * - repeat_rate: customers of the period who had ordered before, or ordered twice within it / customers of the period.
 *   Orders that name no customer are in neither.
 */
import type { Day } from '#app/kernel/calendar.ts'
import { eachDay } from '#app/kernel/calendar.ts'
import { changeBps, roundHalfAway, shareBps } from '#app/kernel/stats.ts'
import type { CustomerCounts, DayTotals } from '#app/facts/types.ts'
import type { Period } from './schema.ts'

export const KPI_KEYS = ['gmv', 'orders', 'aov', 'units', 'refund_rate', 'repeat_rate'] as const
export type KpiKey = (typeof KPI_KEYS)[number]
export type KpiUnit = 'money' | 'count' | 'rate'

/** The terms a figure is made of; i18n `kpi.term.<key>`. */
export type KpiTerm =
  | 'gross_sales'
  | 'sales_after_discounts'
  | 'orders'
  | 'units'
  | 'refunded'
  | 'charged'
  | 'returning_customers'
  | 'customers'

export interface KpiPart {
  term: KpiTerm
  unit: KpiUnit
  value: number
}

export interface Kpi {
  key: KpiKey
  /** money: minor units; count: pieces; rate: basis points */
  unit: KpiUnit
  /** null: nothing to divide by */
  value: number | null
  numerator: KpiPart
  /** null: a plain sum */
  denominator: KpiPart | null
  /** null: not compared, or no full history of that period */
  previous: number | null
  /**
   * money and count: relative change in basis points. rate: difference in basis points (100 = one percentage point).
   * Null where there is nothing to compare with.
   */
  changeBps: number | null
}

export interface ChartDay {
  day: Day
  grossMinor: number
  orders: number
  units: number
  refundedMinor: number
  /** the same day of the previous period; null when not compared */
  previousDay: Day | null
  previousGrossMinor: number | null
  previousOrders: number | null
  previousUnits: number | null
  previousRefundedMinor: number | null
}

export interface PeriodTotals {
  period: Period
  days: DayTotals[]
  customers: CustomerCounts
}

export interface Overview {
  currency: string
  current: Period
  /** null: not asked for */
  previous: Period | null
  /** false: the shop's first order is younger than the start of the previous period, so changes are not shown */
  previousIsComplete: boolean
  kpis: Kpi[]
  series: ChartDay[]
  ordersWithoutCustomer: number
  firstOrderOn: Day | null
}

/**
 * @param currency of all amounts
 * @param current totals of the period; days may be missing (nothing happened) but not doubled
 * @param previous the same for the period before, or null when no comparison is wanted
 * @param firstOrderOn shop-local day of the shop's oldest order, null without orders
 */
export function summariseSales(
  currency: string,
  current: PeriodTotals,
  previous: PeriodTotals | null,
  firstOrderOn: Day | null,
): Overview {
  const previousIsComplete = previous !== null && firstOrderOn !== null && firstOrderOn <= previous.period.from
  const before = previousIsComplete ? measure(previous) : null
  const now = measure(current)
  return {
    currency,
    current: current.period,
    previous: previous?.period ?? null,
    previousIsComplete,
    kpis: KPI_KEYS.map((key) => compare(now[key], before?.[key] ?? null)),
    series: drawSeries(current, previous),
    ordersWithoutCustomer: current.customers.ordersWithoutCustomer,
    firstOrderOn,
  }
}

type Measured = Pick<Kpi, 'key' | 'unit' | 'value' | 'numerator' | 'denominator'>

function measure({ days, customers }: PeriodTotals): Record<KpiKey, Measured> {
  const sum = (of: (day: DayTotals) => number): number => days.reduce((total, day) => total + of(day), 0)
  const gross = money(
    'gross_sales',
    sum((day) => day.grossMinor),
  )
  const discounted = money('sales_after_discounts', gross.value - sum((day) => day.discountMinor))
  const orders = count(
    'orders',
    sum((day) => day.orders),
  )
  const units = count(
    'units',
    sum((day) => day.units),
  )
  const refunded = money(
    'refunded',
    sum((day) => day.refundedMinor),
  )
  const charged = money(
    'charged',
    sum((day) => day.totalMinor),
  )
  const returning = count('returning_customers', customers.returning)
  const everybody = count('customers', customers.customers)
  return {
    gmv: { key: 'gmv', unit: 'money', value: gross.value, numerator: gross, denominator: null },
    orders: { key: 'orders', unit: 'count', value: orders.value, numerator: orders, denominator: null },
    aov: {
      key: 'aov',
      unit: 'money',
      value: orders.value === 0 ? null : roundHalfAway(discounted.value / orders.value),
      numerator: discounted,
      denominator: orders,
    },
    units: { key: 'units', unit: 'count', value: units.value, numerator: units, denominator: null },
    refund_rate: {
      key: 'refund_rate',
      unit: 'rate',
      value: shareBps(refunded.value, charged.value),
      numerator: refunded,
      denominator: charged,
    },
    repeat_rate: {
      key: 'repeat_rate',
      unit: 'rate',
      value: shareBps(returning.value, everybody.value),
      numerator: returning,
      denominator: everybody,
    },
  }
}

function compare(now: Measured, before: Measured | null): Kpi {
  const previous = before?.value ?? null
  const difference = now.value === null || previous === null ? null : now.value - previous
  return { ...now, previous, changeBps: now.unit === 'rate' ? difference : changeBps(now.value, previous) }
}

function drawSeries(current: PeriodTotals, previous: PeriodTotals | null): ChartDay[] {
  const now = byDay(current)
  const before = previous ? byDay(previous) : null
  const previousDays = previous ? eachDay(previous.period.from, previous.period.to) : []
  return eachDay(current.period.from, current.period.to).map((day, index) => {
    const today = now.get(day)
    const previousDay = previousDays[index] ?? null
    const then = previousDay === null ? undefined : before?.get(previousDay)
    const past = (value: number | undefined): number | null => (previousDay === null ? null : (value ?? 0))
    return {
      day,
      grossMinor: today?.grossMinor ?? 0,
      orders: today?.orders ?? 0,
      units: today?.units ?? 0,
      refundedMinor: today?.refundedMinor ?? 0,
      previousDay,
      previousGrossMinor: past(then?.grossMinor),
      previousOrders: past(then?.orders),
      previousUnits: past(then?.units),
      previousRefundedMinor: past(then?.refundedMinor),
    }
  })
}

function byDay(totals: PeriodTotals): Map<Day, DayTotals> {
  return new Map(totals.days.map((day) => [day.day, day]))
}

const money = (term: KpiTerm, value: number): KpiPart => ({ term, unit: 'money', value })
const count = (term: KpiTerm, value: number): KpiPart => ({ term, unit: 'count', value })
