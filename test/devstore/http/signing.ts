/**
 * The three signatures that Shopify puts on what it sends, all HMAC-SHA256 with the app's secret.
 * In: raw bytes or query parameters. Out: base64 (webhooks) or hex (admin page load, app proxy).
 * Invariant: the webhook signature is over the bytes that leave, never over a re-serialised object.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export function webhookHmac(body: Buffer | string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

/** `hmac` of an embedded page load: every other parameter, sorted by name, as a query string. */
export function adminQueryHmac(parameters: Record<string, string>, secret: string): string {
  const message = Object.keys(parameters)
    .sort((a, b) => a.localeCompare(b))
    .map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(parameters[key] ?? '')}`)
    .join('&')
  return createHmac('sha256', secret).update(message).digest('hex')
}

/** `signature` of an app-proxy request: repeated keys joined with a comma, pairs sorted and joined with nothing. */
export function appProxySignature(parameters: URLSearchParams, secret: string): string {
  const keys = [...new Set(parameters.keys())].filter((key) => key !== 'signature').sort((a, b) => a.localeCompare(b))
  const message = keys.map((key) => `${key}=${parameters.getAll(key).join(',')}`).join('')
  return createHmac('sha256', secret).update(message).digest('hex')
}

export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
