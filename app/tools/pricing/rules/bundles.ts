/**
 * In which order variants are planned. In: the variants and the bundle rules. Out: parts before bundles; bundles that lead back to themselves.
 * Invariant: every variant comes exactly once; without bundles the order is the input's.
 */
import type { Id } from '#app/mirror/types.ts'
import type { PricingRule, RuleOf } from './schema.ts'

/** What each bundle is made of; several rules may make one bundle. */
export function bundleParts(rules: readonly PricingRule[]): Map<Id, Set<Id>> {
  const parts = new Map<Id, Set<Id>>()
  const bundles = rules.filter((rule): rule is RuleOf<'bundle'> => rule.enabled && rule.kind === 'bundle')
  for (const rule of bundles) {
    const known = parts.get(rule.variantId) ?? new Set()
    for (const part of rule.parts) known.add(part.variantId)
    parts.set(rule.variantId, known)
  }
  return parts
}

/** Bundles sorted so that their parts stand before them, and those that contain themselves, directly or through others. */
export function sortBundles(parts: ReadonlyMap<Id, ReadonlySet<Id>>): { order: Id[]; cyclic: Set<Id> } {
  const order: Id[] = []
  const cyclic = new Set<Id>()
  const state = new Map<Id, 'open' | 'done'>()
  const path: Id[] = []
  const visit = (id: Id): void => {
    const inside = parts.get(id)
    if (!inside || state.get(id) === 'done') return
    if (state.get(id) === 'open') {
      for (const member of path.slice(path.indexOf(id))) cyclic.add(member)
      return
    }
    state.set(id, 'open')
    path.push(id)
    for (const part of inside) visit(part)
    path.pop()
    state.set(id, 'done')
    order.push(id)
  }
  for (const id of parts.keys()) visit(id)
  return { order, cyclic }
}
