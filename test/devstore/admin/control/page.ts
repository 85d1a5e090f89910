/**
 * The control page in the browser: forms without leaving the page, counts and deliveries that keep themselves fresh.
 * In: the page's forms. Out: POSTs to /control/api/…, GETs of state and deliveries. Invariant: an error is shown as the
 * server said it.
 */
import type { ControlDelivery, ControlState, ControlTrigger } from '../../http/control-state.ts'

const page = document.getElementById('control')
const shopHandle = page?.dataset['shop'] ?? ''

function at(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no #${id}.`)
  return element
}

function cell(content: string): HTMLTableCellElement {
  const made = document.createElement('td')
  made.textContent = content
  return made
}

function showState(state: ControlState): void {
  at('counts').replaceChildren(
    ...Object.entries(state.counts).map(([name, value]) => {
      const row = document.createElement('div')
      const term = document.createElement('dt')
      const figure = document.createElement('dd')
      term.textContent = name
      figure.textContent = typeof value === 'number' ? value.toLocaleString('en') : value
      row.append(term, figure)
      return row
    }),
  )
  for (const [name, value] of Object.entries(state.faults)) {
    const input = document.querySelector<HTMLInputElement>(`form[action$="/faults"] [name="${name}"]`)
    if (input && document.activeElement !== input) input.value = String(value)
  }
}

function showDeliveries(deliveries: ControlDelivery[]): void {
  at('deliveries').replaceChildren(
    ...deliveries.map((delivery) => {
      const row = document.createElement('tr')
      row.append(
        cell(String(delivery.sequence)),
        cell(delivery.topic),
        cell(delivery.triggeredAt),
        cell(delivery.status),
        cell(String(delivery.attempts)),
        cell(delivery.answer),
        cell(delivery.fault),
        cell(String(delivery.bytes)),
      )
      return row
    }),
  )
}

function showTriggers(triggers: ControlTrigger[]): void {
  at('triggers').replaceChildren(
    ...triggers.map((trigger) => {
      const row = document.createElement('tr')
      row.append(cell(trigger.at), cell(trigger.handle), cell(trigger.payload))
      return row
    }),
  )
}

async function refresh(): Promise<void> {
  const [state, deliveries, triggers] = await Promise.all(
    ['state', 'deliveries', 'triggers'].map((name) =>
      fetch(`/control/api/${name}?shop=${shopHandle}&limit=50`).then((response) => response.json()),
    ),
  )
  showState(state as ControlState)
  showDeliveries(deliveries as ControlDelivery[])
  showTriggers(triggers as ControlTrigger[])
}

async function submit(form: HTMLFormElement): Promise<void> {
  const outcome = at('outcome')
  outcome.className = ''
  outcome.textContent = 'Working…'
  const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  const answer: { done?: string; errors?: string } = await response.json()
  outcome.className = response.ok ? '' : 'bad'
  outcome.textContent = answer.done ?? answer.errors ?? JSON.stringify(answer)
  await refresh()
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit(form)
  })
}
void refresh()
window.setInterval(() => {
  if (document.visibilityState === 'visible') void refresh()
}, 2000)
