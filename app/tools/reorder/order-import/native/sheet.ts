/**
 * Shopify's own purchase orders as a table of other systems' orders. In: orders as Shopify tells them. Out: the sheet that an import reads. Invariant: what
 * is on a transfer of the order is not to come by the order any more: the transfer itself counts as under way, or has come.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import type { Sheet } from '#app/sheets/types.ts'

export interface NativeOrder {
  /** as the admin names it, `#PO1` */
  name: string
  /** '' when the order names none */
  supplierName: string
  /** of Shopify's enum */
  status: string
  currency: string
  orderedOn: Day
  /** '' when the order names none */
  locationName: string
  lines: readonly NativeLine[]
  /** units on transfers that were not cancelled, by inventory item */
  onTransfers: ReadonlyMap<Id, number>
}

export interface NativeLine {
  inventoryItemId: Id | null
  title: string
  sku: string
  supplierSku: string
  units: number
  /** '' when it has none */
  unitCost: string
  /** of the unit cost */
  currency: string
}

/** Names that order-import/columns.ts knows. */
const COLUMNS = [
  'PO number',
  'Supplier',
  'Status',
  'SKU',
  'Variant ID',
  'Supplier SKU',
  'Qty Ordered',
  'Qty Received',
  'Cost',
  'Currency',
  'Order date',
  'Location',
  'Product',
]

/** @param variants by inventory item; absent: the shop's copy has none of it */
export function nativeSheet(orders: readonly NativeOrder[], variants: ReadonlyMap<Id, Id>): Sheet {
  const rows = orders.flatMap((order) => {
    // Several lines of one item share what is on its transfers, the first ones first.
    const left = new Map(order.onTransfers)
    return order.lines.map((line) => {
      const item = line.inventoryItemId ?? ''
      const settled = Math.min(line.units, left.get(item) ?? 0)
      left.set(item, (left.get(item) ?? 0) - settled)
      return [
        order.name,
        order.supplierName,
        order.status,
        line.sku,
        variants.get(item) ?? '',
        line.supplierSku,
        String(line.units),
        String(settled),
        line.unitCost,
        line.currency,
        order.orderedOn,
        order.locationName,
        line.title,
      ]
    })
  })
  return {
    format: 'csv',
    columns: [...COLUMNS],
    rows: rows.map((cells, index) => ({ line: index + 1, cells })),
    problems: [],
    decimal: '.',
  }
}
