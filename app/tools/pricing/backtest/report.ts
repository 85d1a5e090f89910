/**
 * What a run says at the end. In: sums, reasons, suggestions. Out: rows per product and the totals, with what could not be known.
 * Invariant: totals are the sums of the products' rows; what is unknown is named with its share of the revenue, the largest first in importance.
 */
import { shareBps } from '#app/kernel/stats.ts'
import type { Id } from '#app/mirror/types.ts'
import type { RuleSet } from '../rules/schema.ts'
import type { Reason } from '../rules/types.ts'
import type { PriceBook } from '../terms.ts'
import type { Elasticity } from './elasticity.ts'
import { addUp, type ProductSums } from './engine.ts'
import {
  elasticityCode,
  type BacktestResult,
  type ElasticityCode,
  type ProductResult,
  type Suggestion,
  type Sums,
  type Unknown,
  type UnknownCode,
} from './schema.ts'

export function toProductResult(
  productId: Id,
  found: ProductSums,
  elasticity: Elasticity,
  suggestion: Suggestion,
): ProductResult {
  const total = addUp(found.byBook.values())
  const known = total.knownRevenueMinor > 0
  return {
    productId,
    units: total.units,
    revenueMinor: total.revenueMinor,
    plannedRevenueMinor: total.plannedRevenueMinor,
    marginMinor: known ? total.marginMinor : null,
    plannedMarginMinor: known ? total.plannedMarginMinor : null,
    marginChangeMinor: total.plannedMarginMinor - total.marginMinor,
    elasticity: elasticityCode(elasticity),
    suggestedGainMinor: suggestion.kind === 'price' ? suggestion.gain.valueMinor : 0,
    detail: {
      books: [...found.byBook].map(([bookId, sums]) => ({ bookId, sums: addUp([sums]) })),
      elasticity,
      suggestion,
      example: found.example && { price: found.example.price, weekOn: found.example.weekOn },
    },
  }
}

export function toResult(
  products: readonly ProductResult[],
  books: readonly PriceBook[],
  reasons: ReadonlyMap<Reason, number>,
  unknowns: Unknown[],
): BacktestResult {
  const byBook = new Map<Id, Sums[]>()
  const elasticities = new Map<ElasticityCode, number>()
  for (const product of products) {
    elasticities.set(product.elasticity, (elasticities.get(product.elasticity) ?? 0) + 1)
    for (const { bookId, sums } of product.detail.books) {
      const all = byBook.get(bookId) ?? []
      byBook.set(bookId, all)
      all.push(sums)
    }
  }
  const suggested = products.filter((product) => product.suggestedGainMinor > 0)
  return {
    sums: addUp([...byBook.values()].flat()),
    books: books.flatMap(({ id, name, currency }) => {
      const sums = byBook.get(id)
      return sums ? [{ bookId: id, name, currency, sums: addUp(sums) }] : []
    }),
    unknowns,
    reasons: [...reasons]
      .map(([reason, revenueMinor]) => ({ reason, revenueMinor }))
      .sort((a, b) => b.revenueMinor - a.revenueMinor),
    elasticities: [...elasticities]
      .map(([code, count]) => ({ code, products: count }))
      .sort((a, b) => b.products - a.products),
    suggestions: suggested.length,
    suggestedGainMinor: suggested.reduce((sum, product) => sum + product.suggestedGainMinor, 0),
  }
}

/** Revenue by what was known of it. */
export interface KnownRevenue {
  goneMinor: number
  listsTodayMinor: number
  origins: { orders: number }
}

export function findUnknowns(ruleSet: RuleSet, sums: Sums, notPlannedMinor: number, known: KnownRevenue): Unknown[] {
  const all = sums.revenueMinor + notPlannedMinor
  const share = (code: UnknownCode, minor: number): Unknown[] =>
    minor > 0 ? [{ code, shareBps: shareBps(minor, all) }] : []
  const enabled = ruleSet.rules.filter((rule) => rule.enabled)
  const text = JSON.stringify(enabled)
  const uses = (code: UnknownCode, used: boolean): Unknown[] => (used ? [{ code, shareBps: null }] : [])
  return [
    ...share('gone_products', known.goneMinor),
    ...share('margin_unknown', sums.revenueMinor - sums.knownRevenueMinor),
    ...share('not_planned', notPlannedMinor - known.goneMinor),
    ...share('prices_from_orders', known.origins.orders),
    ...share('lists_today', known.listsTodayMinor),
    ...uses('stock', text.includes('"stock_aware"') || text.includes('"stockCoverDays"')),
    ...uses(
      'competitors',
      enabled.some((rule) => rule.kind === 'competitor'),
    ),
    ...uses(
      'catalogue_today',
      enabled.some((rule) => rule.conditions.length > 0),
    ),
    ...uses('costs_today', sums.knownRevenueMinor > 0),
  ]
}
