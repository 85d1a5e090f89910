/**
 * GET /bulk/<handle>/<id>.jsonl: the result files of bulk operations, at an address that is its own key.
 * In: a signed address, perhaps a Range. Out: the bytes asked for, or half of them when a download is to break off.
 * Invariant: no access token is needed or looked at; an address works for 7 days and cannot be guessed.
 */
import { createHmac } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { Faults } from './faults.ts'
import { take, type Installation } from './installation.ts'
import { send } from './message.ts'
import { sameText } from './signing.ts'

const LIFE_SECONDS = 7 * 24 * 3600

export function bulkUrl(origin: string, handle: string, id: string, key: Buffer, now = Date.now()): string {
  const expires = String(Math.floor(now / 1000) + LIFE_SECONDS)
  const url = new URL(`/bulk/${handle}/${id}.jsonl`, origin)
  url.searchParams.set('Expires', expires)
  url.searchParams.set('Signature', signature(handle, id, expires, key))
  return url.href
}

/** The shop's handle and the operation's id; null when the address is altered or too old. */
export function openBulkUrl(url: URL, key: Buffer, now = Date.now()): { handle: string; id: string } | null {
  const match = /^\/bulk\/([\w-]+)\/(\d+)\.jsonl$/.exec(url.pathname)
  const [, handle, id] = match ?? []
  const expires = url.searchParams.get('Expires') ?? ''
  if (handle === undefined || id === undefined || Number(expires) * 1000 < now) return null
  const given = url.searchParams.get('Signature') ?? ''
  return sameText(given, signature(handle, id, expires, key)) ? { handle, id } : null
}

export async function answerBulkDownload(
  request: IncomingMessage,
  response: ServerResponse,
  shop: Installation,
  id: string,
  faults: Faults,
): Promise<void> {
  const file = await shop.api.bulkResult(id)
  if (file === null) {
    send(response, 404, 'application/xml', '<Error><Code>NoSuchKey</Code></Error>')
    return
  }
  const range = readRange(request.headers.range, file.size)
  if (range === 'unsatisfiable') {
    send(response, 416, 'application/xml', '<Error><Code>InvalidRange</Code></Error>', {
      'content-range': `bytes */${file.size}`,
    })
    return
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 }
  const length = end - start + 1
  response.writeHead(range === null ? 200 : 206, {
    'content-type': 'application/jsonl',
    'accept-ranges': 'bytes',
    'content-length': length,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${file.size}` }),
  })
  if (length === 0 || request.method === 'HEAD') {
    response.end()
    return
  }
  const cut = length > 1 && take(faults, 'cutDownloads')
  const source = createReadStream(file.path, { start, end: cut ? start + Math.floor(length / 2) - 1 : end })
  if (cut) {
    source.pipe(response, { end: false })
    // What was promised in content-length never comes: the connection goes down after the half that was sent.
    source.on('end', () => response.socket?.destroySoon())
    source.on('error', () => response.destroy())
  } else {
    pipeline(source, response, (error) => {
      if (error) response.destroy()
    })
  }
}

function readRange(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return start > end || start >= size ? 'unsatisfiable' : { start, end }
}

function signature(handle: string, id: string, expires: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${handle}/${id}/${expires}`).digest('hex')
}
