/**
 * The wire between the admin and the app's frame, from the admin's side.
 * In: messages of the app. Out: replies, answered by the dev store's server. Invariant: only the window inside our own
 * iframe, at the app's own origin, is heard.
 */
import { CHANNEL, type ToAdmin, type ToApp } from '../messages.ts'

export interface FrameData {
  frameOrigin: string
  /** /store/<handle> */
  store: string
  /** /store/<handle>/apps/<app> */
  base: string
  appName: string
  /** the app's path when the page was loaded, '' for its front page */
  path: string
  strings: Record<string, string>
}

export const data: FrameData = JSON.parse(document.getElementById('frame-data')?.textContent ?? '{}')

export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no #${id}.`)
  return element
}

export function text(name: string): string {
  return data.strings[name] ?? name
}

const element = byId('app-frame')
if (!(element instanceof HTMLIFrameElement)) throw new Error('#app-frame is not an iframe.')
const frame: HTMLIFrameElement = element

export function toApp(message: ToApp): void {
  frame.contentWindow?.postMessage({ channel: CHANNEL, message }, data.frameOrigin)
}

export function listen(handler: (message: ToAdmin) => void): void {
  window.addEventListener('message', (event: MessageEvent) => {
    if (event.source !== frame.contentWindow || event.origin !== data.frameOrigin) return
    const envelope: { channel?: unknown; message?: ToAdmin } | null = typeof event.data === 'object' ? event.data : null
    if (envelope?.channel === CHANNEL && envelope.message) handler(envelope.message)
  })
}

/** Loads the app; called when everything listens, so that none of its first words is missed. */
export function openFrame(): void {
  frame.src = frame.dataset['src'] ?? ''
}

export async function server(path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${data.store}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
  return answer
}

export function button(label: string, className: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = className
  made.textContent = label
  made.addEventListener('click', onClick)
  return made
}
