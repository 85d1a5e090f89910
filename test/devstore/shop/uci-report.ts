/**
 * What an import of the UCI file tells of itself, and the instants its parts share.
 * In: nothing. Out: types. Invariant: counts are of what the state holds, not of what the file might have given.
 */

export interface ImportReport {
  orders: number
  lines: number
  units: number
  /** Σ quantity × unit price, in pence */
  grossMinor: number
  skus: number
  products: number
  customers: number
  ordersWithoutCustomer: number
  countries: number
  grossMinorByCountry: Record<string, number>
  /** C invoices × orders they give money back for */
  refunds: number
  refundedMinor: number
  /** what C lines would have paid back beyond all that their order had cost */
  refundCappedMinor: number
  refundLinesMatched: number
  refundLinesUnmatched: { withoutCustomer: number; neverBought: number; notEnoughLeft: number }
  returns: number
  cancelled: number
  fulfillments: number
  rows: number
  rowsNotSold: number
  weeksShifted: number
  seconds: number
}

export interface ShiftedTimes {
  weeks: number
  /** epoch ms of each sale and credit invoice */
  sales: Float64Array
  credits: Float64Array
}
