/**
 * A shopper's request as Shopify's app proxy sends it on. In: a shop, a path, fields in the address or a form. Out: a signed Request.
 */
import { createHmac } from 'node:crypto'
import type { Shop } from '#app/mirror/types.ts'

export interface ProxyOptions {
  query?: Record<string, string>
  form?: Record<string, string> | string
  headers?: Record<string, string>
  secret?: string
  /** epoch seconds */
  timestamp?: number
}

export function proxied(shop: Shop, path: string, options: ProxyOptions = {}): Request {
  const { query = {}, form, headers = {}, secret = 'test-api-secret' } = options
  const all: Record<string, string> = {
    ...query,
    shop: shop.domain,
    logged_in_customer_id: '',
    path_prefix: '/apps/tradewind',
    timestamp: String(options.timestamp ?? Math.floor(Date.now() / 1000)),
  }
  const message = Object.keys(all)
    .sort()
    .map((key) => `${key}=${all[key]}`)
    .join('')
  const signature = createHmac('sha256', secret).update(message).digest('hex')
  return new Request(`https://app.example.com${path}?${new URLSearchParams({ ...all, signature })}`, {
    headers: { 'x-forwarded-for': '203.0.113.7', ...headers },
    ...(form === undefined
      ? {}
      : { method: 'POST', body: typeof form === 'string' ? form : new URLSearchParams(form) }),
  })
}
