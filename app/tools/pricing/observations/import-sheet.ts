/**
 * A merchant's table of competitor prices. In: its columns and rows of texts. Out: observations with their lines, and what is wrong in which line.
 * Invariant: a line is an observation or has at least one problem, never both, and a file without the needed columns has no lines at all.
 */
import { minorDigits } from '#app/kernel/money.ts'
import type { Instant } from '#app/mirror/types.ts'
import {
  optional,
  readCode,
  readCountry,
  readCurrency,
  readInstant,
  readInteger,
  readMoney,
  readPercentBps,
  readYesNo,
  type Cell,
} from '#app/sheets/cells.ts'
import { matchColumns, type ColumnMatch, type WantedColumn } from '#app/sheets/columns.ts'
import { LineReader } from '#app/sheets/line-reader.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import {
  cleanName,
  isWebAddress,
  LARGEST_PACK,
  LONGEST_NAME,
  priceProblem,
  seenProblem,
  shippingProblem,
  UNKNOWN_COUNTRY,
  type Observation,
} from './schema.ts'

export type ImportColumn =
  | 'sku'
  | 'gtin'
  | 'competitor'
  | 'price'
  | 'currency'
  | 'shipping'
  | 'inStock'
  | 'url'
  | 'seenAt'
  | 'confidence'
  | 'packSize'
  | 'country'

/** The first name of each is the template's. */
export const IMPORT_COLUMNS: readonly WantedColumn<ImportColumn>[] = [
  { key: 'sku', names: ['SKU', 'Article number', 'Item number', 'Variant SKU', '货号', '商品编码', '商家编码'] },
  { key: 'gtin', names: ['GTIN', 'EAN', 'UPC', 'Barcode', '条码', '条形码', '商品条码', 'EAN13'] },
  {
    key: 'competitor',
    names: ['Competitor', 'Competitor name', 'Seller', 'Shop', 'Merchant', '竞争对手', '竞品', '卖家', '店铺', '商家'],
    required: true,
  },
  {
    key: 'price',
    names: ['Price', 'Competitor price', 'Their price', '价格', '竞品价格', '竞争对手价格', '售价'],
    required: true,
  },
  { key: 'currency', names: ['Currency', 'Currency code', '货币', '币种'], required: true },
  { key: 'shipping', names: ['Shipping', 'Shipping price', 'Shipping cost', 'Delivery', '运费', '邮费', '配送费'] },
  { key: 'inStock', names: ['In stock', 'Available', 'Availability', 'Stock', '有货', '库存', '库存状态', '是否有货'] },
  { key: 'url', names: ['URL', 'Link', 'Address', 'Product URL', '链接', '网址', '商品链接'] },
  {
    key: 'seenAt',
    names: ['Seen at', 'Date', 'Seen', 'Checked at', 'Time', 'Timestamp', '采集时间', '日期', '时间', '抓取时间'],
    required: true,
  },
  { key: 'confidence', names: ['Confidence', 'Match confidence', 'Match score', '可信度', '匹配度', '置信度'] },
  { key: 'packSize', names: ['Pack size', 'Pack', 'Quantity', 'Pieces', '包装数量', '件数', '包装规格'] },
  { key: 'country', names: ['Country', 'Market', 'Country code', '国家', '国家/地区', '市场'] },
]

export interface ReadObservation {
  line: number
  observation: Observation
}

export interface SheetObservations {
  match: ColumnMatch<ImportColumn>
  found: ReadObservation[]
  problems: LineProblem[]
}

/** Neither column of product codes is needed by itself, one of them is. */
export function isUsable(match: ColumnMatch<ImportColumn>): boolean {
  return match.missing.length === 0 && match.twice.length === 0
}

/** @param asOf the moment of the import; a time without an offset in the file is of `timezone` */
export function readObservations(sheet: Sheet, timezone: string, asOf: Instant): SheetObservations {
  const matched = matchColumns(sheet.columns, IMPORT_COLUMNS)
  const withoutCode =
    matched.at.sku === undefined &&
    matched.at.gtin === undefined &&
    !matched.twice.some(({ key }) => key === 'sku' || key === 'gtin')
  const match = withoutCode ? { ...matched, missing: ['sku' as const, ...matched.missing] } : matched
  if (!isUsable(match)) return { match, found: [], problems: [] }
  const found: ReadObservation[] = []
  const problems: LineProblem[] = [...sheet.problems]
  for (const row of sheet.rows) {
    const reader = new LineReader(sheet, match, row)
    const observation = readRow(reader, sheet, timezone, asOf)
    if (observation !== null && reader.problems.length === 0) found.push({ line: row.line, observation })
    else problems.push(...reader.problems)
  }
  return { match, found, problems: problems.sort((a, b) => a.line - b.line) }
}

const STOCK_WORDS = {
  yes: ['in stock', 'instock', 'available', '有货', '现货', '在售'],
  no: ['out of stock', 'outofstock', 'oos', 'sold out', 'unavailable', '缺货', '无货', '售罄'],
}

function readRow(row: LineReader<ImportColumn>, sheet: Sheet, timezone: string, asOf: Instant): Observation | null {
  const { decimal } = sheet
  const sku = row.read('sku', (text) => optional(text, readCode))
  const gtin = row.read('gtin', (text) => optional(text, readCode))
  const competitor = cleanName(row.text('competitor'))
  if (competitor === '') row.refuse('competitor', 'missing')
  else if (competitor.length > LONGEST_NAME) row.refuse('competitor', 'name_too_long')
  const currency = row.read('currency', readCurrency)
  // Without the currency an amount has no meaning: its own problem is enough for the line.
  const priceMinor = currency === null ? null : row.read('price', (text) => readMoney(text, currency, decimal))
  const shippingMinor =
    currency === null
      ? null
      : row.read('shipping', (text) => optional(text, (given) => readMoney(given, currency, decimal)))
  if (priceMinor !== null && currency !== null) row.refuse('price', priceProblem(priceMinor, currency))
  if (shippingMinor !== null && currency !== null) row.refuse('shipping', shippingProblem(shippingMinor, currency))
  const inStock = row.read('inStock', (text) => optional(text, readStock))
  const url = row.text('url') === '' ? null : row.text('url')
  if (url !== null && !isWebAddress(url)) row.refuse('url', 'bad_url')
  const seenAt = row.read('seenAt', (text) => readInstant(text, timezone))
  if (seenAt !== null) row.refuse('seenAt', seenProblem(seenAt, asOf))
  const confidenceBps = row.read('confidence', (text) => optional(text, (given) => readConfidence(given, decimal)))
  if (confidenceBps !== null && (confidenceBps < 0 || confidenceBps > 10_000))
    row.refuse('confidence', 'bad_confidence')
  const packSize = row.read('packSize', (text) => optional(text, (given) => readPack(given)))
  const country = row.read('country', (text) => optional(text, readCountry))
  if (currency === null || priceMinor === null || seenAt === null) return null
  return {
    sku,
    gtin,
    competitor,
    priceMinor,
    currency,
    shippingMinor,
    inStock,
    url,
    seenAt,
    confidenceBps: confidenceBps ?? 10_000,
    packSize: packSize ?? 1,
    country: country ?? UNKNOWN_COUNTRY,
  }
}

/** A column of stock may hold a word or a number of pieces. */
function readStock(text: string): Cell<boolean> {
  const word = readYesNo(text, STOCK_WORDS)
  if (word.ok) return word
  const pieces = readInteger(text)
  return pieces.ok && pieces.value >= 0 ? { ok: true, value: pieces.value > 0 } : word
}

/** 0.9 and 90 % and 90 are the same confidence: here a fraction can be nothing else. */
function readConfidence(text: string, decimal: Sheet['decimal']): Cell<number> {
  const asFraction = readPercentBps(text, decimal, { fractions: true })
  if (asFraction.ok && asFraction.value <= 10_000) return asFraction
  return readPercentBps(text, decimal)
}

/** `6`, `6 pcs`, `x6`, `6 件`. */
function readPack(text: string): Cell<number> {
  const digits = /^\D{0,4}(\d{1,6})\s*\p{L}{0,6}\.?$/u.exec(text.normalize('NFKC').trim())?.[1]
  return readInteger(digits ?? text, null, { least: 1, most: LARGEST_PACK })
}

/** What the template shows as examples: two lines that a merchant overwrites. */
export function exampleLines(currency: string, sku: string, seenAt: string): Record<ImportColumn, string>[] {
  const digits = minorDigits(currency)
  const amount = (whole: string, fraction: string): string =>
    digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0').slice(0, digits)}`
  const line = {
    sku,
    gtin: '',
    currency,
    inStock: 'yes',
    seenAt,
    confidence: '95%',
    country: '',
  }
  return [
    {
      ...line,
      competitor: 'Example Shop',
      price: amount('24', '90'),
      shipping: amount('3', '95'),
      url: 'https://shop.example/item',
      packSize: '1',
    },
    { ...line, competitor: 'Another Shop', price: amount('69', '00'), shipping: '', url: '', packSize: '3' },
  ]
}
