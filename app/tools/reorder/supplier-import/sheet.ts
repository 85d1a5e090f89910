/**
 * A supplier's price list as a file. In: a sheet's columns and rows. Out: what each line says of which variant, and what is wrong in which line.
 * An empty cell says nothing; `-` empties what stood there. Invariant: what `ITEM_COLUMNS` writes reads back as the same terms, and a line
 * is either read whole or has at least one problem.
 */
import { toDecimal } from '#app/kernel/money.ts'
import { readCode, readCurrency, readInteger, readMoney, readNumber, type Cell } from '#app/sheets/cells.ts'
import { matchColumns, type ColumnMatch, type WantedColumn } from '#app/sheets/columns.ts'
import { LineReader } from '#app/sheets/line-reader.ts'
import type { DecimalMark, LineProblem, Sheet } from '#app/sheets/types.ts'
import type { PriceBreak } from '../policy/orderable.ts'

export const ITEM_PROBLEMS = [
  'no_variant',
  'unknown_variant',
  'unknown_sku',
  'sku_of_several',
  'variant_twice',
  'negative',
  'pack_of_none',
  'not_breaks',
  'break_twice',
  'too_long',
  'no_volume',
  'volume_said_twice',
] as const
export type ItemProblem = (typeof ITEM_PROBLEMS)[number]

export type ItemColumn =
  | 'product'
  | 'variant'
  | 'variantId'
  | 'sku'
  | 'supplierSku'
  | 'minimum'
  | 'pack'
  | 'price'
  | 'breaks'
  | 'currency'
  | 'volume'
  | 'packVolume'

/** The first name of each is the export's. */
export const ITEM_COLUMNS: readonly WantedColumn<ItemColumn>[] = [
  { key: 'product', names: ['Product', 'Title', '商品', '商品名称', '品名'] },
  { key: 'variant', names: ['Variant', 'Variant title', '款式', '规格'] },
  { key: 'variantId', names: ['Variant ID', '款式 ID', '款式编号', '变体 ID'] },
  { key: 'sku', names: ['SKU', 'Variant SKU', 'Our SKU', 'Article number', '货号', '商品编码', '商家编码'] },
  {
    key: 'supplierSku',
    names: [
      'Supplier SKU',
      'Factory code',
      'Supplier code',
      'Vendor SKU',
      'Supplier item',
      '供应商货号',
      '工厂货号',
      '厂家编码',
    ],
  },
  { key: 'minimum', names: ['Minimum', 'MOQ', 'Minimum order', 'Min qty', 'Minimum quantity', '起订量', '最小起订量'] },
  {
    key: 'pack',
    names: ['Pack', 'Pack size', 'Case pack', 'Units per pack', 'Carton', '箱规', '每箱数量', '装箱数', '包装数'],
  },
  { key: 'price', names: ['Price', 'Unit price', 'Cost', 'Unit cost', '单价', '价格', '采购价', '进价'] },
  {
    key: 'breaks',
    names: ['Price breaks', 'Quantity prices', 'Tier prices', 'Price tiers', '阶梯价', '阶梯价格', '数量价'],
  },
  { key: 'currency', names: ['Currency', 'Price currency', '货币', '币种'] },
  { key: 'volume', names: ['Unit volume (cm³)', 'Unit volume', 'Volume', '单件体积 (cm³)', '单件体积', '体积'] },
  {
    key: 'packVolume',
    names: [
      'Pack volume (m³)',
      'CBM',
      'CBM per carton',
      'Carton CBM',
      'Carton volume',
      'Pack volume',
      '箱体积 (m³)',
      '箱体积',
      '每箱体积',
      '外箱体积',
    ],
  },
]

const LONGEST_CODE = 120
const MOST_UNITS = 10_000_000

/** What a line says; undefined: nothing. */
export interface SaidTerms {
  supplierSku?: string | null
  minimumUnits?: number
  packUnits?: number
  /** of the first unit; null: no price */
  priceMinor?: number | null
  /** prices from larger quantities on */
  breaks?: PriceBreak[]
  /** of one unit; null: nobody knows it any more */
  unitVolumeCubicCm?: number | null
  /** of a full pack: what a unit takes follows from the pack */
  packVolumeCubicCm?: number
}

export interface ReadLine {
  line: number
  /** as it stands there; at least one of the two */
  variantId: string | null
  sku: string | null
  says: SaidTerms
}

export interface ReadItems {
  match: ColumnMatch<ItemColumn>
  lines: ReadLine[]
  problems: LineProblem[]
}

/** @param currency the supplier's: an amount in another one is refused at its line */
export function readItemSheet(sheet: Sheet, currency: string): ReadItems {
  const found = matchColumns(sheet.columns, ITEM_COLUMNS)
  const names = (key: ItemColumn): boolean =>
    found.at[key] !== undefined || found.twice.some((twice) => twice.key === key)
  const match = names('sku') || names('variantId') ? found : { ...found, missing: ['sku' as const] }
  if (match.missing.length > 0 || match.twice.length > 0) return { match, lines: [], problems: [] }
  const lines: ReadLine[] = []
  const problems: LineProblem[] = [...sheet.problems]
  for (const row of sheet.rows) {
    const reader: ItemReader = new LineReader(sheet, match, row)
    const line = readLine(reader, currency, sheet.decimal)
    if (reader.problems.length === 0) lines.push(line)
    else problems.push(...reader.problems)
  }
  return { match, lines, problems }
}

type ItemReader = LineReader<ItemColumn, ItemProblem>

function readLine(row: ItemReader, currency: string, mark: DecimalMark | null): ReadLine {
  const variantId = row.said('variantId', readCode) ?? null
  const sku = row.said('sku', readCode) ?? null
  if (variantId === null && sku === null && row.problems.length === 0) row.refuse(null, 'no_variant')
  const named = row.said('currency', readCurrency)
  if (typeof named === 'string' && named !== currency) row.refuse('currency', 'other_currency')
  const supplierSku = row.said('supplierSku', readCode)
  if (typeof supplierSku === 'string' && supplierSku.length > LONGEST_CODE) row.refuse('supplierSku', 'too_long')
  const units = (key: 'minimum' | 'pack'): number | null | undefined =>
    row.said(key, (text) => readInteger(text, mark, { least: 0, most: MOST_UNITS }))
  const [minimum, pack] = [units('minimum'), units('pack')]
  if (pack === 0) row.refuse('pack', 'pack_of_none')
  const price = row.said('price', (text) => readMoney(text, currency, mark))
  if (typeof price === 'number' && price < 0) row.refuse('price', 'negative')
  const breaks = row.said('breaks', (text) => readBreaks(text, currency, mark))
  const unitVolume = row.said('volume', (text) => readVolume(text, mark, 1))
  const packVolume = row.said('packVolume', (text) => readVolume(text, mark, CUBIC_CM_PER_M3))
  if (typeof unitVolume === 'number' && typeof packVolume === 'number') row.refuse('packVolume', 'volume_said_twice')
  const says: SaidTerms = {}
  if (supplierSku !== undefined) says.supplierSku = supplierSku
  if (minimum !== undefined) says.minimumUnits = minimum ?? 0
  if (pack !== undefined) says.packUnits = pack ?? 1
  if (price !== undefined) says.priceMinor = price
  if (breaks !== undefined) says.breaks = breaks ?? []
  if (unitVolume !== undefined) says.unitVolumeCubicCm = unitVolume
  else if (packVolume === null) says.unitVolumeCubicCm = null
  if (typeof packVolume === 'number') says.packVolumeCubicCm = packVolume
  return { line: row.line, variantId, sku, says }
}

const CUBIC_CM_PER_M3 = 1_000_000
const LARGEST_CUBIC_CM = 100 * CUBIC_CM_PER_M3

/** @param cubicCm what one of the column's own unit is; at least one cubic centimetre comes out of it */
function readVolume(
  text: string,
  mark: DecimalMark | null,
  cubicCm: number,
): Cell<number> | { ok: false; reason: ItemProblem } {
  const number = readNumber(text.replace(/(?:cm³|cm3|m³|m3|cbm)\s*$/i, ''), mark)
  if (!number.ok) return number
  const volume = Math.round(Number(number.value) * cubicCm)
  if (volume < 1) return { ok: false, reason: 'no_volume' }
  return volume > LARGEST_CUBIC_CM ? { ok: false, reason: 'out_of_range' } : { ok: true, value: volume }
}

const BREAK = /^(?:from|ab|≥|>=)?\s*(\d[\d.,’' ]*?)\s*(?:\+|pcs|pieces|units|件|个|套)?\s*[:：=@]\s*(.+)$/i

/** `100: 4.20; 500: 3.90`, each the price of every unit when so many are ordered. */
export function readBreaks(
  text: string,
  currency: string,
  mark: DecimalMark | null,
): Cell<PriceBreak[]> | { ok: false; reason: ItemProblem } {
  const breaks: PriceBreak[] = []
  for (const part of text.normalize('NFKC').split(/[;|\n]+/)) {
    if (part.trim() === '') continue
    const match = BREAK.exec(part.trim())
    if (!match) return { ok: false, reason: 'not_breaks' }
    const units = readInteger(match[1] ?? '', mark, { least: 2, most: MOST_UNITS })
    if (!units.ok) return units
    const price = readMoney(match[2] ?? '', currency, mark)
    if (!price.ok) return price
    if (price.value < 0) return { ok: false, reason: 'negative' }
    if (breaks.some(({ fromUnits }) => fromUnits === units.value)) return { ok: false, reason: 'break_twice' }
    breaks.push({ fromUnits: units.value, unitPriceMinor: price.value })
  }
  return { ok: true, value: breaks.sort((a, b) => a.fromUnits - b.fromUnits) }
}

/** As `readBreaks` reads it. */
export function writeBreaks(breaks: readonly PriceBreak[], currency: string): string {
  return breaks
    .map(({ fromUnits, unitPriceMinor }) => `${fromUnits}: ${toDecimal(unitPriceMinor, currency)}`)
    .join('; ')
}

/** The price of the first unit apart from the others. */
export function splitBreaks(breaks: readonly PriceBreak[]): { priceMinor: number | null; breaks: PriceBreak[] } {
  return {
    priceMinor: breaks.find(({ fromUnits }) => fromUnits === 1)?.unitPriceMinor ?? null,
    breaks: breaks.filter(({ fromUnits }) => fromUnits !== 1),
  }
}

export interface ItemTerms {
  supplierSku: string | null
  minimumUnits: number
  packUnits: number
  priceBreaks: readonly PriceBreak[]
  unitVolumeCubicCm: number | null
}

/** What the terms are after the line; of goods that the supplier did not sell before (null), everything unsaid is none. */
export function applySaid(before: ItemTerms | null, says: SaidTerms): ItemTerms & { priceBreaks: PriceBreak[] } {
  const had = splitBreaks(before?.priceBreaks ?? [])
  const priceMinor = says.priceMinor === undefined ? had.priceMinor : says.priceMinor
  const first = priceMinor === null ? [] : [{ fromUnits: 1, unitPriceMinor: priceMinor }]
  const packUnits = says.packUnits ?? before?.packUnits ?? 1
  const said =
    says.packVolumeCubicCm === undefined
      ? says.unitVolumeCubicCm
      : Math.max(1, Math.round(says.packVolumeCubicCm / packUnits))
  return {
    supplierSku: says.supplierSku === undefined ? (before?.supplierSku ?? null) : says.supplierSku,
    minimumUnits: says.minimumUnits ?? before?.minimumUnits ?? 0,
    packUnits,
    priceBreaks: [...first, ...(says.breaks ?? had.breaks)],
    unitVolumeCubicCm: said === undefined ? (before?.unitVolumeCubicCm ?? null) : said,
  }
}

export const ITEM_FIELDS = ['supplierSku', 'minimumUnits', 'packUnits', 'priceBreaks', 'unitVolumeCubicCm'] as const
export type ItemField = (typeof ITEM_FIELDS)[number]

/** The fields in which two terms differ. */
export function changedFields(before: ItemTerms | null, after: ItemTerms): ItemField[] {
  const text = (terms: ItemTerms | null, field: ItemField): string => {
    if (terms === null)
      return field === 'minimumUnits' ? '0' : field === 'packUnits' ? '1' : field === 'priceBreaks' ? '' : 'null'
    if (field !== 'priceBreaks') return String(terms[field])
    return terms.priceBreaks.map(({ fromUnits, unitPriceMinor }) => `${fromUnits}:${unitPriceMinor}`).join()
  }
  return ITEM_FIELDS.filter((field) => text(before, field) !== text(after, field))
}
