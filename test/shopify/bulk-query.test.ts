import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { parse, print } from 'graphql'
import { describe, expect, it } from 'vitest'
import { bulkQuery } from '#app/shopify/bulk-query.ts'

const document = (text: string) => parse(text) as TypedDocumentNode<unknown, Record<string, unknown>>
const tidy = (text: string) => print(parse(text))

describe('the text of a bulk query', () => {
  const orders = document(
    'query SyncBulkOrders($query: String, $first: Int = 5) { orders(query: $query, first: $first, sortKey: UPDATED_AT) { edges { node { id } } } }',
  )

  it('has the values of the variables in it', () => {
    expect(bulkQuery(orders, { query: "updated_at:>='2026-01-01'" })).toBe(
      tidy(
        'query SyncBulkOrders { orders(query: "updated_at:>=\'2026-01-01\'", first: 5, sortKey: UPDATED_AT) { edges { node { id } } } }',
      ),
    )
  })

  it('leaves out an argument whose variable is not given, and keeps a null that is', () => {
    expect(bulkQuery(orders, {})).toBe(
      tidy('query SyncBulkOrders { orders(first: 5, sortKey: UPDATED_AT) { edges { node { id } } } }'),
    )
    expect(bulkQuery(orders, { query: null, first: 1 })).toContain('query: null, first: 1')
  })

  it('cannot be broken out of by a value', () => {
    const evil = '") { edges { node { id } } } shop { email } #'
    const text = bulkQuery(orders, { query: evil })
    expect(parse(text).definitions).toHaveLength(1)
    expect(text).toContain(JSON.stringify(evil))
  })

  it('writes lists, also with a variable inside', () => {
    const nodes = document(
      'query SyncBulkSome($ids: [ID!]!, $name: String!) { a(ids: $ids, names: ["x", $name]) { edges { node { id } } } }',
    )
    expect(bulkQuery(nodes, { ids: ['1', '2'], name: 'y' })).toBe(
      tidy('query SyncBulkSome { a(ids: ["1", "2"], names: ["x", "y"]) { edges { node { id } } } }'),
    )
  })

  it('refuses a variable whose literal it cannot know', () => {
    const enumed = document(
      'query SyncBulkOrders($key: OrderSortKeys!) { orders(sortKey: $key) { edges { node { id } } } }',
    )
    expect(() => bulkQuery(enumed, { key: 'ID' })).toThrow('write the OrderSortKeys into the document')
  })
})
