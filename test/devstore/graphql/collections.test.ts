/** Collections at the stand-in: chosen by hand or following a condition, paged, counted, and told of by events. */
import { describe, expect, test } from 'vitest'
import { operations } from '../shop/operations.ts'
import { createAdminClient } from './admin-client.ts'
import { createSmallShop } from './small-shop.ts'

const READ = `query ($first: Int!, $after: String, $sortKey: ProductCollectionSortKeys) {
  collections(first: 5) { nodes { id title handle sortOrder productsCount { count precision }
    products(first: $first, after: $after, sortKey: $sortKey) { nodes { id } pageInfo { hasNextPage endCursor } } } }
}`

describe('collections', () => {
  test('hold what was chosen, in its order, or what meets the condition', async () => {
    const { data } = createAdminClient(createSmallShop())
    expect(await data(READ, { first: 5 })).toMatchObject({
      collections: {
        nodes: [
          { title: 'Gifts', sortOrder: 'MANUAL', products: { nodes: [{ id: gid('13') }, { id: gid('11') }] } },
          {
            title: 'Everything',
            productsCount: { count: 3, precision: 'EXACT' },
            products: { nodes: [{ id: gid('13') }, { id: gid('11') }, { id: gid('12') }] },
          },
        ],
      },
    })
  })

  test('page by id', async () => {
    const { data } = createAdminClient(createSmallShop())
    const page = await data(
      `query ($after: String) { collection(id: "gid://shopify/Collection/36") { products(first: 2, after: $after, sortKey: ID) { nodes { id } pageInfo { hasNextPage endCursor } } } }`,
      {},
    )
    expect(page).toMatchObject({
      collection: { products: { nodes: [{ id: gid('11') }, { id: gid('12') }], pageInfo: { hasNextPage: true } } },
    })
  })

  test('a product names its collections and is asked whether it is in one', async () => {
    const { data } = createAdminClient(createSmallShop())
    expect(
      await data(
        `{ product(id: "gid://shopify/Product/12") { collections(first: 5) { nodes { title } } inCollection(id: "gid://shopify/Collection/35") }
           collection(id: "gid://shopify/Collection/36") { hasProduct(id: "gid://shopify/Product/12") } collectionsCount { count } }`,
      ),
    ).toEqual({
      product: { collections: { nodes: [{ title: 'Everything' }] }, inCollection: false },
      collection: { hasProduct: true },
      collectionsCount: { count: 2 },
    })
  })
})

describe('events of collections', () => {
  const topics = (events: { topic: string; gid: string }[]): string[] =>
    events.map(({ topic, gid: of }) => `${topic} ${of.split('/').at(-1)}`)

  test('a product that enters or leaves by its own change moves the collection too', () => {
    const state = createSmallShop()
    expect(topics(operations.updateProduct(state, { productId: '11', vendor: 'Other' }))).toEqual([
      'products/update 11',
      'collections/update 36',
    ])
    expect(topics(operations.updateProduct(state, { productId: '11', title: 'Lantern' }))).toEqual([
      'products/update 11',
    ])
    expect(
      topics(operations.deleteProduct(state, { productId: '13' })).filter((topic) => topic.startsWith('collections')),
    ).toEqual(['collections/update 35', 'collections/update 36'])
    expect(state.collections.get('35')?.productIds).toEqual(['11'])
  })

  test('a collection that follows a condition refuses products chosen by hand', () => {
    expect(() => operations.updateCollection(createSmallShop(), { collectionId: '36', add: ['11'] })).toThrow(
      'Collection 36 follows a condition: its products cannot be chosen.',
    )
  })
})

function gid(id: string): string {
  return `gid://shopify/Product/${id}`
}
