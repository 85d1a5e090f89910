/**
 * What an order's goods cost once they are here. In: lines with weights and volumes, charges already in the order's currency. Out: each line's
 * share and landed cost, or what is missing. Invariant: goods are counted by what was ordered and not given up, or by what came when more came;
 * the lines sum to goods plus charges to the minor unit.
 */
import { allocateLandedCosts, type Charge, type LandedCostPlan } from '../landed/landed-cost.ts'
import type { Line, OrderCharge } from './schema.ts'

export interface CostedLine {
  line: Pick<Line, 'id' | 'orderedUnits' | 'givenUpUnits' | 'unitPriceMinor'>
  acceptedUnits: number
  weightGrams: number | null
  unitVolume: number | null
}

/** A charge in the order's currency; `rate` when it was exchanged. */
export interface ExchangedCharge {
  charge: OrderCharge
  /** null: there is no rate for its currency */
  amountMinor: number | null
  /** the day whose reference rates were used; null: none were needed */
  ratesOf: string | null
}

export type OrderCosts =
  | LandedCostPlan
  /** these lines have no price yet */
  | { kind: 'unpriced'; lineIds: string[] }
  /** the ECB publishes no rate of these currencies */
  | { kind: 'no_rate'; currencies: string[] }
  | { kind: 'empty' }

/** Units that the supplier is paid for. */
export function payableUnits({ line, acceptedUnits }: Pick<CostedLine, 'line' | 'acceptedUnits'>): number {
  return Math.max(line.orderedUnits - line.givenUpUnits, acceptedUnits)
}

export function costOrder(lines: readonly CostedLine[], charges: readonly ExchangedCharge[]): OrderCosts {
  if (lines.length === 0) return { kind: 'empty' }
  const unpriced = lines.filter(({ line }) => line.unitPriceMinor === null)
  if (unpriced.length > 0) return { kind: 'unpriced', lineIds: unpriced.map(({ line }) => line.id) }
  const strange = charges.filter(({ amountMinor }) => amountMinor === null)
  if (strange.length > 0) {
    return { kind: 'no_rate', currencies: [...new Set(strange.map(({ charge }) => charge.currency))] }
  }
  return allocateLandedCosts(
    lines.map((costed) => {
      const units = payableUnits(costed)
      return {
        id: costed.line.id,
        units,
        valueMinor: units * (costed.line.unitPriceMinor ?? 0),
        weightGrams: costed.weightGrams,
        volumeCubicCm: costed.unitVolume,
      }
    }),
    charges.map(({ charge, amountMinor }): Charge => ({
      id: charge.id,
      kind: charge.kind,
      amountMinor: amountMinor ?? 0,
      spreadBy: charge.spreadBy,
      lineIds: null,
    })),
  )
}
