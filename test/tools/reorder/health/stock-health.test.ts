import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assessStock, HEALTH_STATES, turnoverOf, type StockFacts } from '#app/tools/reorder/health/stock-health.ts'

const facts = (changes: Partial<StockFacts> = {}): StockFacts => ({
  onHandUnits: 100,
  committedUnits: 0,
  onOrderUnits: 0,
  reorderPoint: 60,
  orderUpTo: null,
  meanPerDay: 2,
  unitCostMinor: 500,
  daysSinceSale: 1,
  daysInStock: 400,
  period: { days: 73, soldUnits: 146, openingUnits: 120, receivedUnits: 125, averageUnits: 110 },
  ...changes,
})
const stateOf = (changes: Partial<StockFacts>) => assessStock(facts(changes)).state

describe('stock health', () => {
  it('has the figures of the field', () => {
    expect(assessStock(facts({ committedUnits: 10 }))).toEqual({
      state: 'healthy',
      // 90 at 2 a day
      daysOfCover: 45,
      // 146 of 245
      sellThroughBps: 5_959,
      // 146 / 110 in a fifth of a year
      turnoverPerYear: (146 / 110) * 5,
      stockValueMinor: 50_000,
      excessUnits: 0,
      excessValueMinor: 0,
    })
  })

  it.each<[string, Partial<StockFacts>]>([
    ['out', { onHandUnits: 0 }],
    ['out', { onHandUnits: -3, committedUnits: 2 }],
    ['out', { onHandUnits: 5, committedUnits: 5, onOrderUnits: 500 }],
    ['dead', { daysSinceSale: 180 }],
    ['dead', { daysSinceSale: null, daysInStock: 180 }],
    ['healthy', { daysSinceSale: null, daysInStock: 179 }],
    // more than sixty days of 2
    ['overstock', { onHandUnits: 121 }],
    ['healthy', { onHandUnits: 120 }],
    ['overstock', { onOrderUnits: 21 }],
    ['at_risk', { onHandUnits: 59 }],
    ['healthy', { onHandUnits: 59, onOrderUnits: 1 }],
    ['healthy', { onHandUnits: 59, reorderPoint: null }],
    // sells seldom, but its reorder point asks for what is there
    ['healthy', { onHandUnits: 3, meanPerDay: 0.01, reorderPoint: 3 }],
    ['healthy', { onHandUnits: 400, reorderPoint: 60, orderUpTo: 400 }],
    ['overstock', { onHandUnits: 401, reorderPoint: 60, orderUpTo: 400 }],
  ])('is %s with %o', (state, changes) => {
    expect(stateOf(changes)).toBe(state)
  })

  it('counts as excess only what is there', () => {
    expect(assessStock(facts({ onHandUnits: 150 }))).toMatchObject({ excessUnits: 30, excessValueMinor: 15_000 })
    expect(assessStock(facts({ onHandUnits: 10, onOrderUnits: 900 }))).toMatchObject({ excessUnits: 10 })
  })

  it('knows no figure where there is none', () => {
    const nothing = { days: 73, soldUnits: 0, openingUnits: 0, receivedUnits: 0, averageUnits: 0 }
    for (const period of [nothing, null]) {
      expect(assessStock(facts({ meanPerDay: 0, unitCostMinor: null, period }))).toMatchObject({
        daysOfCover: null,
        sellThroughBps: null,
        turnoverPerYear: null,
        stockValueMinor: null,
        excessValueMinor: null,
      })
    }
  })

  it('goes from out over at risk to too much as stock grows, and never back', () => {
    const order = ['out', 'at_risk', 'healthy', 'overstock']
    fc.assert(
      fc.property(
        fc.integer({ min: -10, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (onHandUnits, more, reorderPoint, meanPerDay) => {
          const at = (units: number) => order.indexOf(stateOf({ onHandUnits: units, reorderPoint, meanPerDay }))
          expect(at(onHandUnits + more)).toBeGreaterThanOrEqual(at(onHandUnits))
          expect(at(onHandUnits)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
    expect(HEALTH_STATES).toEqual(expect.arrayContaining(order))
  })
})

describe('turnover of a shop', () => {
  it('is held against 6 to 8 a year', () => {
    expect(turnoverOf(700, 100, 365)).toEqual({ turnoverPerYear: 7, against: 'within' })
    expect(turnoverOf(100, 100, 73)).toEqual({ turnoverPerYear: 5, against: 'below' })
    expect(turnoverOf(200, 100, 73)).toEqual({ turnoverPerYear: 10, against: 'above' })
    expect(turnoverOf(200, 0, 73)).toEqual({ turnoverPerYear: null, against: null })
  })
})
