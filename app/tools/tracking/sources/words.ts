/**
 * A status in anybody's words to the closed model. In: a code of ours, of 17TRACK, AfterShip or Shopify, or a carrier's sentence. Out: its meaning, or
 * null. Invariant: codes are read before sentences, and what fits nothing is null, never a guess.
 */
import { matchCheckpoint } from '../checkpoints/match.ts'
import { DETAILS, PARCEL_STATUSES, type Meaning } from '../status/model.ts'
import { readAftership, readSeventeenTrack } from '../status/providers.ts'
import { readShopifyDisplayStatus } from '../status/shopify.ts'

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')

/** Every status and every detail of ours by its folded code. */
const OURS: ReadonlyMap<string, Meaning> = new Map([
  ...PARCEL_STATUSES.flatMap((status) =>
    DETAILS[status].map((detail): [string, Meaning] => [fold(detail), { status, detail } as Meaning]),
  ),
  ...PARCEL_STATUSES.map((status): [string, Meaning] => [fold(status), { status, detail: null }]),
])

/** What merchants' own systems call it, beside the codes. */
const COMMON: Readonly<Record<string, Meaning>> = {
  shipped: { status: 'handed_over', detail: null },
  pickedup: { status: 'handed_over', detail: 'picked_up' },
  accepted: { status: 'handed_over', detail: 'accepted' },
  exception: { status: 'delayed', detail: null },
  已发货: { status: 'handed_over', detail: null },
  已揽收: { status: 'handed_over', detail: 'picked_up' },
  运输中: { status: 'in_transit', detail: null },
  清关中: { status: 'customs', detail: 'customs_started' },
  派送中: { status: 'out_for_delivery', detail: null },
  已签收: { status: 'delivered', detail: null },
  已妥投: { status: 'delivered', detail: null },
}

/** @param code a status code or word; @param sentence the carrier's own words, read when the code says nothing */
export function readStatusWords(code: string | null, sentence: string | null): Meaning | null {
  const given = code?.trim() ?? ''
  if (given !== '') {
    const found =
      OURS.get(fold(given)) ??
      (Object.hasOwn(COMMON, fold(given)) ? COMMON[fold(given)] : null) ??
      readShopifyDisplayStatus(given.toUpperCase()) ??
      readSeventeenTrack(given.split('_')[0] ?? '', given) ??
      readAftership(given.split('_')[0] ?? '', given) ??
      matchCheckpoint(given)
    if (found) return found
  }
  return sentence ? matchCheckpoint(sentence) : null
}

/** A status with one of its own details; null for a detail that is another status's. */
export function meaningOf(status: string, detail: string | null): Meaning | null {
  const known = PARCEL_STATUSES.find((one) => one === status)
  if (!known) return null
  if (detail === null || detail === '') return { status: known, detail: null }
  return (DETAILS[known] as readonly string[]).includes(detail) ? ({ status: known, detail } as Meaning) : null
}
