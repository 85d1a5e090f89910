/**
 * Serves the bench's file over loopback HTTP, as it is (/1x.jsonl, with ranges) and five times over with other ids (/5x.jsonl).
 */
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const file = process.argv[2] ?? ''
const { size } = statSync(file)
const TIMES = 5

async function* fiveTimes(): AsyncGenerator<string> {
  for (let time = 1; time <= TIMES; time++) {
    let text = ''
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      text +=
        line.replaceAll(
          /(gid:\/\/shopify\/(?:Order|LineItem|Refund|Fulfillment|Return|ReturnLineItem)\/)/g,
          `$1${time}`,
        ) + '\n'
      if (text.length > 1 << 18) {
        yield text
        text = ''
      }
    }
    yield text
  }
}

const server = createServer((request, response) => {
  const serve = async (): Promise<void> => {
    if (request.url === '/5x.jsonl') {
      response.writeHead(200, { 'content-type': 'application/jsonl' })
      await pipeline(Readable.from(fiveTimes()), response)
      return
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(from > 0 ? 206 : 200, { 'content-type': 'application/jsonl', 'content-length': size - from })
    await pipeline(createReadStream(file, { start: from, highWaterMark: 1 << 18 }), response)
  }
  serve().catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
