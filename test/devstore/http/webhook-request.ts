/**
 * One webhook delivery attempt: an HTTP POST with Shopify's time limits.
 * In: URL, headers, the exact bytes. Out: the status, or what went wrong, and how long it took. Never throws.
 * Invariant: 1 s to connect, 5 s in all (shopify.dev, "Webhooks: delivery"); redirects are not followed.
 */
import http from 'node:http'
import https from 'node:https'

export interface AttemptResult {
  status: number | null
  error: string | null
  ms: number
}

export interface AttemptLimits {
  connectMs: number
  totalMs: number
}

const SHOPIFY_LIMITS: AttemptLimits = { connectMs: 1000, totalMs: 5000 }

export class WebhookSender {
  readonly #http: http.Agent
  readonly #https: https.Agent
  readonly #limits: AttemptLimits

  constructor(concurrency: number, limits: AttemptLimits = SHOPIFY_LIMITS) {
    this.#http = new http.Agent({ keepAlive: true, maxSockets: concurrency })
    this.#https = new https.Agent({ keepAlive: true, maxSockets: concurrency })
    this.#limits = limits
  }

  send(url: string, headers: Record<string, string>, body: Buffer): Promise<AttemptResult> {
    const startedAt = performance.now()
    const secure = url.startsWith('https:')
    return new Promise((resolve) => {
      const finish = (status: number | null, error: string | null) => {
        clearTimeout(total)
        clearTimeout(connect)
        resolve({ status, error, ms: Math.round(performance.now() - startedAt) })
      }
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        agent: secure ? this.#https : this.#http,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': String(body.length) },
      })
      const total = setTimeout(
        () => request.destroy(new Error(`no answer within ${this.#limits.totalMs} ms`)),
        this.#limits.totalMs,
      )
      let connect: NodeJS.Timeout | undefined
      request.on('socket', (socket) => {
        if (!socket.connecting) return
        connect = setTimeout(
          () => request.destroy(new Error(`no connection within ${this.#limits.connectMs} ms`)),
          this.#limits.connectMs,
        )
        socket.once('connect', () => clearTimeout(connect))
      })
      request.on('response', (response) => {
        response.resume()
        response.on('end', () => finish(response.statusCode ?? null, null))
        response.on('error', (error) => finish(null, error.message))
      })
      request.on('error', (error) => finish(null, error.message || 'connection refused'))
      request.end(body)
    })
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }
}
