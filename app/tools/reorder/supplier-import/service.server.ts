/**
 * A supplier's price list from and into a file. In: a shop, a supplier, a file. Out: what the file would change and what is wrong in it, line by
 * line; the same table as a file. Invariant: a file is applied in one transaction and once, and taking it back leaves what was changed since.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { toDecimal } from '#app/kernel/money.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { adviseColumns, type ColumnAdvice } from '#app/sheets/columns.ts'
import { readUploadedSheet } from '#app/sheets/read.server.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { sheetResponse, type SheetCell, type SheetFormat } from '#app/sheets/write.server.ts'
import type { PriceBreak } from '../policy/orderable.ts'
import type { Supplier, SupplierItem } from '../suppliers/schema.ts'
import { getSupplier, listItems, removeItems, saveItems, type NewItem } from '../suppliers/store.server.ts'
import {
  applySaid,
  changedFields,
  ITEM_COLUMNS,
  readItemSheet,
  splitBreaks,
  writeBreaks,
  type ItemColumn,
  type ItemField,
  type ItemTerms,
  type ReadLine,
} from './sheet.ts'
import {
  countItems,
  insertImport,
  listImports,
  listKnownVariants,
  takeImport,
  type Before,
  type ItemImport,
  type KnownVariant,
} from './store.server.ts'

/** The first changes, which the preview shows. */
const MOST_SHOWN = 100
const LONGEST_FILE_NAME = 120
const TERM_COLUMNS = [
  'supplierSku',
  'minimum',
  'pack',
  'price',
  'breaks',
  'volume',
  'packVolume',
] as const satisfies ItemColumn[]

export interface ShownChange {
  variantId: Id
  title: string
  sku: string | null
  /** null: the supplier did not sell it */
  before: ItemTerms | null
  after: ItemTerms
  fields: ItemField[]
}

export interface ItemImportPreview extends ColumnAdvice {
  fileName: string
  problems: LineProblem[]
  /** items that would be added, changed, and lines that say what already counts */
  added: number
  changed: number
  same: number
  shown: ShownChange[]
}

interface Prepared {
  preview: ItemImportPreview
  items: NewItem[]
  before: Before[]
}

export interface ImportPage {
  supplier: Supplier
  imports: ItemImport[]
  /** how many it sells */
  items: number
}

/** Throws `not_found`. */
export async function importPage(shop: Shop, supplierId: string): Promise<ImportPage> {
  return inShopSql(shop.id, async (sql) => ({
    supplier: await getSupplier(sql, shop, supplierId),
    imports: await listImports(sql, shop, supplierId),
    items: await countItems(sql, shop, supplierId),
  }))
}

/** What an import of this file would do; nothing is written. Throws `invalid_input` for a file that is no table, `not_found`. */
export async function previewItems(
  shop: Shop,
  supplierId: string,
  file: FormDataEntryValue | null,
): Promise<ItemImportPreview> {
  const sheet = await readUploadedSheet(file)
  return inShopSql(shop.id, async (sql) => (await prepare(sql, shop, supplierId, sheet, nameOf(file))).preview)
}

/**
 * Applies a file under an id that the page made: the same id again changes nothing. With `leaveOut`, lines with problems are left out; without,
 * one problem refuses the file (`invalid_input`, the reason as the field's code). Throws `not_found`.
 */
export async function importItems(
  shop: Shop,
  supplierId: string,
  wanted: { id: string; file: FormDataEntryValue | null; leaveOut: boolean },
  asOf: Date,
): Promise<ItemImportPreview> {
  const sheet = await readUploadedSheet(wanted.file)
  return inShopSql(shop.id, async (sql) => {
    const { preview, items, before } = await prepare(sql, shop, supplierId, sheet, nameOf(wanted.file))
    if ((await listImports(sql, shop, supplierId)).some(({ id }) => id === wanted.id)) return preview
    if (preview.missing.length > 0 || preview.twice.length > 0) throw refusal('columnsWrong')
    if (preview.problems.length > 0 && !wanted.leaveOut) throw refusal('hasProblems')
    if (items.length === 0) throw refusal('nothingToImport')
    const at = asOf.toISOString()
    const { fileName } = preview
    if (await insertImport(sql, shop, supplierId, { id: wanted.id, fileName, before, at }))
      await saveItems(sql, shop, supplierId, items, at)
    return preview
  })
}

function refusal(code: string): AppError {
  return new AppError('invalid_input', `the file was not imported: ${code}`, {
    fields: [{ path: ['file'], message: code, code: `reorderSuppliers.import.${code}` }],
  })
}

function nameOf(file: FormDataEntryValue | null): string {
  return file instanceof File ? file.name.slice(-LONGEST_FILE_NAME) : ''
}

export interface UndoneImport {
  /** items that are again as they were */
  restored: number
  /** items that were changed since, and stay */
  kept: number
}

/** Takes an import back. Doing it twice changes nothing. Throws `not_found`. */
export async function undoImport(shop: Shop, supplierId: string, id: string, asOf: Date): Promise<UndoneImport> {
  return inShopSql(shop.id, async (sql) => {
    const at = asOf.toISOString()
    const taken = await takeImport(sql, shop, supplierId, id, at)
    if (taken === null) return { restored: 0, kept: 0 }
    const now = await listItems(sql, shop, supplierId)
    const untouched = taken.before.filter(({ variantId }) => now.get(variantId)?.updatedAt === taken.importedAt)
    const added = untouched.filter(({ item }) => item === null).map(({ variantId }) => variantId)
    await removeItems(sql, shop, supplierId, added)
    // Who is preferred was not the file's to say: it stays as it is now.
    const changed = untouched.flatMap(({ variantId, item }) =>
      item === null ? [] : [{ ...item, preferred: now.get(variantId)?.preferred ?? false }],
    )
    await saveItems(sql, shop, supplierId, changed, at)
    return { restored: untouched.length, kept: taken.before.length - untouched.length }
  })
}

async function prepare(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  sheet: Sheet,
  fileName: string,
): Promise<Prepared> {
  const supplier = await getSupplier(sql, shop, supplierId)
  const read = readItemSheet(sheet, supplier.currency)
  const own = await listItems(sql, shop, supplierId)
  const { found, problems } = findVariants(read.lines, await listKnownVariants(sql, shop), (column) => {
    const index = read.match.at[column]
    return index === undefined ? null : (sheet.columns[index] ?? null)
  })
  const changes = found.map(({ line, variant }) => ({
    line,
    change: changeOf(line, variant, own.get(variant.variantId) ?? null),
  }))
  // A list of SKUs alone says what is sold. Beside columns for terms, a line without any is one that nobody filled in.
  const listsOnly = TERM_COLUMNS.every((column) => read.match.at[column] === undefined)
  const real = changes.filter(({ line, change }) =>
    change.before === null ? listsOnly || Object.keys(line.says).length > 0 : change.fields.length > 0,
  )
  const shown = real.map(({ change }) => change)
  const source = `import:${fileName}`
  return {
    items: shown.map(({ variantId, after }) => ({
      variantId,
      ...after,
      priceBreaks: [...after.priceBreaks],
      preferred: own.get(variantId)?.preferred ?? false,
      source,
    })),
    before: shown.map(({ variantId }) => ({ variantId, item: toStored(own.get(variantId)) })),
    preview: {
      fileName,
      ...adviseColumns(read.match, ITEM_COLUMNS, { sku: 'variantId' }),
      problems: [...read.problems, ...problems].sort((one, other) => one.line - other.line),
      added: shown.filter(({ before }) => before === null).length,
      changed: shown.filter(({ before }) => before !== null).length,
      same: changes.length - shown.length,
      shown: shown.slice(0, MOST_SHOWN),
    },
  }
}

function toStored(item: SupplierItem | undefined): NewItem | null {
  if (!item) return null
  const { updatedAt: _, priceBreaks, ...kept } = item
  return { ...kept, priceBreaks: [...priceBreaks] }
}

function changeOf(line: ReadLine, variant: KnownVariant, had: SupplierItem | null): ShownChange {
  const after = applySaid(had, line.says)
  const { variantId, title, variantTitle, sku } = variant
  return {
    variantId,
    title: variantTitle === null ? title : `${title} · ${variantTitle}`,
    sku,
    before:
      had === null
        ? null
        : {
            supplierSku: had.supplierSku,
            minimumUnits: had.minimumUnits,
            packUnits: had.packUnits,
            priceBreaks: had.priceBreaks,
            unitVolumeCubicCm: had.unitVolumeCubicCm,
          },
    after,
    fields: changedFields(had, after),
  }
}

interface Found {
  found: { line: ReadLine; variant: KnownVariant }[]
  problems: LineProblem[]
}

/** By id where the line has one, else by SKU in any case. Of a variant that several lines name no line counts: nobody knows which. */
function findVariants(
  lines: readonly ReadLine[],
  variants: readonly KnownVariant[],
  headerOf: (column: ItemColumn) => string | null,
): Found {
  const byId = new Map(variants.map((variant) => [variant.variantId, variant]))
  const bySku = new Map<string, KnownVariant[]>()
  for (const variant of variants) {
    const sku = variant.sku?.trim().toLowerCase()
    if (sku) bySku.set(sku, [...(bySku.get(sku) ?? []), variant])
  }
  const problems: LineProblem[] = []
  const found = lines.flatMap((line) => {
    const refuse = (column: ItemColumn, code: string, value: string): [] => {
      problems.push({ line: line.line, column: headerOf(column), code, value })
      return []
    }
    if (line.variantId !== null) {
      const variant = byId.get(line.variantId.replace(/^gid:\/\/shopify\/ProductVariant\//, ''))
      return variant ? [{ line, variant }] : refuse('variantId', 'unknown_variant', line.variantId)
    }
    const named = bySku.get((line.sku ?? '').toLowerCase()) ?? []
    const [variant] = named
    if (!variant) return refuse('sku', 'unknown_sku', line.sku ?? '')
    return named.length > 1 ? refuse('sku', 'sku_of_several', line.sku ?? '') : [{ line, variant }]
  })
  const linesOf = new Map<Id, number[]>()
  for (const { line, variant } of found)
    linesOf.set(variant.variantId, [...(linesOf.get(variant.variantId) ?? []), line.line])
  const once = found.filter(({ line, variant }) => {
    const others = (linesOf.get(variant.variantId) ?? []).filter((other) => other !== line.line)
    if (others.length > 0)
      problems.push({ line: line.line, column: null, code: 'variant_twice', value: others.join(', ') })
    return others.length === 0
  })
  return { found: once, problems }
}

interface ExportRow {
  variant: KnownVariant
  item: SupplierItem | null
}

/** What the supplier sells, as the import reads it; of a supplier that sells nothing yet every variant of the shop, to fill in. */
export async function exportItems(shop: Shop, supplierId: string, format: SheetFormat): Promise<Response> {
  const { supplier, rows } = await inShopSql(shop.id, async (sql) => {
    const supplier = await getSupplier(sql, shop, supplierId)
    const items = await listItems(sql, shop, supplierId)
    const variants = await listKnownVariants(sql, shop)
    const rows: ExportRow[] = variants.map((variant) => ({ variant, item: items.get(variant.variantId) ?? null }))
    return { supplier, rows: items.size === 0 ? rows : rows.filter(({ item }) => item !== null) }
  })
  const price = (breaks: readonly PriceBreak[]): SheetCell => {
    const { priceMinor } = splitBreaks(breaks)
    return priceMinor === null ? null : { decimal: toDecimal(priceMinor, supplier.currency) }
  }
  const cells: Record<ItemColumn, (row: ExportRow) => SheetCell> = {
    product: ({ variant }) => variant.title,
    variant: ({ variant }) => variant.variantTitle,
    variantId: ({ variant }) => variant.variantId,
    sku: ({ variant }) => variant.sku,
    supplierSku: ({ item }) => item?.supplierSku ?? null,
    minimum: ({ item }) => item?.minimumUnits ?? null,
    pack: ({ item }) => item?.packUnits ?? null,
    price: ({ item }) => (item === null ? null : price(item.priceBreaks)),
    breaks: ({ item }) => (item === null ? null : writeBreaks(splitBreaks(item.priceBreaks).breaks, supplier.currency)),
    currency: () => supplier.currency,
    volume: ({ item }) => item?.unitVolumeCubicCm ?? null,
    packVolume: () => null,
  }
  return sheetResponse(
    format,
    `supplier-${supplier.name}`,
    ITEM_COLUMNS.map(({ key, names }) => ({ title: names[0] ?? key, cell: cells[key] })),
    rows,
  )
}
