import { describe, expect, it } from 'vitest'
import { buildDemand, type VariantWeek } from '#app/tools/pricing/backtest/demand.ts'

const sold = (variantId: string, week: number, units: number, priceMinor: number, productId = 'A'): VariantWeek => ({
  variantId,
  productId,
  week,
  units,
  priceMinor,
})
const never = () => 0

describe('a product’s weeks', () => {
  it('run from its first to its last sale; between them a week without one has none, at the last price', () => {
    const [found] = buildDemand([sold('1', 2, 5, 1_000), sold('1', 5, 3, 800)], 10, never)
    expect(found?.weeks.map((week) => [week.units, Math.round(week.price)])).toEqual([
      [5, 1_000],
      [0, 1_000],
      [0, 1_000],
      [3, 800],
    ])
  })

  it('have a price that does not move when only the mix of variants does', () => {
    const sales = [
      sold('small', 0, 9, 100),
      sold('large', 0, 1, 900),
      sold('small', 1, 1, 100),
      sold('large', 1, 9, 900),
    ]
    const [found] = buildDemand(sales, 2, never)
    expect(found?.weeks[0]?.price).toBeCloseTo(found?.weeks[1]?.price ?? 0, 9)
  })

  it('know how busy the rest of the shop was', () => {
    const found = buildDemand([sold('1', 0, 5, 100), sold('1', 1, 5, 100), sold('9', 1, 40, 10, 'B')], 2, never)
    expect(found.find((one) => one.productId === 'A')?.weeks.map((week) => week.season)).toEqual([0, 40])
  })

  it('are on promotion by the share of what sells', () => {
    const sales = [sold('1', 0, 30, 100), sold('2', 0, 10, 100)]
    const [found] = buildDemand(sales, 1, (variantId) => (variantId === '1' ? 1 : 0))
    expect(found?.weeks[0]?.promotion).toBeCloseTo(0.75, 9)
  })

  it('tell which prices were really tried, relative to the last', () => {
    const [found] = buildDemand([sold('1', 0, 1, 1_200), sold('1', 1, 1, 900), sold('1', 2, 1, 1_000)], 3, never)
    expect(found?.seenLow).toBeCloseTo(0.9, 9)
    expect(found?.seenHigh).toBeCloseTo(1.2, 9)
  })
})
