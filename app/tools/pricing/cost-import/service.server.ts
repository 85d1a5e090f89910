/**
 * Variants' costs from and into a file. In: a shop and a file. Out: what the file would change and what is wrong in it, line by line; the same table as a file.
 * Invariant: a file is applied whole in one transaction, or not at all; the exported table imported again changes nothing.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { adviseColumns, type ColumnAdvice } from '#app/sheets/columns.ts'
import { readUploadedSheet } from '#app/sheets/read.server.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { sheetResponse, type SheetFormat } from '#app/sheets/write.server.ts'
import { VARIANT_INPUTS, type VariantInput } from '../costs/schema.ts'
import {
  listStoredInputs,
  listVariantCostRows,
  saveInputs,
  type StoredInput,
  type VariantRow,
} from '../costs/store.server.ts'
import {
  changesOf,
  COST_COLUMNS,
  costColumns,
  readCostSheet,
  type Change,
  type CostColumn,
  type ReadLine,
} from './sheet.ts'

/** The first changes, which the preview shows. */
const MOST_SHOWN = 100
const LONGEST_FILE_NAME = 120

export interface CostImportPreview extends ColumnAdvice {
  fileName: string
  problems: LineProblem[]
  /** lines without a problem */
  lines: number
  /** lines that say what already counts */
  same: number
  variants: number
  changes: { input: VariantInput; count: number }[]
  shown: (Change & { title: string; sku: string | null })[]
}

interface Prepared {
  preview: CostImportPreview
  changes: Change[]
}

/** What an import of this file would do; nothing is written. Throws `invalid_input` for a file that is no table. */
export async function previewCostImport(shop: Shop, file: FormDataEntryValue | null): Promise<CostImportPreview> {
  const sheet = await readUploadedSheet(file)
  return inShopSql(shop.id, async (sql) => (await prepare(sql, shop, sheet, nameOf(file))).preview)
}

/** Applies a file without problems. Throws `invalid_input` otherwise, with the reason as the field's code; then nothing is written. */
export async function importCosts(shop: Shop, file: FormDataEntryValue | null): Promise<CostImportPreview> {
  const sheet = await readUploadedSheet(file)
  return inShopSql(shop.id, async (sql) => {
    const { preview, changes } = await prepare(sql, shop, sheet, nameOf(file))
    if (preview.missing.length > 0 || preview.twice.length > 0) throw refusal('columnsWrong')
    if (preview.problems.length > 0) throw refusal('hasProblems')
    if (changes.length === 0) throw refusal('nothingToImport')
    await saveInputs(sql, shop, changes.map(toStored), `import:${preview.fileName}`)
    return preview
  })
}

function refusal(code: string): AppError {
  return new AppError('invalid_input', `the file was not imported: ${code}`, {
    fields: [{ path: ['file'], message: code, code: `pricingCosts.import.${code}` }],
  })
}

function nameOf(file: FormDataEntryValue | null): string {
  return file instanceof File ? file.name.slice(-LONGEST_FILE_NAME) : ''
}

async function prepare(sql: ShopSql, shop: Shop, sheet: Sheet, fileName: string): Promise<Prepared> {
  const read = readCostSheet(sheet, shop.currency)
  const rows = (await listVariantCostRows(sql, shop, null)).filter((row) => !row.archived)
  const own = await listStoredInputs(sql, shop, null)
  const find = variantFinder(rows)
  const problems: LineProblem[] = [...read.problems]
  const seen = new Map<Id, number>()
  const changes: Change[] = []
  const shown: CostImportPreview['shown'] = []
  let lines = 0
  let same = 0
  for (const line of read.lines) {
    const found = find(line)
    if ('code' in found) {
      problems.push({ line: line.line, column: headerOf(sheet, read.match.at, found.column), ...found.problem })
      continue
    }
    const before = seen.get(found.row.variantId)
    if (before !== undefined) {
      problems.push({ line: line.line, column: null, code: 'variant_twice', value: String(before) })
      continue
    }
    seen.set(found.row.variantId, line.line)
    lines += 1
    const ofLine = changesOf(
      line,
      found.row,
      new Set(Object.keys(own.get(found.row.variantId) ?? {}) as VariantInput[]),
    )
    if (ofLine.length === 0) same += 1
    changes.push(...ofLine)
    for (const change of ofLine)
      if (shown.length < MOST_SHOWN) shown.push({ ...change, title: nameOfRow(found.row), sku: found.row.sku })
  }
  return {
    changes,
    preview: {
      fileName,
      ...adviseColumns(read.match, COST_COLUMNS, { sku: 'variantId' }),
      problems: problems.sort((one, other) => one.line - other.line),
      lines,
      same,
      variants: new Set(changes.map((change) => change.variantId)).size,
      changes: VARIANT_INPUTS.flatMap((input) => {
        const count = changes.filter((change) => change.input === input).length
        return count === 0 ? [] : [{ input, count }]
      }),
      shown,
    },
  }
}

function nameOfRow(row: VariantRow): string {
  return row.variantTitle === 'Default Title' ? row.title : `${row.title} · ${row.variantTitle}`
}

function headerOf(sheet: Sheet, at: Partial<Record<CostColumn, number>>, column: CostColumn): string | null {
  const index = at[column]
  return index === undefined ? null : (sheet.columns[index] ?? null)
}

type Match = { row: VariantRow } | { code: true; column: CostColumn; problem: { code: string; value: string } }

/** By id where the line has one, else by SKU in any case. */
function variantFinder(rows: readonly VariantRow[]): (line: ReadLine) => Match {
  const byId = new Map(rows.map((row) => [row.variantId, row]))
  const bySku = new Map<string, VariantRow[]>()
  for (const row of rows) {
    const sku = row.sku?.trim().toLowerCase()
    if (sku) bySku.set(sku, [...(bySku.get(sku) ?? []), row])
  }
  const refuse = (column: CostColumn, code: string, value: string): Match => ({
    code: true,
    column,
    problem: { code, value },
  })
  return ({ variantId, sku }) => {
    if (variantId !== null) {
      const id = variantId.replace(/^gid:\/\/shopify\/ProductVariant\//, '')
      const row = byId.get(id)
      return row ? { row } : refuse('variantId', 'unknown_variant', variantId)
    }
    const found = bySku.get((sku ?? '').toLowerCase()) ?? []
    const [row] = found
    if (!row) return refuse('sku', 'unknown_sku', sku ?? '')
    return found.length > 1 ? refuse('sku', 'sku_of_several', sku ?? '') : { row }
  }
}

function toStored({ variantId, input, after }: Change): StoredInput {
  const empty = { variantId, input, amountMinor: null, currency: null, rateBps: null, textValue: null }
  if (after === null) return empty
  if (typeof after === 'object') return { ...empty, amountMinor: after.minor, currency: after.currency }
  if (typeof after === 'string') return { ...empty, textValue: after }
  return input === 'duty_rate' ? { ...empty, rateBps: after } : { ...empty, amountMinor: after }
}

/** The table of all variants that are not archived. */
export async function exportCosts(shop: Shop, format: SheetFormat): Promise<Response> {
  const rows = await inShopSql(shop.id, (sql) => listVariantCostRows(sql, shop, null))
  return sheetResponse(
    format,
    'costs',
    costColumns.map(({ key, width, cell }) => ({
      title: COST_COLUMNS.find((column) => column.key === key)?.names[0] ?? key,
      width,
      cell,
    })),
    rows.filter((row) => !row.archived),
  )
}
