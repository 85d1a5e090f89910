/** Forms of purchase orders as they are typed, the key of a stock write, and the supplier's sheet. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#app/kernel/errors.ts'
import { costOrder } from '#app/tools/reorder/purchase-orders/costing.ts'
import { readCharges, readLines, readReceipt } from '#app/tools/reorder/purchase-orders/order-form.ts'
import { sheetColumns, sheetValue } from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import type { ChargesForm, LinesForm, ReceiptForm } from '#app/tools/reorder/purchase-orders/schema.ts'
import { isForgotten, makeKey } from '#app/tools/reorder/purchase-orders/stock/write-key.ts'
import { OrderCard, promisedOn, SHEET_FIELDS } from '#app/tools/reorder/purchase-orders/terms/supplier-card.ts'

const UUID = 'a3bb189e-8bf9-4888-9912-ace4e6543002'

function codes(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    if (!isAppError(error, 'invalid_input')) throw error
    return error.fields.map(({ path, message }) => `${path.join('.')} ${message}`)
  }
}

const lines = (...typed: Partial<LinesForm['lines'][number]>[]): LinesForm => ({
  seen: '',
  lines: typed.map((line, index) => ({
    id: '',
    variantId: String(index + 1),
    units: '1',
    price: '',
    supplierSku: '',
    volume: '',
    ...line,
  })),
})

describe('lines', () => {
  it.each([
    ['1.85', 'USD', 185],
    ['¥ 12.50', 'CNY', 1_250],
    ['1,280', 'JPY', 1_280],
    ['0', 'GBP', 0],
    ['', 'GBP', null],
  ])('a price of %j %s is %s', (price, currency, minor) => {
    expect(readLines(lines({ price }), currency)[0]?.unitPriceMinor).toBe(minor)
  })

  it('are refused field by field', () => {
    const form = lines({ units: '' }, { units: '99999999' }, { price: '-1' }, { price: '5 EUR' }, { volume: '1.5' })
    expect(codes(() => readLines(form, 'USD'))).toEqual([
      'lines.0.units out_of_range',
      'lines.1.units out_of_range',
      'lines.2.price out_of_range',
      'lines.3.price other_currency',
      'lines.4.volume not_whole',
    ])
  })
})

describe('charges', () => {
  const charge = (amount: string, currency: string): ChargesForm['charges'][number] => ({
    id: '',
    kind: 'discount',
    name: '',
    amount,
    currency,
    spreadBy: 'value',
  })

  it('may be negative, in any currency by code or sign, and never empty', () => {
    const read = readCharges({ seen: '', charges: [charge('-25.00', 'eur'), charge('100', '人民币')] })
    expect(read).toMatchObject([
      { amountMinor: -2_500, currency: 'EUR' },
      { amountMinor: 10_000, currency: 'CNY' },
    ])
    expect(codes(() => readCharges({ seen: '', charges: [charge('', 'EUR'), charge('1', 'bananas')] }))).toEqual([
      'charges.0.amount missing',
      'charges.1.currency not_a_currency',
    ])
  })
})

describe('a receipt', () => {
  const form = (accepted: string, damaged: string, replaced: string): ReceiptForm => ({
    receiptId: UUID,
    receivedOn: '2026-11-22',
    note: '',
    lines: [{ lineId: UUID, accepted, damaged, replaced }],
  })

  it('leaves out lines on which nothing came', () => {
    expect(readReceipt(form('', '0', ''))).toEqual([])
    expect(readReceipt(form('', '3', '1'))).toMatchObject([{ acceptedUnits: 0, damagedUnits: 3, replacedUnits: 1 }])
  })

  it('cannot have more sent again than came damaged', () => {
    expect(codes(() => readReceipt(form('1', '2', '3')))).toEqual(['lines.0.replaced more_than_damaged'])
  })
})

describe('the key of a stock write', () => {
  it('is a UUID of version 7 that tells its time, whatever the time', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), fc.integer({ min: 0, max: 2 ** 47 }), (random, ms) => {
        const key = makeKey(new Date(ms), random)
        expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(isForgotten(key, new Date(ms))).toBe(false)
        expect(isForgotten(key, new Date(ms + 20 * 3_600_000))).toBe(false)
        expect(isForgotten(key, new Date(ms + 20 * 3_600_000 + 1))).toBe(true)
      }),
    )
  })
})

describe('what an order costs', () => {
  it('counts what is paid for: ordered less given up, or what came when more came; and sums to the cent', () => {
    const line = { orderedUnits: 10, givenUpUnits: 4, unitPriceMinor: 333 }
    const costs = costOrder(
      [
        { line: { ...line, id: 'a' }, acceptedUnits: 6, weightGrams: 1, unitVolume: null },
        { line: { ...line, id: 'b' }, acceptedUnits: 7, weightGrams: 1, unitVolume: null },
      ],
      [
        {
          charge: { id: 'f', kind: 'freight', name: '', amountMinor: 999, currency: 'GBP', spreadBy: 'units' },
          amountMinor: 1_000,
          ratesOf: '2026-11-20',
        },
      ],
    )
    // 6 and 7 units share 10.00: 461.5… and 538.5… minor units.
    expect(costs).toMatchObject({
      kind: 'landed',
      goodsMinor: 13 * 333,
      landedMinor: 13 * 333 + 1_000,
      lines: [{ sharesMinor: [462] }, { sharesMinor: [538] }],
    })
  })

  it('is not known while a price or a rate is not', () => {
    const line = { id: 'a', orderedUnits: 1, givenUpUnits: 0, unitPriceMinor: null }
    const costed = { line, acceptedUnits: 0, weightGrams: null, unitVolume: null }
    expect(costOrder([costed], [])).toEqual({ kind: 'unpriced', lineIds: ['a'] })
    const charge = { id: 'f', kind: 'duty', name: '', amountMinor: 1, currency: 'XOF', spreadBy: 'value' } as const
    const priced = { ...costed, line: { ...line, unitPriceMinor: 5 } }
    expect(costOrder([priced], [{ charge, amountMinor: null, ratesOf: null }])).toEqual({
      kind: 'no_rate',
      currencies: ['XOF'],
    })
  })
})

describe('a supplier’s card', () => {
  it('never stops an order, whatever is in it', () => {
    expect(OrderCard.parse({ lanes: 'sea', columns: [{ header: 'X', field: 'mood' }], language: 'fr' })).toMatchObject({
      lanes: [],
      columns: [],
      language: 'en',
    })
  })

  it('promises the day of the order’s lane, else of the usual one', () => {
    const card = OrderCard.parse({
      lanes: [
        { id: 'a', name: 'Air', quotedDays: 9 },
        { id: 's', name: 'Sea', quotedDays: 40 },
        { id: 'r', name: 'Rail', quotedDays: null },
      ],
      defaultLaneId: 's',
    })
    expect(promisedOn(card, 'Air', '2026-11-22')).toBe('2026-12-01')
    expect(promisedOn(card, 'Lorry', '2026-11-22')).toBe('2027-01-01')
    expect(promisedOn(card, 'Rail', '2026-11-22')).toBeNull()
  })

  it('makes the sheet’s columns; without any they are the usual ones', () => {
    expect(sheetColumns({ columns: [{ header: '数量', field: 'units' }] })).toEqual([
      { header: '数量', field: 'units' },
    ])
    expect(sheetColumns({ columns: [] }).map(({ field }) => field)).toEqual(SHEET_FIELDS)
    const line = {
      position: 1,
      sku: null,
      supplierSku: 'YW',
      title: 'Mug',
      orderedUnits: 35,
      givenUpUnits: 5,
      packUnits: 12,
      unitPriceMinor: 333,
    }
    const cells = SHEET_FIELDS.map((field) => sheetValue(field, line, 'JPY'))
    expect(cells).toEqual([1, 'YW', null, 'Mug', 30, 2.5, { decimal: '333' }, { decimal: '9990' }, 'JPY'])
    expect(sheetValue('packs', { ...line, packUnits: 1 }, 'JPY')).toBeNull()
    expect(sheetValue('lineTotal', { ...line, unitPriceMinor: null }, 'JPY')).toBeNull()
  })
})
