/**
 * Finds the order that each credit line (invoice C…) takes goods back from.
 * In: the file's columns. Out: for every matched credit line the sale lines and units it takes back.
 * Invariant: a sale line never gives back more than it sold; a credit line without a sale to its name stays unmatched.
 */
import type { UciRows } from './uci-read.ts'

export interface CreditMatch {
  /** index of the C invoice in `credits`, of the order in `sales` */
  credit: number
  order: number
  /** what the C line pays back, at its own price */
  creditedMinor: number
  parts: { line: number; quantity: number }[]
}

export interface CreditMatches {
  matches: CreditMatch[]
  unmatched: { withoutCustomer: number; neverBought: number; notEnoughLeft: number }
}

/**
 * Rule: the newest earlier order of the same customer that bought the same stock code and has enough units of it left.
 * Within that order, lines at the credit's own price give first, then the others in their order.
 */
export function matchCredits(rows: UciRows): CreditMatches {
  const customers = new Map<string, number>()
  const keyOf = (customer: string | null, code: number): number | null => {
    if (customer === null) return null
    let index = customers.get(customer)
    if (index === undefined) customers.set(customer, (index = customers.size))
    return index * rows.codes.length + code
  }
  const bought = new Map<number, number[]>()
  for (const { invoice, code } of rows.creditLines) {
    const key = keyOf(rows.credits[invoice]?.customer ?? null, code)
    if (key !== null) bought.set(key, [])
  }
  for (let line = 0; line < rows.lineCount; line++) {
    const key = keyOf(rows.sales[at(rows.lineInvoice, line)]?.customer ?? null, at(rows.lineCode, line))
    if (key !== null) bought.get(key)?.push(line)
  }
  const left = rows.lineQuantity.slice(0, rows.lineCount)
  const result: CreditMatches = { matches: [], unmatched: { withoutCustomer: 0, neverBought: 0, notEnoughLeft: 0 } }
  for (const credit of rows.creditLines) {
    const key = keyOf(rows.credits[credit.invoice]?.customer ?? null, credit.code)
    if (key === null) {
      result.unmatched.withoutCustomer++
      continue
    }
    const earlier = (bought.get(key) ?? []).filter((line) => line < credit.salesBefore)
    const lines = newestWithEnough(rows, earlier, left, credit.quantity)
    if (lines === null) {
      if (earlier.length === 0) result.unmatched.neverBought++
      else result.unmatched.notEnoughLeft++
      continue
    }
    const atItsPrice = lines.filter((line) => at(rows.linePriceMinor, line) === credit.priceMinor)
    const parts: CreditMatch['parts'] = []
    let need = credit.quantity
    for (const line of new Set([...atItsPrice, ...lines])) {
      const quantity = Math.min(need, at(left, line))
      if (quantity === 0) continue
      left[line] = at(left, line) - quantity
      need -= quantity
      parts.push({ line, quantity })
    }
    const order = at(rows.lineInvoice, lines[0] ?? -1)
    result.matches.push({ credit: credit.invoice, order, creditedMinor: credit.quantity * credit.priceMinor, parts })
  }
  return result
}

/** The lines of the last order in `lines` (rising) that together have `quantity` left. */
function newestWithEnough(rows: UciRows, lines: number[], left: Int32Array, quantity: number): number[] | null {
  const byOrder = new Map<number, number[]>()
  for (const line of lines) {
    const order = at(rows.lineInvoice, line)
    const same = byOrder.get(order)
    if (same === undefined) byOrder.set(order, [line])
    else same.push(line)
  }
  const newestFirst = [...byOrder].sort(([a], [b]) => b - a)
  for (const [, own] of newestFirst) {
    let sum = 0
    for (const line of own) sum += at(left, line)
    if (sum >= quantity) return own
  }
  return null
}

/** A column's value; the column is as long as `lineCount` says. */
export function at(column: Int32Array, index: number): number {
  const value = column[index]
  if (value === undefined) throw new Error(`Row ${index} lies outside its column of ${column.length}.`)
  return value
}
