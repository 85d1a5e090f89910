/**
 * What one unit of a variant costs to land in a price book. In: what is known of the variant, the book made ready (`prepareBook`).
 * Out: the parts that do not depend on the price, and `CostTerms` for the planner. All in minor units of the book's currency.
 * Invariant: each part is rounded by itself; a part that is needed and not known is named in `missing` and counts as 0 in the sums.
 */
import type { Money } from '#app/kernel/money.ts'
import { COST_INPUTS, type CostInput, type CostTerms, type DutyTerms } from '../terms.ts'
import { NO_THRESHOLD, perUnit, type BookContext, type Converted, type Freight, type UnitDuty } from './book-context.ts'
import { partOf } from './margin.ts'
import type { CostSource, Sourced, VariantCosts } from './schema.ts'

/** The parts that do not depend on the price, with what they were made from. */
export interface CostParts {
  unitCost: Part
  inbound: Part
  packaging: Part
  outbound: Part & { freight: Freight | null }
  /** what the exchange buffer adds to the parts above and the payment fee */
  bufferMinor: number
  paymentFixedMinor: number
  returnsMinor: number
  returnRateBps: number
  returnCostMinor: number
  duty: UnitDuty
  vatBps: number
  vatMissing: CostInput[]
}

interface Part {
  /** before the buffer; 0 when missing */
  minor: number
  /** before the exchange; null: not needed, or missing */
  money: Money | null
  source: CostSource | null
  on: string | null
  missing: CostInput | null
}

const FREE: Part = { minor: 0, money: null, source: null, on: null, missing: null }
const NO_DUTY: DutyTerms = { rateBps: 0, fixedMinor: 0 }
const NOTHING_MISSING: CostInput[] = []
const NOT_SHIPPED: UnitDuty = { due: false, reason: 'no_border' }

/** Everything about a unit of the variant in the book but the price. Goods that are not shipped have no freight, packaging or duty. */
export function costParts(context: BookContext, variant: VariantCosts): CostParts {
  const { costs } = context
  let bufferMinor = 0
  const part = (given: Sourced<Money> | null, whenMissing: CostInput): Part => {
    if (!given) return { ...FREE, missing: whenMissing }
    const converted = context.convert(given.value)
    bufferMinor += converted?.bufferMinor ?? 0
    return {
      minor: converted?.minor ?? 0,
      money: given.value,
      source: given.source,
      on: given.on,
      missing: converted ? null : 'fx',
    }
  }
  const shipped = variant.requiresShipping
  const unitCost = part(variant.unitCost, 'unit_cost')
  const inbound = shipped ? part(inboundOf(context, variant), inboundMissing(context, variant)) : FREE
  const packaging = shipped ? part(packagingOf(context, variant), 'packaging') : FREE
  const freight = shipped ? context.freight(weightOf(context, variant)?.value ?? null) : null
  const outbound = freight ? freightPart(freight, part) : FREE
  const fixed = context.convert(context.payment.fixed)
  const paymentFixedMinor = perUnit(fixed?.minor ?? 0, costs.unitsPerParcel)
  bufferMinor += perUnit(fixed?.bufferMinor ?? 0, costs.unitsPerParcel)
  const returned = returnCost(context, freight, packaging)
  const returnRateBps = costs.returnRateBps ?? variant.returnRate?.rateBps ?? 0
  const goods = { hsCode: variant.hsCode?.value ?? null, origin: originOf(context, variant)?.value ?? null }
  const duty = shipped ? withOverride(context.duty(goods), variant) : NOT_SHIPPED
  const vat = variant.taxable ? context.vat(goods) : null
  return {
    unitCost,
    inbound,
    packaging,
    outbound: { ...outbound, freight, missing: outbound.missing ?? (fixed && returned ? null : 'fx') },
    bufferMinor,
    paymentFixedMinor,
    returnRateBps,
    returnCostMinor: total(returned),
    returnsMinor: partOf(total(returned), returnRateBps),
    duty,
    vatBps: vat?.bps ?? 0,
    vatMissing: vat?.missing ?? NOTHING_MISSING,
  }
}

/** The planner's numbers for one variant in one book. */
export function costTerms(context: BookContext, variant: VariantCosts): CostTerms {
  const parts = costParts(context, variant)
  const terms: CostTerms = {
    missing: missingOf(parts),
    unitCostMinor: parts.unitCost.minor,
    fixedMinor:
      parts.unitCost.minor +
      parts.inbound.minor +
      parts.packaging.minor +
      parts.outbound.minor +
      parts.bufferMinor +
      parts.paymentFixedMinor +
      parts.returnsMinor,
    vatBps: parts.vatBps,
    commissionBps: context.costs.commissionBps,
    paymentBps: context.payment.bps,
    dutyThresholdMinor: parts.duty.due ? parts.duty.thresholdMinor : NO_THRESHOLD,
    dutyBelow: parts.duty.due ? parts.duty.below : NO_DUTY,
    dutyAbove: parts.duty.due ? parts.duty.above : NO_DUTY,
  }
  if (parts.duty.due && parts.duty.missingAbove.length > 0) terms.missingAbove = parts.duty.missingAbove
  return terms
}

/** In the order of COST_INPUTS, each once. */
function missingOf(parts: CostParts): CostInput[] {
  const { unitCost, inbound, packaging, outbound, duty, vatMissing } = parts
  const dutyMissing = duty.due ? duty.missing : NOTHING_MISSING
  if (
    unitCost.missing === null &&
    inbound.missing === null &&
    packaging.missing === null &&
    outbound.missing === null &&
    dutyMissing.length === 0 &&
    vatMissing.length === 0
  )
    return NOTHING_MISSING
  const missing = new Set<CostInput | null>([
    unitCost.missing,
    inbound.missing,
    packaging.missing,
    outbound.missing,
    ...dutyMissing,
    ...vatMissing,
  ])
  return COST_INPUTS.filter((input) => missing.has(input))
}

/** The variant's inbound freight, else the shop's for all: an amount, or a share of the unit cost. */
export function inboundOf(context: BookContext, variant: VariantCosts): Sourced<Money> | null {
  if (variant.inboundFreight) return variant.inboundFreight
  const forAll = context.shopCosts.inboundFreight
  if (!forAll) return null
  const on = context.shopCostsSavedAt
  if (forAll.kind === 'amount') return { value: { minor: forAll.minor, currency: forAll.currency }, source: 'shop', on }
  if (!variant.unitCost) return null
  const { minor, currency } = variant.unitCost.value
  return { value: { minor: partOf(minor, forAll.bps), currency }, source: 'shop', on }
}

/** A share of an unknown unit cost is not missing by itself: the unit cost is. */
function inboundMissing(context: BookContext, variant: VariantCosts): CostInput {
  return context.shopCosts.inboundFreight && !variant.unitCost ? 'unit_cost' : 'inbound_freight'
}

function packagingOf(context: BookContext, variant: VariantCosts): Sourced<Money> | null {
  return variant.packaging ?? forAll(context, context.shopCosts.packaging)
}

export function weightOf(context: BookContext, variant: VariantCosts): Sourced<number> | null {
  return variant.weightGrams ?? forAll(context, context.shopCosts.weightGrams)
}

export function originOf(context: BookContext, variant: VariantCosts): Sourced<string> | null {
  return variant.originCountry ?? forAll(context, context.shopCosts.originCountry)
}

function forAll<Value>(context: BookContext, value: Value | null): Sourced<Value> | null {
  return value === null ? null : { value, source: 'shop', on: context.shopCostsSavedAt }
}

function freightPart(freight: Freight, part: (given: Sourced<Money> | null, missing: CostInput) => Part): Part {
  if ('missing' in freight) return { ...FREE, missing: freight.missing }
  const source: CostSource = freight.row ? 'fact' : 'merchant'
  return part({ value: freight.cost, source, on: freight.row?.updatedAt ?? null }, 'outbound_freight')
}

/** Of one unit: the merchant's figure, else its freight and packaging once more. Null without a rate. */
function returnCost(context: BookContext, freight: Freight | null, packaging: Part): Converted | null {
  const { returnCostMinor, unitsPerParcel } = context.costs
  if (returnCostMinor !== null) return context.convert({ minor: returnCostMinor, currency: context.costsCurrency })
  if (!freight || 'missing' in freight) return { minor: packaging.minor, bufferMinor: 0 }
  const back = context.convert({
    minor: perUnit(freight.parcel.minor, unitsPerParcel),
    currency: freight.parcel.currency,
  })
  return back && { minor: back.minor + packaging.minor, bufferMinor: back.bufferMinor }
}

function total(converted: Converted | null): number {
  return converted ? converted.minor + converted.bufferMinor : 0
}

/** The merchant's own rate for this variant takes the place of the table's, above the limit for small parcels. */
function withOverride(duty: UnitDuty, variant: VariantCosts): UnitDuty {
  if (!duty.due || !variant.dutyRateBps) return duty
  const above: DutyTerms = { rateBps: variant.dutyRateBps.value, fixedMinor: duty.above.fixedMinor }
  const isOfRate = (input: CostInput): boolean =>
    input !== 'duty_rate' && input !== 'hs_code' && input !== 'origin_country'
  return {
    ...duty,
    above,
    below: duty.belowLine ? duty.below : above,
    missing: duty.missing.filter(isOfRate),
    missingAbove: [],
  }
}
