/**
 * Shopify's leaky bucket of query cost, as far as this process can know it.
 * In: the throttle status of each answer, and the cost of what is about to be sent. Out: how long to wait first.
 * Invariant: the last status Shopify told wins over our own arithmetic; before the first status nobody waits.
 * Source: shopify.dev "Shopify API limits": requested cost must fit before a query runs; the bucket refills at restoreRate a second.
 */

export interface ThrottleStatus {
  maximumAvailable: number
  currentlyAvailable: number
  /** points a second */
  restoreRate: number
}

export class CostBucket {
  #status: (ThrottleStatus & { atMs: number }) | null = null
  /** cost of requests that are waiting for their turn */
  #waiting = 0

  /** Takes a place in the queue: milliseconds until `cost` fits behind all who wait already. Pair it with `send`. */
  queue(cost: number, nowMs: number): number {
    this.#waiting += cost
    return this.#msUntil(this.#waiting, nowMs)
  }

  /** Milliseconds until `cost` fits, when Shopify has just said it does not. */
  msUntil(cost: number, nowMs: number): number {
    return this.#msUntil(cost + this.#waiting, nowMs)
  }

  /** The request of `queue(cost)` leaves now, or was given up (`sent` false). */
  leave(cost: number, nowMs: number, sent: boolean): void {
    this.#waiting = Math.max(0, this.#waiting - cost)
    if (sent && this.#status) {
      this.#status = { ...this.#status, currentlyAvailable: this.#available(this.#status, nowMs) - cost, atMs: nowMs }
    }
  }

  learn(status: ThrottleStatus, nowMs: number): void {
    this.#status = { ...status, atMs: nowMs }
  }

  /** null until Shopify has told the size of the bucket */
  get size(): number | null {
    return this.#status?.maximumAvailable ?? null
  }

  #available(status: ThrottleStatus & { atMs: number }, nowMs: number): number {
    const restored = ((nowMs - status.atMs) / 1000) * status.restoreRate
    return Math.min(status.maximumAvailable, status.currentlyAvailable + restored)
  }

  #msUntil(cost: number, nowMs: number): number {
    const status = this.#status
    if (status === null || status.restoreRate <= 0) return 0
    const missing = cost - this.#available(status, nowMs)
    return missing <= 0 ? 0 : Math.ceil((missing / status.restoreRate) * 1000)
  }
}
