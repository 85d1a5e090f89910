/**
 * Reads the file of a bulk operation as it comes, line by line, and goes on where the line breaks off.
 * In: the signed address, and the byte to begin at. Out: whole lines, and the byte behind the last of them. Invariant: never more than
 * one chunk in memory; every line is given exactly once, however often the connection had to be opened again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#app/kernel/errors.ts'

export interface LineChunk {
  lines: string[]
  /** the restart point: bytes of the file up to the end of the last line */
  endByte: number
}

export interface ReadOptions {
  /** a byte that an earlier chunk gave as its end; 0 for the start */
  fromByte?: number
  /** what Shopify said the file has: a download that ends before is broken; null: unknown */
  size?: number | null
  signal: AbortSignal
}

const MOST_FAILURES = 5
const NEWLINE = 10

/** Throws `upstream_down` when the file cannot be read on after several tries, `unavailable` when its address is no longer good. */
export async function* readBulkFile(url: string, options: ReadOptions): AsyncGenerator<LineChunk> {
  let position = options.fromByte ?? 0
  let failures = 0
  const size = options.size ?? null
  while (size === null || position < size) {
    const before = position
    try {
      for await (const chunk of readFrom(url, position, size, options.signal)) {
        position = chunk.endByte
        yield chunk
      }
      if (size === null || position >= size) return
      throw new Error(`the file ended at byte ${position} of ${size}`)
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof AppError) throw error
      failures = position > before ? 1 : failures + 1
      if (failures > MOST_FAILURES)
        throw new AppError('upstream_down', `the result of a bulk operation cannot be read past byte ${position}`, {
          cause: error,
        })
      await sleep(100 * 2 ** failures, undefined, { signal: options.signal })
    }
  }
}

async function* readFrom(
  url: string,
  from: number,
  size: number | null,
  signal: AbortSignal,
): AsyncGenerator<LineChunk> {
  // Byte positions are those of the file itself, so it must not be compressed on the way.
  const response = await fetch(url, {
    signal,
    headers: { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
  })
  if (response.status === 416) {
    await response.body?.cancel()
    return
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    const message = `the result of a bulk operation answered ${response.status}`
    if (response.status >= 400 && response.status < 500 && response.status !== 429)
      throw new AppError('unavailable', message)
    throw new Error(message)
  }
  // A server that ignores the range sends the file from its start.
  let skip = response.status === 206 ? 0 : from
  let position = from
  const lines = new LineBuffer()
  for await (const received of chunksOf(response.body)) {
    let chunk = received
    if (skip > 0) {
      const skipped = Math.min(skip, chunk.length)
      skip -= skipped
      chunk = chunk.subarray(skipped)
    }
    const whole = lines.add(chunk)
    if (whole === null) continue
    position += whole.bytes
    yield { lines: splitLines(whole.text), endByte: position }
  }
  // The last line may come without a line end; only the size tells that it is whole.
  const rest = lines.rest()
  if (rest.bytes > 0 && position + rest.bytes === size)
    yield { lines: splitLines(rest.text), endByte: position + rest.bytes }
}

/** Bytes that wait for their line end. One buffer for the whole file: an allocation per chunk piles up outside the heap. */
class LineBuffer {
  #bytes = Buffer.allocUnsafeSlow(512 * 1024)
  #used = 0

  /** The whole lines that are there now, or null. */
  add(chunk: Uint8Array): { text: string; bytes: number } | null {
    const needed = this.#used + chunk.length
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2)
      larger.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = larger
    }
    this.#bytes.set(chunk, this.#used)
    const end = chunk.lastIndexOf(NEWLINE)
    const bytes = end === -1 ? 0 : this.#used + end + 1
    this.#used = needed
    if (bytes === 0) return null
    const text = this.#bytes.toString('utf8', 0, bytes - 1)
    this.#bytes.copyWithin(0, bytes, needed)
    this.#used = needed - bytes
    return { text, bytes }
  }

  rest(): { text: string; bytes: number } {
    return { text: this.#bytes.toString('utf8', 0, this.#used), bytes: this.#used }
  }
}

/** A web stream's own iterator costs a promise more per chunk, and not every type library knows it. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // Left early: the connection must not stay open behind our back.
    await reader.cancel().catch(() => undefined)
  }
}

function splitLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
