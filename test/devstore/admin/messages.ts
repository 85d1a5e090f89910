/**
 * What the App Bridge stand-in (in the app's frame) and the stand-in admin (around it) say to each other by postMessage.
 * In and out: plain data only, structured-cloneable. Invariant: every `id` of a question comes back in exactly one reply.
 */

export interface BridgeButton {
  label: string
  primary: boolean
  breadcrumb: boolean
  critical: boolean
  disabled: boolean
  loading: boolean
}

export interface BridgeNavItem {
  label: string
  href: string
}

export interface BridgeToast {
  id: string
  message: string
  isError: boolean
  action: string | null
  durationMs: number
}

export interface BridgeSaveBar {
  save: BridgeButton
  discard: BridgeButton
  confirmDiscard: boolean
}

export interface PickerRequest {
  type: 'product' | 'variant'
  multiple: boolean | number
  query: string
  action: 'add' | 'select'
  selectedIds: string[]
  /** variants may be chosen under their products */
  variants: boolean
}

export type ToAdmin =
  | { type: 'ready'; path: string }
  | { type: 'history'; path: string }
  /** `home`: where the app's own name in the admin leads */
  | { type: 'nav-menu'; home: string | null; items: BridgeNavItem[] }
  | { type: 'title-bar'; title: string; buttons: BridgeButton[] }
  | { type: 'save-bar'; bar: BridgeSaveBar | null }
  | { type: 'save-bar-attention' }
  | { type: 'toast-show'; toast: BridgeToast }
  | { type: 'toast-hide'; id: string }
  | { type: 'loading'; on: boolean }
  | { type: 'open'; url: string; newTab: boolean }
  | { type: 'ask'; id: number; question: Question }

export type Question =
  | { name: 'id-token' }
  | { name: 'user' }
  | { name: 'extensions' }
  | { name: 'scopes' }
  | { name: 'scopes-request'; scopes: string[] }
  | { name: 'scopes-revoke'; scopes: string[] }
  | { name: 'pick'; request: PickerRequest }

export type ToApp =
  | { type: 'reply'; id: number; ok: true; value: unknown }
  | { type: 'reply'; id: number; ok: false; error: string }
  | { type: 'navigate'; href: string }
  | { type: 'press'; button: 'save' | 'discard' | number }
  | { type: 'toast-action'; id: string }
  | { type: 'toast-dismissed'; id: string }

/** Marks our messages among those of other scripts. */
export const CHANNEL = 'devstore-app-bridge'
