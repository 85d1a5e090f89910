/** Every code of a price release that a page may show has its text, and no text is left over. */
import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { RELEASE_STATES } from '#app/tools/pricing/releases/lifecycle.ts'
import { CONFLICTS, GUARDS, isReason, NOTE_CODES, ROW_SORTS, ROW_STATES } from '#app/tools/pricing/releases/schema.ts'
import { RULE_SET_STATES } from '#app/tools/pricing/rules/versions.ts'
import { REASONS } from '#app/tools/pricing/rules/types.ts'
import { COST_INPUTS } from '#app/tools/pricing/terms.ts'

const words = en.pricingReleases
const keys = (texts: object, ...others: string[]): string[] =>
  Object.keys(texts)
    .filter((key) => !others.includes(key))
    .sort()
const sorted = (values: readonly string[]): string[] => [...values].sort()

describe('there is a text for', () => {
  it.each([
    ['release states', keys(words.state), RELEASE_STATES],
    ['what a release state means', keys(words.stateSays), RELEASE_STATES],
    ['row states', keys(words.rowState), ROW_STATES],
    ['row orders', keys(words.rows.sort), ROW_SORTS],
    ['row directions', keys(words.rows.direction), ROW_SORTS],
    ['conflicts', keys(words.conflict, 'title'), CONFLICTS],
    ['states of rules', keys(words.form.ruleSetState), RULE_SET_STATES],
    ['reasons of the planner', keys(en.pricingTrace.reason), REASONS],
    [
      'notes that are not the planner’s',
      keys(words.note, 'found', 'foundNone', 'foundCompareAt', 'said'),
      NOTE_CODES.filter((code) => !isReason(code)),
    ],
    ['cost inputs', keys(en.pricing.input), COST_INPUTS],
  ] as const)('all %s, and for nothing else', (_name, texts, values) => {
    expect(texts).toEqual(sorted(values))
  })

  it('every guard: its name and its question', () => {
    for (const guard of GUARDS) {
      expect(words.guard[guard].name).not.toBe('')
      expect(words.guard[guard].question).not.toBe('')
    }
  })
})
