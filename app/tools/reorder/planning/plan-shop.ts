/**
 * A shop planned part by part. In: all of its demand, read in parts; then goods, in parts of any size. Out: the word on each variant, and how good such
 * forecasts were. Invariant: nothing is decided before everything was read, and a word does not depend on the parts; what stays in memory is demand,
 * never goods.
 */
import { addDays } from '#app/kernel/calendar.ts'
import { shareBps } from '#app/kernel/stats.ts'
import type { Id } from '#app/mirror/types.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import type { Abc, AbcXyz } from '../terms.ts'
import { measureAccuracy } from './accuracy.ts'
import {
  classesOf,
  demandOf,
  itemHistory,
  type Calendar,
  type PastStockWeeks,
  type ReadDemand,
  type VariantDemand,
} from './histories.ts'
import { planItem, type PlannedGoods } from './plan-item.ts'
import type { Accuracy, MadeItem, PlanSummary } from './schema.ts'
import {
  learnDemand,
  madeForecast,
  type DemandSeries,
  type ForecastTask,
  type ShopKnowledge,
} from './shop-forecasts.ts'

export interface PlanTask {
  calendar: Calendar
  policy: PolicyDocument
  /** weeks of the usual interval that an order covers: lead time + review */
  protection: number
}

/** What is decided with a variant's forecast. */
export interface GoodsWithPast extends PlannedGoods {
  /** null: its stock was never recorded */
  past: PastStockWeeks | null
}

interface Learned {
  shop: ShopKnowledge
  classes: ReadonlyMap<Id, AbcXyz>
}

export class ShopPlanner {
  readonly #task: PlanTask
  readonly #forecastTask: ForecastTask
  readonly #demands = new Map<Id, VariantDemand>()
  readonly #asked = { units: 0, beyondZ: 0, beyondFence: 0 }
  #learned: Learned | null = null

  constructor(task: PlanTask) {
    const { calendar, policy, protection } = task
    this.#task = task
    this.#forecastTask = {
      protection,
      fromOn: addDays(calendar.fromOn, 7 * calendar.weeks),
      promotionUpliftBps: policy.promotionUpliftBps,
    }
  }

  read(part: ReadDemand): void {
    if (this.#learned) throw new Error('demand that comes after the shop was learned')
    for (const demand of demandOf(part, this.#task.calendar, this.#task.policy.outliers))
      this.#demands.set(demand.variantId, demand)
    for (const { units, beyondZUnits, beyondFenceUnits } of part.weeks) {
      this.#asked.units += units
      this.#asked.beyondZ += beyondZUnits
      this.#asked.beyondFence += beyondFenceUnits
    }
  }

  /** After everything was read. Returns the share of units in unusually large lines. */
  learn(): PlanSummary['outlierBps'] {
    const classes = classesOf([...this.#demands.values()], this.#task.calendar)
    this.#learned = { classes, shop: learnDemand(this.#series(classes), this.#forecastTask) }
    const { units, beyondZ, beyondFence } = this.#asked
    return { beyondZ: shareBps(beyondZ, units), beyondFence: shareBps(beyondFence, units) }
  }

  decide(goods: GoodsWithPast): MadeItem {
    const { shop, classes } = this.#known()
    const { calendar, policy } = this.#task
    const { variantId } = goods.stock
    const demand = this.#demands.get(variantId)
    if (!demand) throw new Error(`no demand was read of ${variantId}`)
    const abcXyz = classOf(classes, variantId)
    const history = itemHistory(demand, abcXyz, goods.past, calendar)
    const forecast = madeForecast(seriesOf(demand, abcXyz), shop, this.#forecastTask)
    return planItem(goods, history, forecast, policy, this.#forecastTask.fromOn)
  }

  accuracy(): Accuracy | null {
    const { fromOn } = this.#forecastTask
    return measureAccuracy(this.#series(this.#known().classes), this.#forecastTask, (weeks) =>
      addDays(fromOn, -7 * weeks),
    )
  }

  #known(): Learned {
    if (!this.#learned) throw new Error('a shop that was not learned')
    return this.#learned
  }

  #series(classes: ReadonlyMap<Id, AbcXyz>): DemandSeries[] {
    return Array.from(this.#demands.values(), (demand) => seriesOf(demand, classOf(classes, demand.variantId)))
  }
}

function seriesOf(demand: VariantDemand, abcXyz: AbcXyz): DemandSeries {
  const { variantId, category, units, promoted, censored } = demand
  return { variantId, category, abc: abcXyz[0] as Abc, units, promoted, censored }
}

function classOf(classes: ReadonlyMap<Id, AbcXyz>, variantId: Id): AbcXyz {
  const abcXyz = classes.get(variantId)
  if (!abcXyz) throw new Error(`${variantId} has no class`)
  return abcXyz
}
