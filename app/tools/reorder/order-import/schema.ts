/**
 * Files of other systems with suppliers and purchase orders: what may be in them, what is said of them. In: codes. Out: the words of the import.
 * Invariant: reading one changes nothing at Shopify and nothing in the other system.
 */
import { z } from 'zod'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { ColumnAdvice } from '#app/sheets/columns.ts'
import type { LineProblem } from '#app/sheets/types.ts'

export const FILE_KINDS = ['orders', 'suppliers'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** Of a line, beside the shared ones; the words are in i18n under `reorderImport.problem.<code>`. */
export const IMPORT_PROBLEMS = [
  'no_number',
  'no_supplier',
  'no_sku',
  'unknown_sku',
  'sku_of_several',
  'sku_twice',
  'unknown_status',
  'more_received',
  'other_supplier',
  'supplier_archived',
  'supplier_currency',
  'order_exists',
  'supplier_exists',
  'name_twice',
  'bad_email',
  'too_long',
] as const
export type ImportProblem = (typeof IMPORT_PROBLEMS)[number]

/** What the file does not say, as the page chooses it. */
export const ImportChoices = z.object({
  /** '' : the file names it */
  supplierId: z.union([z.literal(''), z.uuid()]).default(''),
  locationId: z.string().regex(/^\d{1,19}$/),
  /** of prices without one, of suppliers that are new */
  currency: z.string().regex(/^[A-Z]{3}$/),
})
export type ImportChoices = z.infer<typeof ImportChoices>

export interface PreviewOrder {
  /** the other system's */
  number: string
  supplierName: string
  isNewSupplier: boolean
  state: 'draft' | 'sent'
  lines: number
  /** still to come */
  units: number
  expectedOn: Day | null
  /** of lines with a price; null: none has one */
  valueMinor: number | null
  currency: string
  locationName: string
}

export interface ImportCounts {
  orders: number
  suppliers: number
  items: number
}

export interface OrderImportPreview extends ColumnAdvice {
  fileName: string
  kind: FileKind
  /** which header was taken for what: the import's own name first */
  mapping: { field: string; header: string }[]
  problems: LineProblem[]
  /** the first of them */
  orders: PreviewOrder[]
  orderCount: number
  /** orders that were received, closed or cancelled there: nothing is to come of them */
  finished: number
  /** Shopify's own: orders that are here already, and left out */
  known: number
  /** Shopify's own: there are more, which are read once these are here */
  more: boolean
  /** of what was read, where that may change until it is imported; null: a file */
  digest: string | null
  newSuppliers: string[]
  /** goods whose supplier, code or price becomes known */
  items: number
}

export interface PastImport {
  id: string
  kind: FileKind
  fileName: string
  counts: ImportCounts
  importedAt: Instant
  undoneAt: Instant | null
}

/** What an import made; taking it back takes away what nobody has touched since. */
export const Made = z.object({
  supplierIds: z.array(z.string()),
  items: z.array(z.object({ supplierId: z.string(), variantId: z.string() })),
  orders: z.array(z.object({ id: z.string(), updatedAt: z.string() })),
})
export type Made = z.infer<typeof Made>

export interface UndoneOrders {
  removed: ImportCounts
  kept: ImportCounts
}

export interface KnownVariant {
  variantId: Id
  title: string
}

export type SkuIndex = ReadonlyMap<string, readonly KnownVariant[]>
