/**
 * What a move of an exchange rate would do to the margin. In: what each variant sold in a book, what is asked for it there, what it costs to land.
 * Out: per currency the margin as it is and after the move, in the shop's currency, with the figures behind it.
 * Invariant: at a move of 0 the margin is exactly the one as it is; a sale whose cost is not known is counted beside, never as margin.
 *
 * Method: units of the last days x today's prices x today's costs. A move of +5 % means that the book's currency is worth 5 % more of the shop's.
 * - A fixed price stays as it is in its currency, so what it brings home moves with the rate.
 * - A price that follows the base price moves against the rate, so what it brings home stays.
 * - Goods, freight and fixed fees (`fixedMinor`) and fixed duty are taken as paid in the shop's currency; commission, payment, tax and duty rates are
 *   parts of the price. A cost that really is paid in the book's currency makes the true exposure smaller than shown.
 */
import { marginMinor, missingAt } from '../costs/margin.ts'
import { roundHalfAway } from '#app/kernel/stats.ts'
import type { CostTerms } from '../terms.ts'

export interface ExposureLine {
  units: number
  /** what a shopper pays, in the book's currency */
  priceMinor: number
  how: 'fixed' | 'follows'
  /** undefined: nothing is known about its cost */
  terms: CostTerms | undefined
}

export interface Exposure {
  currency: string
  units: number
  /** of units x price, in the book's currency */
  revenueMinor: number
  revenueHomeMinor: number
  /** share of the revenue at prices that are fixed, in basis points */
  fixedShareBps: number
  /** units whose cost is not known: they are in the revenue and in no margin */
  unitsWithoutCost: number
  marginHomeMinor: number
  /** one per asked move, in its order */
  moved: { moveBps: number; marginHomeMinor: number }[]
}

/**
 * @param toHome minor units of the shop's currency for one of the book's
 * @param movesBps e.g. [-500, 500]
 */
export function exposureOf(
  currency: string,
  lines: readonly ExposureLine[],
  toHome: number,
  movesBps: readonly number[],
): Exposure {
  let [units, revenue, fixedRevenue, unitsWithoutCost, margin] = [0, 0, 0, 0, 0]
  const moved = movesBps.map((moveBps) => ({ moveBps, sum: 0 }))
  for (const line of lines) {
    const { terms } = line
    units += line.units
    revenue += line.units * line.priceMinor
    if (line.how === 'fixed') fixedRevenue += line.units * line.priceMinor
    if (!terms || missingAt(terms, line.priceMinor).length > 0) {
      unitsWithoutCost += line.units
      continue
    }
    margin += line.units * marginMinor(terms, line.priceMinor) * toHome
    for (const one of moved) one.sum += line.units * marginAfter(line, terms, toHome, one.moveBps)
  }
  return {
    currency,
    units,
    revenueMinor: revenue,
    revenueHomeMinor: roundHalfAway(revenue * toHome),
    fixedShareBps: revenue === 0 ? 0 : roundHalfAway((fixedRevenue * 10_000) / revenue),
    unitsWithoutCost,
    marginHomeMinor: roundHalfAway(margin),
    moved: moved.map(({ moveBps, sum }) => ({ moveBps, marginHomeMinor: roundHalfAway(sum) })),
  }
}

/** Of one unit, in the shop's currency. */
function marginAfter(line: ExposureLine, terms: CostTerms, toHome: number, moveBps: number): number {
  const factor = 1 + moveBps / 10_000
  const abroad = (minor: number): number => roundHalfAway(minor / factor)
  const duty = (one: CostTerms['dutyBelow']): CostTerms['dutyBelow'] => ({ ...one, fixedMinor: abroad(one.fixedMinor) })
  const after: CostTerms = {
    ...terms,
    unitCostMinor: abroad(terms.unitCostMinor),
    fixedMinor: abroad(terms.fixedMinor),
    dutyBelow: duty(terms.dutyBelow),
    dutyAbove: duty(terms.dutyAbove),
  }
  const price = line.how === 'follows' ? abroad(line.priceMinor) : line.priceMinor
  return marginMinor(after, price) * toHome * factor
}
