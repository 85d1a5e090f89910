/**
 * The one way to the Admin GraphQL API: typed documents in, data out.
 * It knows the cost of queries and waits instead of failing when Shopify throttles; it retries what is safe; it gets a new token
 * when the old one is refused; it turns user errors into errors with field paths. Invariant: what it returns is complete: an answer
 * with errors, or partial data, is always an error.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { Kind, print } from 'graphql'
import { ClientError, GraphQLClient } from 'graphql-request'
import { AppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { collectUserErrors, judge, readCost, readErrors, type Answer } from './answer.ts'
import { CostBucket } from './bucket.ts'
import { accessToken, discardToken, replaceToken } from './tokens.server.ts'
import { API_VERSION } from './version.ts'

export interface RequestOptions {
  signal?: AbortSignal
  /** how long it may wait for Shopify's rate limit before it gives up with `throttled`; 60 unless told */
  patienceSeconds?: number
}

export interface ShopifyClient {
  /** Safe to repeat: retried on network errors, 5xx and 429. */
  query<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Data>
  /**
   * Throws `shopify_rejected` with field paths when the answer holds user errors. Repeated after an unclear failure only when
   * `idempotent`: the document carries @idempotent, or a second run changes nothing.
   */
  mutate<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: RequestOptions & { idempotent?: boolean },
  ): Promise<Data>
}

export interface RequestEnded {
  operation: string
  outcome: 'ok' | 'rejected' | 'throttled' | 'unauthorized' | 'failed' | 'refused'
  /** from the first try to the end, waits included */
  seconds: number
  waitedSeconds: number
  tries: number
  /** points that Shopify charged; null when it did not say */
  cost: number | null
}

const listeners = new Set<(ended: RequestEnded) => void>()

/** Tells `listener` of every request that ended, for metrics. Returns how to stop. */
export function onShopifyRequest(listener: (ended: RequestEnded) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const HTTP_TIMEOUT_MS = 30_000
const DEFAULT_PATIENCE_SECONDS = 60
const MAX_FAILURES = 3
const BACKOFF_MS = 250
/** One who waits for points looks again this soon: other requests' answers tell how many there are. */
const LOOK_AGAIN_MS = 1_000

const buckets = new Map<string, CostBucket>()
/** What each operation asked for last time: its price before it is sent. */
const prices = new Map<string, number>()
const printed = new WeakMap<object, { text: string; operation: string }>()

export function shopifyClient(shop: { domain: string }): ShopifyClient {
  return {
    query: (document, variables, options = {}) =>
      send(shop.domain, document, variables, { ...options, repeatable: true }),
    mutate: async (document, variables, options = {}) => {
      const { idempotent = false, ...rest } = options
      return send(shop.domain, document, variables, { ...rest, repeatable: idempotent, isMutation: true })
    },
  }
}

interface SendOptions extends RequestOptions {
  repeatable: boolean
  isMutation?: boolean
}

async function send<Data, Variables extends object>(
  domain: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: SendOptions,
): Promise<Data> {
  const { text, operation } = textOf(document)
  const attempt = new Attempt(domain, operation, options)
  try {
    const data = await attempt.run<Data>(text, variables)
    if (options.isMutation) rejectUserErrors(data, operation, domain)
    attempt.report('ok')
    return data
  } catch (error) {
    attempt.report(outcomeOf(error))
    throw error
  }
}

/** One request of a caller, over all its tries. */
class Attempt {
  readonly #domain: string
  readonly #operation: string
  readonly #options: SendOptions
  readonly #beganMs = performance.now()
  readonly #bucket: CostBucket
  #waitedMs = 0
  #tries = 0
  #failures = 0
  #cost: number | null = null

  constructor(domain: string, operation: string, options: SendOptions) {
    this.#domain = domain
    this.#operation = operation
    this.#options = options
    this.#bucket = bucketOf(domain)
  }

  async run<Data>(text: string, variables: object): Promise<Data> {
    let token = await accessToken(this.#domain)
    let replaced = false
    for (;;) {
      await this.#waitForTurn()
      const { answer, data, cause } = await this.#post(text, variables, token)
      const verdict = answer ? judge(answer, this.#operation, this.#domain) : this.#unreachable(cause)
      switch (verdict.kind) {
        case 'ok':
          if (data === null || data === undefined)
            throw new Error(`${this.#operation} of ${this.#domain}: an answer without data`)
          // The document's type is checked against the schema by codegen; Shopify vouches for the shape.
          return data as Data
        case 'throttled':
          await this.#waitForPoints(answer?.cost?.requestedQueryCost ?? null)
          break
        case 'unauthorized':
          if (replaced) {
            await discardToken(this.#domain, token)
            throw new AppError(
              'shop_unauthorized',
              `${this.#operation} of ${this.#domain}: Shopify refuses the access token`,
            )
          }
          replaced = true
          token = await replaceToken(this.#domain, token)
          break
        case 'failed':
          await this.#waitAfterFailure(verdict)
          break
        case 'refused':
          throw verdict.error
      }
    }
  }

  report(outcome: RequestEnded['outcome']): void {
    const seconds = (performance.now() - this.#beganMs) / 1000
    const ended = {
      operation: this.#operation,
      outcome,
      seconds,
      waitedSeconds: this.#waitedMs / 1000,
      tries: this.#tries,
      cost: this.#cost,
    }
    for (const listener of listeners) listener(ended)
  }

  async #post(
    text: string,
    variables: object,
    token: string,
  ): Promise<{ answer: Answer | null; data?: unknown; cause?: unknown }> {
    this.#tries += 1
    const { signal } = this.#options
    const timeout = AbortSignal.timeout(HTTP_TIMEOUT_MS)
    const client = new GraphQLClient(`https://${this.#domain}/admin/api/${API_VERSION}/graphql.json`, {
      errorPolicy: 'all',
      headers: { 'X-Shopify-Access-Token': token, Accept: 'application/json' },
    })
    try {
      const response = await client.rawRequest({
        query: text,
        variables,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      return { answer: this.#read(response), data: response.data }
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof ClientError) return { answer: this.#read(error.response) }
      return { answer: null, cause: error }
    }
  }

  #read(response: { status: number; headers: Headers; errors?: unknown; extensions?: unknown }): Answer {
    const cost = readCost(response.extensions)
    if (cost) {
      this.#bucket.learn(cost.throttleStatus, Date.now())
      this.#cost = cost.actualQueryCost ?? this.#cost
      prices.set(this.#operation, cost.requestedQueryCost)
    }
    warnOfOtherVersion(response.headers)
    return { status: response.status, headers: response.headers, errors: readErrors(response.errors), cost }
  }

  /** Before a request whose price is known: stand in line instead of being refused. */
  async #waitForTurn(): Promise<void> {
    const cost = prices.get(this.#operation) ?? 0
    const place = this.#bucket.stand(cost)
    let sent = false
    try {
      for (;;) {
        const waitMs = this.#bucket.msUntilTurn(place, Date.now())
        if (waitMs <= 0) break
        await this.#sleep(waitMs)
      }
      sent = true
    } finally {
      this.#bucket.leave(place, Date.now(), sent)
    }
  }

  async #waitForPoints(requested: number | null): Promise<void> {
    const { size } = this.#bucket
    if (requested !== null && size !== null && requested > size) {
      throw new Error(
        `${this.#operation} asks for ${requested} points, more than the bucket of ${this.#domain} can ever hold (${size})`,
      )
    }
    // What Shopify did not name has no place in the line. The others stand in it again, now that the price and the points are known.
    await this.#pause((requested === null ? 1000 : 100) + Math.random() * 100)
  }

  /** Throws when the wait is longer than the caller's patience. Sleeps for a part of it: what other answers tell meanwhile may shorten it. */
  async #sleep(waitMs: number): Promise<void> {
    const patienceMs = (this.#options.patienceSeconds ?? DEFAULT_PATIENCE_SECONDS) * 1000
    if (this.#waitedMs + waitMs > patienceMs) {
      throw new AppError(
        'throttled',
        `${this.#operation} of ${this.#domain}: Shopify's rate limit asks to wait ${Math.ceil(waitMs / 1000)} s`,
        {
          retry: { afterSeconds: Math.ceil(waitMs / 1000) },
        },
      )
    }
    await this.#pause(Math.min(waitMs + jitter(waitMs), LOOK_AGAIN_MS))
  }

  async #waitAfterFailure(verdict: Failure): Promise<void> {
    const { error, executed, retryAfterSeconds } = verdict
    this.#failures += 1
    const mayRepeat = this.#options.repeatable || executed === 'no'
    if (!mayRepeat || this.#failures > MAX_FAILURES) throw withRetry(error, retryAfterSeconds)
    if (retryAfterSeconds !== null) {
      const patience = this.#options.patienceSeconds ?? DEFAULT_PATIENCE_SECONDS
      if (this.#waitedMs / 1000 + retryAfterSeconds > patience) throw withRetry(error, retryAfterSeconds)
      await this.#pause(retryAfterSeconds * 1000 + jitter(retryAfterSeconds * 1000))
      return
    }
    // Full jitter (Marc Brooker, "Exponential Backoff and Jitter", AWS 2015), on top of a floor so that a retry is never immediate.
    const ceiling = BACKOFF_MS * 2 ** this.#failures
    await this.#pause(ceiling / 4 + Math.random() * ceiling * 0.75)
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#options
    const began = performance.now()
    try {
      await sleep(ms, undefined, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      this.#waitedMs += performance.now() - began
    }
  }

  /** No HTTP answer: the network, a time-out, or a body that is not GraphQL's. The cause's message can hold the body: only its name goes on. */
  #unreachable(cause: unknown): Failure {
    const reason = cause instanceof Error ? reasonOf(cause) : 'unknown'
    const error = new AppError(
      'upstream_down',
      `${this.#operation} of ${this.#domain}: no answer from Shopify (${reason})`,
    )
    return { kind: 'failed', executed: 'maybe', retryAfterSeconds: null, error }
  }
}

type Failure = Extract<ReturnType<typeof judge>, { kind: 'failed' }>

function reasonOf(error: Error): string {
  const inner = error.cause instanceof Error ? error.cause : error
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name
}

function withRetry(error: AppError, afterSeconds: number | null): AppError {
  if (afterSeconds === null) return error
  return new AppError(error.code, error.message, { retry: { afterSeconds: Math.ceil(afterSeconds) } })
}

function jitter(ms: number): number {
  return Math.random() * Math.min(1000, ms * 0.1)
}

function rejectUserErrors(data: unknown, operation: string, domain: string): void {
  if (typeof data !== 'object' || data === null) return
  const fields = collectUserErrors(data)
  if (fields.length === 0) return
  const said = fields.map((field) => `${field.path.join('.') || operation}: ${field.message}`).join('; ')
  throw new AppError('shopify_rejected', `${operation} of ${domain}: ${said}`, { fields })
}

function outcomeOf(error: unknown): RequestEnded['outcome'] {
  if (!(error instanceof AppError)) return 'refused'
  if (error.code === 'shopify_rejected') return 'rejected'
  if (error.code === 'throttled') return 'throttled'
  if (error.code === 'shop_unauthorized') return 'unauthorized'
  return error.code === 'upstream_down' ? 'failed' : 'refused'
}

function bucketOf(domain: string): CostBucket {
  let bucket = buckets.get(domain)
  if (!bucket) {
    bucket = new CostBucket()
    buckets.set(domain, bucket)
  }
  return bucket
}

function textOf(document: TypedDocumentNode<unknown, never>): { text: string; operation: string } {
  let known = printed.get(document)
  if (!known) {
    const definition = document.definitions.find((candidate) => candidate.kind === Kind.OPERATION_DEFINITION)
    known = { text: print(document), operation: definition?.name?.value ?? 'anonymous' }
    printed.set(document, known)
  }
  return known
}

let warnedOf: string | null = null

/** Shopify answers an expired version with the oldest it supports, and says so only here. */
function warnOfOtherVersion(headers: Headers): void {
  const version = headers.get('x-shopify-api-version')
  if (version === null || version === API_VERSION || version === warnedOf) return
  warnedOf = version
  log.warn({ asked: API_VERSION, answered: version }, 'Shopify answers with another API version')
}
