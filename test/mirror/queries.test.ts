import { describe, expect, it } from 'vitest'
import { LineQuery, OrderQuery, ProductQuery } from '#app/mirror/queries.ts'

describe('list queries from an address', () => {
  it('without anything are the first page of the usual sorting', () => {
    expect(ProductQuery.parse({})).toEqual({ sort: 'title', direction: 'asc', limit: 50 })
    expect(OrderQuery.parse({})).toEqual({ sort: 'processed', direction: 'desc', limit: 50 })
    expect(LineQuery.parse({})).toEqual({ limit: 100 })
  })

  it('treat what was left empty in a form as not asked', () => {
    expect(
      ProductQuery.parse({
        search: '  ',
        status: '',
        vendor: '',
        stock: '',
        sort: '',
        direction: '',
        after: '',
        limit: '',
      }),
    ).toEqual(ProductQuery.parse({}))
    expect(OrderQuery.parse({ search: '', country: '', from: '', to: '', financialStatus: '' })).toEqual(
      OrderQuery.parse({}),
    )
  })

  it('trim the search words and read the page size as a number', () => {
    expect(OrderQuery.parse({ search: ' #1001 ', limit: '25' })).toMatchObject({ search: '#1001', limit: 25 })
  })

  it.each([
    [ProductQuery, { status: 'SOLD' }, 'status'],
    [ProductQuery, { sort: 'title; drop table' }, 'sort'],
    [ProductQuery, { search: 'x'.repeat(201) }, 'search'],
    [ProductQuery, { search: 'a\0b' }, 'search'],
    [ProductQuery, { limit: '0' }, 'limit'],
    [ProductQuery, { limit: '100000' }, 'limit'],
    [OrderQuery, { country: 'gb' }, 'country'],
    [OrderQuery, { from: '2026-02-30' }, 'from'],
    [OrderQuery, { returnStatus: 'MAYBE' }, 'returnStatus'],
  ])('refuse at its field what cannot be: %#', (schema, values, field) => {
    expect(schema.safeParse(values).error?.issues.map((issue) => issue.path[0])).toEqual([field])
  })
})
