/**
 * Trying a rule set on one variant before anything is saved. In: a shop, a rule set as it stands in the editor, a variant, the moment.
 * Out: per price book what the price would be, and why, step by step. Invariant: only reads; the same loading and the same planner as a release.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import { loadPlanInput } from '../releases/planning/service.server.ts'
import { EVERYTHING } from '../releases/schema.ts'
import { planPrices } from '../rules/planner.ts'
import type { RuleSet } from '../rules/schema.ts'
import { explainPrice } from '../rules/trace.ts'
import type { TriedVariant } from './schema.ts'

/** Throws `not_found` for a variant that this shop does not have. */
export async function tryRuleSet(shop: Shop, ruleSet: RuleSet, variantId: Id, asOf: Instant): Promise<TriedVariant> {
  return inShopSql(shop.id, async (sql) => {
    // A bundle is planned after its parts, and those may be bundles too.
    const ids = [
      variantId,
      ...ruleSet.rules.flatMap((rule) =>
        rule.kind === 'bundle' ? [rule.variantId, ...rule.parts.map((part) => part.variantId)] : [],
      ),
    ]
    const names = await listVariantNames(sql, shop, ids)
    const name = names.get(variantId)
    if (!name) throw new AppError('not_found', `no variant ${variantId}`)
    const productIds = [...new Set([...names.values()].map((each) => each.productId))]
    const scope = { bookIds: null, filter: { ...EVERYTHING, statuses: [], productIds } }
    const input = await loadPlanInput(sql, shop, scope, ruleSet, asOf)
    const row = input.variants.findIndex((variant) => variant.id === variantId)
    if (row < 0) throw new AppError('not_found', `variant ${variantId} is deleted`)
    const plan = planPrices(input, ruleSet, asOf)
    return {
      variant: { id: variantId, ...name },
      prices: input.books.map((book, index) => {
        const price = plan.at(row * input.books.length + index)
        return {
          book: { id: book.id, name: book.name, currency: book.currency },
          outcome: price.outcome,
          reason: price.reason,
          oldMinor: price.oldShownMinor,
          newMinor: price.newMinor,
          newCompareAtMinor: price.newCompareAtMinor,
          oldMarginMinor: price.oldMarginMinor,
          newMarginMinor: price.newMarginMinor,
          changeBps: price.changeBps,
          steps: explainPrice(price, ruleSet.rules, shop.currency),
        }
      }),
    }
  })
}
