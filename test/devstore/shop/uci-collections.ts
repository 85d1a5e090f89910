/**
 * The collections of the UCI shop: one that follows each tag, and one put together by hand.
 * In: the shop state with its products. Out: collections put into it. Invariant: derived, not in the file; a product is in the same
 * collections in every import, and a smaller shop has the same collections with what it holds of them.
 */
import type { ShopState } from '../model.ts'
import { hash32 } from './hash.ts'
import { TAGS } from './uci-goods.ts'
import { COLLECTION_IDS } from './uci-ids.ts'

/** One product in so many is in the window. */
const WINDOW_EACH = 60

export function addCollections(state: ShopState, createdAt: string): void {
  TAGS.forEach((tag, index) => {
    const id = String(COLLECTION_IDS + index + 1)
    const title = tag.charAt(0).toUpperCase() + tag.slice(1)
    const follows = { field: 'tag' as const, value: tag }
    state.collections.set(id, { id, title, handle: tag, follows, productIds: [], updatedAt: createdAt })
  })
  const id = String(COLLECTION_IDS + TAGS.length + 1)
  const productIds = [...state.products.values()]
    .filter(({ handle }) => hash32(`window ${handle}`) % WINDOW_EACH === 0)
    .map((product) => product.id)
  state.collections.set(id, {
    id,
    title: 'In the window',
    handle: 'in-the-window',
    follows: null,
    productIds,
    updatedAt: createdAt,
  })
}
