/**
 * Reading requests and writing answers on node:http, for every part of the dev store.
 * In: IncomingMessage. Out: body as bytes, JSON or form fields; answers with length and type set.
 * Invariant: a body is never larger than the limit; a body that is not what its type says is a BadRequest.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

export class BadRequest extends Error {
  readonly status: number
  constructor(message: string, status = 400) {
    super(message)
    this.name = 'BadRequest'
    this.status = status
  }
}

const MOST_BYTES = 32 * 1024 * 1024

export async function readBody(request: IncomingMessage, limit = MOST_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new BadRequest('The body is not bytes.')
    size += chunk.length
    if (size > limit) throw new BadRequest(`The body is larger than ${limit} bytes.`, 413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** JSON object or form fields, by content type. */
export async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readBody(request)).toString('utf8')
  const type = request.headers['content-type'] ?? ''
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  if (text.trim() === '') return {}
  return parseObject(text)
}

export function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new BadRequest(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isRecord(value)) throw new BadRequest('The body must be a JSON object.')
  return value
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(status, {
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(bytes)
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body), headers)
}

export function sendHtml(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'text/html; charset=utf-8', body)
}

export function sendRedirect(response: ServerResponse, location: string, headers: Record<string, string> = {}): void {
  response.writeHead(303, { location, 'content-length': 0, ...headers })
  response.end()
}
