/**
 * The order of lines in a bulk result that is not grouped: Shopify promises none, so the dev store mixes them on purpose.
 * In: lines in natural order. Out: bytes; with mixing, children lie up to thousands of lines from their parents, half of them before.
 * Invariant: a permutation, and the same one for the same query and data. Memory is bounded by one block of lines.
 */
const BLOCK_LINES = 4096

export class LineShuffle {
  readonly #mixed: boolean
  // Lines become bytes at once: thousands of text fragments kept alive would cost more than writing them.
  #block = Buffer.allocUnsafe(1 << 20)
  #used = 0
  #count = 0
  readonly #starts = new Uint32Array(BLOCK_LINES + 1)
  #ready: Buffer[] = []
  #random: number
  /** how much may be taken */
  bytes = 0

  constructor(mixed: boolean, seed: string) {
    this.#mixed = mixed
    let hash = 2_166_136_261
    for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 16_777_619)
    this.#random = hash === 0 ? 1 : hash
  }

  add(line: string): void {
    // One UTF-16 unit is at most three bytes of UTF-8.
    const needed = this.#used + line.length * 3
    if (needed > this.#block.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#block.length * 2))
      this.#block.copy(larger, 0, 0, this.#used)
      this.#block = larger
    }
    this.#used += this.#block.write(line, this.#used, 'utf8')
    this.#starts[++this.#count] = this.#used
    if (this.#count === BLOCK_LINES) this.#close()
  }

  /** The bytes that may leave now; with `all` also those of a block that is not full. */
  take(all: boolean): Buffer {
    if (all) this.#close()
    const bytes = Buffer.concat(this.#ready)
    this.#ready = []
    this.bytes = 0
    return bytes
  }

  #close(): void {
    if (this.#count === 0) return
    const bytes = Buffer.allocUnsafe(this.#used)
    if (this.#mixed) this.#mixInto(bytes)
    else this.#block.copy(bytes, 0, 0, this.#used)
    this.#ready.push(bytes)
    this.bytes += bytes.length
    this.#used = 0
    this.#count = 0
  }

  /** Fisher–Yates over the block's lines. */
  #mixInto(bytes: Buffer): void {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index)
    let at = 0
    for (let left = this.#count; left > 0; left--) {
      const chosen = this.#below(left)
      const line = order[chosen] ?? 0
      order[chosen] = order[left - 1] ?? 0
      at += this.#block.copy(bytes, at, this.#starts[line], this.#starts[line + 1])
    }
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
