/**
 * Rows of one table as bytes on their way to COPY. In: one row's text after the other. Out: chunks of bytes, to be handed back when
 * they are written. Invariant: texts become bytes at once: kept as strings, a few ten thousand rows cost the garbage collector more
 * than everything else together.
 */

const CHUNK_BYTES = 256 * 1024
/** One UTF-16 unit is at most three bytes of UTF-8. */
const BYTES_PER_UNIT = 3

const free: Buffer[] = []
/** Enough for two batches of all tables; what comes back beyond that is dropped. */
const MOST_FREE = 64

export class CopyBuffer {
  #full: Buffer[] = []
  #chunk: Buffer | null = null
  #used = 0

  add(row: string): void {
    const needed = row.length * BYTES_PER_UNIT
    if (this.#chunk === null || this.#used + needed > this.#chunk.length) this.#next(needed)
    if (this.#chunk) this.#used += this.#chunk.write(row, this.#used, 'utf8')
  }

  #next(needed: number): void {
    this.#finish()
    this.#chunk =
      needed > CHUNK_BYTES ? Buffer.allocUnsafeSlow(needed) : (free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES))
  }

  #finish(): void {
    if (this.#chunk && this.#used > 0) this.#full.push(this.#chunk.subarray(0, this.#used))
    this.#chunk = null
    this.#used = 0
  }

  /** What has gathered since the last time. */
  take(): Buffer[] {
    this.#finish()
    const taken = this.#full
    this.#full = []
    return taken
  }
}

/** For chunks that were taken and are written: their memory is used again. */
export function recycle(chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    if (chunk.buffer.byteLength === CHUNK_BYTES && free.length < MOST_FREE) free.push(Buffer.from(chunk.buffer))
  }
}
