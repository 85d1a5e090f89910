/* Looks a parcel up without leaving the page. Without this script the same forms lead to the shop's tracking page. */
;(() => {
  const NAME = 'tradewind-order-tracking'
  const WAIT_MS = 20000

  class OrderTracking extends HTMLElement {
    #running = null

    connectedCallback() {
      this.addEventListener('submit', this)
    }

    disconnectedCallback() {
      this.removeEventListener('submit', this)
      this.#running?.abort()
    }

    handleEvent(event) {
      if (!(event.target instanceof HTMLFormElement) || event.defaultPrevented) return
      event.preventDefault()
      this.#look(event.target)
    }

    async #look(form) {
      this.#running?.abort()
      const running = new AbortController()
      this.#running = running
      const status = this.querySelector('.tws-status')
      const result = this.querySelector('.tws-found')
      const timer = setTimeout(() => running.abort(), WAIT_MS)
      const fields = new URLSearchParams(new FormData(form))
      fields.set('part', '1')
      status.textContent = this.dataset.busy
      result.setAttribute('aria-busy', 'true')
      try {
        const answer = await fetch(form.action, { method: 'POST', body: fields, signal: running.signal })
        const type = answer.headers.get('content-type') || ''
        if (answer.status >= 500 || !type.startsWith('text/html')) throw new Error(`answered ${answer.status}`)
        const html = await answer.text()
        if (this.#running !== running) return
        result.innerHTML = html
        result.hidden = false
        status.textContent = ''
        result.focus()
      } catch {
        // A newer look-up has taken over; else what was typed stays, and the shopper is told what to do.
        if (this.#running === running) status.textContent = this.dataset.error
      } finally {
        clearTimeout(timer)
        if (this.#running === running) result.removeAttribute('aria-busy')
      }
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, OrderTracking)
})()
