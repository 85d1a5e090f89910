/**
 * The key of a call that changes stock, which says when it was made. In: a time and random hexadecimal digits. Out: a UUID of version 7
 * (RFC 9562, 5.7), and its time again. Invariant: the time can be read back to the millisecond.
 */

/** Shopify remembers keys for a limited time. After this long a call that was never answered may have been forgotten there. */
export const KEY_LIFE_HOURS = 20

/** @param randomUuid of version 4: its random bits are kept */
export function makeKey(at: Date, randomUuid: string): string {
  const time = at.getTime().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUuid.slice(15)}`
}

export function isForgotten(key: string, now: Date): boolean {
  const madeAt = Number.parseInt(key.slice(0, 8) + key.slice(9, 13), 16)
  return now.getTime() - madeAt > KEY_LIFE_HOURS * 3_600_000
}
