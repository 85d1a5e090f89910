/** A price's trace becomes sentences: every step and reason has its words, and the numbers are those of the plan. */
import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { createI18n } from '#app/i18n/setup.ts'
import zhCn from '#app/i18n/zh-CN.ts'
import { planPrices } from '#app/tools/pricing/rules/planner.ts'
import { COMPETITOR_POSITIONS, COMPETITOR_REFERENCES } from '#app/tools/pricing/rules/schema.ts'
import { stepKind, STEPS } from '#app/tools/pricing/rules/steps.ts'
import { explainPrice, regularMinorOf } from '#app/tools/pricing/rules/trace.ts'
import { OUTCOMES, REASONS } from '#app/tools/pricing/rules/types.ts'
import { aRule, aRuleSet, AS_OF, aVariant, BASE, planInput, someTerms } from '#test/builders/plan.ts'

const texts = en.pricingTrace
const sorted = (values: readonly string[]): string[] => [...values].sort()
const extra = ['today', 'floor', 'result', 'unknown', 'limitedLeast']

describe('there is a text for', () => {
  it.each([
    ['steps', texts.step, [...Object.keys(STEPS), ...extra]],
    ['reasons', texts.reason, REASONS],
    ['outcomes', texts.outcome, OUTCOMES],
    ['positions', texts.position, COMPETITOR_POSITIONS],
    ['references', texts.reference, COMPETITOR_REFERENCES],
  ] as const)('all %s, and for nothing else', (_name, have, want) => {
    expect(sorted(Object.keys(have))).toEqual(sorted(want))
  })
})

const rules = [
  aRule('cost_plus', { name: 'Cost', margin: { by: 'percent', bps: 10_000 } }),
  aRule('stock_aware', {
    name: 'Clear',
    overstock: { coverDays: 50, stepDays: 10, stepBps: 500, maxBps: 2_000 },
    scarceCoverDays: null,
  }),
]
const rounding = { currency: 'USD', modulusMinor: 100, endingsMinor: [99], mode: 'nearest', sticky: true } as const
const input = planInput([BASE], [{ variant: aVariant('1'), today: [{ shown: 1_000 }], terms: [someTerms()] }])
const price = planPrices(input, aRuleSet(rules, { roundings: [{ ...rounding, endingsMinor: [99] }] }), AS_OF).at(0)

describe('a trace', () => {
  it('is what is stored: codes and numbers, and survives JSON', () => {
    // cost 700 + 500 = 1200; cover 60: one step of 5 % off = 1140; nearest ending 1099
    expect(price.trace).toEqual([
      [STEPS.costPlus.code, 0, 10_000, 1_200],
      [STEPS.regular.code, 1_000],
      [STEPS.overstock.code, 1, 60, 500, 1_200, 1_140],
      [STEPS.rounded.code, 1_140, 1_099],
    ])
    expect(JSON.parse(JSON.stringify(price.trace))).toEqual(price.trace)
    expect(regularMinorOf(price.trace)).toBe(1_000)
  })

  it('says when the stock cover is the reorder plan’s, of the rule itself and of a condition that let it in', () => {
    const planned = { coverDays: 60, coverIsPlanned: true }
    const traceOf = (rule: typeof rules, variant: object) => {
      const rows = [{ variant: aVariant('1', variant), today: [{ shown: 1_000 }], terms: [someTerms()] }]
      return planPrices(planInput([BASE], rows), aRuleSet(rule), AS_OF).at(0).trace
    }
    expect(traceOf(rules, planned)).toContainEqual([STEPS.overstockPlanned.code, 1, 60, 500, 1_200, 1_140])
    const scarce = [rules[0], aRule('stock_aware', { overstock: null, scarceCoverDays: 90 })] as typeof rules
    const cheap = [
      aRule('fixed_price', { prices: [{ for: 'currency', currency: 'USD', priceMinor: 900 }] }),
      ...scarce.slice(1),
    ] as typeof rules
    expect(traceOf(cheap, planned)).toContainEqual([STEPS.scarcePlanned.code, 1, 60, 1_000])
    const asked = aRule('cost_plus', {
      margin: { by: 'percent', bps: 10_000 },
      conditions: [{ field: 'any', conditions: [{ field: 'stockCoverDays', op: 'between', min: 50, max: null }] }],
    })
    expect(traceOf([asked] as typeof rules, planned)[0]).toEqual([STEPS.coverPlanned.code, 0, 60])
    expect(traceOf([asked] as typeof rules, { coverDays: 60 })[0]).toEqual([STEPS.costPlus.code, 0, 10_000, 1_200])
  })

  it('reads as sentences in both languages', async () => {
    const languages = [
      await createI18n('en', { translation: en, polaris: {} }),
      await createI18n('zh-CN', { translation: zhCn, polaris: {} }),
    ]
    const [english, chinese] = languages.map((i18n) =>
      explainPrice(price, rules, 'USD').map((step) => {
        const said = Object.entries(step.values).map(([name, value]) => {
          if (value.kind === 'money') return [name, String(value.minor)]
          if (value.kind === 'percent') return [name, `${value.bps / 100} %`]
          if (value.kind === 'count') return [name, value.value]
          return [name, '']
        })
        return `${step.rule?.name ?? ''}> ${i18n.t(`pricingTrace.step.${step.name}`, Object.fromEntries(said))}`
      }),
    )
    expect(english).toEqual([
      '> Price today: 1000',
      'Cost> Landed cost plus 100 % of the unit cost: 1200',
      '> Price before the markdown: 1000',
      'Clear> Stock lasts 60 days: 5 % off 1200 is 1140',
      '> Rounded from 1140 to 1099',
      '> Floor, the lowest price that keeps the minimum margin: 700',
      '> Planned price: 1099',
    ])
    expect(chinese?.join('')).not.toContain('{{')
    expect(chinese).toHaveLength(7)
  })

  it('of a newer version says so instead of failing', () => {
    expect(stepKind(999)).toBeUndefined()
    const steps = explainPrice({ ...price, trace: [[999, 1, 2]] }, rules, 'USD')
    expect(steps[1]).toMatchObject({ name: 'unknown', values: { code: { kind: 'count', value: 999 } } })
  })

  it('gives every step as many values as it has numbers', () => {
    const wrong = Object.values(STEPS).filter(({ code, numbers }) => {
      const [, step] = explainPrice({ ...price, trace: [[code, ...numbers.map(() => 7)]] }, [], 'USD')
      return (
        Object.keys(step?.values ?? {}).filter((name) => name !== '').length !==
        numbers.filter((type) => type !== 'rule').length
      )
    })
    expect(wrong).toEqual([])
  })
})
