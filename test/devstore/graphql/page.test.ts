import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, createAdminClient } from './admin-client.ts'
import { LineShuffle } from './line-shuffle.ts'
import { decimalText, moneyText, parseAmount } from './money.ts'
import { compareIds, paginate } from './page.ts'
import { createSmallShop } from './small-shop.ts'
import { sortedBy } from './sorted.ts'

const numbers = (count: number) => ({
  items: Array.from({ length: count }, (_, index) => ({ id: String(index + 1), rank: (index * 7) % 3 })),
  id: (item: { id: string }) => item.id,
  value: null,
  node: (item: unknown) => (item as { id: string }).id,
})

describe('pages', () => {
  test('forwards and backwards give every item once, in order', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 25 }), fc.boolean(), (count, size, sortedList) => {
        const plain = numbers(count)
        const items = sortedList
          ? [...plain.items].sort((a, b) => a.rank - b.rank || compareIds(a.id, b.id))
          : plain.items
        const listing = { ...plain, items, value: sortedList ? (item: { rank: number }) => item.rank : null } as never
        const forwards: unknown[] = []
        for (let after: string | undefined; ;) {
          const page = paginate(listing, { first: size, after })
          forwards.push(...page.nodes)
          after = page.cursors.at(-1)
          if (!page.hasNextPage) break
        }
        const backwards: unknown[] = []
        for (let before: string | undefined; ;) {
          const page = paginate(listing, { last: size, before })
          backwards.unshift(...page.nodes)
          before = page.cursors[0]
          if (!page.hasPreviousPage) break
        }
        const expected = items.map((item) => item.id)
        expect(forwards).toEqual(expected)
        expect(backwards).toEqual(expected)
      }),
    )
  })

  test.each([
    [{ first: 1, last: 1 }, 'providing both first and last is not supported'],
    [{}, 'you must provide one of first or last'],
    [{ first: 251 }, 'first cannot exceed 250'],
    [{ last: 251 }, 'last cannot exceed 250'],
    [{ first: -1 }, 'first cannot be negative'],
    [{ first: 1, after: 'nonsense' }, 'Invalid cursor for after: nonsense'],
  ])('%j is refused', (args, message) => {
    expect(() => paginate(numbers(3) as never, args)).toThrow(message)
  })

  test('stop at 25,000 objects', () => {
    const listing = numbers(25_010) as never
    const last = paginate(listing, {
      first: 1,
      after: Buffer.from(JSON.stringify({ last_id: '24999', last_value: null })).toString('base64url'),
    })
    expect(last.nodes).toEqual(['25000'])
    expect(() => paginate(listing, { first: 1, after: last.cursors[0] })).toThrow('Pagination stops at 25000 objects')
  })

  const PAGE =
    'query ($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) { pageInfo { hasNextPage endCursor } nodes { id } } }'

  test('an order that changes between two pages moves to the end; no other is repeated or skipped', async () => {
    const state = createSmallShop()
    const { data } = createAdminClient(state)
    // by updatedAt: 72 (10 Nov), 73 (15 Nov), 71 (19 Nov 09:00), 74 (19 Nov 10:00)
    const first = await data(PAGE)
    expect(at(first, 'orders.nodes')).toEqual([{ id: 'gid://shopify/Order/72' }, { id: 'gid://shopify/Order/73' }])
    const order = state.orders.get('72')
    if (order) order.updatedAt = '2026-11-19T09:30:00Z'
    const second = await data(PAGE, { after: at(first, 'orders.pageInfo.endCursor') })
    expect(at(second, 'orders.nodes')).toEqual([{ id: 'gid://shopify/Order/71' }, { id: 'gid://shopify/Order/72' }])
    expect(at(second, 'orders.pageInfo.hasNextPage')).toBe(true)
  })

  test('an order that is deleted at a page border does not break the next page', async () => {
    const state = createSmallShop()
    const { data } = createAdminClient(state)
    const first = await data(PAGE)
    state.orders.delete('73')
    const second = await data(PAGE, { after: at(first, 'orders.pageInfo.endCursor') })
    expect(at(second, 'orders.nodes')).toEqual([{ id: 'gid://shopify/Order/71' }, { id: 'gid://shopify/Order/74' }])
  })

  test('reverse turns the whole list round', async () => {
    const { data } = createAdminClient(createSmallShop())
    const found = await data(
      '{ orders(first: 2, sortKey: UPDATED_AT, reverse: true) { nodes { id } pageInfo { endCursor } } }',
    )
    expect(at(found, 'orders.nodes')).toEqual([{ id: 'gid://shopify/Order/74' }, { id: 'gid://shopify/Order/71' }])
    const next = await data(
      'query ($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT, reverse: true) { nodes { id } } }',
      {
        after: at(found, 'orders.pageInfo.endCursor'),
      },
    )
    expect(at(next, 'orders.nodes')).toEqual([{ id: 'gid://shopify/Order/73' }, { id: 'gid://shopify/Order/72' }])
  })
})

test('a sort order is never stale: changed, added and removed items are seen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('set', 'add', 'remove'), fc.nat(9), fc.nat(9)), { maxLength: 30 }),
      (steps) => {
        const map = new Map(
          Array.from({ length: 5 }, (_, index) => [String(index), { id: String(index), rank: index }]),
        )
        for (const [step, id, rank] of steps) {
          const known = map.get(String(id))
          if (step === 'remove') map.delete(String(id))
          else if (step === 'set' && known) known.rank = rank
          else map.set(String(id), { id: String(id), rank })
          const expected = [...map.values()].sort((a, b) => a.rank - b.rank || Number(a.id) - Number(b.id))
          expect(sortedBy(map, 'rank', (item) => item.rank)).toEqual(expected)
        }
      },
    ),
  )
})

test('ids beyond 2^53 are ordered by value', () => {
  const ids = ['9007199254740993', '9007199254740992', '10', '9', '900719925474099300']
  expect(ids.sort(compareIds)).toEqual(['9', '10', '9007199254740992', '9007199254740993', '900719925474099300'])
})

test('mixing is a permutation of the lines, cut into any number of takes', () => {
  fc.assert(
    fc.property(fc.nat(9000), fc.integer({ min: 1, max: 5000 }), (count, every) => {
      const shuffle = new LineShuffle(true, 'seed')
      const taken: string[] = []
      for (let index = 0; index < count; index++) {
        shuffle.add(`${index}é\n`)
        if (index % every === 0) taken.push(shuffle.take(false).toString('utf8'))
      }
      taken.push(shuffle.take(true).toString('utf8'))
      const lines = taken.join('').split('\n').filter(Boolean)
      expect(lines).toHaveLength(count)
      expect(new Set(lines).size).toBe(count)
    }),
    { numRuns: 20 },
  )
})

describe('money', () => {
  test.each([
    [1000, 'GBP', '10.00', '10.0'],
    [1234, 'GBP', '12.34', '12.34'],
    [5, 'GBP', '0.05', '0.05'],
    [0, 'EUR', '0.00', '0.0'],
    [-150, 'EUR', '-1.50', '-1.5'],
    [1000, 'JPY', '1000', '1000.0'],
    [1500, 'KWD', '1.500', '1.5'],
  ])('%i minor units of %s are %s as Money and %s as Decimal', (minor, currency, money, decimal) => {
    expect([moneyText(minor, currency), decimalText(minor, currency)]).toEqual([money, decimal])
    expect([parseAmount(money, currency), parseAmount(decimal, currency)]).toEqual([minor, minor])
  })

  test('what is no amount, or has more digits than the currency, is an error', () => {
    for (const text of ['', '1,5', '1e3', 'NaN']) expect(() => parseAmount(text, 'GBP')).toThrow('Invalid amount')
    expect(() => parseAmount('1.005', 'GBP')).toThrow('more digits than GBP holds')
    expect(() => moneyText(0.5, 'GBP')).toThrow('not a whole number')
  })
})
