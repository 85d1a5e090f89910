/**
 * Webhook deliveries: from an event in a shop to a POST that the app answered with 2xx, or was given up.
 * In: topic, payload, shop; the app's subscriptions; faults. Out: deliveries with their attempts, and counts.
 * Invariant: a delivery keeps its X-Shopify-Webhook-Id through all its attempts and duplicates; its signature is over
 * the bytes that were sent (unless it is tampered with on purpose).
 * Source: shopify.dev "Webhooks" and "Troubleshoot webhooks": 8 retries over 4 hours with exponential back-off.
 */
import { randomUUID } from 'node:crypto'
import type { WebhookSubscription } from './app-config.ts'
import { drawFate, type DeliveryFate, type Faults } from './faults.ts'
import { pickFields, wantsPayload } from './payload-filter.ts'
import { webhookHmac } from './signing.ts'
import { WebhookSender, type AttemptLimits } from './webhook-request.ts'

export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'dropped' | 'tampered' | 'discarded'

interface DeliveryAttempt {
  at: string
  status: number | null
  error: string | null
  ms: number
}

export interface WebhookDelivery {
  sequence: number
  webhookId: string
  eventId: string
  topic: string
  shopDomain: string
  url: string
  triggeredAt: string
  bytes: number
  fate: DeliveryFate
  status: DeliveryStatus
  attempts: DeliveryAttempt[]
}

export interface WebhookStats {
  /** events that came in, and the deliveries they made (one per subscription) */
  events: number
  deliveries: number
  delivered: number
  /** given up after the last retry */
  failed: number
  dropped: number
  tampered: number
  /** tampered deliveries that the app answered with 2xx: must stay 0 */
  forgeriesAccepted: number
  duplicated: number
  reordered: number
  delayed: number
  /** events of a shop without the app, and deliveries left over when it uninstalled */
  discarded: number
  attempts: number
  pending: number
}

export interface OutgoingEvent {
  topic: string
  shopDomain: string
  triggeredAt: string
  payload: () => Record<string, unknown>
}

export interface WebhookQueueOptions {
  subscriptions: (shopDomain: string) => readonly WebhookSubscription[]
  apiVersion: string
  apiSecret: string
  appUrl: () => string
  faults: Faults
  concurrency?: number
  /** wall seconds per second of Shopify's retry plan; 1 = four hours, 0.001 = a quarter of a minute */
  retryTimeScale?: number
  limits?: AttemptLimits
  /** finished deliveries that are remembered for the control page and the tests */
  history?: number
}

interface QueuedDelivery {
  record: WebhookDelivery
  body: Buffer
  headers: Record<string, string>
  /** the copies still to be sent after the first answer, 0 or 1 */
  duplicates: number
}

export const MAX_RETRIES = 8
/** how long a delivery that is to be overtaken waits for others when none come */
const QUIET_MS = 500
/** doubles each time; 56.47 s × (2^8 − 1) = 4 hours */
const FIRST_RETRY_SECONDS = (4 * 3600) / (2 ** MAX_RETRIES - 1)

export class WebhookQueue {
  readonly #options: WebhookQueueOptions
  readonly #sender: WebhookSender
  readonly #concurrency: number
  readonly #history: WebhookDelivery[] = []
  readonly #ready: QueuedDelivery[] = []
  readonly #timers = new Map<NodeJS.Timeout, QueuedDelivery>()
  #held: { delivery: QueuedDelivery; releaseAt: number }[] = []
  #quiet: NodeJS.Timeout | undefined
  #idle: (() => void)[] = []
  #active = 0
  #sequence = 0
  #stopped = false
  readonly stats: WebhookStats = {
    events: 0,
    deliveries: 0,
    delivered: 0,
    failed: 0,
    dropped: 0,
    tampered: 0,
    forgeriesAccepted: 0,
    duplicated: 0,
    reordered: 0,
    delayed: 0,
    discarded: 0,
    attempts: 0,
    pending: 0,
  }

  constructor(options: WebhookQueueOptions) {
    this.#options = options
    this.#concurrency = options.concurrency ?? 16
    this.#sender = new WebhookSender(this.#concurrency, options.limits)
  }

  /** The newest last; at most `history` of them. */
  deliveries(): readonly WebhookDelivery[] {
    return this.#history
  }

  emit(event: OutgoingEvent): void {
    if (this.#stopped) throw new Error('The dev store is stopped: it sends no more webhooks.')
    this.stats.events += 1
    const wanted = this.#options
      .subscriptions(event.shopDomain)
      .filter((subscription) => subscription.topic === event.topic)
    if (wanted.length === 0) return
    const payload = event.payload()
    const eventId = randomUUID()
    for (const subscription of wanted) {
      if (wantsPayload(subscription.filter, payload)) this.#enqueue(event, subscription, payload, eventId)
    }
    this.#pump()
  }

  /** Forgets what is still waiting for a shop: Shopify sends nothing to an app that was removed. */
  discard(shopDomain: string): void {
    const others = (delivery: QueuedDelivery) => delivery.record.shopDomain !== shopDomain
    const drop = (delivery: QueuedDelivery) => {
      this.stats.discarded += 1
      this.#finish(delivery, 'discarded')
    }
    this.#ready.filter((delivery) => !others(delivery)).forEach(drop)
    this.#ready.splice(0, this.#ready.length, ...this.#ready.filter(others))
    this.#held.filter(({ delivery }) => !others(delivery)).forEach(({ delivery }) => drop(delivery))
    this.#held = this.#held.filter(({ delivery }) => others(delivery))
    for (const [timer, delivery] of this.#timers) {
      if (others(delivery)) continue
      clearTimeout(timer)
      this.#timers.delete(timer)
      drop(delivery)
    }
  }

  /** Resolves when every delivery was answered, given up or dropped, retries included. */
  async drain(): Promise<void> {
    this.#releaseHeld(Infinity)
    if (this.stats.pending === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers.keys()) clearTimeout(timer)
    this.#timers.clear()
    clearTimeout(this.#quiet)
    this.#ready.length = 0
    this.#held = []
    this.#sender.close()
    this.#settle()
  }

  #enqueue(
    event: OutgoingEvent,
    subscription: WebhookSubscription,
    payload: Record<string, unknown>,
    eventId: string,
  ): void {
    const sequence = this.#sequence++
    const fate = drawFate(this.#options.faults, sequence)
    const body = Buffer.from(JSON.stringify(pickFields(payload, subscription.includeFields)))
    const record: WebhookDelivery = {
      sequence,
      webhookId: randomUUID(),
      eventId,
      topic: event.topic,
      shopDomain: event.shopDomain,
      url: new URL(subscription.uri, this.#options.appUrl()).href,
      triggeredAt: event.triggeredAt,
      bytes: body.length,
      fate,
      status: 'pending',
      attempts: [],
    }
    this.#remember(record)
    this.stats.deliveries += 1
    this.stats.pending += 1
    const delivery: QueuedDelivery = {
      record,
      body: fate.tampered && sequence % 2 === 0 ? tamper(body) : body,
      headers: this.#headers(record, subscription, body),
      duplicates: fate.duplicated ? 1 : 0,
    }
    if (fate.tampered && sequence % 2 === 1)
      delivery.headers['X-Shopify-Hmac-Sha256'] = webhookHmac(body, 'not the secret')
    this.#place(delivery)
    this.#releaseHeld(sequence)
  }

  #place(delivery: QueuedDelivery): void {
    const { fate, sequence } = delivery.record
    if (fate.dropped) {
      this.stats.dropped += 1
      this.#finish(delivery, 'dropped')
      return
    }
    if (fate.duplicated) this.stats.duplicated += 1
    if (fate.delayMs > 0) {
      this.stats.delayed += 1
      this.#later(delivery, fate.delayMs)
    } else if (fate.overtakenBy > 0) {
      this.stats.reordered += 1
      this.#held.push({ delivery, releaseAt: sequence + fate.overtakenBy })
    } else {
      this.#ready.push(delivery)
    }
  }

  #headers(record: WebhookDelivery, subscription: WebhookSubscription, body: Buffer): Record<string, string> {
    return {
      Accept: '*/*',
      'User-Agent': 'Shopify-Captain-Hook',
      'X-Shopify-Topic': record.topic,
      'X-Shopify-Hmac-Sha256': webhookHmac(body, this.#options.apiSecret),
      'X-Shopify-Shop-Domain': record.shopDomain,
      'X-Shopify-API-Version': this.#options.apiVersion,
      'X-Shopify-Webhook-Id': record.webhookId,
      'X-Shopify-Event-Id': record.eventId,
      'X-Shopify-Triggered-At': record.triggeredAt,
      ...(subscription.name === null ? {} : { 'X-Shopify-Name': subscription.name }),
    }
  }

  #releaseHeld(upToSequence: number): void {
    if (this.#held.length === 0) return
    const due = this.#held.filter(({ releaseAt }) => releaseAt <= upToSequence)
    this.#held = this.#held.filter(({ releaseAt }) => releaseAt > upToSequence)
    this.#ready.push(...due.map(({ delivery }) => delivery))
    this.#pump()
  }

  #later(delivery: QueuedDelivery, ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#ready.push(delivery)
      this.#pump()
    }, ms)
    this.#timers.set(timer, delivery)
  }

  #pump(): void {
    while (!this.#stopped && this.#active < this.#concurrency) {
      const delivery = this.#ready.shift()
      if (!delivery) break
      this.#active += 1
      void this.#attempt(delivery)
    }
    // When nothing comes to overtake the held ones, they go after a while.
    clearTimeout(this.#quiet)
    if (this.#held.length > 0) this.#quiet = setTimeout(() => this.#releaseHeld(Infinity), QUIET_MS)
  }

  async #attempt(delivery: QueuedDelivery): Promise<void> {
    const { record } = delivery
    const at = new Date().toISOString()
    const result = await this.#sender.send(record.url, delivery.headers, delivery.body)
    this.#active -= 1
    if (this.#stopped) return
    record.attempts.push({ at, ...result })
    this.stats.attempts += 1
    this.#afterAttempt(delivery, result.status !== null && result.status >= 200 && result.status < 300)
    this.#pump()
  }

  #afterAttempt(delivery: QueuedDelivery, accepted: boolean): void {
    const { record } = delivery
    if (record.fate.tampered) {
      // A forgery is not Shopify's: nobody retries it, so the real change is lost to the app.
      this.stats.tampered += 1
      if (accepted) this.stats.forgeriesAccepted += 1
      this.#finish(delivery, 'tampered')
    } else if (accepted && delivery.duplicates > 0) {
      delivery.duplicates -= 1
      this.#ready.push(delivery)
    } else if (accepted) {
      this.stats.delivered += 1
      this.#finish(delivery, 'delivered')
    } else if (record.attempts.length > MAX_RETRIES) {
      this.stats.failed += 1
      this.#finish(delivery, 'failed')
    } else {
      const seconds = FIRST_RETRY_SECONDS * 2 ** (record.attempts.length - 1)
      this.#later(delivery, seconds * 1000 * (this.#options.retryTimeScale ?? 1))
    }
  }

  #finish(delivery: QueuedDelivery, status: DeliveryStatus): void {
    delivery.record.status = status
    this.stats.pending -= 1
    if (this.stats.pending === 0) this.#settle()
  }

  #settle(): void {
    const waiting = this.#idle
    this.#idle = []
    for (const resolve of waiting) resolve()
  }

  #remember(record: WebhookDelivery): void {
    this.#history.push(record)
    const most = this.#options.history ?? 50_000
    if (this.#history.length > most * 1.1) this.#history.splice(0, this.#history.length - most)
  }
}

/** Changes one byte and keeps the JSON valid where it can: a digit becomes another, else a space is added. */
function tamper(body: Buffer): Buffer {
  const text = body.toString('utf8')
  const changed = text.replace(/\d/, (digit) => String((Number(digit) + 1) % 10))
  return Buffer.from(changed === text ? `${text} ` : changed)
}
