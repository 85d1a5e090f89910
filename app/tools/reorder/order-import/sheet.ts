/**
 * Purchase orders and suppliers of another system as a table. In: a sheet. Out: which of the two it is, what each line says, what is wrong in which.
 * Invariant: a line is read whole or has at least one problem; a price without a currency waits for the supplier's.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { optional, readCode, readCountry, readCurrency, readDay, readInteger, type Cell } from '#app/sheets/cells.ts'
import { matchColumns, type ColumnMatch } from '#app/sheets/columns.ts'
import { LineReader } from '#app/sheets/line-reader.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { ORDER_COLUMNS, SUPPLIER_COLUMNS, type OrderColumn, type SupplierColumn } from './columns.ts'
import type { FileKind, ImportProblem } from './schema.ts'

export interface ReadOrderLine {
  line: number
  /** '' where the file does not say */
  number: string
  supplier: string
  status: OrderStatus | null
  /** '' only beside a variant's id */
  sku: string
  /** Shopify's, where the file has it */
  variantId: Id | null
  supplierSku: string | null
  orderedUnits: number
  /** came, or was refused for good: nothing more is to come of these */
  settledUnits: number
  /** as it stands there: its currency may be the supplier's */
  cost: string
  currency: string | null
  expectedOn: Day | null
  orderedOn: Day | null
  location: string
}

export interface ReadSupplierLine {
  line: number
  name: string
  email: string
  phone: string
  contact: string
  country: string | null
  currency: string | null
  leadTimeDays: number | null
  paymentTerms: string
}

export type ReadImport =
  | { kind: 'orders'; match: ColumnMatch<OrderColumn>; lines: ReadOrderLine[]; problems: LineProblem[] }
  | { kind: 'suppliers'; match: ColumnMatch<SupplierColumn>; lines: ReadSupplierLine[]; problems: LineProblem[] }

/** Where an order stands, in our words. */
export type OrderStatus = 'draft' | 'open' | 'finished'

const STATUSES: Record<OrderStatus, readonly string[]> = {
  draft: ['draft', 'new', 'unsent', 'pending', 'suggested', '草稿', '待发送'],
  open: [
    'ordered',
    'open',
    'placed',
    'sent',
    'submitted',
    'confirmed',
    'approved',
    'active',
    'intransit',
    'shipped',
    'partial',
    'partiallyreceived',
    'partreceived',
    'receiving',
    'incomplete',
    'backordered',
    '已下单',
    '已发出',
    '已确认',
    '部分收货',
    '在途',
  ],
  finished: [
    'received',
    'complete',
    'completed',
    'closed',
    'cancelled',
    'canceled',
    'archived',
    'done',
    '已收货',
    '已完成',
    '已关闭',
    '已取消',
  ],
}

const LONGEST = 120
/** A number, as an export writes it, or a global id. */
const VARIANT_ID = /^'?(?:gid:\/\/shopify\/ProductVariant\/)?(\d{1,19})$/
const MOST_UNITS = 10_000_000

/** A file with amounts of goods is one of orders; a file with names of suppliers and none is one of suppliers. */
export function kindOfSheet(columns: readonly string[]): FileKind {
  const orders = matchColumns(columns, ORDER_COLUMNS)
  const has = (key: OrderColumn): boolean =>
    orders.at[key] !== undefined || orders.twice.some((twice) => twice.key === key)
  if (has('sku') || has('ordered') || has('number')) return 'orders'
  return matchColumns(columns, SUPPLIER_COLUMNS).at.name === undefined ? 'orders' : 'suppliers'
}

export function readImportSheet(sheet: Sheet): ReadImport {
  return kindOfSheet(sheet.columns) === 'orders' ? readOrders(sheet) : readSuppliers(sheet)
}

/** What an order is made of: of these nobody may guess which of two columns is meant. */
const STRICT: ReadonlySet<OrderColumn> = new Set(['number', 'supplier', 'status', 'sku', 'ordered', 'received'])

/** Of other columns that are there twice (an order has many days) the first counts; the page shows which one that is. */
function takeFirst(match: ColumnMatch<OrderColumn>, columns: readonly string[]): ColumnMatch<OrderColumn> {
  const taken = match.twice.filter(({ key }) => !STRICT.has(key))
  const at = { ...match.at }
  const unknown = [...match.unknown]
  for (const { key, headers } of taken) {
    const [first = '', ...others] = headers
    at[key] = columns.indexOf(first)
    unknown.push(...others)
  }
  return { ...match, at, unknown, twice: match.twice.filter(({ key }) => STRICT.has(key)) }
}

function readOrders(sheet: Sheet): ReadImport {
  const found = takeFirst(matchColumns(sheet.columns, ORDER_COLUMNS), sheet.columns)
  const twiceSku = found.twice.some(({ key }) => key === 'sku')
  const namesGoods = found.at.sku !== undefined || found.at.variantId !== undefined || twiceSku
  const match = !namesGoods ? { ...found, missing: ['sku' as const, ...found.missing] } : found
  if (match.missing.length > 0 || match.twice.length > 0) return { kind: 'orders', match, lines: [], problems: [] }
  const lines: ReadOrderLine[] = []
  const problems: LineProblem[] = [...sheet.problems]
  for (const row of sheet.rows) {
    const reader = new LineReader<OrderColumn, ImportProblem>(sheet, match, row)
    const line = readOrderLine(reader, sheet)
    if (line !== null && reader.problems.length === 0) lines.push(line)
    problems.push(...reader.problems)
  }
  return { kind: 'orders', match, lines, problems }
}

/** Null: a line that sums up others, or says nothing at all. */
function readOrderLine(row: LineReader<OrderColumn, ImportProblem>, sheet: Sheet): ReadOrderLine | null {
  const text = (key: OrderColumn): string => row.text(key).trim()
  // Reports end an order with its total: no SKU, no goods.
  const variantId = VARIANT_ID.exec(text('variantId'))?.[1] ?? null
  if (text('sku') === '' && variantId === null && (text('ordered') === '' || text('product') === '')) return null
  const units = (key: 'ordered' | 'received' | 'rejected'): number =>
    row.read(key, (cell) =>
      optional(cell, (given) => readInteger(given, sheet.decimal, { least: 0, most: MOST_UNITS })),
    ) ?? 0
  const code = (key: 'sku' | 'supplierSku'): string => row.read(key, (cell) => optional(cell, readCode)) ?? ''
  const sku = code('sku')
  if (sku === '' && variantId === null && row.problems.length === 0) row.refuse('sku', 'no_sku')
  const supplierSku = code('supplierSku')
  for (const key of ['number', 'supplier', 'supplierSku'] as const)
    if (text(key).length > LONGEST) row.refuse(key, 'too_long')
  if (text('ordered') === '') row.refuse('ordered', 'missing')
  const orderedUnits = units('ordered')
  const settledUnits = units('received') + units('rejected')
  const day = (key: 'expected' | 'orderedOn'): Day | null =>
    row.read(key, (cell) => optional(cell, (given) => readDay(dayOf(given))))
  const status = text('status') === '' ? null : row.read('status', readStatus)
  return {
    line: row.line,
    number: text('number'),
    supplier: text('supplier'),
    status,
    sku,
    variantId,
    supplierSku: supplierSku === '' ? null : supplierSku,
    orderedUnits,
    settledUnits,
    cost: text('cost'),
    currency: row.read('currency', (cell) => optional(cell, readCurrency)),
    expectedOn: day('expected'),
    orderedOn: day('orderedOn'),
    location: text('location'),
  }
}

/** The day of a moment: `2026-10-03 14:20:11 UTC`, `2026-10-03T14:20:11Z`. */
function dayOf(text: string): string {
  return text.trim().replace(/[T ]\d{1,2}:\d{2}.*$/, '')
}

export function readStatus(text: string): Cell<OrderStatus> | { ok: false; reason: 'unknown_status' } {
  const folded = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
  for (const status of ['draft', 'open', 'finished'] as const)
    if (STATUSES[status].includes(folded)) return { ok: true, value: status }
  return { ok: false, reason: 'unknown_status' }
}

function readSuppliers(sheet: Sheet): ReadImport {
  const match = matchColumns(sheet.columns, SUPPLIER_COLUMNS)
  if (match.missing.length > 0 || match.twice.length > 0) return { kind: 'suppliers', match, lines: [], problems: [] }
  const lines: ReadSupplierLine[] = []
  const problems: LineProblem[] = [...sheet.problems]
  const seen = new Set<string>()
  for (const row of sheet.rows) {
    const reader = new LineReader<SupplierColumn, ImportProblem>(sheet, match, row)
    const line = readSupplierLine(reader, sheet)
    const folded = line.name.toLowerCase()
    if (reader.problems.length === 0 && seen.has(folded)) reader.refuse('name', 'name_twice')
    seen.add(folded)
    if (reader.problems.length === 0) lines.push(line)
    problems.push(...reader.problems)
  }
  return { kind: 'suppliers', match, lines, problems }
}

const EMAIL = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/

function readSupplierLine(row: LineReader<SupplierColumn, ImportProblem>, sheet: Sheet): ReadSupplierLine {
  const text = (key: SupplierColumn): string => row.text(key).trim()
  for (const key of ['name', 'phone', 'contact', 'terms'] as const)
    if (text(key).length > (key === 'phone' ? 60 : LONGEST)) row.refuse(key, 'too_long')
  if (text('name') === '') row.refuse('name', 'missing')
  if (text('email') !== '' && !EMAIL.test(text('email'))) row.refuse('email', 'bad_email')
  return {
    line: row.line,
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    contact: text('contact'),
    country: row.read('country', (cell) => optional(cell, readCountry)),
    currency: row.read('currency', (cell) => optional(cell, readCurrency)),
    leadTimeDays: row.read('leadTime', (cell) =>
      optional(cell, (given) =>
        readInteger(given.replace(/\s*(days?|d|天|日)$/i, ''), sheet.decimal, { least: 1, most: 365 }),
      ),
    ),
    paymentTerms: text('terms'),
  }
}
