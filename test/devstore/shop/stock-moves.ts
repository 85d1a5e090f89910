/**
 * How units move between the states of stock at a location, as Shopify moves them.
 * In: a line's variant, a quantity, where. Out: the levels changed, and the inventory_levels/update events of them.
 * Invariant: on_hand = available + committed + the other states that lie on the shelf; untracked items never move.
 */
import type { InventoryItem, InventoryLevel, ShopEvent, ShopState } from '../model.ts'
import { happened, touch } from './change.ts'

/** Levels touched by one operation: each is stamped and told of once, with its last numbers. */
export class StockMoves {
  readonly #state: ShopState
  readonly #touched = new Map<InventoryLevel, InventoryItem>()
  readonly #stockBefore = new Map<InventoryItem, number>()

  constructor(state: ShopState) {
    this.#state = state
  }

  /** A sale: available units become committed. Throws when the shop may not oversell and has too few. */
  commit(variantId: string | null, quantity: number): void {
    const item = this.#trackedItem(variantId)
    if (item === null) return
    const variant = this.#state.variants.get(item.variantId)
    const active = item.levels.filter(({ isActive }) => isActive)
    const level = active.find(({ quantities }) => quantities.available >= quantity) ?? active[0]
    if (level === undefined) throw new Error(`${variant?.sku ?? item.id} is stocked at no location.`)
    if (level.quantities.available < quantity && variant?.inventoryPolicy !== 'CONTINUE') {
      throw new Error(
        `Only ${Math.max(0, totalAvailable(item))} of ${variant?.sku ?? item.id} are available, not ${quantity} at one location.`,
      )
    }
    this.#move(item, level, { available: -quantity, committed: quantity })
  }

  /** Committed units leave the shop from `locationId`, or from where they are committed if the item is not kept there. */
  ship(variantId: string | null, quantity: number, locationId: string): void {
    const item = this.#trackedItem(variantId)
    if (item === null) return
    const committed = committedLevel(item, quantity, locationId)
    if (committed === null) return
    const units = Math.min(quantity, committed.quantities.committed)
    const level = item.levels.find((candidate) => candidate.locationId === locationId) ?? committed
    if (level === committed) {
      this.#move(item, committed, { committed: -units, available: units - quantity, on_hand: -quantity })
      return
    }
    this.#move(item, committed, { committed: -units, available: units })
    this.#move(item, level, { available: -quantity, on_hand: -quantity })
  }

  /** Committed units are no longer wanted: back on the shelf, or written off when not restocked. */
  release(variantId: string | null, quantity: number, restock: boolean): void {
    const item = this.#trackedItem(variantId)
    const level = item === null ? null : committedLevel(item, quantity, null)
    if (item === null || level === null) return
    const units = Math.min(quantity, level.quantities.committed)
    this.#move(item, level, restock ? { committed: -units, available: units } : { committed: -units, on_hand: -units })
  }

  /** Shipped units come back. */
  bringBack(variantId: string | null, quantity: number, locationId: string): void {
    const item = this.#trackedItem(variantId)
    const level = item?.levels.find((candidate) => candidate.locationId === locationId) ?? item?.levels[0]
    if (item === null || level === undefined) return
    this.#move(item, level, { available: quantity, on_hand: quantity })
  }

  setAvailable(item: InventoryItem, level: InventoryLevel, available: number): void {
    const change = available - level.quantities.available
    this.#move(item, level, { available: change, on_hand: change })
  }

  /** inventory_levels/update for each level, and variants/in_stock or out_of_stock where a variant's last unit came or went. */
  events(): ShopEvent[] {
    const events = [...this.#touched].map(([level, item]) =>
      levelEvent(this.#state, 'inventory_levels/update', item, level),
    )
    for (const [item, before] of this.#stockBefore) {
      const after = totalAvailable(item)
      if (before > 0 === after > 0) continue
      const topic = after > 0 ? 'variants/in_stock' : 'variants/out_of_stock'
      events.push(happened(this.#state, topic, 'ProductVariant', item.variantId))
    }
    return events
  }

  #trackedItem(variantId: string | null): InventoryItem | null {
    const itemId = variantId === null ? undefined : this.#state.variants.get(variantId)?.inventoryItemId
    const item = itemId === undefined ? undefined : this.#state.inventoryItems.get(itemId)
    return item?.tracked === true ? item : null
  }

  #move(
    item: InventoryItem,
    level: InventoryLevel,
    change: { available?: number; committed?: number; on_hand?: number },
  ): void {
    if (!this.#stockBefore.has(item)) this.#stockBefore.set(item, totalAvailable(item))
    if (!this.#touched.has(level)) touch(this.#state, level)
    this.#touched.set(level, item)
    level.quantities.available += change.available ?? 0
    level.quantities.committed += change.committed ?? 0
    level.quantities.on_hand += change.on_hand ?? 0
  }
}

export function levelEvent(state: ShopState, topic: string, item: InventoryItem, level: InventoryLevel): ShopEvent {
  return happened(state, topic, 'InventoryLevel', level.id, { inventoryItemId: item.id, locationId: level.locationId })
}

function totalAvailable(item: InventoryItem): number {
  return item.levels.reduce((sum, { isActive, quantities }) => sum + (isActive ? quantities.available : 0), 0)
}

/** Where the units of an open order are committed: at the wished location if it has them, else where most are. */
function committedLevel(item: InventoryItem, quantity: number, locationId: string | null): InventoryLevel | null {
  const wished = item.levels.find((level) => level.locationId === locationId)
  if (wished !== undefined && wished.quantities.committed >= quantity) return wished
  const [most] = [...item.levels].sort((a, b) => b.quantities.committed - a.quantities.committed)
  return most ?? null
}
