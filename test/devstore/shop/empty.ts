/**
 * A shop with nothing in it yet: the maps, the id generator and the clock that every loader and operation share.
 * In: the shop's own record, the first id to hand out, the instant to start from. Out: a ShopState.
 * Invariant: ids are handed out once, in rising order, exact beyond 2^53; the clock never goes back.
 */
import type { Shop, ShopClock, ShopState } from '../model.ts'

export interface ShopStateOptions {
  shop: Shop
  /** numeric tail of the first gid that the shop hands out, e.g. '6100000000001' */
  nextIdFrom: string
  /** the shop's time: a fixed instant that moves only by `clock.advance`, or a function for a running clock */
  now: Date | (() => Date)
}

function createClock(now: Date | (() => Date)): ShopClock {
  let aheadMs = 0
  const base = typeof now === 'function' ? () => now().getTime() : () => now.getTime()
  if (Number.isNaN(base())) throw new Error('The clock needs a valid date to start from.')
  return {
    now: () => new Date(base() + aheadMs),
    advance: (ms) => {
      if (!Number.isFinite(ms) || ms < 0) throw new Error(`The clock only moves forward: got ${ms} ms.`)
      aheadMs += ms
    },
  }
}

/** Ids rise by one from `first`; BigInt because Shopify's ids may pass 2^53. */
function createIdSequence(first: string): () => string {
  if (!/^[1-9]\d*$/.test(first)) throw new Error(`An id is a positive whole number, got "${first}".`)
  let next = BigInt(first)
  return () => String(next++)
}

export function createShopState({ shop, nextIdFrom, now }: ShopStateOptions): ShopState {
  const clock = createClock(now)
  return {
    shop,
    locations: new Map(),
    products: new Map(),
    variants: new Map(),
    inventoryItems: new Map(),
    collections: new Map(),
    markets: new Map(),
    catalogs: new Map(),
    priceLists: new Map(),
    customers: new Map(),
    orders: new Map(),
    transfers: new Map(),
    purchaseOrders: new Map(),
    metafields: new Map(),
    metafieldDefinitions: new Map(),
    metaobjects: new Map(),
    metaobjectDefinitions: new Map(),
    translations: new Map(),
    flowTriggers: [],
    clock,
    nextId: createIdSequence(nextIdFrom),
    now: clock.now,
  }
}

/** Shopify's instants have whole seconds: 2026-10-01T09:30:00Z. */
export function toInstant(time: Date | number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
