/**
 * The forms of the costs pages: values for all variants, one book, one variant. In: texts as they were typed. Out: typed values, or
 * `invalid_input` with every refused field; and the texts a form begins with. Invariant: what is filled in and not touched reads back the same.
 */
import { toDecimal } from '#app/kernel/money.ts'
import { FormReader, percentText, type Fields } from './form-reader.ts'
import {
  BookCosts,
  ShopCosts,
  VARIANT_INPUTS,
  type FreightTable,
  type Sourced,
  type VariantCosts,
  type VariantInput,
} from './schema.ts'

/** @param currency the shop's, of amounts whose currency is left empty */
export function readShopCostsForm(
  form: Record<string, unknown>,
  currency: string,
): { costs: ShopCosts; version: number } {
  const reader = new FormReader(form)
  const inboundCurrency = reader.currency('inboundCurrency') ?? currency
  const packagingCurrency = reader.currency('packagingCurrency') ?? currency
  const percent = reader.text('inboundKind') === 'percent'
  const inboundBps = percent ? reader.bps('inboundPercent', 100_000) : null
  const inboundMinor = percent ? null : reader.money('inboundAmount', inboundCurrency)
  const packagingMinor = reader.money('packaging', packagingCurrency)
  const costs: ShopCosts = {
    inboundFreight:
      inboundBps !== null
        ? { kind: 'percent', bps: inboundBps }
        : inboundMinor !== null
          ? { kind: 'amount', minor: inboundMinor, currency: inboundCurrency }
          : null,
    packaging: packagingMinor === null ? null : { minor: packagingMinor, currency: packagingCurrency },
    originCountry: reader.country('originCountry'),
    weightGrams: reader.whole('weightGrams', 1, 1_000_000),
  }
  return reader.done(() => ({ costs: ShopCosts.parse(costs), version: reader.version() }))
}

export function shopCostsFields(costs: ShopCosts, currency: string): Fields {
  const inbound = costs.inboundFreight
  return {
    inboundKind: inbound?.kind ?? 'percent',
    inboundPercent: inbound?.kind === 'percent' ? percentText(inbound.bps) : '',
    inboundAmount: inbound?.kind === 'amount' ? toDecimal(inbound.minor, inbound.currency) : '',
    inboundCurrency: inbound?.kind === 'amount' ? inbound.currency : currency,
    packaging: costs.packaging ? toDecimal(costs.packaging.minor, costs.packaging.currency) : '',
    packagingCurrency: costs.packaging?.currency ?? currency,
    originCountry: costs.originCountry ?? '',
    weightGrams: costs.weightGrams === null ? '' : String(costs.weightGrams),
  }
}

const MOST_BANDS = 50

/** Bands come as `band.<n>.upTo` (grams) and `band.<n>.cost`; a band with both fields empty is none. */
export function readBookCostsForm(
  form: Record<string, unknown>,
  currency: string,
): { costs: BookCosts; version: number } {
  const reader = new FormReader(form)
  const given = reader.currency('currency')
  const of = given ?? currency
  const bands: FreightTable['bands'] = []
  for (let index = 0; index < MOST_BANDS; index += 1) {
    const [upTo, cost] = [`band.${index}.upTo`, `band.${index}.cost`]
    if (reader.text(upTo) === '' && reader.text(cost) === '') continue
    const upToGrams = reader.required(upTo, reader.whole(upTo, 1, 10_000_000))
    const costMinor = reader.required(cost, reader.money(cost, of))
    if (upToGrams === null || costMinor === null) continue
    if (bands.some((band) => band.upToGrams === upToGrams)) reader.refuse(upTo, 'twice')
    bands.push({ upToGrams, costMinor })
  }
  const perKgMinor = reader.money('perKg', of)
  const perParcelMinor = reader.money('perParcel', of)
  const paymentBps = reader.bps('paymentPercent')
  const paymentFixed = reader.money('paymentFixed', of)
  const saysFreight = bands.length > 0 || perKgMinor !== null || perParcelMinor !== null
  const tax = reader.text('taxIncluded')
  const costs: BookCosts = {
    currency: given,
    shipsFrom: reader.country('shipsFrom'),
    unitsPerParcel: reader.whole('unitsPerParcel', 1, 1000) ?? 1,
    freight: saysFreight
      ? { bands: bands.toSorted((one, other) => one.upToGrams - other.upToGrams), perKgMinor, perParcelMinor }
      : null,
    freightBorneBps: reader.bps('freightBorne') ?? 10_000,
    dutiesPaidBy: reader.text('dutiesPaidBy') === 'shopper' ? 'shopper' : 'merchant',
    taxIncluded: tax === '' ? null : tax === 'true',
    commissionBps: reader.bps('commission') ?? 0,
    payment:
      paymentBps === null && paymentFixed === null ? null : { bps: paymentBps ?? 0, fixedMinor: paymentFixed ?? 0 },
    returnRateBps: reader.bps('returnRate'),
    returnCostMinor: reader.money('returnCost', of),
  }
  return reader.done(() => ({ costs: BookCosts.parse(costs), version: reader.version() }))
}

export function bookCostsFields(costs: BookCosts, currency: string): Fields {
  const of = costs.currency ?? currency
  const amount = (minor: number | null | undefined): string => (minor == null ? '' : toDecimal(minor, of))
  const bands = costs.freight?.bands.flatMap((band, index) => [
    [`band.${index}.upTo`, String(band.upToGrams)],
    [`band.${index}.cost`, amount(band.costMinor)],
  ])
  return {
    currency: costs.currency ?? '',
    shipsFrom: costs.shipsFrom ?? '',
    unitsPerParcel: String(costs.unitsPerParcel),
    perKg: amount(costs.freight?.perKgMinor),
    perParcel: amount(costs.freight?.perParcelMinor),
    freightBorne: percentText(costs.freightBorneBps),
    dutiesPaidBy: costs.dutiesPaidBy,
    taxIncluded: costs.taxIncluded === null ? '' : String(costs.taxIncluded),
    commission: percentText(costs.commissionBps),
    paymentPercent: costs.payment ? percentText(costs.payment.bps) : '',
    paymentFixed: amount(costs.payment?.fixedMinor),
    returnRate: costs.returnRateBps === null ? '' : percentText(costs.returnRateBps),
    returnCost: amount(costs.returnCostMinor),
    ...Object.fromEntries(bands ?? []),
  }
}

interface SavedInput {
  input: VariantInput
  amountMinor: number | null
  currency: string | null
  rateBps: number | null
  textValue: string | null
}

/** Every input of the form; an empty one goes back to Shopify's value or the shop's. */
export function readVariantForm(form: Record<string, unknown>, currency: string): SavedInput[] {
  const reader = new FormReader(form)
  const none = { amountMinor: null, currency: null, rateBps: null, textValue: null }
  const money = (
    name: string,
  ): typeof none | { amountMinor: number; currency: string; rateBps: null; textValue: null } => {
    const of = reader.currency(`${name}.currency`) ?? currency
    const amountMinor = reader.money(name, of)
    return amountMinor === null ? none : { ...none, amountMinor, currency: of }
  }
  const values: Record<VariantInput, Omit<SavedInput, 'input'>> = {
    unit_cost: money('unit_cost'),
    inbound_freight: money('inbound_freight'),
    packaging: money('packaging'),
    hs_code: { ...none, textValue: reader.hsCode('hs_code', 4) },
    origin_country: { ...none, textValue: reader.country('origin_country') },
    duty_rate: { ...none, rateBps: reader.bps('duty_rate', 100_000) },
    weight: { ...none, amountMinor: reader.whole('weight', 1, 1_000_000) },
  }
  return reader.done(() => VARIANT_INPUTS.map((input) => ({ input, ...values[input] })))
}

/** Only what the merchant has said: Shopify's values are what counts while a field is empty. */
export function variantFields(variant: VariantCosts, currency: string): Fields {
  const own = <Value>(value: Sourced<Value> | null): Value | null =>
    value && (value.source === 'merchant' || value.source.startsWith('import:')) ? value.value : null
  const fields: Fields = {}
  for (const [name, value] of [
    ['unit_cost', variant.unitCost],
    ['inbound_freight', variant.inboundFreight],
    ['packaging', variant.packaging],
  ] as const) {
    const amount = own(value)
    fields[name] = amount ? toDecimal(amount.minor, amount.currency) : ''
    fields[`${name}.currency`] = amount?.currency ?? value?.value.currency ?? currency
  }
  const duty = own(variant.dutyRateBps)
  return {
    ...fields,
    hs_code: own(variant.hsCode) ?? '',
    origin_country: own(variant.originCountry) ?? '',
    duty_rate: duty === null ? '' : percentText(duty),
    weight: String(own(variant.weightGrams) ?? ''),
  }
}
