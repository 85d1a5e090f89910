/** Rules that fight, cannot be reached or make no sense are found at the field where they can be mended. */
import { describe, expect, it } from 'vitest'
import { checkRuleSet } from '#app/tools/pricing/rules/check.ts'
import { conditionsCover } from '#app/tools/pricing/rules/cover.ts'
import {
  defaultRuleSet,
  newRule,
  RULE_KINDS,
  RuleSet,
  type Condition,
  type PricingRule,
} from '#app/tools/pricing/rules/schema.ts'
import { aRule, aRuleSet, AS_OF } from '#test/builders/plan.ts'

const mugs: Condition = { field: 'productType', op: 'in', values: ['Mug'] }
const mugsAndCups: Condition = { field: 'productType', op: 'in', values: ['cup', 'MUG '] }
const costPlus = (rule: Partial<PricingRule> = {}): PricingRule =>
  aRule('cost_plus', { margin: { by: 'percent', bps: 4_000 }, ...(rule as object) })
const promotion = (rule: object = {}): PricingRule =>
  aRule('promotion', {
    off: { by: 'percent', bps: 1_000 },
    startsAt: '2026-11-27T00:00:00Z',
    endsAt: '2026-11-30T00:00:00Z',
    setCompareAt: true,
    ...rule,
  })
const bundle = (variantId: string, part: string): PricingRule =>
  aRule('bundle', { id: `b${variantId}`, variantId, parts: [{ variantId: part, quantity: 1 }], lessBps: 500 })
const follow = aRule('follow_base', { percentBps: 0, amount: null })

const found = (rules: PricingRule[], guards = {}): unknown[] => {
  const set = aRuleSet(rules)
  return checkRuleSet({ ...set, guards: { ...set.guards, ...guards } }, AS_OF).map(
    ({ code, severity, path, otherIndex }) => [code, severity, path.join('.'), otherIndex],
  )
}

describe('checkRuleSet finds', () => {
  it('a promotion whose end is before its start, is over, or is larger than a release may change', () => {
    expect(found([promotion({ endsAt: '2026-11-27T00:00:00Z' })])).toEqual([
      ['promotion_ends_before_start', 'error', 'rules.0.endsAt', null],
    ])
    const over = { startsAt: '2026-11-01T00:00:00Z', endsAt: '2026-11-02T00:00:00Z' }
    expect(found([promotion(over)])).toEqual([['promotion_over', 'warning', 'rules.0.endsAt', null]])
    expect(found([promotion()], { maxDownBps: 900 })).toEqual([
      ['promotion_beyond_max_change', 'warning', 'rules.0.off.bps', null],
    ])
  })

  it('a bundle of itself, and bundles in a circle', () => {
    expect(found([bundle('1', '1')])).toEqual([['bundle_of_itself', 'error', 'rules.0.parts.0.variantId', null]])
    expect(found([bundle('1', '2'), bundle('2', '3'), bundle('3', '1'), bundle('4', '1')])).toEqual([
      ['bundle_cycle', 'error', 'rules.0.parts', null],
      ['bundle_cycle', 'error', 'rules.1.parts', null],
      ['bundle_cycle', 'error', 'rules.2.parts', null],
    ])
  })

  it('a rule behind one that stops on all it matches', () => {
    const narrow = costPlus({ id: 'b', conditions: [mugs] })
    expect(found([costPlus({ stop: true, conditions: [mugsAndCups] }), narrow])).toEqual([
      ['unreachable', 'warning', 'rules.1', 0],
    ])
    expect(
      found([costPlus({ stop: true, conditions: [mugs] }), costPlus({ id: 'b', conditions: [mugsAndCups] })]),
    ).toEqual([])
  })

  it('a price that a later rule always replaces', () => {
    expect(found([costPlus({ conditions: [mugs] }), costPlus({ id: 'b' })])).toEqual([
      ['overridden', 'warning', 'rules.0', 1],
    ])
    // Follow-base leaves the base book alone, so the first rule still prices it there.
    expect(found([costPlus(), follow])).toEqual([])
    expect(found([costPlus({ conditions: [{ field: 'book', op: 'notIn', values: ['0'] }] }), follow])).toEqual([
      ['overridden', 'warning', 'rules.0', 1],
    ])
  })

  it('two promotions on the same goods at the same time', () => {
    const later = promotion({ id: 'b', startsAt: '2026-11-29T00:00:00Z', endsAt: '2026-12-02T00:00:00Z' })
    expect(found([promotion(), later])).toEqual([['promotions_stack', 'warning', 'rules.1', 0]])
    expect(found([promotion({ stop: true }), later])).toEqual([])
  })

  it('conditions that cannot hold together, a repeated price line, a price below everything', () => {
    const cups: Condition = { field: 'productType', op: 'in', values: ['Cup'] }
    expect(found([costPlus({ conditions: [mugs, cups] })])).toEqual([
      ['never_matches', 'warning', 'rules.0.conditions.1', null],
    ])
    const line = { for: 'currency', currency: 'EUR', priceMinor: 900 } as const
    expect(found([aRule('fixed_price', { prices: [line, line] })])).toEqual([
      ['price_repeated', 'error', 'rules.0.prices.1', null],
    ])
    const far = newRule('competitor', 'c', AS_OF, 'EUR')
    expect(found([{ ...far, distance: { by: 'percent', bps: 10_000 } } as PricingRule])).toEqual([
      ['below_everything', 'error', 'rules.0.distance.bps', null],
    ])
  })

  it('nothing in rules that are switched off, but that all are', () => {
    const off = { ...bundle('1', '1'), enabled: false }
    expect(found([off, costPlus()])).toEqual([])
    expect(found([off])).toEqual([['nothing_enabled', 'warning', 'rules', null]])
    expect(found([])).toEqual([])
  })
})

describe('conditionsCover', () => {
  const tag = (op: 'in' | 'notIn', ...values: string[]): Condition => ({ field: 'tag', op, values })
  it.each([
    ['no condition covers all', [], [mugs], true],
    ['all is not covered by one', [mugs], [], false],
    ['a tag list by a shorter one', [tag('in', 'a', 'b')], [tag('in', 'A')], true],
    ['having another tag does not exclude one', [tag('notIn', 'a')], [tag('in', 'b')], false],
    ['another type does', [{ ...mugs, op: 'notIn' }], [{ ...mugs, values: ['Cup'] }], true],
    ['any of them by one of them', [{ field: 'any', conditions: [mugs, tag('in', 'a')] }], [tag('in', 'a')], true],
    ['one of them by any of them', [mugsAndCups], [{ field: 'any', conditions: [mugs, tag('in', 'a')] }], false],
    [
      'a band within a band',
      [{ field: 'ageDays', op: 'between', min: 0, max: null }],
      [{ field: 'ageDays', op: 'between', min: 3, max: 9 }],
      true,
    ],
  ] as [string, Condition[], Condition[], boolean][])('%s', (_name, outer, inner, covers) => {
    expect(conditionsCover(outer, inner)).toBe(covers)
  })
})

describe('the schema', () => {
  it('reads what it makes: the defaults, and every kind of rule once named', () => {
    const set = defaultRuleSet(['USD', 'JPY', 'KWD', 'USD'])
    expect(RuleSet.parse(set)).toEqual(set)
    expect(set.roundings.map(({ modulusMinor, endingsMinor }) => [modulusMinor, endingsMinor[0]])).toEqual([
      [100, 99],
      [100, 80],
      [1_000, 990],
    ])
    const rules = RULE_KINDS.map((kind) => {
      const rule = { ...newRule(kind, kind, AS_OF, 'USD'), name: kind }
      return rule.kind === 'bundle' ? { ...rule, variantId: '1', parts: [{ variantId: '2', quantity: 1 }] } : rule
    })
    expect(RuleSet.parse({ ...set, rules }).rules).toEqual(rules)
  })

  it.each([
    ['a price of 0', { prices: [{ for: 'currency', currency: 'USD', priceMinor: 0 }] }, 'amount_too_small'],
    ['a price of 1e12', { prices: [{ for: 'currency', currency: 'USD', priceMinor: 1e12 }] }, 'amount_too_large'],
    ['half a cent', { prices: [{ for: 'currency', currency: 'USD', priceMinor: 1.5 }] }, 'number_invalid'],
    ['no line', { prices: [] }, 'prices_missing'],
  ])('refuses %s at its field', (_name, body, code) => {
    const rule = { id: 'a', name: 'A', enabled: true, conditions: [], stop: false, kind: 'fixed_price', ...body }
    const parsed = RuleSet.safeParse({ ...aRuleSet([]), rules: [rule] })
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues.map((issue) => [issue.path.slice(0, 3).join('.'), issue.message])).toEqual([
      ['rules.0.prices', code],
    ])
  })

  it.each([
    ['an open band', { field: 'ageDays', op: 'between', min: null, max: null }, 'min', 'band_empty'],
    ['a reversed band', { field: 'ageDays', op: 'between', min: 9, max: 3 }, 'max', 'band_reversed'],
  ])('refuses %s', (_name, condition, field, code) => {
    const parsed = RuleSet.safeParse({ ...aRuleSet([]), rules: [{ ...costPlus(), conditions: [condition] }] })
    expect(parsed.error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
      [`rules.0.conditions.0.${field}`, code],
    ])
  })

  it('refuses endings beyond the modulus and a currency twice', () => {
    const rounding = { currency: 'USD', modulusMinor: 100, endingsMinor: [99, 100], mode: 'up', sticky: true }
    const parsed = RuleSet.safeParse({ ...aRuleSet([]), roundings: [rounding, { ...rounding, endingsMinor: [95] }] })
    expect(parsed.error?.issues.map((issue) => issue.message).sort()).toEqual([
      'currency_repeated',
      'ending_beyond_modulus',
    ])
  })
})
