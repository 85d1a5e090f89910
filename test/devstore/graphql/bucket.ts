/**
 * The leaky bucket of points of one app in one shop.
 * In: costs, and a steady clock in milliseconds. Out: whether a query may run, and the throttle status.
 * Invariant: never below zero or above the maximum; the difference between requested and actual cost is given back.
 */
export interface ThrottleStatus {
  maximumAvailable: number
  currentlyAvailable: number
  restoreRate: number
}

export class CostBucket {
  /** read anew each time: a shop may change its plan */
  readonly #plan: { readonly maximum: number; readonly restorePerSecond: number }
  readonly #elapsed: () => number
  #available: number
  #at: number

  constructor(options: { maximum: number; restorePerSecond: number }, elapsed: () => number) {
    this.#plan = options
    this.#elapsed = elapsed
    this.#available = options.maximum
    this.#at = elapsed()
  }

  #restore(): void {
    const now = this.#elapsed()
    this.#available = Math.min(
      this.#plan.maximum,
      this.#available + ((now - this.#at) / 1000) * this.#plan.restorePerSecond,
    )
    this.#at = now
  }

  /** Takes the points if they are there. */
  take(points: number): boolean {
    this.#restore()
    if (points > this.#available) return false
    this.#available -= points
    return true
  }

  giveBack(points: number): void {
    this.#restore()
    this.#available = Math.min(this.#plan.maximum, this.#available + points)
  }

  status(): ThrottleStatus {
    this.#restore()
    return {
      maximumAvailable: this.#plan.maximum,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.#plan.restorePerSecond,
    }
  }
}
