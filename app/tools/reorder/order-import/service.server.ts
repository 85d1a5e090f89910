/**
 * Files of Stocky, of the Shopify admin and of others as a merchant reads them in: suppliers, and purchase orders of which something is still to come.
 * In: a file, what the page chose. Out: what it would make and what is wrong in it, line by line; the import; its way back.
 * Invariant: a file is applied in one transaction and once under the id of its page; taking it back leaves what anybody has touched since.
 */
import { createHash } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { mapItemsToVariants } from '#app/mirror/stock.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { adviseColumns, type WantedColumn } from '#app/sheets/columns.ts'
import { readUploadedSheet } from '#app/sheets/read.server.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { listItemTerms, listPlaces, listSuppliers, type Place } from '../purchase-orders/terms/store.server.ts'
import { goodsChanged } from '../replan/service.server.ts'
import { listKnownVariants } from '../supplier-import/store.server.ts'
import { ORDER_COLUMNS, SUPPLIER_COLUMNS } from './columns.ts'
import { readNativeOrders } from './native/reading.server.ts'
import { nativeSheet } from './native/sheet.ts'
import { planImport, referenceKey, type ImportPlan, type KnownSupplier, type PlannedOrder } from './plan.ts'
import type {
  ImportChoices,
  ImportCounts,
  KnownVariant,
  OrderImportPreview,
  PastImport,
  SkuIndex,
  UndoneOrders,
} from './schema.ts'
import { readImportSheet, type ReadImport, type ReadSupplierLine } from './sheet.ts'
import {
  finishImport,
  insertImport,
  listImports,
  listReferences,
  removeItemsUntouched,
  removeSuppliersUntouched,
  removeUntouched,
  takeImport,
} from './store.server.ts'
import { writeOrders, writeSuppliers } from './writing/service.server.ts'

const MOST_SHOWN = 100
const LONGEST_FILE_NAME = 120

export interface ImportPage {
  suppliers: { id: string; name: string }[]
  places: Place[]
  currency: string
  imports: PastImport[]
}

export async function importPage(shop: Shop): Promise<ImportPage> {
  return inShopSql(shop.id, async (sql) => ({
    suppliers: [...(await listSuppliers(sql, shop, null)).values()]
      .filter(({ archived }) => !archived)
      .map(({ id, name }) => ({ id, name })),
    places: await listPlaces(sql, shop),
    currency: shop.currency,
    imports: await listImports(sql, shop),
  }))
}

interface Prepared {
  preview: OrderImportPreview
  orders: PlannedOrder[]
  suppliers: ReadSupplierLine[]
}

/** Where orders come from, read whole. */
export interface OrderSource extends Pick<OrderImportPreview, 'finished' | 'known' | 'more' | 'digest'> {
  fileName: string
  sheet: Sheet
}

/** Throws `invalid_input` for a file that is no table. */
export async function fileSource(file: FormDataEntryValue | null): Promise<OrderSource> {
  const fileName = file instanceof File ? file.name.slice(-LONGEST_FILE_NAME) : ''
  return { sheet: await readUploadedSheet(file), fileName, finished: 0, known: 0, more: false, digest: null }
}

/** The purchase orders of the Shopify admin. Throws `missing_scope` without read_inventory_purchase_orders, and what a call to Shopify throws. */
export async function nativeSource(shop: Shop): Promise<OrderSource> {
  const { suppliers, references } = await inShopSql(shop.id, async (sql) => ({
    suppliers: await listSuppliers(sql, shop, null),
    references: await knownReferences(sql, shop),
  }))
  const idOf = new Map([...suppliers.values()].map(({ id, name }) => [name.toLowerCase(), id]))
  const read = await readNativeOrders(shop, ({ supplierName, number }) => {
    const id = idOf.get(supplierName.toLowerCase())
    return id !== undefined && references.has(referenceKey(id, number))
  })
  const items = read.orders.flatMap(({ lines }) => lines.flatMap(({ inventoryItemId }) => inventoryItemId ?? []))
  const variants = await inShopSql(shop.id, (sql) => mapItemsToVariants(sql, shop, items))
  const sheet = nativeSheet(read.orders, variants)
  const digest = createHash('sha256').update(JSON.stringify(sheet.rows)).digest('hex')
  return { sheet, fileName: 'Shopify', finished: read.archived, known: read.known, more: read.more, digest }
}

/** What an import would make; nothing is written. */
export async function previewOrders(
  shop: Shop,
  source: OrderSource,
  choices: ImportChoices,
): Promise<OrderImportPreview> {
  return inShopSql(shop.id, async (sql) => (await prepare(sql, shop, source, choices)).preview)
}

/**
 * Applies it under an id that the page made: the same id again changes nothing. With `leaveOut`, lines with problems are left out; without, one
 * problem refuses all (`invalid_input`, the reason as the field's code), and so does a source that is not what was shown any more (`seen`).
 */
export async function importOrders(
  shop: Shop,
  wanted: { id: string; source: OrderSource; seen: string | null; leaveOut: boolean; choices: ImportChoices },
  asOf: Date,
): Promise<OrderImportPreview> {
  const { source } = wanted
  const { fileName } = source
  const at = asOf.toISOString()
  return inShopSql(shop.id, async (sql) => {
    const { preview, orders, suppliers } = await prepare(sql, shop, source, wanted.choices)
    // Before anything is judged: the file that was imported a moment ago is full of orders that are there.
    if (!(await insertImport(sql, shop, { id: wanted.id, kind: preview.kind, fileName, at }))) return preview
    if (source.digest !== wanted.seen) throw refusal('changedMeanwhile')
    if (preview.missing.length > 0 || preview.twice.length > 0) throw refusal('columnsWrong')
    if (preview.problems.length > 0 && !wanted.leaveOut) throw refusal('hasProblems')
    if (orders.length + suppliers.length === 0) throw refusal('nothingToImport')
    const writing = { sql, shop, at, fileName }
    const made =
      preview.kind === 'orders'
        ? await writeOrders(writing, orders)
        : await writeSuppliers(writing, suppliers, wanted.choices.currency)
    const counts = { orders: made.orders.length, suppliers: made.supplierIds.length, items: made.items.length }
    await finishImport(sql, shop, wanted.id, { counts, made })
    return preview
  })
}

function refusal(code: string): AppError {
  return new AppError('invalid_input', `the file was not imported: ${code}`, {
    fields: [{ path: ['file'], message: code, code: `reorderImport.${code}` }],
  })
}

/** Takes an import back. Doing it twice changes nothing. Throws `not_found`. */
export async function undoOrders(shop: Shop, id: string, asOf: Date): Promise<UndoneOrders> {
  return inShopSql(shop.id, async (sql) => {
    const taken = await takeImport(sql, shop, id, asOf.toISOString())
    const none: ImportCounts = { orders: 0, suppliers: 0, items: 0 }
    if (taken === null) return { removed: none, kept: none }
    const { made, importedAt } = taken
    const gone = await removeUntouched(sql, shop, made.orders)
    await goodsChanged(sql, shop, gone.variantIds)
    const items = await removeItemsUntouched(sql, shop, made.items, importedAt)
    const suppliers = await removeSuppliersUntouched(sql, shop, made.supplierIds, importedAt)
    const removed = { orders: gone.removed.length, items, suppliers }
    return {
      removed,
      kept: {
        orders: made.orders.length - removed.orders,
        items: made.items.length - items,
        suppliers: made.supplierIds.length - suppliers,
      },
    }
  })
}

async function prepare(sql: ShopSql, shop: Shop, source: OrderSource, choices: ImportChoices): Promise<Prepared> {
  const { sheet, fileName, digest, known, more } = source
  const read = readImportSheet(sheet)
  const suppliers = [...(await listSuppliers(sql, shop, null)).values()]
  const common = {
    fileName,
    kind: read.kind,
    // Of Shopify's own orders nobody chose the columns.
    mapping: digest === null ? mappingOf(read, sheet) : [],
    digest,
    known,
    more,
    ...(read.kind === 'orders'
      ? adviseColumns(read.match, ORDER_COLUMNS)
      : adviseColumns(read.match, SUPPLIER_COLUMNS)),
  }
  if (read.kind === 'suppliers') {
    const { fresh, problems } = newSuppliers(read.lines, suppliers)
    return {
      orders: [],
      suppliers: fresh,
      preview: {
        ...common,
        problems: [...read.problems, ...problems].sort((one, other) => one.line - other.line),
        orders: [],
        orderCount: 0,
        finished: 0,
        newSuppliers: fresh.map(({ name }) => name),
        items: 0,
      },
    }
  }
  const plan = await planOf(sql, shop, sheet, read, suppliers, fileName, choices)
  return {
    orders: plan.orders,
    suppliers: [],
    preview: {
      ...common,
      problems: [...read.problems, ...plan.problems].sort((one, other) => one.line - other.line),
      orders: plan.orders.slice(0, MOST_SHOWN).map((order) => ({
        number: order.number,
        supplierName: order.supplierName,
        isNewSupplier: order.supplier === null,
        state: order.state,
        lines: order.lines.length,
        units: order.lines.reduce((sum, { units }) => sum + units, 0),
        expectedOn: order.expectedOn,
        valueMinor: valueOf(order),
        currency: order.currency,
        locationName: order.place.name,
      })),
      orderCount: plan.orders.length,
      finished: plan.finished + source.finished,
      newSuppliers: [
        ...new Set(plan.orders.flatMap(({ supplier, supplierName }) => (supplier === null ? [supplierName] : []))),
      ],
      items: await countFresh(sql, shop, plan.orders),
    },
  }
}

function newSuppliers(
  lines: readonly ReadSupplierLine[],
  suppliers: readonly KnownSupplier[],
): { fresh: ReadSupplierLine[]; problems: LineProblem[] } {
  const known = new Set(suppliers.map(({ name }) => name.toLowerCase()))
  const isKnown = ({ name }: ReadSupplierLine): boolean => known.has(name.toLowerCase())
  return {
    fresh: lines.filter((line) => !isKnown(line)),
    problems: lines
      .filter(isKnown)
      .map(({ line, name }) => ({ line, column: null, code: 'supplier_exists', value: name })),
  }
}

async function planOf(
  sql: ShopSql,
  shop: Shop,
  sheet: Sheet,
  read: Extract<ReadImport, { kind: 'orders' }>,
  suppliers: readonly KnownSupplier[],
  fileName: string,
  choices: ImportChoices,
): Promise<ImportPlan> {
  const places = await listPlaces(sql, shop)
  const place = places.find(({ id }) => id === choices.locationId) ?? places[0]
  if (!place) throw refusal('noLocation')
  const variants = await listKnownVariants(sql, shop)
  return planImport(read.lines, {
    skus: skuIndex(variants),
    variants: new Map(variants.map((variant) => [variant.variantId, named(variant)])),
    suppliers,
    places,
    references: await knownReferences(sql, shop),
    supplier: suppliers.find(({ id }) => id === choices.supplierId) ?? null,
    place,
    currency: choices.currency,
    fileName,
    decimal: sheet.decimal,
    headerOf: (column) => {
      const index = read.match.at[column]
      return index === undefined ? null : (sheet.columns[index] ?? null)
    },
  })
}

async function knownReferences(sql: ShopSql, shop: Shop): Promise<Set<string>> {
  return new Set(
    (await listReferences(sql, shop)).map(({ supplierId, reference }) => referenceKey(supplierId, reference)),
  )
}

type ListedVariant = Awaited<ReturnType<typeof listKnownVariants>>[number]

function named({ variantId, title, variantTitle }: ListedVariant): KnownVariant {
  return { variantId, title: variantTitle === null ? title : `${title} · ${variantTitle}` }
}

function skuIndex(variants: readonly ListedVariant[]): SkuIndex {
  const index = new Map<string, KnownVariant[]>()
  for (const variant of variants) {
    const key = variant.sku?.trim().toLowerCase()
    if (key) index.set(key, [...(index.get(key) ?? []), named(variant)])
  }
  return index
}

function mappingOf(read: ReadImport, sheet: Sheet): { field: string; header: string }[] {
  const of = <Key extends string>(
    at: Partial<Record<Key, number>>,
    wanted: readonly WantedColumn<Key>[],
  ): { field: string; header: string }[] =>
    wanted.flatMap(({ key }) => {
      const index = at[key]
      return index === undefined ? [] : [{ field: key, header: sheet.columns[index] ?? '' }]
    })
  return read.kind === 'orders' ? of(read.match.at, ORDER_COLUMNS) : of(read.match.at, SUPPLIER_COLUMNS)
}

function valueOf({ lines }: PlannedOrder): number | null {
  const priced = lines.flatMap(({ unitPriceMinor, units }) => (unitPriceMinor === null ? [] : [unitPriceMinor * units]))
  return priced.length === 0 ? null : priced.reduce((sum, minor) => sum + minor, 0)
}

/** Goods that their supplier is not known to sell yet. */
async function countFresh(sql: ShopSql, shop: Shop, orders: readonly PlannedOrder[]): Promise<number> {
  const bySupplier = new Map<string, { id: string | null; variantIds: Set<string> }>()
  for (const { supplier, supplierName, lines } of orders) {
    const key = supplierName.toLowerCase()
    const entry = bySupplier.get(key) ?? { id: supplier?.id ?? null, variantIds: new Set() }
    for (const { variantId } of lines) entry.variantIds.add(variantId)
    bySupplier.set(key, entry)
  }
  let fresh = 0
  for (const { id, variantIds } of bySupplier.values()) {
    const known = id === null ? new Map() : await listItemTerms(sql, shop, id, [...variantIds])
    fresh += [...variantIds].filter((variantId) => !known.has(variantId)).length
  }
  return fresh
}
