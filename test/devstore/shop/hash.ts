/**
 * Numbers out of names: the only source of variety in derived data, so that every import of one file is the same shop.
 * In: a text (what is derived, and for what). Out: an unsigned 32-bit hash, or a fraction made of it.
 * Invariant: no clock and no randomness; the same text gives the same number for ever.
 */

/** FNV-1a over the text's UTF-16 units, finished with MurmurHash3's avalanche so that near texts give far numbers. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** 0 ≤ fraction < 1 */
export function hashFraction(text: string): number {
  return hash32(text) / 0x1_0000_0000
}

/** One of `choices`, evenly. */
export function hashPick<T>(text: string, choices: readonly [T, ...T[]]): T {
  return choices[hash32(text) % choices.length] ?? choices[0]
}
