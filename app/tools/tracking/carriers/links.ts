/**
 * Where a shopper follows a parcel. In: a carrier's code and a tracking number. Out: an https address, or null.
 * Invariant: the number reaches the address percent-encoded, so that no number can change where the link leads.
 */
import type { Carrier } from './carrier.ts'
import { CARRIERS } from './directory.ts'

const byCode = new Map(CARRIERS.map((carrier) => [carrier.code, carrier]))

export function findCarrier(code: string): Carrier | null {
  return byCode.get(code) ?? null
}

/** Null for an unknown carrier, for one without a tracking page, and for text that is no number (a lone surrogate cannot be encoded). */
export function trackingLink(code: string, number: string): string | null {
  const template = byCode.get(code)?.linkTemplate
  if (!template || !number.isWellFormed()) return null
  return template.replace('{number}', () => encodeURIComponent(number))
}
