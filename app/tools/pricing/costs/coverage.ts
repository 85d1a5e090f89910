/**
 * How far the costs are known. In: books made ready, variants, the price each variant has in each book. Out: counts per book and input.
 * Invariant: a variant counts as complete in a book exactly when its margin at today's price is known there.
 */
import type { Id } from '#app/mirror/types.ts'
import { COST_INPUTS, type CostInput, type PriceBook } from '../terms.ts'
import type { BookContext } from './book-context.ts'
import { costTerms } from './engine.ts'
import { missingAt } from './margin.ts'
import type { VariantCosts } from './schema.ts'

export interface BookCoverage {
  bookId: Id
  /** variants whose margin is known */
  complete: number
  /** variants that lack the input, of the inputs that any variant lacks */
  missing: { input: CostInput; variants: number }[]
}

export interface Coverage {
  variants: number
  books: BookCoverage[]
}

/** The inputs that the variant lacks in a book at a price; a price that is not known (null) is taken as the lowest. */
export function missingInputs(
  context: BookContext,
  variant: VariantCosts,
  priceMinor: number | null,
): readonly CostInput[] {
  return missingAt(costTerms(context, variant), priceMinor ?? 0)
}

export function measureCoverage<Variant extends VariantCosts>(
  books: readonly PriceBook[],
  contexts: ReadonlyMap<Id, BookContext>,
  variants: readonly Variant[],
  price: (context: BookContext, variant: Variant) => number | null,
): Coverage {
  return {
    variants: variants.length,
    books: books.flatMap((book) => {
      const context = contexts.get(book.id)
      if (!context) return []
      const counts = new Map<CostInput, number>()
      let complete = 0
      for (const variant of variants) {
        const missing = missingInputs(context, variant, price(context, variant))
        if (missing.length === 0) complete += 1
        for (const input of missing) counts.set(input, (counts.get(input) ?? 0) + 1)
      }
      const missing = COST_INPUTS.flatMap((input) => {
        const lacking = counts.get(input)
        return lacking === undefined ? [] : [{ input, variants: lacking }]
      })
      return [{ bookId: book.id, complete, missing }]
    }),
  }
}
