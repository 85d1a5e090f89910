/**
 * Collections: what is in them, and what a merchant does to them.
 * In: state and a checked input. Out: the events Shopify would emit. Invariant: a collection that loses or gains a product, by hand or
 * because it follows a condition, is told of by collections/update (Shopify: "including whenever products are added or removed").
 */
import { z } from 'zod'
import type { Collection, Product, ShopEvent, ShopState } from '../model.ts'
import { freeHandle, getRecord, happened, Id, parseInput, touch } from './change.ts'
import { toInstant } from './empty.ts'

function meets(product: Product, { field, value }: NonNullable<Collection['follows']>): boolean {
  if (field === 'tag') return product.tags.includes(value)
  return product[field] === value
}

export function isMember(state: ShopState, collection: Collection, productId: string): boolean {
  const product = state.products.get(productId)
  if (!product) return false
  return collection.follows === null ? collection.productIds.includes(productId) : meets(product, collection.follows)
}

/** Its products, in the order of its own list or in that of their creation. */
export function membersOf(state: ShopState, collection: Collection): Product[] {
  const { follows, productIds } = collection
  if (follows === null) return productIds.flatMap((id) => state.products.get(id) ?? [])
  return [...state.products.values()].filter((product) => meets(product, follows))
}

/** Runs a change of one product, and tells of the collections that it entered or left by it. */
export function withCollections(
  state: ShopState,
  change: () => { productId: string; events: ShopEvent[] },
  productId?: string,
): ShopEvent[] {
  const before = new Set(
    productId === undefined
      ? []
      : [...state.collections.values()].filter((collection) => isMember(state, collection, productId)),
  )
  const changed = change()
  const moved = [...state.collections.values()].filter(
    (collection) => isMember(state, collection, changed.productId) !== before.has(collection),
  )
  for (const collection of moved) collection.productIds = collection.productIds.filter((id) => state.products.has(id))
  return [...changed.events, ...moved.map((collection) => collectionUpdated(state, collection))]
}

function collectionUpdated(state: ShopState, collection: Collection): ShopEvent {
  touch(state, collection)
  return happened(state, 'collections/update', 'Collection', collection.id)
}

const Follows = z.strictObject({ field: z.enum(['tag', 'productType', 'vendor']), value: z.string().min(1) })
const CreateCollection = z
  .strictObject({
    title: z.string().min(1),
    follows: Follows.nullable().default(null),
    productIds: z.array(Id).default([]),
  })
  .refine(({ follows, productIds }) => follows === null || productIds.length === 0, {
    message: 'a collection follows a condition or has products of its own',
  })

/** collections/create. */
export function createCollection(state: ShopState, input: z.input<typeof CreateCollection>): ShopEvent[] {
  const { title, follows, productIds } = parseInput('createCollection', CreateCollection, input)
  for (const id of productIds) getRecord(state.products, id, 'product')
  const collection: Collection = {
    id: state.nextId(),
    title,
    handle: freeHandle(state.collections, title, 'collection'),
    follows,
    productIds: [...new Set(productIds)],
    updatedAt: toInstant(state.now()),
  }
  state.collections.set(collection.id, collection)
  return [happened(state, 'collections/create', 'Collection', collection.id)]
}

const UpdateCollection = z.strictObject({
  collectionId: Id,
  title: z.string().min(1).optional(),
  add: z.array(Id).default([]),
  remove: z.array(Id).default([]),
})

/** collections/update. */
export function updateCollection(state: ShopState, input: z.input<typeof UpdateCollection>): ShopEvent[] {
  const { collectionId, title, add, remove } = parseInput('updateCollection', UpdateCollection, input)
  const collection = getRecord(state.collections, collectionId, 'collection')
  if (collection.follows !== null && add.length + remove.length > 0)
    throw new Error(`Collection ${collectionId} follows a condition: its products cannot be chosen.`)
  for (const id of add) getRecord(state.products, id, 'product')
  if (title !== undefined) collection.title = title
  const left = collection.productIds.filter((id) => !remove.includes(id))
  collection.productIds = [...new Set([...left, ...add])]
  return [collectionUpdated(state, collection)]
}

const DeleteCollection = z.strictObject({ collectionId: Id })

/** collections/delete. The products stay. */
export function deleteCollection(state: ShopState, input: z.input<typeof DeleteCollection>): ShopEvent[] {
  const { collectionId } = parseInput('deleteCollection', DeleteCollection, input)
  getRecord(state.collections, collectionId, 'collection')
  state.collections.delete(collectionId)
  return [happened(state, 'collections/delete', 'Collection', collectionId)]
}
