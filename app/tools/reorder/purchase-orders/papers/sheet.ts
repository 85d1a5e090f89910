/**
 * An order as a table in its supplier's own columns. In: lines, the card's columns. Out: which columns there are, and each line's cells.
 * Invariant: amounts are exact decimals of the order's currency; a value that is not known is an empty cell, never 0.
 */
import { toDecimal } from '#app/kernel/money.ts'
import { SHEET_FIELDS, type OrderCard, type SheetField } from '../terms/supplier-card.ts'

export const PAPER_FORMATS = ['pdf', 'xlsx', 'csv'] as const

export interface SheetColumn {
  /** null: the usual word for the field, in the language of the paper */
  header: string | null
  field: SheetField
}

export interface SheetLine {
  position: number
  sku: string | null
  supplierSku: string | null
  title: string
  orderedUnits: number
  givenUpUnits: number
  packUnits: number
  unitPriceMinor: number | null
}

/** The card's columns, or the usual ones. */
export function sheetColumns(card: Pick<OrderCard, 'columns'>): SheetColumn[] {
  return card.columns.length > 0 ? card.columns : SHEET_FIELDS.map((field) => ({ header: null, field }))
}

export type SheetValue = string | number | { decimal: string } | null

export function sheetValue(field: SheetField, line: SheetLine, currency: string): SheetValue {
  const units = line.orderedUnits - line.givenUpUnits
  switch (field) {
    case 'position':
      return line.position
    case 'supplierSku':
      return line.supplierSku
    case 'sku':
      return line.sku
    case 'title':
      return line.title
    case 'units':
      return units
    case 'packs':
      return packsOf(units, line.packUnits)
    case 'unitPrice':
      return line.unitPriceMinor === null ? null : { decimal: toDecimal(line.unitPriceMinor, currency) }
    case 'lineTotal':
      return line.unitPriceMinor === null ? null : { decimal: toDecimal(units * line.unitPriceMinor, currency) }
    case 'currency':
      return currency
  }
}

/** Full packs; hundredths where the units do not fill the last one. Goods that are sold loose have none. */
function packsOf(units: number, packUnits: number): number | null {
  return packUnits <= 1 ? null : Math.round((units / packUnits) * 100) / 100
}
