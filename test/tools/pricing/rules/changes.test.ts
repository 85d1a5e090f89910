import { describe, expect, it } from 'vitest'
import { compareRuleSets } from '#app/tools/pricing/rules/changes.ts'
import { defaultRuleSet, newRule, type RuleSet } from '#app/tools/pricing/rules/schema.ts'

const rule = (id: string, name: string) => ({ ...newRule('cost_plus', id, '2026-11-20T00:00:00Z', 'EUR'), name })
const set = (...rules: RuleSet['rules']): RuleSet => ({ ...defaultRuleSet(['EUR']), rules })

describe('what separates two versions', () => {
  it('is nothing between equal documents, whatever the order of their keys', () => {
    const before = set(rule('a', 'A'))
    const after = JSON.parse(JSON.stringify(before)) as RuleSet
    expect(
      compareRuleSets(before, {
        ...after,
        guards: { ...Object.fromEntries(Object.entries(after.guards).reverse()) } as RuleSet['guards'],
      }),
    ).toEqual({
      added: [],
      removed: [],
      changed: [],
      reordered: false,
      parts: [],
    })
  })

  it('is told by names: a renamed rule is changed, not new', () => {
    expect(compareRuleSets(set(rule('a', 'A'), rule('b', 'B')), set(rule('a', 'A2'), rule('c', 'C')))).toMatchObject({
      added: ['C'],
      removed: ['B'],
      changed: ['A2'],
      reordered: false,
    })
  })

  it('is another order, also when a rule is new among them', () => {
    const [a, b, c] = [rule('a', 'A'), rule('b', 'B'), rule('c', 'C')]
    expect(compareRuleSets(set(a, b), set(b, c, a))).toMatchObject({ added: ['C'], reordered: true })
    expect(compareRuleSets(set(a, b), set(a, c, b))).toMatchObject({ added: ['C'], reordered: false })
  })

  it('names the other parts that differ', () => {
    const before = set()
    const after = { ...before, guards: { ...before.guards, maxUpBps: null }, roundings: [], deadBandBps: 0 }
    expect(compareRuleSets(before, after).parts).toEqual(['guards', 'roundings', 'deadBandBps'])
  })
})
