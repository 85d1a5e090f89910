/**
 * The wire between the app's frame and the admin around it, from the app's side.
 * In: messages of the admin. Out: promises for questions, handlers for the rest.
 * Invariant: only the admin that loaded this script is listened to; a question without a parent window fails at once.
 */
import { CHANNEL, type Question, type ToAdmin, type ToApp } from '../messages.ts'

const ownScript = document.currentScript
if (!(ownScript instanceof HTMLScriptElement)) throw new Error('app-bridge.js must be loaded by a plain <script src>.')
export const bridgeScript: HTMLScriptElement = ownScript
export const adminOrigin = new URL(bridgeScript.src).origin
export const embedded = window.parent !== window

const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
const handlers = new Map<ToApp['type'], ((message: ToApp) => void)[]>()
let lastQuestion = 0

export function tell(message: ToAdmin): void {
  if (embedded) window.parent.postMessage({ channel: CHANNEL, message }, adminOrigin)
}

export function ask(question: Question): Promise<unknown> {
  if (!embedded) return Promise.reject(new Error('The app is not inside the admin: there is nobody to ask.'))
  const id = ++lastQuestion
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    tell({ type: 'ask', id, question })
  })
}

export function onMessage<T extends ToApp['type']>(
  type: T,
  handler: (message: Extract<ToApp, { type: T }>) => void,
): void {
  const list = handlers.get(type) ?? []
  list.push((message) => handler(message as Extract<ToApp, { type: T }>))
  handlers.set(type, list)
}

window.addEventListener('message', (event: MessageEvent) => {
  if (event.source !== window.parent || event.origin !== adminOrigin) return
  const data: { channel?: unknown; message?: ToApp } | null = typeof event.data === 'object' ? event.data : null
  if (data?.channel !== CHANNEL || !data.message) return
  const { message } = data
  if (message.type !== 'reply') {
    for (const handler of handlers.get(message.type) ?? []) handler(message)
    return
  }
  const asked = waiting.get(message.id)
  waiting.delete(message.id)
  if (message.ok) asked?.resolve(message.value)
  else asked?.reject(new Error(message.error))
})
