/**
 * How many ids go into one query. In: ids with the number of children each is thought to have, and what a query may cost.
 * Out: packs whose requested cost stays under the budget. Pure.
 * Source: Shopify's cost table (an object 1, a connection 2 plus its size times its node) and its limit of 1,000 points a query.
 */
import type { Id } from '#app/mirror/types.ts'

export interface PackCost {
  /** points of one id without its children */
  each: number
  /** points of one child */
  child: number
  /** page sizes of children that make sense */
  fewest: number
  most: number
}

export interface Pack {
  ids: Id[]
  /** page size of the children */
  children: number
}

/** A little under 1,000: Shopify may count a field dearer than its table says. */
const BUDGET = 800
const CONNECTION = 2
/** Shopify takes at most this many ids in one argument. */
const MOST_IDS = 250

/** Ids of similar size go together, so that small ones do not pay for a big one's page. `sizes` may lack ids: they are taken as small. */
export function packByCost(ids: readonly Id[], sizes: ReadonlyMap<Id, number>, cost: PackCost): Pack[] {
  const sizeOf = (id: Id): number => Math.min(cost.most, Math.max(cost.fewest, sizes.get(id) ?? 0))
  const sorted = [...new Set(ids)].sort((a, b) => sizeOf(a) - sizeOf(b))
  const packs: Pack[] = []
  let pack: Pack | undefined
  for (const id of sorted) {
    const children = sizeOf(id)
    const fits =
      pack &&
      pack.ids.length < MOST_IDS &&
      (pack.ids.length + 1) * (cost.each + CONNECTION + children * cost.child) <= BUDGET
    if (pack && fits) {
      pack.ids.push(id)
      pack.children = children
    } else {
      pack = { ids: [id], children }
      packs.push(pack)
    }
  }
  return packs
}

/** The largest page of children of one object that a query of its own may hold. */
export function childPage(child: number): number {
  return Math.min(MOST_IDS, Math.floor((BUDGET - CONNECTION - 10) / child))
}
