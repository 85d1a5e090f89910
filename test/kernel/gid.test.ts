import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gidId, gidType, isId, toGid } from '#app/kernel/gid.ts'

describe('Shopify global ids', () => {
  it('keep every digit beyond 2^53', () => {
    expect(gidId('gid://shopify/Order/9007199254740993')).toBe('9007199254740993')
    expect(gidType('gid://shopify/InventoryLevel/12?inventory_item_id=34')).toBe('InventoryLevel')
    expect(gidId('gid://shopify/InventoryLevel/12?inventory_item_id=34')).toBe('12')
  })

  it('survive being taken apart and put together', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n }),
        fc.constantFrom('Order', 'ProductVariant'),
        (id, type) => {
          const gid = toGid(type, id)
          return gidId(gid) === String(id) && gidType(gid) === type && isId(gidId(gid))
        },
      ),
    )
  })

  it.each([
    '',
    '123',
    'gid://shopify/Order/',
    'gid://other/Order/1',
    'gid://shopify/Order/1/2',
    'gid://shopify/Order/abc',
  ])('%j is none', (text) => {
    expect(() => gidId(text)).toThrow('not a Shopify gid')
    expect(() => gidType(text)).toThrow('not a Shopify gid')
  })
})

describe('ids from addresses', () => {
  it.each([
    ['0', true],
    ['9223372036854775807', true],
    ['9223372036854775808', false], // one more than the database can hold
    ['-1', false],
    ['1.0', false],
    ['1 ', false],
    ['', false],
    ['١', false],
  ])('%j can be an id: %s', (text, expected) => {
    expect(isId(text)).toBe(expected)
  })
})
