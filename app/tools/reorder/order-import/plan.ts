/**
 * From lines of a file to orders that are still open. In: read lines, what the shop knows, what the page chose. Out: orders with what is still to come,
 * goods whose terms become known, and what is wrong in which line. Invariant: a line makes units of one order or has a problem or belongs to an
 * order of which nothing is to come; nothing is counted twice, in the file or with an order that was imported before.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { readMoney } from '#app/sheets/cells.ts'
import type { DecimalMark, LineProblem } from '#app/sheets/types.ts'
import type { ImportProblem, KnownVariant, SkuIndex } from './schema.ts'
import type { OrderStatus, ReadOrderLine } from './sheet.ts'

export interface KnownSupplier {
  id: string
  name: string
  currency: string
  archived: boolean
}

export interface KnownPlace {
  id: Id
  name: string
}

export interface ImportContext {
  /** lower-cased */
  skus: SkuIndex
  variants: ReadonlyMap<Id, KnownVariant>
  suppliers: readonly KnownSupplier[]
  places: readonly KnownPlace[]
  /** `supplier id number`, lower-cased, of orders that are there with this number of the other system */
  references: ReadonlySet<string>
  /** of files that name none */
  supplier: KnownSupplier | null
  place: KnownPlace
  currency: string
  /** of orders that have no number: the file's name */
  fileName: string
  decimal: DecimalMark | null
  /** the file's own header of a column, for problems */
  headerOf: (column: 'number' | 'supplier' | 'sku' | 'cost' | 'currency' | 'received' | 'location') => string | null
}

export interface PlannedLine {
  variantId: Id
  title: string
  sku: string
  supplierSku: string | null
  units: number
  unitPriceMinor: number | null
}

export interface PlannedOrder {
  number: string
  /** null: a new one of this name */
  supplier: KnownSupplier | null
  supplierName: string
  currency: string
  place: KnownPlace
  state: 'draft' | 'sent'
  lines: PlannedLine[]
  expectedOn: Day | null
  orderedOn: Day | null
  /** of units that came before, so that the note can say so */
  settledUnits: number
}

export interface ImportPlan {
  orders: PlannedOrder[]
  finished: number
  problems: LineProblem[]
}

interface Group {
  number: string
  supplierName: string
  supplier: KnownSupplier | null
  lines: ReadOrderLine[]
}

export function planImport(lines: readonly ReadOrderLine[], context: ImportContext): ImportPlan {
  const problems: LineProblem[] = []
  const orders: PlannedOrder[] = []
  let finished = 0
  for (const group of groupsOf(lines, context, problems)) {
    const order = planOrder(group, context, problems)
    if (order === 'finished') finished += 1
    else if (order !== null) orders.push(order)
  }
  return { orders, finished, problems: problems.sort((one, other) => one.line - other.line) }
}

function note(
  problems: LineProblem[],
  line: ReadOrderLine,
  code: ImportProblem | 'other_currency' | string,
  column: string | null,
  value: string,
): void {
  problems.push({ line: line.line, column, code, value })
}

/** Lines of one number and one supplier are one order. A number that stands on the first line of several counts for those below it. */
function groupsOf(lines: readonly ReadOrderLine[], context: ImportContext, problems: LineProblem[]): Group[] {
  const byName = new Map(context.suppliers.map((supplier) => [supplier.name.toLowerCase(), supplier]))
  const groups = new Map<string, Group>()
  const supplierOf = new Map<string, string>()
  const single = nameWithoutEnding(context.fileName)
  let last = ''
  for (const line of lines) {
    const number = line.number === '' ? (last === '' ? single : last) : line.number
    last = line.number === '' ? last : line.number
    const name = line.supplier === '' ? (supplierOf.get(number) ?? context.supplier?.name ?? '') : line.supplier
    if (name === '') {
      note(problems, line, 'no_supplier', context.headerOf('supplier'), line.supplier)
      continue
    }
    const known = supplierOf.get(number)
    if (known !== undefined && known.toLowerCase() !== name.toLowerCase()) {
      note(problems, line, 'other_supplier', context.headerOf('supplier'), name)
      continue
    }
    supplierOf.set(number, known ?? name)
    const group = groups.get(number) ?? {
      number,
      supplierName: name,
      supplier: byName.get(name.toLowerCase()) ?? null,
      lines: [],
    }
    group.lines.push(line)
    groups.set(number, group)
  }
  return [...groups.values()]
}

function planOrder(group: Group, context: ImportContext, problems: LineProblem[]): PlannedOrder | 'finished' | null {
  const { supplier, number, lines } = group
  const [first] = lines
  if (!first) return null
  const status = statusOf(lines)
  if (status === 'finished') return 'finished'
  if (supplier?.archived) return refuseAll(group, 'supplier_archived', context.headerOf('supplier'), problems)
  if (supplier && context.references.has(referenceKey(supplier.id, number)))
    return refuseAll(group, 'order_exists', context.headerOf('number'), problems)
  const currency = lines.find((line) => line.currency !== null)?.currency ?? supplier?.currency ?? context.currency
  if (supplier && supplier.currency !== currency)
    return refuseAll(group, 'supplier_currency', context.headerOf('currency'), problems)
  const planned = linesOf(group, currency, context, problems)
  const open = planned.filter(({ units }) => units > 0)
  if (open.length === 0) return planned.length === 0 ? null : 'finished'
  const settledUnits = lines.reduce((sum, line) => sum + Math.min(line.settledUnits, line.orderedUnits), 0)
  const days = (pick: (line: ReadOrderLine) => Day | null): Day[] => lines.flatMap((line) => pick(line) ?? []).sort()
  return {
    number,
    supplier,
    supplierName: supplier?.name ?? group.supplierName,
    currency,
    place: placeOf(lines, context),
    // What has come in part was sent, whatever the file calls it.
    state: status === 'draft' && settledUnits === 0 ? 'draft' : 'sent',
    lines: open,
    expectedOn: days((line) => line.expectedOn)[0] ?? null,
    orderedOn: days((line) => line.orderedOn)[0] ?? null,
    settledUnits,
  }
}

/** A file without a status is of orders that were made: they are sent. */
function statusOf(lines: readonly ReadOrderLine[]): OrderStatus {
  const said = lines.flatMap(({ status }) => status ?? [])
  if (said.length > 0 && said.every((status) => status === 'finished')) return 'finished'
  return said.length > 0 && said.every((status) => status === 'draft') ? 'draft' : 'open'
}

function refuseAll(group: Group, code: ImportProblem, column: string | null, problems: LineProblem[]): null {
  const value = code === 'order_exists' ? group.number : group.supplierName
  // Said once for the order, at its first line.
  const [first] = group.lines
  if (first) note(problems, first, code, column, value)
  return null
}

function linesOf(group: Group, currency: string, context: ImportContext, problems: LineProblem[]): PlannedLine[] {
  const seen = new Map<Id, number>()
  return group.lines.flatMap((line) => {
    const found = meantBy(line, context)
    const [variant] = found
    if (!variant || found.length > 1) {
      const value = line.sku === '' ? (line.variantId ?? '') : line.sku
      note(problems, line, variant ? 'sku_of_several' : 'unknown_sku', context.headerOf('sku'), value)
      return []
    }
    const before = seen.get(variant.variantId)
    if (before !== undefined) {
      note(problems, line, 'sku_twice', context.headerOf('sku'), String(before))
      return []
    }
    seen.set(variant.variantId, line.line)
    if (line.settledUnits > line.orderedUnits) {
      note(problems, line, 'more_received', context.headerOf('received'), String(line.settledUnits))
    }
    const price = line.cost === '' ? null : readMoney(line.cost, currency, context.decimal)
    if (price !== null && (!price.ok || price.value < 0)) {
      note(problems, line, price.ok ? 'out_of_range' : price.reason, context.headerOf('cost'), line.cost)
      return []
    }
    return [
      {
        variantId: variant.variantId,
        title: variant.title,
        sku: line.sku,
        supplierSku: line.supplierSku,
        units: Math.max(0, line.orderedUnits - line.settledUnits),
        unitPriceMinor: price === null ? null : price.value,
      },
    ]
  })
}

/** By Shopify's id, which is one variant; a file of another shop has ids that mean nothing here: then by the SKU. */
function meantBy({ variantId, sku }: ReadOrderLine, { variants, skus }: ImportContext): readonly KnownVariant[] {
  const known = variantId === null ? undefined : variants.get(variantId)
  return known ? [known] : sku === '' ? [] : (skus.get(sku.toLowerCase()) ?? [])
}

/** The first location that the order names and the shop has; else the one that the page chose. */
function placeOf(lines: readonly ReadOrderLine[], { places, place }: ImportContext): KnownPlace {
  const named = lines.find((line) => line.location !== '')?.location.toLowerCase()
  return places.find(({ name }) => name.toLowerCase() === named) ?? place
}

export function referenceKey(supplierId: string, number: string): string {
  return `${supplierId} ${number}`.toLowerCase()
}

function nameWithoutEnding(fileName: string): string {
  return fileName.replace(/\.[a-z]{2,5}$/i, '').slice(0, 100) || 'import'
}
