/**
 * The table of variants' costs as a file. In: a sheet's columns and rows. Out: what each line says of which variant, and what is wrong in which line.
 * An empty cell says nothing; `-` takes the merchant's own value back. Invariant: what `costColumns` writes reads back as the same values,
 * and a line is either read whole or has at least one problem.
 */
import { toDecimal, type Money } from '#app/kernel/money.ts'
import type { Id } from '#app/mirror/types.ts'
import {
  areFractions,
  readCode,
  readCountry,
  readCurrency,
  readInteger,
  readMoney,
  readPercentBps,
  type Cell,
} from '#app/sheets/cells.ts'
import { matchColumns, type ColumnMatch, type WantedColumn } from '#app/sheets/columns.ts'
import { EMPTIED, LineReader } from '#app/sheets/line-reader.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import type { VariantCosts, VariantInput } from '../costs/schema.ts'

export const COST_PROBLEMS = [
  'no_variant',
  'unknown_variant',
  'unknown_sku',
  'sku_of_several',
  'variant_twice',
  'not_an_hs_code',
  'negative',
] as const
export type CostProblem = (typeof COST_PROBLEMS)[number]

export type CostColumn =
  | 'product'
  | 'variant'
  | 'variantId'
  | 'sku'
  | 'unitCost'
  | 'unitCostCurrency'
  | 'inbound'
  | 'inboundCurrency'
  | 'packaging'
  | 'packagingCurrency'
  | 'hsCode'
  | 'origin'
  | 'dutyRate'
  | 'weight'

/** The first name of each is the export's. */
export const COST_COLUMNS: readonly WantedColumn<CostColumn>[] = [
  { key: 'product', names: ['Product', 'Title', '商品', '商品名称'] },
  { key: 'variant', names: ['Variant', 'Variant title', '款式', '规格'] },
  { key: 'variantId', names: ['Variant ID', '款式 ID', '款式编号', '变体 ID'] },
  { key: 'sku', names: ['SKU', 'Variant SKU', 'Article number', 'Item number', '货号', '商品编码', '商家编码'] },
  { key: 'unitCost', names: ['Unit cost', 'Cost', 'Cost per item', '单位成本', '成本', '采购价', '进价'] },
  { key: 'unitCostCurrency', names: ['Unit cost currency', 'Currency', 'Cost currency', '成本货币', '货币', '币种'] },
  { key: 'inbound', names: ['Inbound freight', 'Freight in', '头程运费', '进货运费', '入库运费'] },
  { key: 'inboundCurrency', names: ['Inbound freight currency', '头程运费货币', '进货运费货币'] },
  { key: 'packaging', names: ['Packaging', 'Packaging cost', '包装费', '包装成本', '包材'] },
  { key: 'packagingCurrency', names: ['Packaging currency', '包装费货币'] },
  { key: 'hsCode', names: ['HS code', 'HS', 'Tariff code', 'Harmonized code', 'HS 编码', '海关编码', '税号'] },
  { key: 'origin', names: ['Country of origin', 'Origin', 'Made in', '原产国', '原产地'] },
  { key: 'dutyRate', names: ['Duty rate', 'Duty', 'Duty %', '关税税率', '关税'] },
  { key: 'weight', names: ['Weight (g)', 'Weight', 'Grams', 'Weight in grams', '重量（克）', '重量', '克重'] },
]

/** What a line says of one input: a value, or null to take the merchant's own back. */
export type SaidValue = Money | string | number | null

export interface ReadLine {
  line: number
  /** as it stands there; at least one of the two */
  variantId: string | null
  sku: string | null
  says: Partial<Record<VariantInput, SaidValue>>
}

export interface ReadCosts {
  match: ColumnMatch<CostColumn>
  lines: ReadLine[]
  problems: LineProblem[]
}

/** @param currency of amounts that have none beside them */
export function readCostSheet(sheet: Sheet, currency: string): ReadCosts {
  const found = matchColumns(sheet.columns, COST_COLUMNS)
  const namesVariants = (key: CostColumn): boolean =>
    found.at[key] !== undefined || found.twice.some((twice) => twice.key === key)
  const match = namesVariants('sku') || namesVariants('variantId') ? found : { ...found, missing: ['sku' as const] }
  if (match.missing.length > 0 || match.twice.length > 0) return { match, lines: [], problems: [] }
  const dutyAt = match.at.dutyRate
  // Only a workbook stores 4.7 % as 0.047; in a CSV such a number is ambiguous.
  const fractions =
    sheet.format === 'xlsx' &&
    dutyAt !== undefined &&
    areFractions(
      sheet.rows.map((row) => row.cells[dutyAt] ?? '').filter((cell) => cell !== EMPTIED),
      sheet.decimal,
    )
  const lines: ReadLine[] = []
  const problems: LineProblem[] = [...sheet.problems]
  for (const row of sheet.rows) {
    const reader = new LineReader(sheet, match, row)
    const line = readLine(reader, sheet, currency, fractions)
    if (reader.problems.length === 0) lines.push(line)
    else problems.push(...reader.problems)
  }
  return { match, lines, problems }
}

const MOST_DUTY_BPS = 100_000
const HEAVIEST_GRAMS = 1_000_000

function readLine(row: LineReader<CostColumn>, sheet: Sheet, currency: string, fractions: boolean): ReadLine {
  const { decimal } = sheet
  const variantId = row.said('variantId', readCode) ?? null
  const sku = row.said('sku', readCode) ?? null
  if (variantId === null && sku === null && row.problems.length === 0) row.refuse(null, 'no_variant')
  const general = row.said('unitCostCurrency', readCurrency) ?? currency
  const money = (key: CostColumn, of: string): Money | null | undefined => {
    const minor = row.said(key, (text) => readMoney(text, of, decimal))
    if (typeof minor !== 'number') return minor
    if (minor < 0) row.refuse(key, 'negative')
    return { minor, currency: of }
  }
  const unitCost = money('unitCost', general)
  const inbound = money('inbound', row.said('inboundCurrency', readCurrency) ?? general)
  const packaging = money('packaging', row.said('packagingCurrency', readCurrency) ?? general)
  const dutyRate = row.said('dutyRate', (text) => readPercentBps(text, decimal, { fractions }))
  if (typeof dutyRate === 'number' && (dutyRate < 0 || dutyRate > MOST_DUTY_BPS)) row.refuse('dutyRate', 'out_of_range')
  const hsCode = row.said('hsCode', readHsCode)
  if (hsCode === '') row.refuse('hsCode', 'not_an_hs_code')
  const says: Partial<Record<VariantInput, SaidValue | undefined>> = {
    unit_cost: unitCost,
    inbound_freight: inbound,
    packaging,
    hs_code: hsCode,
    origin_country: row.said('origin', readCountry),
    duty_rate: dutyRate,
    weight: row.said('weight', (text) => readInteger(text, decimal, { least: 1, most: HEAVIEST_GRAMS })),
  }
  const given = Object.entries(says).filter(([, value]) => value !== undefined)
  return { line: row.line, variantId, sku, says: Object.fromEntries(given) as ReadLine['says'] }
}

/** Digits, with or without points: 9503.00 is 950300. '' when it is none; the leading zero that a spreadsheet ate comes back. */
function readHsCode(text: string): Cell<string> {
  const code = readCode(text)
  if (!code.ok) return code
  const digits = code.value.replace(/[.\s]/g, '')
  const whole = digits.length === 5 ? `0${digits}` : digits
  return { ok: true, value: /^\d{4,13}$/.test(whole) ? whole : '' }
}

export interface CostRow extends VariantCosts {
  title: string
  variantTitle: string
  sku: string | null
}

type Written = string | { decimal: string } | number | null

/** The columns of the export: what counts today, the merchant's own or Shopify's; the shop's values for all are not repeated in each line. */
export const costColumns: readonly { key: CostColumn; width: number; cell: (row: CostRow) => Written }[] = [
  { key: 'product', width: 32, cell: (row) => row.title },
  { key: 'variant', width: 20, cell: (row) => row.variantTitle },
  // As a text: a spreadsheet would round the digits away.
  { key: 'variantId', width: 20, cell: (row) => row.variantId },
  { key: 'sku', width: 18, cell: (row) => row.sku },
  { key: 'unitCost', width: 12, cell: (row) => amount(row.unitCost?.value) },
  { key: 'unitCostCurrency', width: 10, cell: (row) => row.unitCost?.value.currency ?? null },
  { key: 'inbound', width: 14, cell: (row) => amount(row.inboundFreight?.value) },
  { key: 'inboundCurrency', width: 10, cell: (row) => row.inboundFreight?.value.currency ?? null },
  { key: 'packaging', width: 12, cell: (row) => amount(row.packaging?.value) },
  { key: 'packagingCurrency', width: 10, cell: (row) => row.packaging?.value.currency ?? null },
  { key: 'hsCode', width: 12, cell: (row) => row.hsCode?.value ?? null },
  { key: 'origin', width: 10, cell: (row) => row.originCountry?.value ?? null },
  {
    key: 'dutyRate',
    width: 10,
    cell: (row) => (row.dutyRateBps ? `${toDecimal(row.dutyRateBps.value, 'EUR')}%` : null),
  },
  { key: 'weight', width: 10, cell: (row) => row.weightGrams?.value ?? null },
]

function amount(money: Money | undefined): Written {
  return money ? { decimal: toDecimal(money.minor, money.currency) } : null
}

export interface Change {
  variantId: Id
  input: VariantInput
  before: SaidValue
  after: SaidValue
}

/** What a line changes: values that are other than what counts today, and own values that are taken back. */
export function changesOf(line: ReadLine, row: CostRow, own: ReadonlySet<VariantInput>): Change[] {
  const now: Record<VariantInput, SaidValue> = {
    unit_cost: row.unitCost?.value ?? null,
    inbound_freight: row.inboundFreight?.value ?? null,
    packaging: row.packaging?.value ?? null,
    hs_code: row.hsCode?.value ?? null,
    origin_country: row.originCountry?.value ?? null,
    duty_rate: row.dutyRateBps?.value ?? null,
    weight: row.weightGrams?.value ?? null,
  }
  return (Object.entries(line.says) as [VariantInput, SaidValue][])
    .filter(([input, after]) => (after === null ? own.has(input) : !isSame(now[input], after)))
    .map(([input, after]) => ({ variantId: row.variantId, input, before: now[input], after }))
}

function isSame(one: SaidValue, other: SaidValue): boolean {
  if (typeof one === 'object' && typeof other === 'object' && one && other)
    return one.minor === other.minor && one.currency === other.currency
  return one === other
}
