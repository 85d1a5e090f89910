import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childPage, packByCost } from '#app/sync/pack.ts'

const LINES = { each: 26, child: 8, fewest: 10, most: 95 }

describe('packing ids into queries', () => {
  it('small ones share a query, a big one travels alone', () => {
    // 26 + 2 + 10 x 8 = 108 points each: 7 in 800; 26 + 2 + 95 x 8 = 788: one
    const ids = Array.from({ length: 8 }, (_, index) => String(index + 1))
    const packs = packByCost([...ids, '99'], new Map([['99', 1114]]), LINES)
    expect(packs.map(({ ids: members, children }) => [members.length, children])).toEqual([
      [7, 10],
      [1, 10],
      [1, 95],
    ])
  })

  it('an id named twice is asked for once', () => {
    expect(packByCost(['1', '1', '1'], new Map(), LINES)).toEqual([{ ids: ['1'], children: 10 }])
  })

  it('loses no id and never passes 1,000 points or 250 ids', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 2000 }))),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 8 }),
        (entries, each, child) => {
          const cost = { each, child, fewest: 5, most: childPage(child) > 90 ? 90 : childPage(child) }
          const ids = entries.map(([id]) => String(id))
          const packs = packByCost(ids, new Map(entries.map(([id, size]) => [String(id), size])), cost)
          expect(packs.flatMap((pack) => pack.ids).sort()).toEqual([...new Set(ids)].sort())
          for (const { ids: members, children } of packs) {
            expect(members.length * (each + 2 + children * child)).toBeLessThanOrEqual(1000)
            expect(members.length).toBeLessThanOrEqual(250)
          }
        },
      ),
    )
  })
})
