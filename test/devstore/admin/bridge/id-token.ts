/**
 * Session tokens for the app's requests, and `fetch` that carries them.
 * In: a fresh token from the admin when the last one is about to expire. Out: fetch with Authorization on same-origin requests.
 * Invariant: a request to another origin never carries the token; a refused token is renewed once, not for ever.
 */
import { ask } from './channel.ts'
import type { BridgeConfig } from './config.ts'
import { openInAdmin } from './navigation.ts'

const SPARE_SECONDS = 10
let current: { token: string; expiresAt: number } | null = null
let pending: Promise<string> | null = null

export function idToken(): Promise<string> {
  if (current && current.expiresAt - SPARE_SECONDS > Date.now() / 1000) return Promise.resolve(current.token)
  pending ??= ask({ name: 'id-token' })
    .then((value) => {
      const token = String(value)
      current = { token, expiresAt: expiryOf(token) }
      return token
    })
    .finally(() => {
      pending = null
    })
  return pending
}

function expiryOf(token: string): number {
  const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  return Number(JSON.parse(atob(claims)).exp)
}

export function patchFetch(config: BridgeConfig): void {
  const bare = window.fetch.bind(window)
  window.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (new URL(request.url).origin !== location.origin || request.headers.has('authorization'))
      return bare(input, init)
    const again = request.clone()
    const answer = await bare(await signed(request, config))
    const reauthorize = answer.headers.get('x-shopify-api-request-failure-reauthorize-url')
    if (reauthorize) openInAdmin(reauthorize)
    if (answer.headers.get('x-shopify-retry-invalid-session-request') !== '1') return answer
    current = null
    return bare(await signed(again, config))
  }
}

async function signed(request: Request, config: BridgeConfig): Promise<Request> {
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${await idToken()}`)
  headers.set('x-requested-with', 'XMLHttpRequest')
  if (!headers.has('accept-language')) headers.set('accept-language', config.locale)
  return new Request(request, { headers })
}
