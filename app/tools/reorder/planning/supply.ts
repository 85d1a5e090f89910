/**
 * How one variant is bought. In: what suppliers offer, what is known of them, the shop's policy. Out: the supplier, its terms, its lead time, each with
 * where it came from. Invariant: without a supplier the variant is bought loose at Shopify's unit cost, with the lead time that the policy assumes.
 */
import type { LeadTimeReceipt } from '../policy/lead-time.ts'
import { estimateLeadTime, type LeadTimeEstimate } from '../policy/lead-time.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import { usualLane, type SupplyChoice } from '../suppliers/schema.ts'
import { chooseSupplier, type InOneCurrency, type Score } from '../suppliers/scorecard.ts'
import type { ItemSupply } from './plan-item.ts'

export interface KnownOfSuppliers {
  /** by supplier */
  scores: ReadonlyMap<string, Pick<Score, 'total' | 'tier'>>
  receipts: ReadonlyMap<string, readonly LeadTimeReceipt[]>
  inOneCurrency: InOneCurrency
}

/** The lane of goods that no supplier's card speaks of. */
const NO_LANE = ''

export function supplyOf(
  choices: readonly SupplyChoice[],
  { scores, receipts, inOneCurrency }: KnownOfSuppliers,
  policy: Pick<PolicyDocument, 'defaultLeadTimeDays'>,
  shop: { currency: string; unitCostMinor: number | null },
): ItemSupply {
  const chosen = chooseSupplier(choices, scores, inOneCurrency)
  const assumed = policy.defaultLeadTimeDays
  if (!chosen) {
    const { unitCostMinor, currency } = shop
    const priceBreaks = unitCostMinor === null ? [] : [{ fromUnits: 1, unitPriceMinor: unitCostMinor }]
    const estimate = estimateLeadTime({ laneId: NO_LANE, quotedDays: assumed, quotedSpreadBps: null, receipts: [] })
    return {
      stored: {
        supplierId: null,
        supplierName: null,
        reason: 'none',
        currency,
        terms: { minimumUnits: 0, packUnits: 1, priceBreaks },
        laneName: null,
        leadTime: toldOf(estimate, 'assumed'),
      },
      leadTime: estimate.kind === 'estimated' ? estimate.leadTime : null,
      closures: [],
    }
  }
  const { choice, reason } = chosen
  const lane = usualLane(choice)
  const estimate = estimateLeadTime({
    laneId: lane?.id ?? NO_LANE,
    quotedDays: lane?.quotedDays ?? assumed,
    quotedSpreadBps: lane?.spreadBps ?? null,
    receipts: receipts.get(choice.supplierId) ?? [],
  })
  const isAssumed = estimate.kind === 'estimated' && estimate.source === 'quoted' && lane?.quotedDays == null
  return {
    stored: {
      supplierId: choice.supplierId,
      supplierName: choice.name,
      reason,
      currency: choice.currency,
      terms: choice.terms,
      laneName: lane?.name ?? null,
      leadTime: toldOf(estimate, isAssumed ? 'assumed' : null),
    },
    leadTime: estimate.kind === 'estimated' ? estimate.leadTime : null,
    closures: choice.closures,
  }
}

function toldOf(estimate: LeadTimeEstimate, source: 'assumed' | null): ItemSupply['stored']['leadTime'] {
  if (estimate.kind !== 'estimated') return null
  const { leadTime, receipts, latenessBps } = estimate
  return { meanDays: leadTime.meanDays, source: source ?? estimate.source, receipts, latenessBps }
}
