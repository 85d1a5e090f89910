/**
 * What this Shopify does wrong on demand: to webhooks, to Admin API calls and to downloads.
 * In: rates between 0 and 1, counters of what to spoil next, a seed. Out: the same misfortunes for the same seed.
 * Invariant: the fate of a delivery depends only on the seed and on its place in the order of emission, not on timing.
 */

export interface Faults {
  seed: number
  /** shares of webhook deliveries, 0..1 */
  duplicateRate: number
  reorderRate: number
  dropRate: number
  tamperRate: number
  delayRate: number
  /** how long a delayed delivery waits before its first attempt */
  delayMs: number
  /** the next n Admin API calls answer THROTTLED */
  throttleNext: number
  /** the next n Admin API calls fail with `failStatus`; 0 cuts the connection */
  failNext: number
  failStatus: number
  /** the next n downloads of bulk results break off in the middle */
  cutDownloads: number
  /** bulk operations fail after this many lines and leave partial data; 0: they do not */
  failBulkAfterLines: number
  /** keeps bulk operations slow enough to be watched and cancelled; 0: full speed */
  bulkLinesPerSecond: number
}

export interface DeliveryFate {
  dropped: boolean
  tampered: boolean
  duplicated: boolean
  delayMs: number
  /** how many later deliveries overtake this one */
  overtakenBy: number
}

export const NO_FAULTS: Readonly<Faults> = {
  seed: 1,
  duplicateRate: 0,
  reorderRate: 0,
  dropRate: 0,
  tamperRate: 0,
  delayRate: 0,
  delayMs: 0,
  throttleNext: 0,
  failNext: 0,
  failStatus: 503,
  cutDownloads: 0,
  failBulkAfterLines: 0,
  bulkLinesPerSecond: 0,
}

const RATES = ['duplicateRate', 'reorderRate', 'dropRate', 'tamperRate', 'delayRate'] as const
const COUNTS = [
  'seed',
  'delayMs',
  'throttleNext',
  'failNext',
  'failStatus',
  'cutDownloads',
  'failBulkAfterLines',
  'bulkLinesPerSecond',
] as const
const MOST_OVERTAKERS = 10

/** Changes only what is given; refuses a value out of range, naming it. */
export function setFaults(faults: Faults, changes: Partial<Record<keyof Faults, number>>): void {
  const known = new Set<string>([...RATES, ...COUNTS])
  for (const name of Object.keys(changes)) {
    if (!known.has(name)) throw new Error(`There is no fault "${name}". Known: ${[...known].join(', ')}.`)
  }
  for (const name of RATES) {
    const value = changes[name]
    if (value === undefined) continue
    if (!(value >= 0 && value <= 1)) throw new Error(`${name} is a share between 0 and 1, got ${value}.`)
    faults[name] = value
  }
  for (const name of COUNTS) {
    const value = changes[name]
    if (value === undefined) continue
    if (!Number.isInteger(value) || value < 0) throw new Error(`${name} is a whole number from 0, got ${value}.`)
    faults[name] = value
  }
}

/** A dropped delivery has no other fate; a tampered one is lost to the app too, so it is never duplicated. */
export function drawFate(faults: Faults, sequence: number): DeliveryFate {
  const draw = createRandom(faults.seed, sequence)
  const [drop, tamper, duplicate, reorder, delay, distance] = [draw(), draw(), draw(), draw(), draw(), draw()]
  const dropped = drop < faults.dropRate
  const tampered = !dropped && tamper < faults.tamperRate
  return {
    dropped,
    tampered,
    duplicated: !dropped && !tampered && duplicate < faults.duplicateRate,
    delayMs: delay < faults.delayRate ? faults.delayMs : 0,
    overtakenBy: reorder < faults.reorderRate ? 1 + Math.floor(distance * MOST_OVERTAKERS) : 0,
  }
}

/** mulberry32 (T. Ettinger, public domain method): small, fast, the same everywhere. Values in [0, 1). */
export function createRandom(seed: number, stream = 0): () => number {
  let a = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((stream + 1) | 0, 0x85ebca6b)) >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
