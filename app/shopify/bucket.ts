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

/** One request's place in the line. */
export interface Place {
  /** points, by Shopify's own count of an earlier request of the same document */
  readonly cost: number
}

export class CostBucket {
  #status: (ThrottleStatus & { atMs: number }) | null = null
  /** requests that wait for their turn, the first to go first */
  readonly #line = new Set<Place>()

  /** Takes the last place in the line, for a request of `cost` points. Pair it with `leave`. */
  stand(cost: number): Place {
    const place = { cost }
    this.#line.add(place)
    return place
  }

  /** Milliseconds until the place's request fits behind all who stand before it; less when Shopify tells of more points meanwhile. */
  msUntilTurn(place: Place, nowMs: number): number {
    let points = 0
    for (const { cost } of this.#upTo(place)) points += cost
    return this.#msUntil(points, nowMs)
  }

  /** The place's request leaves now, or was given up (`sent` false). */
  leave(place: Place, nowMs: number, sent: boolean): void {
    this.#line.delete(place)
    if (sent && this.#status) {
      const currentlyAvailable = this.#available(this.#status, nowMs) - place.cost
      this.#status = { ...this.#status, currentlyAvailable, atMs: nowMs }
    }
  }

  learn(status: ThrottleStatus, nowMs: number): void {
    this.#status = { ...status, atMs: nowMs }
  }

  /** null until Shopify has told the size of the bucket */
  get size(): number | null {
    return this.#status?.maximumAvailable ?? null
  }

  *#upTo(last: Place): Generator<Place> {
    for (const place of this.#line) {
      yield place
      if (place === last) return
    }
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
