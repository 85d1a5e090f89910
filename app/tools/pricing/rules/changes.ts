/**
 * What separates two versions of a rule set, as a merchant would tell it. In: both documents. Out: rules by name, and which other parts differ.
 * Invariant: a rule is the same one when its id is, whatever its name; equal documents have no changes.
 */
import type { RuleSet } from './schema.ts'

export interface RuleSetChanges {
  added: string[]
  removed: string[]
  changed: string[]
  /** the rules both have stand in another order */
  reordered: boolean
  /** other parts that differ */
  parts: ('guards' | 'roundings' | 'deadBandBps')[]
}

export function compareRuleSets(before: RuleSet, after: RuleSet): RuleSetChanges {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]))
  const now = new Map(after.rules.map((rule) => [rule.id, rule]))
  const kept = after.rules.filter((rule) => old.has(rule.id))
  const parts = (['guards', 'roundings', 'deadBandBps'] as const).filter(
    (part) => text(before[part]) !== text(after[part]),
  )
  return {
    added: after.rules.filter((rule) => !old.has(rule.id)).map(({ name }) => name),
    removed: before.rules.filter((rule) => !now.has(rule.id)).map(({ name }) => name),
    changed: kept.filter((rule) => text(rule) !== text(old.get(rule.id))).map(({ name }) => name),
    reordered:
      kept.map(({ id }) => id).join() !==
      before.rules
        .filter(({ id }) => now.has(id))
        .map(({ id }) => id)
        .join(),
    parts,
  }
}

/** Keys in order of name: a database gives them back in an order of its own. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
