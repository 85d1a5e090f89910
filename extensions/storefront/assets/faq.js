/* Search over the questions on the page, votes and questions sent without leaving it. Nothing is asked of the shop before that. */
;(() => {
  const NAME = 'tradewind-faq'
  const TYPING_MS = 120
  const WAIT_MS = 20000
  const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
  const RUNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu

  /** Without case, width and accents: "Größe" is "grosse", "ＡＢＣ" is "abc". */
  const fold = (text) =>
    text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll('ø', 'o')

  const runsOf = (text) => text.normalize('NFC').match(RUNS) || []

  const pairsOf = (run) =>
    run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2))

  /** How many letters may be wrong in a word. */
  const slack = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2)

  /** Whether a is b with at most `most` letters added, left out, changed or swapped with the next. */
  function isNear(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false
    let before = null
    let row = Array.from({ length: b.length + 1 }, (_, index) => index)
    for (let i = 1; i <= a.length; i++) {
      const next = [i]
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1]
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1))
        if (before && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          next[j] = Math.min(next[j], before[j - 2] + 1)
      }
      before = row
      row = next
    }
    return row[b.length] <= most
  }

  const isLike = (word, wanted) =>
    word.startsWith(wanted) || (wanted.length > 3 && word.includes(wanted)) || isNear(wanted, word, slack(wanted))

  const readQuery = (text) =>
    runsOf(text).map((run) => (CJK.test(run) ? { pairs: pairsOf(fold(run)) } : { word: fold(run) }))

  /** Every word must be met; of a run of Chinese or Japanese at least a third of its pairs, because such a run is a whole sentence. */
  function meets({ text, words }, query) {
    return query.every(({ word, pairs }) =>
      pairs
        ? pairs.filter((pair) => text.includes(pair)).length * 3 >= pairs.length
        : words.some((one) => isLike(one, word)),
    )
  }

  async function send(form, submitter) {
    const fields = new URLSearchParams(new FormData(form, submitter))
    const answer = await fetch(form.action, {
      method: 'POST',
      body: fields,
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(WAIT_MS),
    })
    const body = await answer.json().catch(() => null)
    return { ok: answer.ok, body }
  }

  class Faq extends HTMLElement {
    #entries = null
    #timer = 0

    connectedCallback() {
      this.addEventListener('input', this)
      this.addEventListener('submit', this)
      this.#openLinked()
    }

    disconnectedCallback() {
      this.removeEventListener('input', this)
      this.removeEventListener('submit', this)
      clearTimeout(this.#timer)
    }

    handleEvent(event) {
      const { target } = event
      if (event.type === 'submit') {
        const own = target.classList.contains('tws-vote') ? this.#vote : target.closest('.tws-ask') ? this.#ask : null
        if (!own || event.defaultPrevented) return
        event.preventDefault()
        if (target.getAttribute('aria-busy') !== 'true') own.call(this, target, event.submitter)
      } else if (target.closest('.tws-search')) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#search(target.value), TYPING_MS)
      } else if (target.name === 'email') {
        target.form.elements.consent.required = target.value.trim() !== ''
      }
    }

    /** A link to a question opens it. */
    #openLinked() {
      const linked = location.hash && this.querySelector(`#${CSS.escape(location.hash.slice(1))}`)
      if (linked instanceof HTMLDetailsElement) linked.open = true
    }

    #read() {
      this.#entries ??= [...this.querySelectorAll('.tws-entry')].map((element) => {
        const shown =
          element.querySelector('.tws-question').textContent + ' ' + element.querySelector('.tws-answer').textContent
        const all = `${shown} ${element.dataset.words}`
        return { element, text: fold(all), words: runsOf(all).map(fold) }
      })
      return this.#entries
    }

    #search(text) {
      const query = readQuery(text)
      this.#unmark()
      let found = 0
      for (const entry of this.#read()) {
        const shown = meets(entry, query)
        entry.element.hidden = !shown
        if (!shown) continue
        found += 1
        if (query.length > 0) this.#mark(entry.element, query)
      }
      for (const category of this.querySelectorAll('.tws-category'))
        category.hidden = !category.querySelector('.tws-entry:not([hidden])')
      const contents = this.querySelector('.tws-contents')
      if (contents) contents.hidden = query.length > 0
      this.querySelector('.tws-count').textContent =
        query.length === 0 ? '' : found > 0 ? this.dataset.results.replace('%', found) : this.dataset.nothing
    }

    #mark(element, query) {
      for (const part of element.querySelectorAll('.tws-question, .tws-answer')) {
        const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
        const nodes = []
        while (walker.nextNode()) nodes.push(walker.currentNode)
        for (const node of nodes) this.#markText(node, query)
      }
    }

    #markText(node, query) {
      const text = node.data
      const hits = []
      for (const { 0: run, index } of text.matchAll(RUNS)) {
        if (!CJK.test(run)) {
          if (query.some(({ word }) => word && isLike(fold(run), word))) hits.push([index, index + run.length])
          continue
        }
        for (let at = 0; at < run.length; at++)
          if (query.some(({ pairs }) => pairs?.some((pair) => fold(run.slice(at, at + pair.length)) === pair)))
            hits.push([index + at, index + Math.min(at + 2, run.length)])
      }
      for (let at = hits.length - 1; at >= 0; at--) {
        let [from, to] = hits[at]
        while (at > 0 && hits[at - 1][1] >= from) from = hits[--at][0]
        const range = document.createRange()
        range.setStart(node, from)
        range.setEnd(node, to)
        range.surroundContents(document.createElement('mark'))
      }
    }

    #unmark() {
      for (const mark of this.querySelectorAll('mark')) {
        const parent = mark.parentNode
        mark.replaceWith(...mark.childNodes)
        parent.normalize()
      }
    }

    async #vote(form, submitter) {
      const text = form.querySelector('span')
      form.setAttribute('aria-busy', 'true')
      text.setAttribute('role', 'status')
      try {
        const { ok } = await send(form, submitter)
        if (!ok) throw new Error('refused')
        text.textContent = submitter?.value === '0' ? this.dataset.sorry : this.dataset.thanks
        text.tabIndex = -1
        text.focus()
        for (const button of form.querySelectorAll('button')) button.hidden = true
      } catch {
        text.textContent = this.dataset.error
      }
      form.removeAttribute('aria-busy')
    }

    async #ask(form) {
      const status = form.querySelector('.tws-status')
      const words = form.dataset
      form.setAttribute('aria-busy', 'true')
      status.textContent = words.busy
      try {
        const { ok, body } = await send(form)
        if (!ok) {
          status.textContent = body?.error?.message || words.error
        } else {
          const entries = body.entries || []
          const lead = { answer: words.answer, suggest: words.suggest, handed_on: words.nothing }[body.outcome]
          status.replaceChildren(
            ...(entries.length > 0 || !body.stored ? [paragraph(lead)] : []),
            ...entries.map(answerOf),
            ...(body.stored ? [paragraph(words.handedOn)] : []),
          )
          if (body.stored) {
            form.reset()
            form.elements.consent.required = false
          }
        }
      } catch {
        status.textContent = words.error
      }
      form.removeAttribute('aria-busy')
    }
  }

  function paragraph(text) {
    const element = document.createElement('p')
    element.textContent = text
    return element
  }

  function answerOf({ question, answerHtml }) {
    const details = document.createElement('details')
    details.className = 'tws-entry'
    const summary = document.createElement('summary')
    summary.textContent = question
    const answer = document.createElement('div')
    answer.className = 'tws-body'
    answer.innerHTML = answerHtml
    details.append(summary, answer)
    return details
  }

  if (!customElements.get(NAME)) customElements.define(NAME, Faq)
})()
