/**
 * One price book made ready for millions of questions. In: the book, what the merchant says about it, tax lines, rates, shipping costs.
 * Out: numbers in the book's currency by weight, by goods, by amount, each looked up once.
 * Invariant: what is not known is named as a missing input; the same question always has the same answer.
 */
import type { Day } from '#app/kernel/calendar.ts'
import type { Money } from '#app/kernel/money.ts'
import { roundHalfAway } from '#app/kernel/stats.ts'
import { exchangeWith, type EffectiveRates } from '../rates/engine.ts'
import { Converters } from '../rules/convert.ts'
import type { CostInput, DutyTerms, PriceBook } from '../terms.ts'
import type { BookCosts, FreightTable, ShopCosts, TaxLine } from './schema.ts'
import { linesFor, resolveDuty, resolveVat, type Duty, type Found, type Goods } from './tax.ts'
import { DEFAULT_TAX_LINES, includesTaxByDefault } from './tax-defaults.ts'

/** What a parcel costs up to a weight, as the shipping tool learned it; sorted by weight. */
export interface ShipCost {
  weightGrams: number
  costMinor: number
  currency: string
  source: string
  updatedAt: string
}

export interface BookInput {
  book: PriceBook
  shop: { currency: string; country: string }
  shopCosts: ShopCosts
  costs: BookCosts
  /** when the document of `costs` was saved; null: never */
  costsSavedAt: string | null
  shopCostsSavedAt: string | null
  /** the merchant's; shipped lines are added here */
  taxLines: readonly TaxLine[]
  rates: EffectiveRates
  shipCosts: readonly ShipCost[]
  day: Day
}

export interface Converted {
  minor: number
  /** what the buffer adds to it */
  bufferMinor: number
}

export type Freight =
  | {
      /** for one unit, borne by the merchant, before the exchange */
      cost: Money
      by: 'fact' | 'band' | 'rate'
      parcelGrams: number | null
      parcel: Money
      row: ShipCost | null
    }
  | { missing: CostInput }

/** Duty on one unit, in the book's currency. */
export type UnitDuty =
  | { due: false; reason: 'no_border' | 'same_origin' | 'shopper_pays' }
  | {
      due: true
      thresholdMinor: number
      below: DutyTerms
      above: DutyTerms
      belowLine: TaxLine | null
      aboveLine: TaxLine | null
      missing: CostInput[]
      missingAbove: CostInput[]
    }

export interface BookContext extends BookInput {
  /** of the amounts in `costs` */
  costsCurrency: string
  /** `costs.currency` as the payment fee uses it */
  payment: { bps: number; fixed: Money; isDefault: boolean }
  convert(money: Money): Converted | null
  freight(weightGrams: number | null): Freight
  duty(goods: Goods): UnitDuty
  /** 0 when prices are without tax */
  vat(goods: Goods): { bps: number; line: TaxLine | null; missing: CostInput[] }
}

/** An estimate until the merchant says better: 2.9 % and 0.30 in the currencies where that is a common card fee. */
const DEFAULT_PAYMENT_BPS = 290
const DEFAULT_PAYMENT_FIXED: Readonly<Record<string, number>> = { USD: 30, EUR: 30, GBP: 30, CAD: 30, AUD: 30, NZD: 30 }

export const NO_THRESHOLD = Number.MAX_SAFE_INTEGER
const NO_DUTY: DutyTerms = { rateBps: 0, fixedMinor: 0 }

export function prepareBook(input: BookInput): BookContext {
  const { book, costs, shop } = input
  const costsCurrency = costs.currency ?? shop.currency
  const lines = [...input.taxLines, ...DEFAULT_TAX_LINES]
  const vatLines = linesFor(lines, 'vat', book.country, input.day)
  const dutyLines = linesFor(lines, 'duty', book.country, input.day)
  const taxIncluded = costs.taxIncluded ?? includesTaxByDefault(book.country)
  const inBook = converterInto(book.currency, input.rates)
  const dutyOf = remember((key: string) => {
    const goods = goodsOf(key)
    if (costs.dutiesPaidBy === 'shopper') return { due: false, reason: 'shopper_pays' } satisfies UnitDuty
    const route = { shipsFrom: costs.shipsFrom ?? shop.country, destination: book.country }
    return unitDuty(resolveDuty(dutyLines, route, goods), costs.unitsPerParcel, inBook)
  })
  const vatOf = remember((key: string) => {
    if (!taxIncluded) return { bps: 0, line: null, missing: [] }
    const found = resolveVat(vatLines, goodsOf(key))
    return 'line' in found
      ? { bps: found.line.rateBps, line: found.line, missing: [] }
      : { bps: 0, line: null, missing: found.missing }
  })
  const freightOf = remember((grams: number | null) => findFreight(input, costsCurrency, grams))
  return {
    ...input,
    costsCurrency,
    payment: costs.payment
      ? {
          bps: costs.payment.bps,
          fixed: { minor: costs.payment.fixedMinor, currency: costsCurrency },
          isDefault: false,
        }
      : {
          bps: DEFAULT_PAYMENT_BPS,
          fixed: { minor: DEFAULT_PAYMENT_FIXED[book.currency] ?? 0, currency: book.currency },
          isDefault: true,
        },
    convert: inBook,
    freight: freightOf,
    duty: (goods) => dutyOf(goodsKey(goods)),
    vat: (goods) => vatOf(goodsKey(goods)),
  }
}

/** `amount / units`, rounded half away: what one unit bears of what a parcel costs. */
export function perUnit(amountMinor: number, units: number): number {
  return roundHalfAway(amountMinor / units)
}

/** Exact for every amount (see rules/convert.ts), and fast enough for half a million of them. */
function converterInto(currency: string, rates: EffectiveRates): (money: Money) => Converted | null {
  const middle = exchangerInto(currency, { ...rates, bufferBps: 0 })
  const buffered = exchangerInto(currency, rates)
  return (money) => {
    if (money.currency === currency) return { minor: money.minor, bufferMinor: 0 }
    const minor = middle(money)
    if (minor === null || rates.bufferBps === 0) return minor === null ? null : { minor, bufferMinor: 0 }
    const above = buffered(money)
    return above === null ? null : { minor, bufferMinor: above - minor }
  }
}

function exchangerInto(currency: string, rates: EffectiveRates): (money: Money) => number | null {
  const converters = new Converters(exchangeAt(rates))
  return (money) => {
    const converter = converters.between(money.currency, currency)
    return converter.known ? converter.convert(money.minor) : exchanged(rates, money, currency)
  }
}

function exchanged(rates: EffectiveRates, money: Money, currency: string): number | null {
  const result = exchangeWith(rates, money, currency)
  return result.ok ? result.minor : null
}

/** A converter probes with large amounts; of a pair for which these pass 2^53 it is told nothing, and every amount is exchanged by itself. */
function exchangeAt(rates: EffectiveRates): (minor: number, from: string, to: string) => number | null {
  return (minor, from, to) => {
    try {
      return exchanged(rates, { minor, currency: from }, to)
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  }
}

function unitDuty(duty: Duty, units: number, convert: (money: Money) => Converted | null): UnitDuty {
  if (!duty.due) return duty
  const missing = new Set<CostInput>()
  const belowLine = lineOf(duty.below)
  if (duty.below && 'missing' in duty.below) for (const input of duty.below.missing) missing.add(input)
  let thresholdMinor = NO_THRESHOLD
  if (belowLine?.upTo) {
    const limit = convert(belowLine.upTo)
    if (limit) thresholdMinor = Math.floor(limit.minor / units)
    else missing.add('fx')
  }
  const termsOf = (found: Found | null): DutyTerms => {
    const line = lineOf(found)
    if (!line) return NO_DUTY
    if (!line.fixed) return { rateBps: line.rateBps, fixedMinor: 0 }
    const fixed = convert(line.fixed)
    if (!fixed) missing.add('fx')
    return { rateBps: line.rateBps, fixedMinor: perUnit((fixed?.minor ?? 0) + (fixed?.bufferMinor ?? 0), units) }
  }
  const above = termsOf(duty.above)
  const missingAbove = 'missing' in duty.above ? duty.above.missing : []
  if (!belowLine) {
    for (const input of missingAbove) missing.add(input)
    return {
      due: true,
      thresholdMinor,
      below: above,
      above,
      belowLine: null,
      aboveLine: lineOf(duty.above),
      missing: [...missing],
      missingAbove: [],
    }
  }
  return {
    due: true,
    thresholdMinor,
    below: termsOf(duty.below),
    above,
    belowLine,
    aboveLine: lineOf(duty.above),
    missing: [...missing],
    missingAbove,
  }
}

function lineOf(found: Found | null): TaxLine | null {
  return found && 'line' in found ? found.line : null
}

/** The shipping tool's own figures, else the book's bands, else its price by parcel and kilogram. */
function findFreight(input: BookInput, costsCurrency: string, weightGrams: number | null): Freight {
  const { costs, shipCosts } = input
  const units = costs.unitsPerParcel
  const parcelGrams = weightGrams === null ? null : weightGrams * units
  const answer = (parcel: Money, by: 'fact' | 'band' | 'rate', row: ShipCost | null): Freight => ({
    cost: { minor: roundHalfAway((parcel.minor * costs.freightBorneBps) / 10_000 / units), currency: parcel.currency },
    by,
    parcelGrams,
    parcel,
    row,
  })
  if (costs.freightBorneBps === 0) return answer({ minor: 0, currency: costsCurrency }, 'rate', null)
  if (parcelGrams !== null) {
    const row = shipCosts.find((each) => each.weightGrams >= parcelGrams)
    if (row) return answer({ minor: row.costMinor, currency: row.currency }, 'fact', row)
  }
  const table = costs.freight
  if (!table) return { missing: shipCosts.length > 0 && parcelGrams === null ? 'weight' : 'outbound_freight' }
  const dependsOnWeight = shipCosts.length > 0 || table.bands.length > 0 || (table.perKgMinor ?? 0) > 0
  if (dependsOnWeight && parcelGrams === null) return { missing: 'weight' }
  const minor = tableCost(table, parcelGrams ?? 0)
  return minor === null
    ? { missing: 'outbound_freight' }
    : answer({ minor: minor.costMinor, currency: costsCurrency }, minor.by, null)
}

function tableCost(table: FreightTable, grams: number): { costMinor: number; by: 'band' | 'rate' } | null {
  let best: FreightTable['bands'][number] | null = null
  for (const band of table.bands) if (band.upToGrams >= grams && (!best || band.upToGrams < best.upToGrams)) best = band
  if (best) return { costMinor: best.costMinor, by: 'band' }
  if (table.perKgMinor === null && table.perParcelMinor === null) return null
  return {
    costMinor: (table.perParcelMinor ?? 0) + roundHalfAway(((table.perKgMinor ?? 0) * grams) / 1000),
    by: 'rate',
  }
}

const goodsKey = (goods: Goods): string => `${goods.hsCode ?? '?'}|${goods.origin ?? '?'}`

function goodsOf(key: string): Goods {
  const [hsCode = '?', origin = '?'] = key.split('|')
  return { hsCode: hsCode === '?' ? null : hsCode, origin: origin === '?' ? null : origin }
}

function remember<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make(key)
    known.set(key, made)
    return made
  }
}

/** The rate as people read it, to six significant digits: units of `to` for one `from`; null without one. Only for showing: amounts go through `convert`. */
export function readableRate(rates: EffectiveRates, from: string, to: string): number | null {
  for (const lock of rates.locks) {
    if (lock.fromCurrency === from && lock.toCurrency === to) return significant(Number(lock.rate))
    if (lock.fromCurrency === to && lock.toCurrency === from) return significant(1 / Number(lock.rate))
  }
  const [one, other] = [rates.rates[from], rates.rates[to]]
  return one?.ok && other?.ok ? significant(Number(other.perEur) / Number(one.perEur)) : null
}

function significant(rate: number): number {
  return Number(rate.toPrecision(6))
}
