/**
 * What a theme reads about a variant. In: its prior price in each book, the handles of the book's markets. Out: JSON text.
 * Invariant: markets and fields in a fixed order; a market without a known price is not in it; amounts are decimal strings.
 *
 * `{"v":1,"markets":{"europe":{"price":"9.99","currency":"EUR","reduced_since":"2026-04-01T00:00:00.000Z","complete":true,"estimated":false}}}`
 */
import type { PriorPrice } from '#app/facts/prior-price.ts'
import { toDecimal } from '#app/kernel/money.ts'

export const NO_MARKETS = JSON.stringify({ v: 1, markets: {} })

export function lowestValue(books: readonly { handles: readonly string[]; prior: PriorPrice | undefined }[]): string {
  const markets: [string, object][] = []
  for (const { handles, prior } of books) {
    if (prior?.priceMinor == null) continue
    const { priceMinor, currency, reducedSince, complete, estimated } = prior
    const price = toDecimal(priceMinor, currency)
    for (const handle of handles)
      markets.push([handle, { price, currency, reduced_since: reducedSince, complete, estimated }])
  }
  markets.sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ v: 1, markets: Object.fromEntries(markets) })
}
