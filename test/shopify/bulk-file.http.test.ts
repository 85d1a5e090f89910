import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAppError } from '#app/kernel/errors.ts'
import { readBulkFile, type LineChunk } from '#app/shopify/bulk-file.server.ts'

const LINES = Array.from({ length: 5000 }, (_, index) => JSON.stringify({ id: index, title: '茶'.repeat(index % 40) }))
const FILE = Buffer.from(`${LINES.join('\n')}\n`)

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void
let answer: Answer = () => undefined
let asked: (string | undefined)[] = []
const server = createServer((request, response) => {
  asked.push(request.headers.range)
  answer(request, response, asked.length)
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.jsonl`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function fromOf(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
}

async function read(
  given: Answer,
  options: { fromByte?: number; size?: number | null } = {},
): Promise<{ lines: string[]; chunks: LineChunk[] }> {
  answer = given
  asked = []
  const chunks: LineChunk[] = []
  for await (const chunk of readBulkFile(url, { size: FILE.length, signal: new AbortController().signal, ...options }))
    chunks.push(chunk)
  return { lines: chunks.flatMap((chunk) => chunk.lines), chunks }
}

const whole: Answer = (request, response) => {
  const from = fromOf(request)
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': FILE.length - from })
  response.end(FILE.subarray(from))
}

describe('the file of a bulk operation', () => {
  it('comes as whole lines, however its bytes fall into chunks', async () => {
    const crumbs: Answer = (_request, response) => {
      const send = (at: number): void => {
        if (at >= FILE.length) return void response.end()
        // Odd sizes cut characters of three bytes in two.
        response.write(FILE.subarray(at, at + 4099), () => send(at + 4099))
      }
      response.writeHead(200)
      send(0)
    }
    expect((await read(crumbs)).lines).toEqual(LINES)
  })

  it('every chunk ends at a byte from which the rest can be read', async () => {
    const { chunks } = await read(whole)
    const middle = chunks[Math.floor(chunks.length / 2)]
    if (!middle) throw new Error('one chunk only')
    const rest = await read(whole, { fromByte: middle.endByte })
    expect(asked).toEqual([`bytes=${middle.endByte}-`])
    expect(rest.lines).toEqual(chunks.slice(chunks.indexOf(middle) + 1).flatMap((chunk) => chunk.lines))
  })

  it('goes on behind the last whole line when the connection breaks, and gives no line twice', async () => {
    const breaking: Answer = (request, response, nth) => {
      const from = fromOf(request)
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': FILE.length - from })
      if (nth > 3) return void response.end(FILE.subarray(from))
      response.write(FILE.subarray(from, from + 50_001), () => response.destroy())
    }
    expect((await read(breaking)).lines).toEqual(LINES)
    expect(asked.length).toBe(4)
  })

  it('skips what it has when the server sends the file from its start', async () => {
    const deaf: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': FILE.length })
      response.end(FILE)
    }
    const start = Buffer.byteLength(`${LINES.slice(0, 1234).join('\n')}\n`)
    expect((await read(deaf, { fromByte: start })).lines).toEqual(LINES.slice(1234))
  })

  it('without a line end behind its last line is whole all the same when the size says so', async () => {
    const bare = FILE.subarray(0, FILE.length - 1)
    const unended: Answer = (_request, response) => response.end(bare)
    expect((await read(unended, { size: bare.length })).lines).toEqual(LINES)
    // Of unknown size the last line may be cut, and is left out.
    expect((await read(unended, { size: null })).lines).toEqual(LINES.slice(0, -1))
  })

  it('that ends too early again and again is an error for later', async () => {
    const short: Answer = (_request, response) => response.destroy()
    const outcome = await read(short).then(
      () => null,
      (error: unknown) => error,
    )
    expect(isAppError(outcome, 'upstream_down')).toBe(true)
  })

  it('whose address is no longer good is an error that asks for another', async () => {
    const gone: Answer = (_request, response) => {
      response.writeHead(403)
      response.end()
    }
    const outcome = await read(gone).then(
      () => null,
      (error: unknown) => error,
    )
    expect(isAppError(outcome, 'unavailable')).toBe(true)
    expect(asked.length).toBe(1)
  })
})
