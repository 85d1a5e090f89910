/**
 * Facts about goods that the UCI file does not hold, each by one fixed rule: cost, weight, HS code, origin, barcode, stock.
 * In: stock code, kind of goods, selling price, recent sales. Out: the values, the same in every import.
 * Invariant: whatever is made here is named in PROVENANCE, which the shop carries and the app shows.
 */
import { hash32, hashFraction } from './hash.ts'
import type { GoodsKind } from './uci-goods.ts'

export const PROVENANCE = [
  'Orders, lines, quantities, prices, customer numbers, countries and refunds come from the UCI "Online Retail" data set',
  '(Daqing Chen, 2015, CC BY 4.0, doi.org/10.24432/C5BW33); dates are moved by whole weeks so that the last order is recent.',
  'The data set holds no stock, cost, weight, HS code, origin, second warehouse, shipment, tracking number, collection, market or',
  'personal detail: these are made by fixed rules from the stock code or the invoice number and are no facts about a real business.',
  'Unit cost: 30 to 62 % of the usual price. Weight and HS code: by words of the description. Origin: by lot, mostly CN.',
  'Collections: one for each tag (tags: by words of the description), and one of each sixtieth product by lot, chosen as if by hand.',
  'Stock: days of cover by lot times the net units sold in the last 91 days of the data. Shipments: 20 to 67 hours after the order,',
  'delivery by a waiting time per country. A credit note before shipment is a cancellation, after delivery a return of unknown reason.',
  "Names, e-mails, phones and streets are made up; e-mails lie under example domains and phones in Ofcom's range for drama.",
].join(' ')

/** 30 to 62 % of the usual price, rounded half up, never below one penny. */
export function unitCostMinor(code: string, priceMinor: number): number {
  const permille = 300 + (hash32(`cost ${code}`) % 321)
  return Math.max(1, Math.floor((priceMinor * permille + 500) / 1000))
}

/** The kind's weight ±20 %; a "set of N" (counted up to 12) weighs a quarter plus 0.45 N of it; to 5 grams. */
export function weightGrams(code: string, kind: GoodsKind, description: string): number {
  const pieces = Number(/\b(?:SET|PACK|BOX)(?: OF|\/)? ?(\d{1,2})\b/.exec(description)?.[1] ?? 1)
  const setFactor = pieces > 1 ? 0.25 + 0.45 * Math.min(pieces, 12) : 1
  const grams = kind.weightGrams * setFactor * (0.8 + 0.4 * hashFraction(`weight ${code}`))
  return Math.max(5, Math.round(grams / 5) * 5)
}

/** Paper goods are mostly British, everything else mostly Chinese; the rest is split over five countries. */
export function countryOfOrigin(code: string, kind: GoodsKind): string {
  const lot = hash32(`origin ${code}`) % 100
  if (kind.hs.startsWith('48') || kind.hs.startsWith('49')) return lot < 60 ? 'GB' : lot < 90 ? 'CN' : 'DE'
  if (lot < 58) return 'CN'
  if (lot < 76) return 'IN'
  if (lot < 86) return 'GB'
  if (lot < 91) return 'TR'
  if (lot < 96) return 'VN'
  return 'PT'
}

/** A GTIN-13 with prefix 20, which GS1 leaves to numbers used inside one company: it can be no real product's barcode. */
export function barcode(code: string): string {
  const body = `20${String(hash32(`barcode ${code}`)).padStart(10, '0')}`
  let sum = 0
  for (let index = 0; index < 12; index++) sum += Number(body[index]) * (index % 2 === 0 ? 1 : 3)
  return `${body}${(10 - (sum % 10)) % 10}`
}

export interface DerivedStock {
  uk: number
  /** null: the goods are not kept in the overseas warehouse */
  overseas: number | null
  ukIncoming: number
}

/**
 * Days of cover by lot (8 % sold out, 12 % nearly, 55 % three to eleven weeks, 20 % up to half a year, 5 % a year) times
 * the daily rate of net sales over 91 days. Chinese goods lie 35 % overseas. One in ten of the scarce is on its way.
 */
export function derivedStock(code: string, origin: string, soldIn91Days: number): DerivedStock {
  const lot = hash32(`cover ${code}`) % 100
  const spread = hashFraction(`cover days ${code}`)
  let days: number
  if (lot < 8) days = 0
  else if (lot < 20) days = 3 + 11 * spread
  else if (lot < 75) days = 21 + 56 * spread
  else if (lot < 95) days = 90 + 90 * spread
  else days = 300 + 130 * spread
  const dailyUnits = Math.max(0, soldIn91Days) / 91
  const units = soldIn91Days > 0 ? Math.round(dailyUnits * days) : lot < 8 ? 0 : hash32(`left ${code}`) % 41
  const overseas = origin === 'CN' ? Math.floor(units * 0.35) : null
  const ukIncoming = lot < 30 && hash32(`incoming ${code}`) % 3 === 0 ? Math.ceil(dailyUnits * 45) : 0
  return { uk: units - (overseas ?? 0), overseas, ukIncoming }
}
