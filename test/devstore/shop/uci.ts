/**
 * The UCI "Online Retail" file as a Shopify shop: a UK gift wholesaler's year, 38 countries, 530,104 order lines.
 * In: the instant that counts as today, and how many of the newest orders to keep. Out: a ShopState and a report.
 * Invariant: what the file holds is exact; what it does not hold follows the rules named in the shop's provenance.
 */
import { tzOffset } from '@date-fns/tz'
import type { ShopState } from '../model.ts'
import { createShopState, toInstant } from './empty.ts'
import { addCatalog, type CodeSales } from './uci-catalog.ts'
import { addCollections } from './uci-collections.ts'
import { PROVENANCE } from './uci-derived.ts'
import { FIRST_FREE_ID } from './uci-ids.ts'
import { addLocations, addMarkets } from './uci-markets.ts'
import { addOrders } from './uci-orders.ts'
import { readUci, type UciRows } from './uci-read.ts'
import { at, matchCredits, type CreditMatch } from './uci-refunds.ts'
import type { ImportReport, ShiftedTimes } from './uci-report.ts'

export interface ImportOptions {
  /** today, for the shop: the last order is less than a week older */
  asOf: Date
  /** keep only this many of the newest orders, with the products and customers they need; default all */
  orders?: number
  /** 'running': the shop's time runs on from `asOf` (the demo); 'fixed' (default): it moves only when advanced */
  clock?: 'fixed' | 'running'
}

const WEEK = 7 * 86_400_000
const DAY = 86_400_000

/** The file never changes and its rows are only read: a process that makes several shops reads it once. */
let file: Promise<UciRows> | undefined

export async function importUci(options: ImportOptions): Promise<{ state: ShopState; report: ImportReport }> {
  const started = performance.now()
  const asOf = options.asOf.getTime()
  if (Number.isNaN(asOf)) throw new Error('importUci needs a valid date as asOf.')
  file ??= readUci()
  const rows = await file
  const times = shiftedTimes(rows, asOf)
  const { matches, unmatched } = matchCredits(rows)
  const lastOrderAt = times.sales[times.sales.length - 1] ?? asOf
  const keepFrom = firstKept(rows.sales.length, options.orders)

  const state = createShopState({
    shop: {
      id: '64881200001',
      name: 'Tradewind Gifts',
      domain: 'tradewind-gifts.myshopify.com',
      email: 'owner@tradewind-gifts.example',
      currency: 'GBP',
      timezone: 'Europe/London',
      countryCode: 'GB',
      planName: 'Shopify Plus',
      isPlus: true,
      primaryLocale: 'en',
      locales: ['en', 'fr', 'de'],
      createdAt: toInstant((times.sales[0] ?? asOf) - 30 * DAY),
      provenance: PROVENANCE,
      bucket: { maximum: 20_000, restorePerSecond: 1_000 },
    },
    nextIdFrom: FIRST_FREE_ID,
    now: options.clock === 'running' ? runningFrom(asOf) : new Date(asOf),
  })
  addLocations(state, state.shop.createdAt)
  const sales = summarizeCodes(rows, times.sales, matches, lastOrderAt)
  const goods = addCatalog(state, sales, codesSoldFrom(rows, keepFrom), lastOrderAt)
  addCollections(state, state.shop.createdAt)
  addMarkets(state)
  const counted = addOrders(state, { rows, times, matches, goods, asOf, lastOrderAt, keepFrom })
  const keptMatches = matches.filter(({ order }) => order >= keepFrom)
  const report: ImportReport = {
    ...counted,
    skus: state.variants.size,
    products: state.products.size,
    customers: state.customers.size,
    refundLinesMatched: keptMatches.length,
    refundLinesUnmatched: unmatched,
    rows: rows.rows,
    rowsNotSold: rows.rowsNotSold,
    weeksShifted: times.weeks,
    seconds: (performance.now() - started) / 1000,
  }
  return { state, report }
}

function firstKept(count: number, wanted: number | undefined): number {
  if (wanted === undefined) return 0
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new Error(`orders must be a whole number above zero, got ${wanted}.`)
  return Math.max(0, count - wanted)
}

function runningFrom(asOf: number): () => Date {
  const begun = Date.now()
  return () => new Date(asOf + Date.now() - begun)
}

/** London wall times, moved by whole weeks before they become instants: a Tuesday 8:26 stays a Tuesday 8:26. */
function shiftedTimes(rows: UciRows, asOf: number): ShiftedTimes {
  const wall = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
  const salesWall = rows.sales.map(({ writtenAt }) => wall(writtenAt))
  const creditsWall = rows.credits.map(({ writtenAt }) => wall(writtenAt))
  const lastWall = salesWall.reduce((latest, time) => Math.max(latest, time), -Infinity)
  if (!Number.isFinite(lastWall)) throw new Error('The retail file holds no order.')
  let weeks = Math.floor((asOf - londonToUtc(lastWall)) / WEEK) + 1
  while (londonToUtc(lastWall + weeks * WEEK) > asOf) weeks--
  return {
    weeks,
    sales: Float64Array.from(salesWall, (time) => londonToUtc(time + weeks * WEEK)),
    credits: Float64Array.from(creditsWall, (time) => londonToUtc(time + weeks * WEEK)),
  }
}

/** The instant at which clocks in London show this time (given as if it were UTC). Twice, for the hours around a change. */
export function londonToUtc(wallMs: number): number {
  const guess = wallMs - tzOffset('Europe/London', new Date(wallMs)) * 60_000
  return wallMs - tzOffset('Europe/London', new Date(guess)) * 60_000
}

/** The codes that the kept orders hold. */
function codesSoldFrom(rows: UciRows, keepFrom: number): Set<number> {
  const kept = new Set<number>()
  for (let line = 0; line < rows.lineCount; line++) {
    if (at(rows.lineInvoice, line) >= keepFrom) kept.add(at(rows.lineCode, line))
  }
  return kept
}

/** Sales per code over the whole file, null for codes that were only ever credited. */
function summarizeCodes(
  rows: UciRows,
  times: Float64Array,
  matches: CreditMatch[],
  lastOrderAt: number,
): (CodeSales | null)[] {
  const recent = lastOrderAt - 91 * DAY
  const prices = rows.codes.map(() => new Map<number, { count: number; last: number }>())
  const entries: (CodeSales | null)[] = rows.codes.map(() => null)
  for (let line = 0; line < rows.lineCount; line++) {
    const invoice = at(rows.lineInvoice, line)
    const code = at(rows.lineCode, line)
    const soldAt = times[invoice] ?? 0
    const price = prices[code]?.get(at(rows.linePriceMinor, line))
    if (price === undefined) prices[code]?.set(at(rows.linePriceMinor, line), { count: 1, last: line })
    else {
      price.count++
      price.last = line
    }
    const entry = (entries[code] ??= {
      code: rows.codes[code] ?? '',
      description: '',
      usualPriceMinor: 0,
      firstSoldAt: soldAt,
      lastSoldAt: soldAt,
      soldIn91Days: 0,
    })
    entry.lastSoldAt = Math.max(entry.lastSoldAt, soldAt)
    if (soldAt >= recent) entry.soldIn91Days += at(rows.lineQuantity, line)
  }
  for (const { parts } of matches) {
    for (const { line, quantity } of parts) {
      const entry = entries[at(rows.lineCode, line)]
      if (entry && (times[at(rows.lineInvoice, line)] ?? 0) >= recent) entry.soldIn91Days -= quantity
    }
  }
  return entries.map((entry, code) => {
    if (entry === null) return null
    const counts = [...(prices[code] ?? [])]
    counts.sort(([, a], [, b]) => b.count - a.count || b.last - a.last)
    const names = [...(rows.descriptions[code] ?? [])].sort(([, a], [, b]) => b - a)
    entry.usualPriceMinor = counts[0]?.[0] ?? 0
    entry.description = (names[0]?.[0] ?? entry.code).trim().replace(/\s+/g, ' ')
    return entry
  })
}
