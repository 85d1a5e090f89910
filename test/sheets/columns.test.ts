import { describe, expect, it } from 'vitest'
import { matchColumns, type WantedColumn } from '#app/sheets/columns.ts'

type Key = 'sku' | 'price' | 'seen'
const WANTED: WantedColumn<Key>[] = [
  { key: 'sku', names: ['SKU', 'Article number', '货号'], required: true },
  { key: 'price', names: ['Price', '价格', '售价'], required: true },
  { key: 'seen', names: ['Seen at', '采集时间'] },
]

describe('columns', () => {
  it.each([
    [['SKU', 'Price', 'Seen at']],
    [['sku', ' PRICE ', 'seen_at']],
    [['Article-Number', 'price*', 'SeenAt']],
    [['货号', '售价', '采集时间']],
    [['ＳＫＵ', '价格：', '采集 时间']],
    [['SKU', 'Price (EUR)', 'Seen at [UTC]']],
  ])('are found in %j', (headers) => {
    expect(matchColumns(headers, WANTED)).toEqual({
      at: { sku: 0, price: 1, seen: 2 },
      missing: [],
      twice: [],
      unknown: [],
    })
  })

  it('are matched whole: a longer header is another column', () => {
    const found = matchColumns(['SKU', 'Price before tax'], WANTED)
    expect(found).toEqual({ at: { sku: 0 }, missing: ['price'], twice: [], unknown: ['Price before tax'] })
  })

  it('that are there twice are named, and neither is taken', () => {
    const found = matchColumns(['SKU', 'Price', '价格', ''], WANTED)
    expect(found).toEqual({
      at: { sku: 0 },
      missing: [],
      twice: [{ key: 'price', headers: ['Price', '价格'] }],
      unknown: [],
    })
  })

  it('named exactly go before those with a unit', () => {
    expect(matchColumns(['Price (old)', 'Price', 'SKU'], WANTED)).toMatchObject({
      at: { price: 1, sku: 2 },
      unknown: ['Price (old)'],
    })
  })
})
