/** Files of other systems: which they are, what their lines say, what is wrong in which; and what of their orders is still to come. */
import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { ORDER_COLUMNS, SUPPLIER_COLUMNS } from '#app/tools/reorder/order-import/columns.ts'
import { planImport, type ImportContext } from '#app/tools/reorder/order-import/plan.ts'
import { IMPORT_PROBLEMS } from '#app/tools/reorder/order-import/schema.ts'
import { kindOfSheet, readImportSheet, readStatus, type ReadOrderLine } from '#app/tools/reorder/order-import/sheet.ts'
import type { Sheet } from '#app/sheets/types.ts'

function sheet(columns: string[], ...rows: string[][]): Sheet {
  return {
    format: 'csv',
    columns,
    rows: rows.map((cells, index) => ({ line: index + 2, cells: columns.map((_, at) => cells[at] ?? '') })),
    problems: [],
    decimal: null,
  }
}

function linesOf(columns: string[], ...rows: string[][]): ReadOrderLine[] {
  const read = readImportSheet(sheet(columns, ...rows))
  if (read.kind !== 'orders') throw new Error('these are suppliers')
  expect(read.match.missing).toEqual([])
  expect(read.problems).toEqual([])
  return read.lines
}

const ACME = { id: 'a', name: 'Acme', currency: 'USD', archived: false }
const OLD = { id: 'o', name: 'Old Mill', currency: 'USD', archived: true }
const LEEDS = { id: '21', name: 'Leeds' }
const PARIS = { id: '22', name: 'Paris' }

const context = (change: Partial<ImportContext> = {}): ImportContext => ({
  skus: new Map([
    ['lamp', [{ variantId: '1', title: 'Lamp' }]],
    ['rug', [{ variantId: '2', title: 'Rug · Red' }]],
    [
      'twin',
      [
        { variantId: '3', title: 'Twin A' },
        { variantId: '4', title: 'Twin B' },
      ],
    ],
  ]),
  variants: new Map([['5', { variantId: '5', title: 'Nameless' }]]),
  suppliers: [ACME, OLD],
  places: [LEEDS, PARIS],
  references: new Set(['a po-9']),
  supplier: null,
  place: LEEDS,
  currency: 'USD',
  fileName: 'PO 4711.csv',
  decimal: null,
  headerOf: (column) => column,
  ...change,
})

const COLUMNS = [
  'PO Number',
  'Supplier',
  'Status',
  'SKU',
  'Qty Ordered',
  'Qty Received',
  'Cost (base)',
  'Expected date',
]

describe('a file', () => {
  it.each([
    ['one order of Stocky', ['SKU', 'Qty Ordered', 'Cost (base)', 'Total Cost (base)'], 'orders'],
    ['a report of Stocky', ['PO #', 'Vendor', 'SKU', 'Ordered', 'Received', 'Cost Price'], 'orders'],
    ['the admin’s orders', ['Purchase order', 'Supplier', 'Destination', 'Status', 'SKU', 'Quantity'], 'orders'],
    ['a Chinese table', ['采购单号', '供应商', '货号', '数量', '单价'], 'orders'],
    ['vendors', ['Name', 'Email', 'Lead time (days)', 'Payment terms', 'Phone'], 'suppliers'],
    ['a Chinese table of suppliers', ['供应商名称', '联系人', '邮箱', '交期'], 'suppliers'],
  ])('%s', (_what, columns, kind) => {
    const read = readImportSheet(sheet(columns))
    expect([kindOfSheet(columns), read.match.missing, read.match.twice]).toEqual([kind, [], []])
  })

  it('without goods or amounts says what it needs', () => {
    const read = readImportSheet(sheet(['PO number', 'Supplier', 'Total']))
    expect(read.match.missing).toEqual(['sku', 'ordered'])
  })

  it('with several days takes the first and says that the others are not used; of two quantities nobody guesses', () => {
    const days = readImportSheet(
      sheet(['SKU', 'Quantity', 'Created at', 'Order date'], ['LAMP', '5', '2026-10-01', '2026-10-03']),
    )
    expect(days.match.unknown).toEqual(['Order date'])
    expect(days.lines).toMatchObject([{ orderedOn: '2026-10-01' }])
    expect(readImportSheet(sheet(['SKU', 'Quantity', 'Qty ordered'])).match.twice).toHaveLength(1)
  })
})

describe('a line', () => {
  it('says units, prices, days and where it stands', () => {
    const [line] = linesOf(
      [...COLUMNS, 'Rejected', 'Order date', 'Destination'],
      [
        'PO-7',
        'Acme',
        'Partially Received',
        'LAMP',
        '100',
        '40',
        '$3.50',
        '2026-12-24',
        '2',
        '2026-10-03 09:12:44 UTC',
        'Leeds',
      ],
    )
    expect(line).toMatchObject({
      number: 'PO-7',
      status: 'open',
      orderedUnits: 100,
      settledUnits: 42,
      cost: '$3.50',
      expectedOn: '2026-12-24',
      orderedOn: '2026-10-03',
      location: 'Leeds',
    })
  })

  it.each([
    ['a total at an order’s end', ['', '', '', '', '340', '', '']],
    ['an empty one', []],
  ])('%s is none', (_what, cells) => {
    expect(linesOf(COLUMNS, ['PO-7', 'Acme', 'Ordered', 'LAMP', '5'], cells)).toHaveLength(1)
  })

  it.each([
    [{ 4: 'many' }, 'not_a_number'],
    [{ 4: '-3' }, 'out_of_range'],
    [{ 2: 'Somewhere' }, 'unknown_status'],
    [{ 7: '03/04/2026' }, 'ambiguous_date'],
    [{ 3: '5.01235E+12' }, 'broken_code'],
    [{ 4: '' }, 'missing'],
  ])('with %j has the problem %s', (change, code) => {
    const cells = ['PO-7', 'Acme', 'Ordered', 'LAMP', '5', '0', '3.50', '2026-12-24']
    const names = [...COLUMNS, 'Product']
    const read = readImportSheet(sheet(names, [...Object.assign(cells, change), 'Lamp']))
    expect([read.lines.length, read.problems.map((problem) => problem.code)]).toEqual([0, [code]])
  })

  it.each([
    ['Draft', 'draft'],
    ['In transit', 'open'],
    ['PARTIALLY_RECEIVED', 'open'],
    ['Cancelled', 'finished'],
    ['已收货', 'finished'],
  ])('%s is %s', (text, status) => {
    expect(readStatus(text)).toEqual({ ok: true, value: status })
  })
})

describe('goods', () => {
  const lines = (...rows: string[][]): ReadOrderLine[] =>
    linesOf(['SKU', 'Variant ID', 'Qty Ordered', 'Supplier'], ...rows)

  it('are known by Shopify’s variant id, with or without a SKU', () => {
    const read = lines(
      ['', '5', '7', 'acme'],
      ['', 'gid://shopify/ProductVariant/5', '7', 'acme'],
      ['', "'5", '7', 'acme'],
    )
    expect(read.map(({ variantId }) => variantId)).toEqual(['5', '5', '5'])
    const { orders, problems } = planImport(read.slice(0, 1), context())
    expect(problems).toEqual([])
    expect(orders[0]?.lines).toMatchObject([{ variantId: '5', title: 'Nameless', sku: '', units: 7 }])
    expect(linesOf(['Variant ID', 'Qty Ordered'], ['5', '7'])).toMatchObject([{ sku: '', variantId: '5' }])
  })

  it('of another shop have ids that mean nothing here: the SKU counts, and without one they are not known', () => {
    const { orders, problems } = planImport(lines(['LAMP', '900', '7', 'acme'], ['', '901', '2', 'acme']), context())
    expect(orders[0]?.lines).toMatchObject([{ variantId: '1', units: 7 }])
    expect(problems).toMatchObject([{ code: 'unknown_sku', value: '901' }])
  })
})

describe('an order', () => {
  const plan = (rows: string[][], change: Partial<ImportContext> = {}) =>
    planImport(linesOf(COLUMNS, ...rows), context(change))

  it('is what is still to come of its lines; what came before is told', () => {
    const { orders, finished, problems } = plan([
      ['PO-7', 'acme', 'Ordered', 'LAMP', '100', '40', '3.50', '2026-12-24'],
      ['PO-7', 'acme', 'Ordered', 'RUG', '10', '10', '9', ''],
      ['PO-8', 'Silk Road', 'Draft', 'RUG', '6', '', '€12', ''],
    ])
    expect([finished, problems]).toEqual([0, [expect.objectContaining({ code: 'other_currency', line: 4 })]])
    expect(orders).toEqual([
      {
        number: 'PO-7',
        supplier: ACME,
        supplierName: 'Acme',
        currency: 'USD',
        place: LEEDS,
        state: 'sent',
        lines: [{ variantId: '1', title: 'Lamp', sku: 'LAMP', supplierSku: null, units: 60, unitPriceMinor: 350 }],
        expectedOn: '2026-12-24',
        orderedOn: null,
        settledUnits: 50,
      },
    ])
  })

  it('that is received, closed or cancelled, or of which everything came, is left out', () => {
    const { orders, finished } = plan([
      ['PO-1', 'Acme', 'Received', 'LAMP', '5', '5', '', ''],
      ['PO-2', 'Acme', 'Cancelled', 'LAMP', '5', '0', '', ''],
      ['PO-3', 'Acme', 'Ordered', 'LAMP', '5', '5', '', ''],
    ])
    expect([orders, finished]).toEqual([[], 3])
  })

  it('stays a draft only when nothing of it came; of a supplier that is new it is made in the chosen currency', () => {
    const { orders } = plan(
      [
        ['PO-1', 'Silk Road', 'Draft', 'LAMP', '5', '', '2', ''],
        ['PO-2', 'Silk Road', 'Draft', 'RUG', '5', '1', '2', ''],
      ],
      { currency: 'JPY' },
    )
    expect(orders.map(({ state, currency, supplier }) => [state, currency, supplier])).toEqual([
      ['draft', 'JPY', null],
      ['sent', 'JPY', null],
    ])
    expect(orders[0]?.lines[0]?.unitPriceMinor).toBe(2)
  })

  it('without number and supplier is the file, of the supplier that the page chose', () => {
    const lines = linesOf(
      ['SKU', 'Qty Ordered', 'Cost (base)', 'Total Cost (base)'],
      ['LAMP', '5', '3.50', '17.50'],
      ['RUG', '2', '9', '18'],
    )
    expect(planImport(lines, context()).problems.map(({ code }) => code)).toEqual(['no_supplier', 'no_supplier'])
    const { orders } = planImport(lines, context({ supplier: ACME }))
    expect(orders.map(({ number, supplierName, lines: found }) => [number, supplierName, found.length])).toEqual([
      ['PO 4711', 'Acme', 2],
    ])
  })

  it('whose number stands on its first line only has the lines below it', () => {
    const { orders } = plan([
      ['PO-1', 'Acme', 'Ordered', 'LAMP', '5', '', '', ''],
      ['', '', '', 'RUG', '6', '', '', ''],
      ['PO-2', 'Acme', 'Ordered', 'LAMP', '7', '', '', ''],
    ])
    expect(orders.map(({ number, lines }) => [number, lines.map(({ units }) => units)])).toEqual([
      ['PO-1', [5, 6]],
      ['PO-2', [7]],
    ])
  })

  it('is received where the file says, if the shop has that place', () => {
    const rows = linesOf(
      [...COLUMNS, 'Location'],
      ['PO-1', 'Acme', '', 'LAMP', '5', '', '', '', 'paris'],
      ['PO-2', 'Acme', '', 'LAMP', '5', '', '', '', 'Oslo'],
    )
    expect(planImport(rows, context()).orders.map(({ place }) => place)).toEqual([PARIS, LEEDS])
  })

  it.each([
    ['goods that nobody knows', [['PO-1', 'Acme', '', 'HAT', '5']], ['unknown_sku']],
    ['a SKU of several variants', [['PO-1', 'Acme', '', 'TWIN', '5']], ['sku_of_several']],
    [
      'the same goods twice',
      [
        ['PO-1', 'Acme', '', 'LAMP', '5'],
        ['PO-1', 'Acme', '', 'lamp', '5'],
      ],
      ['sku_twice'],
    ],
    [
      'more received than ordered',
      [
        ['PO-1', 'Acme', '', 'LAMP', '5', '6'],
        ['PO-1', 'Acme', '', 'RUG', '5'],
      ],
      ['more_received'],
    ],
    [
      'another supplier in the middle',
      [
        ['PO-1', 'Acme', '', 'LAMP', '5'],
        ['PO-1', 'Silk Road', '', 'RUG', '5'],
      ],
      ['other_supplier'],
    ],
    [
      'an archived supplier',
      [
        ['PO-1', 'old mill', '', 'LAMP', '5'],
        ['PO-1', 'old mill', '', 'RUG', '5'],
      ],
      ['supplier_archived'],
    ],
    [
      'an order that is here already',
      [
        ['po-9', 'Acme', '', 'LAMP', '5'],
        ['po-9', 'Acme', '', 'RUG', '5'],
      ],
      ['order_exists'],
    ],
    ['a price that is none', [['PO-1', 'Acme', '', 'LAMP', '5', '', 'a lot']], ['not_a_number']],
  ])('with %s says so at the line', (_what, rows, codes) => {
    expect(plan(rows).problems.map(({ code }) => code)).toEqual(codes)
  })

  it('in another currency than its supplier’s prices is refused', () => {
    const rows = linesOf([...COLUMNS, 'Currency'], ['PO-1', 'Acme', '', 'LAMP', '5', '', '3', '', 'EUR'])
    expect(planImport(rows, context()).problems.map(({ code }) => code)).toEqual(['supplier_currency'])
  })
})

describe('a supplier', () => {
  it('is read with what is known of it; what is wrong is said at its line', () => {
    const read = readImportSheet(
      sheet(
        ['Vendor name', 'Email', 'Lead time (days)', 'Country', 'Currency', 'Payment terms'],
        ['Acme', 'a@acme.example', '21 days', 'China', 'USD', 'Net 30'],
        ['acme', '', '', '', '', ''],
        ['Silk Road', 'nobody', '', '', '', ''],
        ['', 'x@y.example', '', '', '', ''],
        ['Mill', '', '0', 'Narnia', 'Gold', ''],
      ),
    )
    expect(read.lines).toMatchObject([
      {
        name: 'Acme',
        email: 'a@acme.example',
        leadTimeDays: 21,
        country: 'CN',
        currency: 'USD',
        paymentTerms: 'Net 30',
      },
    ])
    expect(read.problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'name_twice'],
      [4, 'bad_email'],
      [5, 'missing'],
      [6, 'not_a_country'],
      [6, 'not_a_currency'],
      [6, 'out_of_range'],
    ])
  })
})

it('there is a text for every problem and every column, and for nothing else', () => {
  expect(Object.keys(en.reorderImport.problem).sort()).toEqual([...IMPORT_PROBLEMS].sort())
  const columns = new Set([...ORDER_COLUMNS, ...SUPPLIER_COLUMNS].map(({ key }) => key))
  expect(Object.keys(en.reorderImport.field).sort()).toEqual([...columns].sort())
})
