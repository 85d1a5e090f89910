/**
 * The estimate against data whose truth is known. Seeds are 1 to 100, fixed before the first run. Each case is one kind of noise; in each,
 * the 95 % interval must hold the truth in at least 93 of 100 runs.
 */
import { describe, expect, it } from 'vitest'
import { estimateElasticity, NEEDED, type DemandWeek } from '#app/tools/pricing/backtest/elasticity.ts'
import { normal, poisson, randomOf } from '#test/builders/random.ts'

interface Truth {
  elasticity: number
  /** units in a usual week */
  level: number
  /** standard deviation of ln demand beyond the count's own chance */
  noise: number
  /** how much of a week's shock is left in the next */
  lasting: number
  weeks: number
}

/** Two years with a season, a trend, prices that change every few weeks, and promotions that also lift demand by themselves. */
function simulate(truth: Truth, seed: number): DemandWeek[] {
  const random = randomOf(seed)
  const weeks: DemandWeek[] = []
  let regular = 1
  let shock = normal(random) * truth.noise
  let promotionUntil = -1
  for (let week = 0; week < truth.weeks; week += 1) {
    if (random() < 0.2) regular = Math.exp(normal(random) * 0.12)
    if (week > promotionUntil && random() < 0.06) promotionUntil = week + 1
    const promoted = week <= promotionUntil ? 1 : 0
    const price = regular * (promoted === 1 ? 1 - (0.1 + 0.2 * random()) : 1)
    const season = 0.4 * Math.sin((2 * Math.PI * week) / 52)
    shock = truth.lasting * shock + Math.sqrt(1 - truth.lasting ** 2) * normal(random) * truth.noise
    const mean =
      truth.level *
      Math.exp(
        truth.elasticity * Math.log(price) + season + 0.3 * promoted - 0.002 * week + shock - truth.noise ** 2 / 2,
      )
    weeks.push({
      units: poisson(random, mean),
      price,
      // The rest of the shop: the same season, seen through its own noise.
      season: poisson(random, 400 * Math.exp(season)),
      promotion: promoted,
    })
  }
  return weeks
}

const SEEDS = Array.from({ length: 100 }, (_, index) => index + 1)
const CASES: [string, Omit<Truth, 'elasticity'>][] = [
  ['counts alone, 40 a week', { level: 40, noise: 0, lasting: 0, weeks: 104 }],
  ['few sales, many weeks with none', { level: 2, noise: 0, lasting: 0, weeks: 104 }],
  ['demand that varies by 30 %', { level: 40, noise: 0.3, lasting: 0, weeks: 104 }],
  ['demand that varies by 60 %', { level: 25, noise: 0.6, lasting: 0, weeks: 104 }],
  ['shocks that last for weeks', { level: 40, noise: 0.3, lasting: 0.5, weeks: 104 }],
  ['a single year', { level: 15, noise: 0.3, lasting: 0, weeks: 52 }],
]

describe('the truth lies in the interval in at least 93 of 100 runs, with', () => {
  for (const [name, truth] of CASES) {
    it.each([-0.5, -1.5, -3])(`${name}, elasticity %d`, (elasticity) => {
      const found = SEEDS.map((seed) => estimateElasticity(simulate({ ...truth, elasticity }, seed)))
      const estimated = found.flatMap((one) => (one.kind === 'estimated' ? [one] : []))
      expect(estimated.length).toBe(100)
      const held = estimated.filter((one) => one.low <= elasticity && elasticity <= one.high).length
      expect(held).toBeGreaterThanOrEqual(93)
      // An interval that holds everything would be worth nothing: on the average the middle is right too.
      const mean = estimated.reduce((sum, one) => sum + one.value, 0) / estimated.length
      expect(Math.abs(mean - elasticity)).toBeLessThan(0.2)
    })
  }
})

describe('a product', () => {
  const truth: Truth = { elasticity: -2, level: 40, noise: 0.2, lasting: 0, weeks: 104 }

  it('with plenty of data is clear in nearly every run', () => {
    const clear = SEEDS.map((seed) => estimateElasticity(simulate(truth, seed))).filter(
      (one) => one.kind === 'estimated' && one.verdict === 'clear',
    )
    expect(clear.length).toBeGreaterThanOrEqual(99)
  })

  it('whose buyers do not mind the price is rarely called clear', () => {
    const verdicts = SEEDS.map((seed) => estimateElasticity(simulate({ ...truth, elasticity: 0 }, seed))).map((one) =>
      one.kind === 'estimated' ? one.verdict : one.reason,
    )
    // 2.5 % on each side are expected of a 95 % interval.
    expect(verdicts.filter((verdict) => verdict === 'clear').length).toBeLessThanOrEqual(5)
    expect(verdicts.filter((verdict) => verdict === 'contains_zero').length).toBeGreaterThanOrEqual(93)
  })

  it('that sells more when it is dearer says so', () => {
    const found = estimateElasticity(simulate({ ...truth, elasticity: 2 }, 1))
    expect(found).toMatchObject({ kind: 'estimated', verdict: 'positive' })
  })

  const weeks = simulate(truth, 1)
  it.each([
    ['too_few_weeks', weeks.slice(0, NEEDED.weeks - 1)],
    ['too_few_sales', weeks.map((week, index) => ({ ...week, units: index < 11 ? 1 : 0 }))],
    ['price_never_moved', weeks.map((week) => ({ ...week, price: 10 }))],
    // One odd week is no price.
    ['price_never_moved', weeks.map((week, index) => ({ ...week, price: index === 50 ? 9 : 10 }))],
    ['price_moved_with_others', weeks.map((week) => ({ ...week, price: week.promotion === 1 ? 8 : 10 }))],
    ['price_moved_with_others', weeks.map((week, index) => ({ ...week, price: 10 * 1.001 ** Math.floor(index / 3) }))],
  ] as const)('is not judged: %s', (reason, data) => {
    expect(estimateElasticity(data)).toMatchObject({ kind: 'none', reason })
  })

  it('has the same elasticity in any unit of money and of goods elsewhere', () => {
    const other = weeks.map((week) => ({ ...week, price: week.price * 1_299, season: week.season * 7 }))
    const [a, b] = [estimateElasticity(weeks), estimateElasticity(other)]
    if (a.kind !== 'estimated' || b.kind !== 'estimated') throw new Error('not estimated')
    expect(b.value).toBeCloseTo(a.value, 6)
    expect(b.low).toBeCloseTo(a.low, 6)
  })

  it('with a price of 0 is a bug of the caller', () => {
    expect(() => estimateElasticity([{ units: 1, price: 0, season: 1, promotion: 0 }])).toThrow(RangeError)
  })
})
