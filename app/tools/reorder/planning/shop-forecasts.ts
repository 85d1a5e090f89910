/**
 * Forecasts of a shop's variants. In: weekly demand on one calendar. Out: what the shop taught, and a forecast per variant when it is asked for.
 * Invariant: learned once, from all; a forecast depends on nothing but its own series and what was learned.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { demandClassOf } from '../forecast/demand-class.ts'
import { forecastDemand, type DemandForecast } from '../forecast/forecast.ts'
import { historyOf, sinceFirstDemand, type DemandHistory } from '../forecast/history.ts'
import type { GroupKnowledge } from '../forecast/knowledge.ts'
import { learnShop } from '../forecast/learn.ts'
import { spreadOf } from '../forecast/over-days.ts'
import {
  atUsualPrice,
  elasticityOf,
  learnPromotionEffect,
  type PromotedWeek,
  type PromotionEffect,
} from '../forecast/promotions.ts'
import type { Abc } from '../terms.ts'
import type { MadeForecast } from './plan-item.ts'
import { HORIZON_WEEKS } from './schema.ts'

export interface DemandSeries {
  variantId: Id
  /** items of one category teach each other */
  category: string
  abc: Abc
  /** per week, oldest first; all series end with the same week */
  units: readonly number[]
  /** weeks in which it was cheaper than usual */
  promoted: readonly PromotedWeek[]
  /** weeks without stock, see health/stock-history.ts; null: none */
  censored: readonly boolean[] | null
}

export interface ForecastTask {
  /** weeks of the usual interval that an order covers: lead time + review */
  protection: number
  /** the day after the last week */
  fromOn: Day
  /** what the policy assumes of promotions; null: they are left out */
  promotionUpliftBps: number | null
}

/** Weeks in a year: the season of weekly demand. */
const SEASON = 52

/** What the variants of a shop taught each other. */
export interface ShopKnowledge {
  promotion: PromotionEffect | null
  groupOf: (category: string) => GroupKnowledge
  /** demand as it would have been without promotions */
  historyOf: (series: DemandSeries) => DemandHistory
}

export function learnDemand(
  series: readonly DemandSeries[],
  { protection, promotionUpliftBps }: ForecastTask,
): ShopKnowledge {
  const promotion = promotionUpliftBps === null ? null : learnPromotionEffect(series, elasticityOf(promotionUpliftBps))
  const usual = (one: DemandSeries): DemandHistory =>
    historyOf(
      promotion === null || one.promoted.length === 0 ? one.units : atUsualPrice(one, promotion.elasticity),
      one.censored,
    )
  const knowledge = learnShop(
    series.map((one) => ({ category: one.category, history: usual(one) })),
    { season: SEASON, protection, horizon: Math.max(HORIZON_WEEKS, protection) },
  )
  return {
    promotion,
    historyOf: usual,
    groupOf: (category) => {
      const group = knowledge.get(category) ?? knowledge.get('')
      if (!group) throw new Error('nothing was learned from the shop')
      return group
    },
  }
}

/** As it is made: with the distribution, which is not stored. */
export function forecastOf(series: DemandSeries, shop: ShopKnowledge): DemandForecast {
  return forecastDemand(shop.historyOf(series), shop.groupOf(series.category))
}

/** As a decision takes it. */
export function madeForecast(
  series: DemandSeries,
  shop: ShopKnowledge,
  { fromOn, protection }: ForecastTask,
): MadeForecast {
  const history = shop.historyOf(series)
  const group = shop.groupOf(series.category)
  const made = forecastDemand(history, group)
  const known = sinceFirstDemand(history)
  return {
    method: made.method,
    reason: made.reason,
    demandClass: known.units.length === 0 ? null : demandClassOf(known),
    origins: made.origins,
    fromOn,
    weekly: made.perPeriod,
    spread: spreadOf(made, group),
    protection,
    promotion: shop.promotion,
  }
}
