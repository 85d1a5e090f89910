/**
 * A price taken apart, with the reason for every part. In: the book made ready, what is known of the variant, a price in minor units.
 * Out: one step after the other, each with its amount, source, date and formula. Invariant: when nothing is missing the steps add up to
 * the price to the minor unit, and the margin is the one of margin.ts for the same terms.
 */
import { shareBps } from '#app/kernel/stats.ts'
import { COST_INPUTS } from '../terms.ts'
import { readableRate, type BookContext, type Freight } from './book-context.ts'
import { costParts, costTerms, inboundOf, originOf, weightOf, type CostParts } from './engine.ts'
import { dutyMinor, includedTaxMinor, marginMinor, missingAt, netMinor, partOf } from './margin.ts'
import type { CostSource, FormulaValue, VariantCosts, Waterfall, WaterfallStep } from './schema.ts'
import { bps, converted, formula, lacking, notShipped, step, text, type Values } from './steps.ts'

/** The parts of `priceMinor` (what the shopper pays for one unit). */
export function waterfall(context: BookContext, variant: VariantCosts, priceMinor: number): Waterfall {
  const parts = costParts(context, variant)
  const terms = costTerms(context, variant)
  const currency = context.book.currency
  const missing = missingAt(terms, priceMinor)
  const net = netMinor(terms, priceMinor)
  const money = (minor: number, of = currency): FormulaValue => ({ type: 'money', minor, currency: of })
  const explain = { context, variant, parts, money }
  const isKnown = missing.length === 0
  const margin = isKnown ? marginMinor(terms, priceMinor) : null
  const steps: WaterfallStep[] = [
    unitCostStep(explain),
    inboundStep(explain),
    packagingStep(explain),
    fxStep(explain),
    freightStep(explain),
    dutyStep(explain, net, dutyMinor(terms, net), terms.dutyThresholdMinor),
    taxStep(explain, priceMinor),
    step('commission', partOf(priceMinor, terms.commissionBps), {
      source: context.costsSavedAt ? 'merchant' : 'default',
      on: context.costsSavedAt,
      formula: formula('commission', { rate: bps(terms.commissionBps), price: money(priceMinor) }),
    }),
    step('payment_fee', partOf(priceMinor, terms.paymentBps) + parts.paymentFixedMinor, {
      source: context.payment.isDefault ? 'default' : 'merchant',
      on: context.payment.isDefault ? null : context.costsSavedAt,
      formula: formula('payment', {
        rate: bps(terms.paymentBps),
        price: money(priceMinor),
        fixed: money(parts.paymentFixedMinor),
      }),
    }),
    returnsStep(explain),
    {
      kind: 'margin',
      amountMinor: margin,
      missing: [...missing],
      source: null,
      on: null,
      formula: isKnown
        ? formula('margin', { price: money(priceMinor), parts: money(priceMinor - (margin ?? 0)) })
        : formula('marginUnknown', {}),
    },
  ]
  return {
    currency,
    priceMinor,
    netMinor: parts.vatMissing.length > 0 ? null : net,
    steps,
    marginMinor: margin,
    marginBps: margin === null ? null : shareBps(margin, net),
    missing: COST_INPUTS.filter((input) => missing.includes(input)),
  }
}

interface Explain {
  context: BookContext
  variant: VariantCosts
  parts: CostParts
  money: (minor: number, currency?: string) => FormulaValue
}

function unitCostStep({ context, parts, money }: Explain): WaterfallStep {
  return converted('unit_cost', parts.unitCost, context, 'unitCost', (given) => ({
    given: money(given.minor, given.currency),
  }))
}

function inboundStep(explain: Explain): WaterfallStep {
  const { context, variant, parts, money } = explain
  if (!variant.requiresShipping) return notShipped('inbound_freight')
  const forAll = context.shopCosts.inboundFreight
  const unit = variant.unitCost?.value
  if (!variant.inboundFreight && forAll?.kind === 'percent' && unit && inboundOf(context, variant)) {
    return converted('inbound_freight', parts.inbound, context, 'inboundShare', () => ({
      rate: bps(forAll.bps),
      unit: money(unit.minor, unit.currency),
    }))
  }
  return converted('inbound_freight', parts.inbound, context, 'amount', (given) => ({
    given: money(given.minor, given.currency),
  }))
}

function packagingStep({ context, variant, parts, money }: Explain): WaterfallStep {
  if (!variant.requiresShipping) return notShipped('packaging')
  return converted('packaging', parts.packaging, context, 'amount', (given) => ({
    given: money(given.minor, given.currency),
  }))
}

/** What the buffer on the exchange rates costs; the exchange itself is in the steps that were exchanged. */
function fxStep({ context, parts, money }: Explain): WaterfallStep {
  const currency = context.book.currency
  const given = [parts.unitCost, parts.inbound, parts.packaging, parts.outbound].map((part) => part.money?.currency)
  const from = [...given, context.payment.fixed.currency].find((each) => each !== undefined && each !== currency)
  const lacksRate = [parts.unitCost, parts.inbound, parts.packaging, parts.outbound].some(
    (part) => part.missing === 'fx',
  )
  if (lacksRate) return lacking('fx', ['fx'], formula('noRate', { from: text(from ?? '?'), to: text(currency) }))
  if (from === undefined) return step('fx', parts.bufferMinor, { source: null, on: null, formula: formula('noFx', {}) })
  const rate = readableRate(context.rates, from, currency)
  const locked = context.rates.locks.some(
    (lock) =>
      (lock.fromCurrency === from && lock.toCurrency === currency) ||
      (lock.fromCurrency === currency && lock.toCurrency === from),
  )
  const moving = [from, currency]
    .map((each) => context.rates.rates[each])
    .find((each) => each?.ok && each.currency !== 'EUR')
  return step('fx', parts.bufferMinor, {
    source: locked || (moving?.ok && moving.source === 'locked') ? 'locked' : 'ECB',
    on: moving?.ok ? moving.day : context.rates.day,
    formula: formula('fx', {
      from: text(from),
      to: text(currency),
      rate: { type: 'number', value: rate ?? 0 },
      buffer: bps(parts.bufferMinor === 0 ? 0 : context.rates.bufferBps),
      amount: money(parts.bufferMinor),
    }),
  })
}

function freightStep(explain: Explain): WaterfallStep {
  const { context, variant, parts, money } = explain
  const { freight } = parts.outbound
  if (!variant.requiresShipping || !freight) return notShipped('outbound_freight')
  if ('missing' in freight) {
    const key = freight.missing === 'weight' ? 'noWeight' : 'noFreight'
    return lacking('outbound_freight', [freight.missing], formula(key, {}))
  }
  if (parts.outbound.missing === 'fx')
    return lacking(
      'outbound_freight',
      ['fx'],
      formula('noRate', { from: text(freight.parcel.currency), to: text(context.book.currency) }),
    )
  const { unitsPerParcel, freightBorneBps } = context.costs
  const weight = weightOf(context, variant)
  const values: Values = {
    parcel: money(freight.parcel.minor, freight.parcel.currency),
    units: { type: 'number', value: unitsPerParcel },
    borne: bps(freightBorneBps),
  }
  if (freight.parcelGrams !== null && weight) {
    values['weight'] = { type: 'grams', value: freight.parcelGrams }
    return step('outbound_freight', parts.outbound.minor, {
      ...freightSource(freight, context),
      formula: formula(freightBorneBps === 10_000 ? 'freightByWeight' : 'freightByWeightShared', values),
    })
  }
  return step('outbound_freight', parts.outbound.minor, {
    ...freightSource(freight, context),
    formula: formula(freightBorneBps === 10_000 ? 'freight' : 'freightShared', values),
  })
}

function freightSource(
  freight: Freight & { row: unknown },
  context: BookContext,
): { source: CostSource; on: string | null } {
  return freight.row && !('missing' in freight) && freight.row
    ? { source: 'fact', on: freight.row.updatedAt }
    : { source: 'merchant', on: context.costsSavedAt }
}

function dutyStep(
  { context, variant, parts, money }: Explain,
  net: number,
  amountMinor: number,
  thresholdMinor: number,
): WaterfallStep {
  if (!variant.requiresShipping) return notShipped('duty')
  const { duty } = parts
  const country: FormulaValue = { type: 'country', value: context.book.country }
  if (!duty.due) {
    const from: FormulaValue = { type: 'country', value: context.costs.shipsFrom ?? context.shop.country }
    const source: CostSource | null = duty.reason === 'shopper_pays' ? 'merchant' : null
    return step('duty', 0, { source, on: null, formula: formula(`duty.${duty.reason}`, { from, country }) })
  }
  const isBelow = net <= thresholdMinor
  const lacks = [...duty.missing, ...(isBelow ? [] : duty.missingAbove)]
  if (lacks.length > 0) return lacking('duty', lacks, formula('noDuty', { country }))
  if (parts.vatMissing.length > 0) return lacking('duty', parts.vatMissing, formula('noVat', { country }))
  const line = isBelow ? (duty.belowLine ?? duty.aboveLine) : duty.aboveLine
  const override = isBelow && duty.belowLine ? null : variant.dutyRateBps
  const used = isBelow ? duty.below : duty.above
  const limited = duty.belowLine !== null
  return step('duty', amountMinor, {
    source: override ? override.source : (line?.source ?? null),
    on: override ? override.on : (line?.validFrom ?? null),
    formula: formula(limited ? (isBelow ? 'duty.below' : 'duty.above') : 'duty.rate', {
      country,
      net: money(net),
      rate: bps(used.rateBps),
      fixed: money(used.fixedMinor),
      ...(limited ? { limit: money(thresholdMinor) } : {}),
      hs: text(line && !override && line.hsPrefix !== '' ? line.hsPrefix : (variant.hsCode?.value ?? '–')),
      origin: { type: 'country', value: originOf(context, variant)?.value ?? 'ZZ' },
    }),
  })
}

function taxStep({ context, variant, parts, money }: Explain, priceMinor: number): WaterfallStep {
  const country: FormulaValue = { type: 'country', value: context.book.country }
  if (!variant.taxable) return step('tax', 0, { source: 'shopify', on: null, formula: formula('tax.notTaxable', {}) })
  if (parts.vatMissing.length > 0) return lacking('tax', parts.vatMissing, formula('noVat', { country }))
  const { line } = context.vat({
    hsCode: variant.hsCode?.value ?? null,
    origin: originOf(context, variant)?.value ?? null,
  })
  if (!line) {
    const said = context.costs.taxIncluded !== null
    return step('tax', 0, {
      source: said ? 'merchant' : 'default',
      on: said ? context.costsSavedAt : null,
      formula: formula('tax.onTop', { country }),
    })
  }
  return step('tax', includedTaxMinor(parts.vatBps, priceMinor), {
    source: line.source,
    on: line.validFrom,
    formula: formula('tax.included', { country, price: money(priceMinor), rate: bps(parts.vatBps) }),
  })
}

function returnsStep({ context, variant, parts, money }: Explain): WaterfallStep {
  const rate = bps(parts.returnRateBps)
  const cost = money(parts.returnCostMinor)
  if (context.costs.returnRateBps !== null) {
    const formulaOfSaid = formula('returns.said', { rate, cost })
    return step('returns_reserve', parts.returnsMinor, {
      source: 'merchant',
      on: context.costsSavedAt,
      formula: formulaOfSaid,
    })
  }
  const learned = variant.returnRate
  if (!learned) return step('returns_reserve', 0, { source: 'fact', on: null, formula: formula('returns.noSales', {}) })
  return step('returns_reserve', parts.returnsMinor, {
    source: 'fact',
    on: learned.to,
    formula: formula('returns.learned', {
      rate,
      cost,
      returned: { type: 'number', value: learned.returnedUnits },
      sold: { type: 'number', value: learned.soldUnits },
      shopRate: bps(learned.shopRateBps),
    }),
  })
}
