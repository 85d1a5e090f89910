/**
 * Query cost by Shopify's published table: scalars 0, an object 1, a connection 2 plus its size times its node, a mutation 10,
 * an interface or union its dearest branch; lists with `first` or `ids` count per item, other lists once.
 * In: a plan (arguments are known, so sizes are). Out: points. Invariant: the actual cost of a query never exceeds this.
 */
import { pageSize } from './page.ts'
import type { FieldPlan, SelectionPlan } from './plan.ts'

export const OBJECT_COST = 1
export const CONNECTION_COST = 2
export const MUTATION_COST = 10
export const MAX_QUERY_COST = 1000

/** Connections, edges and page info are scaffolding: only the nodes in them cost. */
export function objectCost(typeName: string): number {
  return typeName === 'PageInfo' || typeName.endsWith('Connection') || typeName.endsWith('Edge') ? 0 : OBJECT_COST
}

/** Is this list paid per item? nodes and edges inside a connection are, and lists that take `first` or `ids`. */
export function isPaidPerItem(field: FieldPlan): boolean {
  return objectCost(field.typeName) === 0 || listSize(field) !== null
}

/** How many items a list may hold by its arguments; null when they do not say. */
function listSize({ args }: FieldPlan): number | null {
  const { first, ids } = args
  if (typeof first === 'number') return first
  return Array.isArray(ids) ? ids.length : null
}

function fieldCost(field: FieldPlan): number {
  if (field.leaf) return 0
  let dearest = 0
  for (const selection of field.selections.values())
    dearest = Math.max(dearest, objectCost(selection.typeName) + selectionCost(selection))
  if (field.connection) return CONNECTION_COST + pageSize(field.args) * dearest
  return field.isList ? (listSize(field) ?? 1) * dearest : dearest
}

function selectionCost(plan: SelectionPlan): number {
  let sum = 0
  for (const field of plan.fields) sum += fieldCost(field)
  return sum
}

/** Points a query needs before it may run. */
export function requestedCost(plan: SelectionPlan): number {
  return plan.typeName === 'Mutation' ? plan.fields.length * MUTATION_COST : selectionCost(plan)
}
