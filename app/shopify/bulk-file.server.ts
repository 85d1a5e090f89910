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
  let rest: Uint8Array | null = null
  for await (const received of chunksOf(response.body)) {
    let chunk = received
    if (skip > 0) {
      const skipped = Math.min(skip, chunk.length)
      skip -= skipped
      chunk = chunk.subarray(skipped)
    }
    const end = chunk.lastIndexOf(NEWLINE)
    if (end === -1) {
      rest = rest ? Buffer.concat([rest, chunk]) : Buffer.from(chunk)
      continue
    }
    const whole: Buffer = rest
      ? Buffer.concat([rest, chunk.subarray(0, end)])
      : Buffer.from(chunk.buffer, chunk.byteOffset, end)
    position += whole.length + 1
    rest = end + 1 < chunk.length ? Buffer.from(chunk.subarray(end + 1)) : null
    yield { lines: splitLines(whole), endByte: position }
  }
  // The last line may come without a line end; only the size tells that it is whole.
  if (rest && position + rest.length === size) yield { lines: splitLines(rest), endByte: position + rest.length }
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

function splitLines(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n')
  return lines.filter((line) => line !== '')
}
