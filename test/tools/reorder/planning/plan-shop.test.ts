import { describe, expect, it } from 'vitest'
import { inParts } from '#app/kernel/parts.ts'
import { NO_LIMITS } from '#app/tools/reorder/keeping/schema.ts'
import type { ReadDemand, WeekOfDemand } from '#app/tools/reorder/planning/histories.ts'
import { ShopPlanner, type GoodsWithPast, type PlanTask } from '#app/tools/reorder/planning/plan-shop.ts'
import type { MadeItem } from '#app/tools/reorder/planning/schema.ts'
import { supplyOf } from '#app/tools/reorder/planning/supply.ts'
import { PolicyDocument } from '#app/tools/reorder/policy/schema.ts'

const WEEKS = 60
const POLICY = PolicyDocument.parse({ defaultLeadTimeDays: 21, outliers: 'beyond_z' })
const TASK: PlanTask = { calendar: { fromOn: '2025-09-26', weeks: WEEKS }, policy: POLICY, protection: 5 }
const IDS = Array.from({ length: 48 }, (_, index) => String(index + 1))

/** Lamps sell more before Christmas, cups evenly; the third of each five sells only now and then, the ninth never. One order of lamps was very large. */
function weeksOf(id: string): WeekOfDemand[] {
  const item = Number(id)
  if (item % 9 === 0) return []
  return Array.from({ length: WEEKS }, (_, week): WeekOfDemand => {
    const usual = 2 + ((item * 7 + week * 3) % 5)
    const season = item % 2 === 0 && week % 52 < 12 ? 3 : 1
    const large = item === 4 && week === 30 ? 400 : 0
    const units = usual * season + large
    return {
      variantId: id,
      week,
      units,
      beyondZUnits: large,
      beyondFenceUnits: large,
      revenueMinor: units * 500 * item,
    }
  }).filter(({ week }) => item % 5 !== 3 || week % 6 === 0)
}

const demandOfAll: ReadDemand[] = IDS.map((id) => ({
  variants: [{ variantId: id, category: Number(id) % 2 === 0 ? 'Lamps' : 'Cups', censored: null, promoted: [] }],
  weeks: weeksOf(id),
}))

function goods(id: string, onHandUnits = 40): GoodsWithPast {
  const known = { scores: new Map(), receipts: new Map(), inOneCurrency: () => null }
  return {
    stock: {
      variantId: id,
      priceMinor: 1_500,
      unitCostMinor: 500,
      locations: [{ locationName: 'Leeds', onHandUnits, committedUnits: 0 }],
      supplies: [],
      leavingUnits: 0,
      places: [],
    },
    supply: supplyOf([], known, POLICY, { currency: 'GBP', unitCostMinor: 500 }),
    override: null,
    promotions: [],
    keeping: NO_LIMITS,
    past: null,
  }
}

/** The same shop, read and decided in parts of these sizes. */
function planned(readAtOnce: number, ids: readonly string[]): { planner: ShopPlanner; items: Map<string, MadeItem> } {
  const planner = new ShopPlanner(TASK)
  for (const part of inParts(demandOfAll, readAtOnce))
    planner.read({ variants: part.flatMap(({ variants }) => variants), weeks: part.flatMap(({ weeks }) => weeks) })
  expect(planner.learn().beyondZ).toBeGreaterThan(0)
  return { planner, items: new Map(ids.map((id) => [id, planner.decide(goods(id))])) }
}

describe('a shop in parts', () => {
  it('is the same plan, whatever the parts and the order in which goods come', () => {
    const whole = planned(IDS.length, IDS)
    const parts = planned(7, IDS.toReversed())
    for (const id of IDS) expect(parts.items.get(id)).toEqual(whole.items.get(id))
    expect(parts.planner.accuracy()).toEqual(whole.planner.accuracy())
    expect(whole.planner.accuracy()?.classes.map(({ name }) => name)).toEqual(['all', 'A', 'B', 'C'])
  })

  it('knows the classes of all, leaves the large order out of the forecast, and says what never sold', () => {
    const { items } = planned(10, IDS)
    const large = items.get('4')
    expect(large?.document.history[30]).toBeLessThan(30)
    expect(large?.document.yearUnits).toBeGreaterThan(400)
    expect(new Set([...items.values()].map(({ abcXyz }) => abcXyz[0]))).toEqual(new Set(['A', 'B', 'C']))
    expect(items.get('9')).toMatchObject({ decision: 'covered', abcXyz: 'CZ', health: 'overstock' })
    expect(items.get('9')?.document.forecast.demandClass).toBeNull()
  })

  it('refuses goods before everything was read, goods nobody read, and demand that comes too late', () => {
    const planner = new ShopPlanner(TASK)
    expect(() => planner.decide(goods('1'))).toThrow('was not learned')
    const [one] = demandOfAll
    if (!one) throw new Error('no demand')
    planner.read(one)
    planner.learn()
    expect(() => planner.decide(goods('2'))).toThrow('no demand was read of 2')
    expect(() => planner.read(one)).toThrow('after the shop was learned')
  })
})
