/**
 * The order of lines in a bulk result that is not grouped: Shopify promises none, so the dev store mixes them on purpose.
 * In: lines in natural order. Out: the same lines, children far from their parents and often before them.
 * Invariant: a permutation, and the same one for the same query and data. Memory is bounded by the size of the pool.
 */
const POOL_SIZE = 4096

export class LineShuffle {
  readonly #size: number
  readonly #pool: string[] = []
  #ready: string[] = []
  #random: number
  /** characters ready to be taken; close to bytes, as lines are mostly ASCII */
  bytes = 0

  /** size 0 keeps the natural order (groupObjects: true) */
  constructor(size: number = POOL_SIZE, seed: string) {
    this.#size = size
    let hash = 2_166_136_261
    for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 16_777_619)
    this.#random = hash === 0 ? 1 : hash
  }

  add(line: string): void {
    if (this.#size === 0) {
      this.#push(line)
    } else if (this.#pool.length < this.#size) {
      this.#pool.push(line)
    } else {
      const index = this.#below(this.#size)
      const held = this.#pool[index]
      this.#pool[index] = line
      if (held !== undefined) this.#push(held)
    }
  }

  /** The lines that may leave now; with `all` also those still held back. */
  take(all: boolean): string {
    if (all) {
      for (let count = this.#pool.length; count > 0; count--) {
        const index = this.#below(count)
        const line = this.#pool[index]
        const last = this.#pool.pop()
        if (index < count - 1 && last !== undefined) this.#pool[index] = last
        if (line !== undefined) this.#push(line)
      }
    }
    const text = this.#ready.join('')
    this.#ready = []
    this.bytes = 0
    return text
  }

  #push(line: string): void {
    this.#ready.push(line)
    this.bytes += line.length
  }

  /** xorshift32 (Marsaglia 2003): any repeatable order will do. */
  #below(limit: number): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x
    return (x >>> 0) % limit
  }
}
