/** The UCI shop against the figures that the data set must give, and the rules of what is derived from it. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { ShopState } from '#test/devstore/model.ts'
import { readSdl } from '#test/devstore/schema/read.ts'
import { displayFulfillmentStatus, orderTotals } from '#test/devstore/shop/derive.ts'
import { countryCode, COUNTRY_CODES } from '#test/devstore/shop/uci-countries.ts'
import { poundsToPence, splitRecord } from '#test/devstore/shop/uci-read.ts'
import { s10CheckDigit } from '#test/devstore/shop/uci-shipping.ts'
import type { ImportReport } from '#test/devstore/shop/uci-report.ts'
import { importUci, londonToUtc } from '#test/devstore/shop/uci.ts'

const AS_OF = new Date('2026-10-05T09:00:00Z')

describe('reading the file', () => {
  test('prices become pence half up on their digits, without floating point', () => {
    expect(poundsToPence('2.55')).toBe(255)
    expect(poundsToPence('1.005')).toBe(101) // 1.005 * 100 is 100.49999999999999 as a float
    expect(poundsToPence('0.001')).toBe(0)
    expect(poundsToPence('13541.33')).toBe(1354133)
    expect(poundsToPence('7.0')).toBe(700)
    expect(poundsToPence('7')).toBe(700)
    expect(poundsToPence('0.0')).toBeNull()
    expect(poundsToPence('-11062.06')).toBeNull()
    expect(() => poundsToPence('1e3')).toThrow('"1e3" is not a price')
  })

  test('quoted fields keep their commas and doubled quotes', () => {
    expect(splitRecord('a,"b, ""c""",d,,')).toEqual(['a', 'b, "c"', 'd', '', ''])
    expect(() => splitRecord('a,"b')).toThrow('never closed')
  })

  test('the 38 country names of the file have 38 different codes', () => {
    expect(COUNTRY_CODES.size).toBe(38)
    expect(new Set(COUNTRY_CODES.values()).size).toBe(38)
    expect(countryCode('EIRE')).toBe('IE')
    const schema = readSdl()
    const known = /^enum CountryCode \{([^}]+)\}/m.exec(schema)?.[1]?.trim().split(/\s+/)
    expect(known).toEqual(expect.arrayContaining([...COUNTRY_CODES.values()]))
    expect(() => countryCode('Atlantis')).toThrow('"Atlantis" is not in the table')
  })

  test('London wall times become instants with summer time', () => {
    expect(new Date(londonToUtc(Date.UTC(2026, 5, 1, 8, 26))).toISOString()).toBe('2026-06-01T07:26:00.000Z')
    expect(new Date(londonToUtc(Date.UTC(2026, 11, 1, 8, 26))).toISOString()).toBe('2026-12-01T08:26:00.000Z')
  })

  test('S10 check digits follow the weights of the standard', () => {
    // 4·8+7·6+3·4+1·2+2·3+4·5+8·9+2·7 = 200; 11 − 200 mod 11 = 9
    expect(s10CheckDigit('47312482')).toBe('9')
  })
})

describe('the whole shop', () => {
  let state: ShopState
  let report: ImportReport
  beforeAll(async () => {
    ;({ state, report } = await importUci({ asOf: AS_OF }))
  }, 120_000)

  test('has exactly the orders, lines, units and turnover of the file', () => {
    expect(report).toMatchObject({
      orders: 19_960,
      lines: 530_104,
      units: 5_588_376,
      skus: 3_812,
      countries: 38,
      grossMinor: 1_066_668_454,
      ordersWithoutCustomer: 1_428,
    })
    expect(report.grossMinorByCountry).toMatchObject({
      'United Kingdom': 902_522_208,
      Netherlands: 28_544_634,
      EIRE: 28_345_396,
      Germany: 22_886_714,
      France: 20_971_511,
    })
  })

  test('holds in its state what the report says, counted anew', () => {
    let lines = 0
    let units = 0
    let gross = 0
    let refunded = 0
    let refunds = 0
    let longest = 0
    const countries = new Set<string | null | undefined>()
    for (const order of state.orders.values()) {
      const totals = orderTotals(order)
      lines += order.lines.length
      longest = Math.max(longest, order.lines.length)
      units += totals.quantity
      gross += totals.grossMinor
      refunded += totals.refundedMinor
      refunds += order.refunds.length
      countries.add(order.shippingAddress?.countryCode)
    }
    expect({ lines, units, gross, refunded, refunds, longest, countries: countries.size }).toEqual({
      lines: 530_104,
      units: 5_588_376,
      gross: 1_066_668_454,
      refunded: report.refundedMinor,
      refunds: report.refunds,
      longest: 1_114,
      countries: 38,
    })
    expect(state.variants.size).toBe(3_812)
    expect(state.inventoryItems.size).toBe(3_812)
    expect([...state.customers.values()].length).toBe(4_338)
  })

  test('matches or counts every credit line and never takes back more than was sold', () => {
    const { withoutCustomer, neverBought, notEnoughLeft } = report.refundLinesUnmatched
    // 9,288 lines on C invoices, 383 of them without a customer
    expect(report.refundLinesMatched + withoutCustomer + neverBought + notEnoughLeft).toBe(9_288)
    expect(withoutCustomer).toBe(383)
    expect(report.refundLinesMatched).toBe(7_485)
    for (const order of state.orders.values()) {
      const totals = orderTotals(order)
      expect(totals.refundedMinor).toBeLessThanOrEqual(totals.totalMinor)
      const back = order.refunds.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0)
      if (totals.currentQuantity !== totals.quantity - back) throw new Error(`${order.name}: units do not add up`)
      for (const line of order.lines) if (line.currentQuantity < 0) throw new Error(`${order.name}: below zero`)
      for (const refund of order.refunds)
        if (refund.createdAt < order.createdAt) throw new Error(`${order.name}: refunded early`)
    }
  })

  test('has a return only where a credit note came after delivery', () => {
    let returns = 0
    for (const order of state.orders.values()) {
      for (const entry of order.returns) {
        returns++
        const refund = order.refunds.find(({ createdAt }) => createdAt === entry.createdAt)
        expect(refund?.note).toMatch(/^C\d+$/)
        expect(order.fulfillments[0]?.deliveredAt).not.toBeNull()
        expect(entry.createdAt > String(order.fulfillments[0]?.deliveredAt)).toBe(true)
      }
    }
    expect(returns).toBe(report.returns)
  })

  test('ends less than a week before today, on the same weekday and hour as the file', () => {
    const instants = [...state.orders.values()].map(({ createdAt }) => Date.parse(createdAt))
    const age = AS_OF.getTime() - Math.max(...instants)
    expect(age).toBeGreaterThanOrEqual(0)
    expect(age).toBeLessThan(7 * 86_400_000)
    // 2011-12-09 12:50 was a Friday in London
    expect(new Date(Math.max(...instants)).toISOString()).toBe('2026-10-02T11:50:00.000Z')
  })

  test('ships all but the newest orders, with tracking numbers that never repeat', () => {
    const numbers = new Set<string>()
    let tracked = 0
    let waiting = 0
    for (const order of state.orders.values()) {
      const status = displayFulfillmentStatus(order)
      if (status !== 'FULFILLED' && order.cancelledAt === null) waiting++
      for (const fulfillment of order.fulfillments) {
        expect(fulfillment.createdAt >= order.createdAt).toBe(true)
        expect(Date.parse(fulfillment.updatedAt)).toBeLessThanOrEqual(AS_OF.getTime())
        for (const { number } of fulfillment.tracking) {
          tracked++
          numbers.add(number ?? '')
        }
      }
      if (status !== 'FULFILLED' && order.cancelledAt === null) {
        expect(AS_OF.getTime() - Date.parse(order.createdAt)).toBeLessThan(16 * 86_400_000)
      }
    }
    expect(numbers.size).toBe(tracked)
    expect(waiting).toBeGreaterThan(50)
    expect(waiting).toBeLessThan(400)
  })

  test('keeps stock of goods at two places, nowhere below zero, on hand = available + committed', () => {
    let overseas = 0
    for (const item of state.inventoryItems.values()) {
      for (const { quantities } of item.levels) {
        expect(quantities.available).toBeGreaterThanOrEqual(0)
        expect(quantities.on_hand).toBe(quantities.available + quantities.committed)
      }
      if (item.levels.length === 2) overseas++
    }
    expect(state.locations.size).toBe(2)
    expect(overseas).toBeGreaterThan(1_000)
    expect(state.shop.provenance).toContain('no facts about a real business')
  })

  test('gives every record an id of its own', () => {
    const seen = new Set<string>()
    let count = 0
    const add = (id: string) => {
      seen.add(id)
      count++
    }
    for (const map of [
      state.locations,
      state.products,
      state.variants,
      state.inventoryItems,
      state.collections,
      state.markets,
      state.customers,
    ]) {
      for (const id of map.keys()) add(id)
    }
    for (const order of state.orders.values()) {
      add(order.id)
      for (const line of order.lines) add(line.id)
      for (const refund of order.refunds) [refund, ...refund.lines].forEach(({ id }) => add(id))
      for (const entry of order.returns) [entry, ...entry.lines].forEach(({ id }) => add(id))
      for (const parcel of order.fulfillments)
        [parcel, ...parcel.events, ...(parcel.lines ?? [])].forEach(({ id }) => add(id))
    }
    expect(seen.size).toBe(count)
    expect(seen.has(state.nextId())).toBe(false)
  })

  test('joins codes that differ in their last letters into one product with options', () => {
    const variants = [...state.variants.values()].filter(({ sku }) => sku?.startsWith('84997'))
    expect(variants.map(({ sku }) => sku).sort()).toEqual(['84997A', '84997B', '84997C', '84997D'])
    expect(new Set(variants.map(({ productId }) => productId)).size).toBe(1)
    expect(variants.find(({ sku }) => sku === '84997B')?.title).toBe('B – RETROSPOT RED')
  })

  test('a shop of the newest orders is the end of the whole shop, ids and all', async () => {
    const { state: small, report: smallReport } = await importUci({ asOf: AS_OF, orders: 25 })
    const tail = [...state.orders.values()].slice(-25)
    expect([...small.orders.values()]).toEqual(tail)
    expect(smallReport.orders).toBe(25)
    for (const order of small.orders.values()) {
      for (const line of order.lines) expect(small.variants.has(line.variantId ?? '')).toBe(true)
      if (order.customerId !== null) expect(small.customers.has(order.customerId)).toBe(true)
    }
    expect(small.products.size).toBe(new Set(tail.flatMap(({ lines }) => lines.map(({ productId }) => productId))).size)
    for (const product of small.products.values()) expect(product).toEqual(state.products.get(product.id))
  })
})
