/**
 * The state of a past day, as far as it is known. In: today's planner input with that day's rates and costs, and the prices of that day.
 * Out: the input with those prices, and how much of what was sold has its price from where. Invariant: stock of the past is not known and
 * is never guessed from today's; a price that is not known is taken from the day's own orders, and counted.
 */
import type { Id } from '#app/mirror/types.ts'
import { emptyPrices } from '../rules/planner.ts'
import type { PlanInput } from '../rules/types.ts'
import { BASE_BOOK } from '../terms.ts'

export interface KnownPrice {
  variantId: Id
  priceListId: Id
  currency: string
  priceMinor: number | null
  compareAtMinor: number | null
}

export type PriceOrigin = 'ledger' | 'orders' | 'today'

export interface PastInput {
  input: PlanInput
  /** where the price shown in a book comes from; for a list without a fixed price: where the base price does */
  originOf(variantId: Id, bookId: Id): PriceOrigin
}

/**
 * @param ledger the last price seen before the day, per variant and list
 * @param asked usual unit price that the orders of the days after it asked, in the shop's currency
 */
export function pastInput(today: PlanInput, ledger: readonly KnownPrice[], asked: ReadonlyMap<Id, number>): PastInput {
  const size = today.variants.length
  const rows = new Map(today.variants.map((variant, row) => [variant.id, row]))
  const basePrices = emptyPrices(size)
  const base: PriceOrigin[] = new Array<PriceOrigin>(size).fill('today')
  for (const [row, variant] of today.variants.entries()) {
    const price = asked.get(variant.id)
    basePrices.fixedMinor[row] = price ?? today.basePrices.fixedMinor[row] ?? NaN
    // A price of the past beside a compare-at of today would be neither.
    basePrices.compareAtMinor[row] = price === undefined ? (today.basePrices.compareAtMinor[row] ?? NaN) : NaN
    if (price !== undefined) base[row] = 'orders'
  }
  const byList = new Map<Id, KnownPrice[]>()
  for (const known of ledger) {
    const row = rows.get(known.variantId)
    if (row === undefined) continue
    if (known.priceListId !== BASE_BOOK) {
      const list = byList.get(known.priceListId) ?? []
      byList.set(known.priceListId, list)
      list.push(known)
    } else if (known.priceMinor !== null && known.currency === today.baseCurrency) {
      basePrices.fixedMinor[row] = known.priceMinor
      basePrices.compareAtMinor[row] = known.compareAtMinor ?? NaN
      base[row] = 'ledger'
    }
  }
  basePrices.shownMinor.set(basePrices.fixedMinor)

  const origins = new Map<Id, PriceOrigin[]>([[BASE_BOOK, base]])
  const prices = today.books.map((book, column) => {
    if (book.id === BASE_BOOK) return basePrices
    const own = emptyPrices(size)
    const origin = [...base]
    const now = today.prices[column] ?? emptyPrices(size)
    own.fixedMinor.set(now.fixedMinor)
    own.compareAtMinor.set(now.compareAtMinor)
    now.fixedMinor.forEach((fixed, row) => {
      if (!Number.isNaN(fixed)) origin[row] = 'today'
    })
    for (const known of byList.get(book.id) ?? []) {
      const row = rows.get(known.variantId)
      if (row === undefined || known.currency !== book.currency) continue
      own.fixedMinor[row] = known.priceMinor ?? NaN
      own.compareAtMinor[row] = known.compareAtMinor ?? NaN
      origin[row] = known.priceMinor === null ? (base[row] ?? 'today') : 'ledger'
    }
    own.fixedMinor.forEach((fixed, row) => {
      own.shownMinor[row] = Number.isNaN(fixed)
        ? (today.followed(basePrices.shownMinor[row] ?? NaN, book) ?? NaN)
        : fixed
    })
    origins.set(book.id, origin)
    return own
  })
  return {
    input: {
      ...today,
      variants: today.variants.map((variant) => ({ ...variant, coverDays: null })),
      basePrices,
      prices,
    },
    originOf: (variantId, bookId) => origins.get(bookId)?.[rows.get(variantId) ?? -1] ?? 'today',
  }
}
