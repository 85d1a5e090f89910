/**
 * `window.shopify`: the App Bridge global, as far as this stand-in has it (reviews, POS, scanner, intents are absent,
 * as on a shop where they are not available).
 * In: calls of the app. Out: questions and messages to the admin. Invariant: it exists before the app's own scripts run.
 */
import type { PickerRequest } from '../messages.ts'
import { returnFromBounce } from './bounce.ts'
import { ask, embedded, onMessage, tell } from './channel.ts'
import { readConfig } from './config.ts'
import { defineElements, leaveConfirmation, saveBar } from './elements.ts'
import { idToken, patchFetch } from './id-token.ts'
import { defineModal, modal } from './modal.ts'
import { pathOf, startNavigation } from './navigation.ts'

interface ToastOptions {
  duration?: number
  isError?: boolean
  action?: string
  onAction?: () => void
  onDismiss?: () => void
}

interface PickerOptions {
  type: string
  action?: 'add' | 'select'
  filter?: { variants?: boolean; query?: string }
  multiple?: boolean | number
  query?: string
  selectionIds?: { id: string }[]
}

const toasts = new Map<string, ToastOptions>()
let lastToast = 0

const toast = {
  show: (message: string, options: ToastOptions = {}): string => {
    const id = `toast-${++lastToast}`
    toasts.set(id, options)
    tell({
      type: 'toast-show',
      toast: {
        id,
        message,
        isError: options.isError ?? false,
        action: options.action ?? null,
        durationMs: options.duration ?? 5000,
      },
    })
    return id
  },
  hide: (id: string): void => tell({ type: 'toast-hide', id }),
}

async function resourcePicker(options: PickerOptions): Promise<unknown> {
  if (options.type !== 'product' && options.type !== 'variant') {
    throw new Error(`This stand-in's resource picker knows products and variants, not "${options.type}".`)
  }
  const request: PickerRequest = {
    type: options.type,
    multiple: options.multiple ?? false,
    query: options.query ?? options.filter?.query ?? '',
    action: options.action ?? 'add',
    selectedIds: (options.selectionIds ?? []).map(({ id }) => id),
    variants: options.filter?.variants ?? true,
  }
  const picked = await ask({ name: 'pick', request })
  if (!Array.isArray(picked)) return undefined
  return Object.assign(picked, { selection: picked })
}

function start(): void {
  const config = readConfig()
  const shopify = {
    config,
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { embedded, mobile: false, pos: false, intent: false },
    idToken,
    user: () => ask({ name: 'user' }),
    toast,
    loading: (on = true) => tell({ type: 'loading', on }),
    saveBar: {
      show: (id: string) => saveBar(id).show(),
      hide: (id: string) => saveBar(id).hide(),
      toggle: (id: string) => saveBar(id).toggle(),
      leaveConfirmation,
    },
    modal: {
      show: (id: string) => modal(id).show(),
      hide: (id: string) => modal(id).hide(),
      toggle: (id: string) => modal(id).toggle(),
    },
    resourcePicker,
    scopes: {
      query: () => ask({ name: 'scopes' }),
      request: (scopes: string[]) => ask({ name: 'scopes-request', scopes }),
      revoke: (scopes: string[]) => ask({ name: 'scopes-revoke', scopes }),
    },
    app: { extensions: () => ask({ name: 'extensions' }) },
  }
  Object.defineProperty(window, 'shopify', { value: shopify, configurable: true, writable: true })
  onMessage('toast-action', ({ id }) => toasts.get(id)?.onAction?.())
  onMessage('toast-dismissed', ({ id }) => {
    toasts.get(id)?.onDismiss?.()
    toasts.delete(id)
  })
  defineElements()
  defineModal()
  if (embedded) patchFetch(config)
  startNavigation(config)
  tell({ type: 'ready', path: pathOf(location.href) })
  void returnFromBounce()
}

start()
