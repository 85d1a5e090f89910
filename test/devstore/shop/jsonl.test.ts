/** Shop folders: what loads, what is refused and how that is said, and that writing and loading lose nothing. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ShopState } from '#test/devstore/model.ts'
import { displayFinancialStatus } from '#test/devstore/shop/derive.ts'
import { writeStore } from '#test/devstore/shop/jsonl-write.ts'
import { loadStore } from '#test/devstore/shop/jsonl.ts'
import { importUci } from '#test/devstore/shop/uci.ts'

const SMALL_SHOP = fileURLToPath(new URL('../data/small-shop', import.meta.url))
const NOW = new Date('2026-09-20T03:00:00Z')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Everything of a shop but its functions. */
function facts({ clock: _clock, nextId: _nextId, now: _now, ...rest }: ShopState) {
  return rest
}

describe('the small shop', () => {
  test('loads with every connection form, its own currency and its time zone', async () => {
    const state = await loadStore(SMALL_SHOP, { now: NOW })
    expect(state.shop).toMatchObject({ currency: 'USD', timezone: 'Asia/Shanghai', primaryLocale: 'zh-CN' })
    expect(state.products.size).toBe(12)
    expect(state.variants.size).toBe(16)
    expect(state.orders.size).toBe(30)
    expect(state.products.get('51002')?.variantIds).toHaveLength(3) // written as edges
    expect(state.orders.get('81020')?.lines[0]?.quantity).toBe(10) // written as a plain list
    expect(state.inventoryItems.get('53008')?.weightGrams).toBeCloseTo(399.728, 3) // 14.1 oz
    expect(state.inventoryItems.get('53001')?.levels[1]?.quantities).toMatchObject({
      available: 22,
      incoming: 60,
      damaged: 0,
    })
    expect(state.priceLists.get('57003')?.fixed.get('52003')).toEqual({ priceMinor: 1980, compareAtMinor: null })
  })

  test('keeps ids beyond 2^53 to the digit, and hands out larger ones', async () => {
    const state = await loadStore(SMALL_SHOP, { now: NOW })
    expect(state.orders.get('9007199254740997')?.lines[0]).toMatchObject({
      id: '9007199254741001',
      productId: '9007199254740993',
      variantId: '9007199254740995',
    })
    expect(state.nextId()).toBe('9007199254741002')
  })

  test('derives the financial status that its file states', async () => {
    const state = await loadStore(SMALL_SHOP, { now: NOW })
    const stated = readFileSync(join(SMALL_SHOP, 'orders.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { name: string; displayFinancialStatus: string })
    const derived = [...state.orders.values()].map((order) => ({
      name: order.name,
      status: displayFinancialStatus(order),
    }))
    expect(derived).toEqual(stated.map(({ name, displayFinancialStatus: status }) => ({ name, status })))
  })
})

describe('writing and loading', () => {
  test('the small shop comes back equal', async () => {
    const state = await loadStore(SMALL_SHOP, { now: NOW })
    const dir = join(folder, 'small')
    await writeStore(state, dir)
    expect(facts(await loadStore(dir))).toEqual(facts(state))
  })

  test('a part of the UCI shop comes back equal', async () => {
    const { state } = await importUci({ asOf: new Date('2026-10-05T09:00:00Z'), orders: 400 })
    const dir = join(folder, 'uci')
    await writeStore(state, dir)
    expect(facts(await loadStore(dir))).toEqual(facts(state))
  })
})

describe('a folder that does not fit', () => {
  /** Copies the small shop, changes one line of one file, loads it. */
  async function loadChanged(file: string, lineNumber: number, change: (line: string) => string) {
    const dir = mkdtempSync(join(folder, 'bad-'))
    cpSync(SMALL_SHOP, dir, { recursive: true })
    const path = join(dir, file)
    const lines = readFileSync(path, 'utf8').split('\n')
    const before = lines[lineNumber - 1] ?? ''
    const after = change(before)
    expect(after).not.toBe(before)
    lines[lineNumber - 1] = after
    writeFileSync(path, lines.join('\n'))
    return await loadStore(dir)
  }

  test.each([
    [
      'orders.jsonl',
      16,
      (line: string) => line.replace(/("sku":"CUP-BLU","quantity":)1/, '$1"one"'),
      'orders.jsonl line 16: lineItems[3].quantity: expected a whole number.',
    ],
    ['orders.jsonl', 12, (line: string) => line.slice(0, -1), 'orders.jsonl line 12: not valid JSON'],
    [
      'orders.jsonl',
      2,
      (line: string) => line.replace('gid://shopify/Order/81002', '81002'),
      'orders.jsonl line 2: id: expected "gid://shopify/Order/…".',
    ],
    [
      'orders.jsonl',
      2,
      (line: string) => line.replace('gid://shopify/Order/81002', 'gid://shopify/Order/81001'),
      'orders.jsonl line 2: id: there is another order 81001.',
    ],
    [
      'orders.jsonl',
      1,
      (line: string) => line.replace('"amount":"24.00"', '"amount":24'),
      'orders.jsonl line 1: lineItems[0].originalUnitPriceSet: expected an amount of USD as decimal text like "12.50", got 24.',
    ],
    [
      'orders.jsonl',
      1,
      (line: string) => line.replace('"amount":"24.00","currencyCode":"USD"', '"amount":"24.00","currencyCode":"EUR"'),
      'orders.jsonl line 1: lineItems[0].originalUnitPriceSet: expected money in USD, got EUR.',
    ],
    [
      'orders.jsonl',
      1,
      (line: string) => line.replace('"amount":"24.00"', '"amount":"24.005"'),
      'expected an amount of USD as decimal text like "12.50", got "24.005"',
    ],
    [
      'orders.jsonl',
      1,
      (line: string) => line.replace('ProductVariant/52001', 'ProductVariant/999'),
      'orders.jsonl line 1: lineItems[0].variant.id: there is no variant 999.',
    ],
    [
      'orders.jsonl',
      2,
      (line: string) => line.replace('"currentQuantity":4', '"currentQuantity":7'),
      'orders.jsonl line 2: lineItems[0].currentQuantity: 7 is not between 0 and 6.',
    ],
    [
      'products.jsonl',
      3,
      (line: string) => line.replace('Location/71001', 'Location/5'),
      'products.jsonl line 3: variants[0].inventoryItem.inventoryLevels[0].location.id: there is no location 5.',
    ],
    [
      'locations.jsonl',
      1,
      (line: string) => line.replace('2026-05-01T02:00:00Z', 'yesterday'),
      'locations.jsonl line 1: createdAt: expected an instant like 2026-10-01T09:30:00Z.',
    ],
    [
      'markets.jsonl',
      3,
      (line: string) => line.replace('"amount":"1980"', '"amount":"19.80"'),
      'markets.jsonl line 3: catalogs[0].priceList.prices[0].price: expected an amount of JPY',
    ],
    [
      'shop.json',
      8,
      (line: string) => line.replace('Asia/Shanghai', 'China Standard Time'),
      'shop.json: ianaTimezone: expected an IANA time zone like "Europe/London".',
    ],
  ])('%s line %i is refused with its place and what was expected', async (file, number, change, message) => {
    const at = file === 'shop.json' ? lineOf(file, 'ianaTimezone') : number
    await expect(loadChanged(file, at, change)).rejects.toThrow(message)
  })

  function lineOf(file: string, text: string): number {
    return (
      readFileSync(join(SMALL_SHOP, file), 'utf8')
        .split('\n')
        .findIndex((line) => line.includes(text)) + 1
    )
  }

  test('a missing file is named', async () => {
    const dir = mkdtempSync(join(folder, 'none-'))
    await expect(loadStore(dir)).rejects.toThrow('it has no shop.json')
    cpSync(join(SMALL_SHOP, 'shop.json'), join(dir, 'shop.json'))
    await expect(loadStore(dir)).rejects.toThrow('has no locations.jsonl')
  })
})
