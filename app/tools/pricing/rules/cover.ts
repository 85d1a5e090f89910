/**
 * Whether one rule matches all that another matches. In: two lists of conditions, each joined by "and". Out: yes, or "not certainly".
 * Invariant: yes is a proof: every condition of the outer list follows from one of the inner list.
 */
import { bandCovers, foldText, listCovers, type Listed } from '#app/kernel/conditions.ts'
import type { Condition, SimpleCondition } from './schema.ts'

export function conditionsCover(outer: readonly Condition[], inner: readonly Condition[]): boolean {
  return outer.every((wanted) => inner.some((given) => follows(wanted, given)))
}

/** Whether everything that satisfies `given` satisfies `wanted`. */
function follows(wanted: Condition, given: Condition): boolean {
  if (given.field === 'any') return given.conditions.every((member) => follows(wanted, member))
  if (wanted.field === 'any') return wanted.conditions.some((member) => followsSimply(member, given))
  return followsSimply(wanted, given)
}

function followsSimply(wanted: SimpleCondition, given: SimpleCondition): boolean {
  switch (wanted.field) {
    case 'productType':
    case 'vendor':
    case 'sku':
      return given.field === wanted.field && listCovers(folded(wanted), folded(given))
    case 'book':
      return given.field === 'book' && listCovers(wanted, given)
    case 'tag':
      return given.field === 'tag' && setCovers(folded(wanted), folded(given))
    case 'collection':
    case 'market':
      return given.field === wanted.field && setCovers(wanted, given)
    case 'marginBps':
    case 'stockCoverDays':
    case 'ageDays':
      return given.field === wanted.field && bandCovers(wanted, given)
    case 'priceMinor':
      return given.field === 'priceMinor' && given.currency === wanted.currency && bandCovers(wanted, given)
  }
}

function folded<T extends Listed<string>>(condition: T): Listed<string> {
  return { op: condition.op, values: condition.values.map(foldText) }
}

/** Where a variant has several values, having one says nothing about not having another. */
function setCovers(wanted: Listed<string>, given: Listed<string>): boolean {
  return wanted.op === given.op && listCovers(wanted, given)
}
