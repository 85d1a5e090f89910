/* Counts down to the time until which to order, and moves on to the next day when it has passed. */
;(() => {
  const NAME = 'tradewind-delivery-estimate'
  const MINUTE_MS = 60000

  class DeliveryEstimate extends HTMLElement {
    #timer = 0

    connectedCallback() {
      this.#show()
      this.#timer = setInterval(() => this.#show(), MINUTE_MS / 2)
    }

    disconnectedCallback() {
      clearInterval(this.#timer)
    }

    #show() {
      const now = Date.now()
      let current = null
      for (const arrival of this.querySelectorAll('.tws-arrival')) {
        const left = Number(arrival.dataset.until) * 1000 - now
        const shown = current === null && left > 0
        if (shown) current = arrival
        arrival.hidden = !shown
        if (shown) this.#count(arrival, left)
      }
      const days = this.querySelector('.tws-days[data-last]')
      if (days) days.hidden = current !== null
    }

    #count(arrival, leftMs) {
      const left = arrival.querySelector('.tws-left')
      // More than a day is clearer as a day and a time.
      const counts = leftMs < 24 * 60 * MINUTE_MS
      if (!left) return
      arrival.classList.toggle('tws-counting', counts)
      left.hidden = !counts
      if (!counts) return
      const minutes = Math.max(1, Math.floor(leftMs / MINUTE_MS))
      const text = this.dataset.left.replace('%', this.#duration(Math.floor(minutes / 60), minutes % 60))
      if (left.textContent !== text) left.textContent = text
    }

    #duration(hours, minutes) {
      const part = (value, unit) =>
        new Intl.NumberFormat(this.lang, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
      return [hours > 0 && part(hours, 'hour'), (minutes > 0 || hours === 0) && part(minutes, 'minute')]
        .filter(Boolean)
        .join(' ')
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, DeliveryEstimate)
})()
