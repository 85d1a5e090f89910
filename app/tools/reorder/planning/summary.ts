/** Counts a plan as it is made. In: variants' newest words. Out: its summary. Invariant: every variant counts once, and sums are of what was stored. */
import { HEALTH_STATES } from '../health/stock-health.ts'
import type { Accuracy, PlanItem, PlanSummary } from './schema.ts'

export class SummaryCounter {
  accuracy: Accuracy | null = null
  readonly #outlierBps: PlanSummary['outlierBps']
  #variants = 0
  #orders = 0
  #covered = 0
  #unpriced = 0
  #stockValueMinor = 0
  #excessValueMinor = 0
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
      outlierBps: this.#outlierBps,
      accuracy: this.accuracy,
    }
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
