/**
 * Collections and the products in them.
 * In: model objects. Out: their Admin API fields. Invariant: membership is that of the moment of asking, also where it follows a condition.
 */
import type { Collection } from '../../model.ts'
import { isMember, membersOf } from '../../shop/collection-operations.ts'
import { connection, fieldsOf, gid, idOf, notImplemented, type Context, type FieldTable } from '../engine.ts'
import { listChildren, type Collection as Listed } from '../listings.ts'
import { compareIds } from '../page.ts'
import { idFilter, textFilter, timeFilter } from '../search.ts'

export function collectionCollection({ state }: Context): Listed<Collection> {
  return {
    name: 'collections',
    map: state.collections,
    sorts: {
      TITLE: (collection) => collection.title.toLowerCase(),
      UPDATED_AT: (collection) => collection.updatedAt,
    },
    search: {
      resource: 'collections',
      filters: {
        id: idFilter((collection) => collection.id),
        title: textFilter((collection) => [collection.title]),
        handle: textFilter((collection) => [collection.handle]),
        updated_at: timeFilter((collection) => collection.updatedAt),
        collection_type: textFilter((collection) => [collection.follows === null ? 'custom' : 'smart']),
      },
      text: (collection) => collection.title.toLowerCase(),
    },
  }
}

export const collectionFields: FieldTable = {
  Collection: fieldsOf<Collection>({
    id: (collection) => gid('Collection', collection.id),
    legacyResourceId: (collection) => collection.id,
    title: (collection) => collection.title,
    handle: (collection) => collection.handle,
    updatedAt: (collection) => collection.updatedAt,
    sortOrder: (collection) => (collection.follows === null ? 'MANUAL' : 'ALPHA_ASC'),
    hasProduct: (collection, args, { state }) => isMember(state, collection, idOf('Product', args['id'])),
    productsCount: (collection, _, { state }) => ({ count: membersOf(state, collection).length, precision: 'EXACT' }),
    products: connection((collection, args, { state }) => {
      const members = membersOf(state, collection)
      const key = args['sortKey']
      if (key === 'ID') members.sort((a, b) => compareIds(a.id, b.id))
      else if (key === 'TITLE' || (key === 'COLLECTION_DEFAULT' && collection.follows !== null))
        members.sort((a, b) => a.title.localeCompare(b.title, 'en') || compareIds(a.id, b.id))
      else if (key !== 'COLLECTION_DEFAULT' && key !== 'MANUAL')
        throw notImplemented(`Collection.products(sortKey: ${String(key)})`)
      return listChildren(members, args)
    }),
  }),
}
