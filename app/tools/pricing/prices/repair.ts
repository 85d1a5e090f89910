/**
 * The release that puts orphaned fixed prices back beside the base price. In: the book, the orphans' SKUs, the list's usual distance.
 * Out: a wish for a release with one rule. Invariant: it names its SKUs, so it never touches another price; the floor still holds.
 */
import { roundHalfAway } from '#app/kernel/stats.ts'
import { EVERYTHING, type NewRelease } from '../releases/schema.ts'
import { defaultRuleSet } from '../rules/schema.ts'
import type { PriceBook } from '../terms.ts'

/** A rule takes at most this many values. */
const MOST_SKUS = 5_000

export interface Repair {
  wish: NewRelease
  /** orphans that a SKU cannot name, or that did not fit: they are left as they are */
  leftOut: number
}

/**
 * Follows the base price at the list's usual distance (where enough prices say what is usual), else at the list's percent. The limits on the
 * change of one release are lifted, because how far a price has strayed is the point; the release's own question about its extent stays.
 */
export function repairWish(
  name: string,
  book: PriceBook,
  skus: readonly (string | null)[],
  medianBps: number | null,
): Repair {
  const named = [...new Set(skus.filter((sku) => sku !== null && sku.trim() !== ''))].slice(0, MOST_SKUS) as string[]
  const covered = new Set(named)
  const usual = defaultRuleSet([book.currency])
  return {
    leftOut: skus.filter((sku) => sku === null || !covered.has(sku)).length,
    wish: {
      name,
      ruleSetId: null,
      ruleSet: {
        ...usual,
        guards: { ...usual.guards, maxUpBps: null, maxDownBps: null },
        deadBandBps: 0,
        rules: [
          {
            id: 'repair',
            name,
            enabled: true,
            stop: true,
            conditions: [{ field: 'sku', op: 'in', values: named }],
            kind: 'follow_base',
            percentBps: roundHalfAway(((10_000 + book.adjustmentBps) * (medianBps ?? 10_000)) / 10_000) - 10_000,
            amount: null,
          },
        ],
      },
      bookIds: [book.id],
      filter: { ...EVERYTHING, skus: named },
    },
  }
}
