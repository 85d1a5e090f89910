/**
 * How often may somebody guess? In: a client, an order's name, a shop. Out: how long to wait, or that it may be tried. Invariant: only wrong guesses
 * count; names and addresses are kept as keyed hashes, in memory, for a quarter of an hour. Each process counts for itself: of N processes together
 * a client has N times as many tries, which is still nothing against what there is to guess.
 */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { lookupHash } from '#app/shopify/secrets.server.ts'

const WINDOW_SECONDS = 900
export const WRONG_PER_CLIENT = 12
export const WRONG_PER_ORDER = 10
/** A shop's own shoppers mistype; hundreds within minutes are no shoppers. Links of mails keep working. */
export const WRONG_PER_SHOP = 600

const limiter = (name: string, points: number): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: WINDOW_SECONDS })
const clients = limiter('client', WRONG_PER_CLIENT)
const orders = limiter('order', WRONG_PER_ORDER)
const shops = limiter('shop', WRONG_PER_SHOP)

export interface Guess {
  shopId: number
  /** null: the request did not come by a proxy that says whose it is */
  client: string | null
  /** the order's name as it is compared; null when another thing was asked for */
  order: string | null
}

function keysOf({ shopId, client, order }: Guess): [RateLimiterMemory, string][] {
  const hashed = (text: string): string => `${shopId}:${lookupHash(`${shopId}:${text}`, 'client') ?? ''}`
  return [
    [shops, String(shopId)],
    [clients, hashed(`client ${client ?? ''}`)],
    ...(order === null ? [] : [[orders, hashed(`order ${order}`)] satisfies [RateLimiterMemory, string]]),
  ]
}

/** Minutes until it may be tried again; null: now. */
export async function minutesToWait(guess: Guess): Promise<number | null> {
  const states = await Promise.all(keysOf(guess).map(([counter, key]) => counter.get(key)))
  const waits = states.filter((state): state is RateLimiterRes => state !== null && state.remainingPoints <= 0)
  return waits.length === 0 ? null : Math.max(1, ...waits.map(({ msBeforeNext }) => Math.ceil(msBeforeNext / 60_000)))
}

/** A guess was wrong. */
export async function countWrong(guess: Guess): Promise<void> {
  await Promise.all(keysOf(guess).map(([counter, key]) => counter.penalty(key)))
}
