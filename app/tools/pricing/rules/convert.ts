/**
 * Exchanging amounts half a million times. In: an exact exchange that is slow. Out: the same results at the cost of a multiplication.
 * Invariant: equal to the exact exchange for every amount: where the product comes near to a tie, or is large, the exact one is asked.
 */
import { roundHalfAway } from '#app/kernel/stats.ts'
import type { PlanInput } from './types.ts'

/** Two probes: a rate that makes the small one's result short on digits is measured with the large one. */
const PROBES = [1_000_000_000, 1_000_000_000_000] as const
const ENOUGH = 1_000_000_000
const DOUBLE_ERROR = 1e-15

export class Converter {
  readonly known: boolean
  private readonly same: boolean
  private readonly factor: number
  /** how far a product may be off, relative to it */
  private readonly error: number
  private readonly exact: (minor: number) => number | null

  constructor(exchange: PlanInput['exchange'], from: string, to: string) {
    this.same = from === to
    this.exact = (minor) => exchange(minor, from, to)
    let factor = this.same ? 1 : 0
    let error = 0
    if (!this.same) {
      for (const probe of PROBES) {
        const result = exchange(probe, from, to)
        if (result === null || result === 0) break
        factor = result / probe
        error = 0.5 / result + DOUBLE_ERROR
        if (result >= ENOUGH) break
      }
    }
    this.factor = factor
    this.error = error
    this.known = factor > 0
  }

  /** Minor units of the other currency, rounded half away from zero; NaN without a rate. */
  convert(minor: number): number {
    if (this.same) return minor
    if (!this.known) return NaN
    const product = Math.abs(minor) * this.factor
    const aside = product - Math.floor(product)
    if (Math.abs(aside - 0.5) <= product * this.error + Number.EPSILON) return this.exact(minor) ?? NaN
    // 0 - x, not -x: there is no minus nothing
    return minor < 0 ? 0 - Math.round(product) : Math.round(product)
  }

  /** Minor units without rounding: for shares and averages that are rounded afterwards. */
  scale(minor: number): number {
    return minor * this.factor
  }
}

/** One converter per pair. */
export class Converters {
  private readonly exchange: PlanInput['exchange']
  private readonly made = new Map<string, Converter>()

  constructor(exchange: PlanInput['exchange']) {
    this.exchange = exchange
  }

  between(from: string, to: string): Converter {
    const key = from + to
    let converter = this.made.get(key)
    if (!converter) this.made.set(key, (converter = new Converter(this.exchange, from, to)))
    return converter
  }
}

/** `amount` changed by basis points (signed), rounded half away from zero. */
export function changed(amountMinor: number, bps: number): number {
  return roundHalfAway((amountMinor * (10_000 + bps)) / 10_000)
}
