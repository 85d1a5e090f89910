/**
 * The newest word on one variant. In: its stock, its forecast, how it is bought, the policy, the day. Out: the decision with its explanation,
 * alternatives and the health of its stock, as they are stored. Invariant: pure; the same input says the same, whether the whole shop is planned or
 * this variant alone.
 */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { quantile } from '../forecast/distribution.ts'
import { sumOf } from '../forecast/history.ts'
import { demandOverDays, distributionOf } from '../forecast/over-days.ts'
import type { LifeCycle } from '../health/life-cycle.ts'
import type { Keeping } from '../keeping/schema.ts'
import { assessStock } from '../health/stock-health.ts'
import type { StockHistory } from '../health/stock-history.ts'
import { compareLevels } from '../policy/alternatives.ts'
import type { ReorderItem, ReorderPolicy } from '../policy/decision.ts'
import { delayByClosures, type Closure, type LeadTime } from '../policy/lead-time.ts'
import type { OpenSupply } from '../policy/on-order.ts'
import { planPlaces, type Place } from '../locations/need.ts'
import { unitPriceAt } from '../policy/orderable.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import { serviceLevelFor } from '../policy/service-level.ts'
import { suggestOrder } from '../policy/suggest.ts'
import type { AbcXyz, DemandForecast } from '../terms.ts'
import { withPromotions, type PriceCut, type VariantPromotion } from './promotions/cuts.ts'
import type { FanWeek, PlanDocument, MadeItem, StoredForecast, StoredSupply } from './schema.ts'

export interface ItemStock {
  variantId: Id
  /** in the shop's currency */
  priceMinor: number
  unitCostMinor: number | null
  locations: PlanDocument['stock']
  supplies: readonly OpenSupply[]
  /** on the shelf, and promised to a place that is not counted */
  leavingUnits: number
  /** each location that stocks it; empty where the shop has one */
  places: readonly Place[]
}

export interface ItemHistory {
  /** the first day of the first week */
  fromOn: Day
  /** demand per week, oldest first, without what the policy leaves out */
  units: number[]
  /** units of the last year, whatever the policy leaves out */
  yearUnits: number
  /** null when it never sold */
  lastSoldOn: Day | null
  firstSoldOn: Day | null
  abcXyz: AbcXyz
  lifeCycle: LifeCycle
  /** how its stock stood in the same weeks */
  stock: StockHistory
}

/** How it is bought, with the distribution that the stored words are about. */
export interface ItemSupply {
  stored: StoredSupply
  leadTime: LeadTime | null
  closures: readonly Closure[]
}

/** What a decision needs to know of a variant beside its demand. */
export interface PlannedGoods {
  stock: ItemStock
  supply: ItemSupply
  override: PlanDocument['override']
  /** planned for it, past ones too */
  promotions: readonly VariantPromotion[]
  keeping: Keeping
}

/** A forecast before it is drawn: the chart has the promotions in it, which may change without a new forecast. */
export type MadeForecast = Omit<StoredForecast, 'fan'>

/** Service levels that every suggestion is compared with. */
const LEVELS_COMPARED_BPS = [8_000, 9_000, 9_500, 9_800] as const

/** @param unitPriceMinor what a unit costs, in the shop's currency: from the supplier's price, else Shopify's unit cost; null when unknown */
export function planItem(
  { stock, supply, override, promotions, keeping }: PlannedGoods,
  history: ItemHistory,
  forecast: MadeForecast,
  policy: PolicyDocument,
  asOf: Day,
): MadeItem {
  const demand = demandOf(forecast, { override, promotions }, asOf)
  const leadTime = supply.leadTime && delayByClosures(supply.leadTime, asOf, supply.closures)
  const unitPriceMinor = unitPriceAt(supply.stored.terms.priceBreaks, 1)
  const level = serviceLevelFor(
    policy.service.kind === 'class'
      ? { kind: 'class', levelsBps: policy.levelsBps }
      : { ...policy.service, holdingBpsPerYear: policy.holdingBpsPerYear, levelsBps: policy.levelsBps },
    {
      abcXyz: history.abcXyz,
      priceMinor: stock.priceMinor,
      unitCostMinor: stock.unitCostMinor,
      waitDays: policy.reviewDays,
      salvageMinor: null,
    },
  )
  const reorderPolicy: ReorderPolicy = {
    serviceLevelBps: level.levelBps,
    serviceLevelNote: level.note,
    reviewDays: policy.reviewDays,
    coverDays: policy.coverDays,
    holdingBpsPerYear: policy.holdingBpsPerYear,
  }
  const sum = (field: 'onHandUnits' | 'committedUnits'): number =>
    stock.locations.reduce((units, location) => units + location[field], 0)
  const item: ReorderItem = {
    demand,
    leadTime,
    onHandUnits: sum('onHandUnits'),
    committedUnits: Math.max(0, sum('committedUnits')) + stock.leavingUnits,
    supplies: stock.supplies,
    terms: supply.stored.terms,
    ...keeping,
  }
  const decision = suggestOrder(item, reorderPolicy, asOf)
  const position = decision.position
  const health = assessStock(
    {
      onHandUnits: item.onHandUnits,
      committedUnits: item.committedUnits,
      onOrderUnits: position?.onOrder.units ?? 0,
      reorderPoint: position?.reorderPoint ?? null,
      orderUpTo: position?.orderUpTo ?? null,
      meanPerDay: demand.meanPerDay,
      unitCostMinor: stock.unitCostMinor,
      daysSinceSale: history.lastSoldOn === null ? null : Math.max(0, daysBetween(history.lastSoldOn, asOf)),
      // Before its first sale nobody knows how long it has been there.
      daysInStock: history.firstSoldOn === null ? 0 : Math.max(0, daysBetween(history.firstSoldOn, asOf)),
      period: history.stock.seen,
    },
    { overstockDays: policy.overstockDays, deadDays: policy.deadDays },
  )
  const isOrder = decision.kind === 'order'
  const demandAt = (share: number): DemandForecast =>
    demandOf(
      thinned(forecast, share),
      { override: override && { ...override, perWeek: override.perWeek * share }, promotions },
      asOf,
    )
  return {
    variantId: stock.variantId,
    places:
      supply.leadTime === null || stock.places.length === 0
        ? []
        : planPlaces(stock.places, demandAt, supply.leadTime, supply.closures, policy, level.levelBps, asOf),
    asOf,
    decision: decision.kind,
    quantity: isOrder ? decision.quantity : 0,
    costMinor: isOrder ? decision.costMinor : null,
    currency: isOrder && decision.costMinor !== null ? supply.stored.currency : null,
    supplierId: supply.stored.supplierId,
    health: health.state,
    abcXyz: history.abcXyz,
    lifeCycle: history.lifeCycle,
    daysOfCover: health.daysOfCover,
    stockValueMinor: health.stockValueMinor,
    excessUnits: health.excessUnits,
    excessValueMinor: health.excessValueMinor,
    lostUnits: decision.kind === 'refused' ? 0 : decision.expectedLostUnits,
    document: {
      decision,
      alternatives: compareLevels(item, reorderPolicy, asOf, decision, LEVELS_COMPARED_BPS),
      forecast: { ...forecast, fan: fanOf(forecast, promotions) },
      supply: supply.stored,
      health,
      historyFromOn: history.fromOn,
      history: history.units,
      yearUnits: history.yearUnits,
      stockHistory: history.stock,
      priceMinor: stock.priceMinor,
      unitCostMinor: stock.unitCostMinor ?? unitPriceMinor,
      stock: stock.locations,
      override,
      keeping,
      promotions: promotions.map((one) => ({ ...one, units: unitsAdded(forecast, one) })),
    },
  }
}

/** What a location with this share of the demand sees of it: see locations/need.ts. */
function thinned(forecast: MadeForecast, share: number): MadeForecast {
  const { weekly, spread } = forecast
  return {
    ...forecast,
    weekly: weekly.map((units) => units * share),
    spread: { ...spread, atMean: spread.atMean * share },
  }
}

/** What is decided with: a person's own forecast while it counts, else the stored one. */
export function demandOf(
  forecast: MadeForecast,
  { override, promotions }: Pick<PlannedGoods, 'override' | 'promotions'>,
  asOf: Day,
): DemandForecast {
  return override ? steadyDemand(override.perWeek, forecast) : demandFrom(forecast, promotions, asOf)
}

/** The next weeks with the promotions that are planned in them. */
function promotedWeekly({ weekly, fromOn, promotion }: MadeForecast, cuts: readonly PriceCut[]): readonly number[] {
  return promotion ? withPromotions(weekly, cuts, { fromOn, elasticity: promotion.elasticity }) : weekly
}

/** What a promotion adds to the weeks that are forecast, units. */
function unitsAdded(forecast: MadeForecast, cut: PriceCut): number {
  return sumOf(promotedWeekly(forecast, [cut])) - sumOf(forecast.weekly)
}

/** A forecast of some days ago is still one: its first days are over. */
function demandFrom(forecast: MadeForecast, promotions: readonly PriceCut[], asOf: Day): DemandForecast {
  const { spread, protection, fromOn } = forecast
  const elapsedDays = Math.max(0, daysBetween(fromOn, asOf))
  return demandOverDays(promotedWeekly(forecast, promotions), spread, { protection, elapsedDays })
}

/** A person's units a week, as uncertain as the forecast was. */
function steadyDemand(perWeek: number, { weekly, spread, protection }: MadeForecast): DemandForecast {
  return demandOverDays(
    weekly.map(() => perWeek),
    { ...spread, atMean: perWeek * protection },
    { protection },
  )
}

const FAN_LOW = 0.1
const FAN_HIGH = 0.9

/** Single weeks with their middle 80 %, for the chart. */
function fanOf(forecast: MadeForecast, promotions: readonly PriceCut[]): FanWeek[] {
  return promotedWeekly(forecast, promotions).map((mean, week) => {
    const distribution = distributionOf(mean, forecast.spread)
    return {
      on: addDays(forecast.fromOn, 7 * week),
      mean,
      low: Math.min(mean, quantile(distribution, FAN_LOW)),
      high: Math.max(mean, quantile(distribution, FAN_HIGH)),
    }
  })
}
