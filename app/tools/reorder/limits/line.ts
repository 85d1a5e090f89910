/**
 * One variant as a fitted order weighs it. In: what the plan stored of it, how it is bought, the policy. Out: a line whose demand is worked out when it
 * is asked for. Invariant: the input is plain data, so that a thread of its own can do the work.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { demandOf, type MadeForecast, type PlannedGoods } from '../planning/plan-item.ts'
import { delayByClosures, type Closure, type LeadTime } from '../policy/lead-time.ts'
import type { SupplyTerms } from '../policy/orderable.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import { protectionDemand, type ProtectionDemand } from '../policy/protection.ts'
import type { FitLine } from './fit.ts'

export interface FitGoods extends Pick<PlannedGoods, 'override' | 'promotions'> {
  variantId: Id
  suggestedUnits: number
  terms: SupplyTerms
  positionUnits: number
  serviceLevelBps: number
  forecast: MadeForecast
  leadTime: LeadTime
  closures: readonly Closure[]
  underMinor: number
  costUnknown: boolean
  weightGrams: number | null
  unitVolumeCubicCm: number | null
}

export interface FitTerms extends Pick<PolicyDocument, 'reviewDays' | 'coverDays' | 'overstockDays'> {
  asOf: Day
}

export function lineOf(goods: FitGoods, { asOf, reviewDays, coverDays, overstockDays }: FitTerms): FitLine {
  const { forecast, leadTime, closures, ...line } = goods
  const demand = demandOf(forecast, goods, asOf)
  const delayed = delayByClosures(leadTime, asOf, closures)
  // Its mean alone is quick; quantiles are worked out where a program needs them.
  const most = protectionDemand(demand, delayed, overstockDays, null).mean
  let interval: ProtectionDemand | null = null
  return {
    ...line,
    get demand() {
      interval ??= protectionDemand(demand, delayed, Math.max(reviewDays, coverDays), null)
      return interval
    },
    mostUnits: Math.max(goods.suggestedUnits, Math.floor(most - goods.positionUnits)),
  }
}
