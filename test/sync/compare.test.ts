import { describe, expect, it } from 'vitest'
import { compareSides, type Side } from '#app/sync/compare.ts'

const side = (fields: Side['fields'], label: string | null = null): Side => ({ label, fields })

describe('comparing both sides', () => {
  it('lists nothing when all is equal, whatever the type of a value', () => {
    expect(
      compareSides(
        new Map([['1', side({ n: '5', b: true, x: null })]]),
        new Map([['1', side({ n: 5, b: true, x: null })]]),
      ),
    ).toEqual([])
  })

  it('lists each differing field, with the name that Shopify has now', () => {
    expect(
      compareSides(
        new Map([['1', side({ a: 1, b: 2, c: 3 }, 'old')]]),
        new Map([['1', side({ a: 1, b: 20, c: null }, 'new')]]),
      ),
    ).toEqual([
      { id: '1', label: 'new', field: 'b', ours: '2', theirs: '20' },
      { id: '1', label: 'new', field: 'c', ours: '3', theirs: null },
    ])
  })

  it('a row that only one side has is one difference', () => {
    expect(compareSides(new Map([['1', side({ a: 1 })]]), new Map([['2', side({ a: 1 })]]))).toEqual([
      { id: '1', label: null, field: 'exists', ours: 'yes', theirs: 'no' },
      { id: '2', label: null, field: 'exists', ours: 'no', theirs: 'yes' },
    ])
  })

  it('goes by the number of an id, beyond 2^53 too', () => {
    const rows = (ids: string[]): Map<string, Side> => new Map(ids.map((id) => [id, side({})]))
    const found = compareSides(rows(['9007199254740993', '10', '9', '9007199254740992']), new Map())
    expect(found.map(({ id }) => id)).toEqual(['9', '10', '9007199254740992', '9007199254740993'])
  })
})
