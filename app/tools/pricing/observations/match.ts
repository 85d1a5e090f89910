/**
 * Which of our products an observation is about. In: SKUs and barcodes of the shop, a SKU or GTIN. Out: one variant, or why none.
 * Invariant: a code that several variants carry matches none of them; a SKU and a GTIN that both are given must mean the same variant.
 */
import type { Id } from '#app/mirror/types.ts'
import type { MatchedObservation, ObservationProblem } from './schema.ts'

export interface VariantCodes {
  id: Id
  sku: string | null
  barcode: string | null
}

export type ProductMatch =
  | { ok: true; variantId: Id }
  | {
      ok: false
      code: ObservationProblem & ('no_product_code' | 'unknown_product' | 'several_products' | 'sku_and_gtin_differ')
    }

export type MatchProduct = (sku: string | null, gtin: string | null) => ProductMatch

/** SKUs match exactly, else without regard to case; GTINs as numbers: GTIN-8, -12, -13 and -14 of one article differ in leading zeros only (GS1). */
export function productMatcher(variants: readonly VariantCodes[]): MatchProduct {
  const [exact, folded, gtins] = [new Map<string, Id[]>(), new Map<string, Id[]>(), new Map<string, Id[]>()]
  const add = (to: Map<string, Id[]>, key: string, id: Id): void => {
    const there = to.get(key)
    if (there === undefined) to.set(key, [id])
    else there.push(id)
  }
  for (const { id, sku, barcode } of variants) {
    if (sku !== null && sku.trim() !== '') {
      add(exact, sku.trim(), id)
      add(folded, sku.trim().toLowerCase(), id)
    }
    const gtin = barcode === null ? '' : foldGtin(barcode)
    if (gtin !== '') add(gtins, gtin, id)
  }
  const bySku = (sku: string): Id[] => exact.get(sku) ?? folded.get(sku.toLowerCase()) ?? []
  return (sku, gtin) => {
    const wantedSku = sku?.trim() ?? ''
    const wantedGtin = gtin?.trim() ?? ''
    if (wantedSku === '' && wantedGtin === '') return { ok: false, code: 'no_product_code' }
    const ofSku = wantedSku === '' ? null : bySku(wantedSku)
    const ofGtin = wantedGtin === '' ? null : (gtins.get(foldGtin(wantedGtin)) ?? [])
    return decide(ofSku, ofGtin)
  }
}

function decide(ofSku: Id[] | null, ofGtin: Id[] | null): ProductMatch {
  const found = ofSku === null ? (ofGtin ?? []) : ofGtin === null ? ofSku : both(ofSku, ofGtin)
  const [first] = found
  if (first === undefined) {
    const oneWasKnown = ofSku !== null && ofGtin !== null && ofSku.length > 0 && ofGtin.length > 0
    return { ok: false, code: oneWasKnown ? 'sku_and_gtin_differ' : 'unknown_product' }
  }
  return found.length > 1 ? { ok: false, code: 'several_products' } : { ok: true, variantId: first }
}

/** A code that the shop does not know does not count against the one it knows. */
function both(a: Id[], b: Id[]): Id[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a
  return a.filter((id) => b.includes(id))
}

/** Spaces and hyphens are for reading. */
function foldGtin(code: string): string {
  const compact = code.replace(/[\s-]/g, '')
  return /^\d+$/.test(compact) ? compact.replace(/^0+/, '') : compact.toLowerCase()
}

/** Two observations with one key are the same one, or contradict each other. */
export function observationKey(observation: {
  variantId: Id
  competitor: string
  country: string
  seenAt: string
}): string {
  return JSON.stringify([
    observation.variantId,
    observation.competitor.toLowerCase(),
    observation.country,
    observation.seenAt,
  ])
}

/** What an observation says beyond its key: two with one key and another of this contradict each other. */
export function whatItSays(observation: MatchedObservation): string {
  const { priceMinor, currency, shippingMinor, inStock, url, confidenceBps, packSize } = observation
  return JSON.stringify([priceMinor, currency, shippingMinor, inStock, url, confidenceBps, packSize])
}
