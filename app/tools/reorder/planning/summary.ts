/** Counts a plan as it is made. In: variants' newest words. Out: its summary. Invariant: every variant counts once, and sums are of what was stored. */
import { shareBps } from '#app/kernel/stats.ts'
import { HEALTH_STATES, turnoverOf } from '../health/stock-health.ts'
import { DAYS_PER_YEAR } from '../terms.ts'
import type { Accuracy, PastStock, PlanItem, PlanSummary } from './schema.ts'

export class SummaryCounter {
  accuracy: Accuracy | null = null
  readonly #outlierBps: PlanSummary['outlierBps']
  #variants = 0
  #orders = 0
  #covered = 0
  #unpriced = 0
  #stockValueMinor = 0
  #excessValueMinor = 0
  /** per year, at unit cost */
  readonly #turned = { variants: 0, soldMinor: 0, averageMinor: 0 }
  readonly #through = { soldUnits: 0, thereUnits: 0 }
  readonly #lost: PastStock['lost'] = {
    variants: 0,
    variantsOut: 0,
    outDays: 0,
    lostUnits: 0,
    lostMarginMinor: 0,
    withoutCost: 0,
  }
  readonly #refused = new Map<string, number>()
  readonly #costs = new Map<string, number>()
  readonly #health = new Map(HEALTH_STATES.map((state) => [state, { count: 0, valueMinor: 0 }]))

  constructor(outlierBps: PlanSummary['outlierBps']) {
    this.#outlierBps = outlierBps
  }

  add(item: PlanItem): void {
    this.#variants += 1
    const { decision } = item.document
    if (decision.kind === 'covered') this.#covered += 1
    else if (decision.kind === 'refused') add(this.#refused, decision.refusal.code, 1)
    else {
      this.#orders += 1
      if (item.currency === null || item.costMinor === null) this.#unpriced += 1
      else add(this.#costs, item.currency, item.costMinor)
    }
    const health = this.#health.get(item.health)
    if (health) {
      health.count += 1
      health.valueMinor += item.stockValueMinor ?? 0
    }
    this.#stockValueMinor += item.stockValueMinor ?? 0
    this.#excessValueMinor += item.excessValueMinor ?? 0
    this.#addPast(item)
  }

  #addPast({ document: { stockHistory, unitCostMinor } }: PlanItem): void {
    const seen = stockHistory?.seen
    if (seen) {
      this.#through.soldUnits += seen.soldUnits
      this.#through.thereUnits += seen.openingUnits + seen.receivedUnits
    }
    if (seen && unitCostMinor !== null) {
      this.#turned.variants += 1
      this.#turned.soldMinor += seen.soldUnits * unitCostMinor * (DAYS_PER_YEAR / seen.days)
      this.#turned.averageMinor += seen.averageUnits * unitCostMinor
    }
    const lost = stockHistory?.lost
    if (lost?.kind !== 'estimated') return
    this.#lost.variants += 1
    if (lost.outDays === 0) return
    this.#lost.variantsOut += 1
    this.#lost.outDays += lost.outDays
    this.#lost.lostUnits += lost.lostUnits
    this.#lost.lostMarginMinor += lost.lostMarginMinor ?? 0
    if (lost.lostMarginMinor === null) this.#lost.withoutCost += 1
  }

  #past(): PastStock {
    const { variants, soldMinor, averageMinor } = this.#turned
    return {
      turnover: { ...turnoverOf(soldMinor, averageMinor, DAYS_PER_YEAR), variants },
      sellThroughBps: shareBps(this.#through.soldUnits, this.#through.thereUnits),
      lost: this.#lost,
    }
  }

  summary(): PlanSummary {
    return {
      variants: this.#variants,
      orders: this.#orders,
      covered: this.#covered,
      refused: [...this.#refused].map(([code, count]) => ({ code, count })),
      costs: [...this.#costs].map(([currency, amountMinor]) => ({ currency, amountMinor })),
      unpriced: this.#unpriced,
      health: [...this.#health].map(([state, counts]) => ({ state, ...counts })),
      stockValueMinor: this.#stockValueMinor,
      excessValueMinor: this.#excessValueMinor,
      past: this.#past(),
      outlierBps: this.#outlierBps,
      accuracy: this.accuracy,
    }
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
