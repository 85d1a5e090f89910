/**
 * Keeping the admin's address bar and the app's own address in step, and leaving the app.
 * In: history changes and clicks in the app, menu clicks in the admin. Out: `shopify:navigate` events, messages to the admin.
 * Invariant: addresses shown in the admin never carry the parameters that Shopify adds to the first page.
 */
import { adminOrigin, embedded, onMessage, tell } from './channel.ts'
import type { BridgeConfig } from './config.ts'

const PRIVATE_PARAMETERS = [
  'embedded',
  'hmac',
  'host',
  'id_token',
  'locale',
  'session',
  'shop',
  'timestamp',
  'protocol',
]

export function pathOf(address: string): string {
  const url = new URL(address, location.href)
  for (const name of PRIVATE_PARAMETERS) url.searchParams.delete(name)
  return `${url.pathname}${url.search}${url.hash}`
}

/** Addresses of Shopify's admin, however they are written, as addresses of the stand-in; null: not the admin's. */
export function adminAddress(address: string): string | null {
  const own = /^shopify:\/*admin\/(.*)$/i.exec(address)
  const handle = new URLSearchParams(location.search).get('shop')?.replace(/\.myshopify\.com$/, '') ?? storedHandle()
  if (own) return `${adminOrigin}/store/${handle}/${own[1] ?? ''}`
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null
  if (url?.origin === 'https://admin.shopify.com' || url?.origin === adminOrigin) {
    return `${adminOrigin}${url.pathname}${url.search}${url.hash}`
  }
  return null
}

/** The shop's storefront: at Shopify on its own host, here beside the stand-in admin; null: another address. */
export function storefrontAddress(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  const handle = /^([\w-]+)\.myshopify\.com$/.exec(url?.hostname ?? '')?.[1]
  if (!url || handle === undefined) return null
  const here = new URL(`${url.pathname}${url.search}${url.hash}`, adminOrigin)
  here.hostname = `${handle}.localhost`
  return here.href
}

function storedHandle(): string {
  return (sessionStorage.getItem('app-bridge-stand-in.shop') ?? '').replace(/\.myshopify\.com$/, '')
}

export function openInAdmin(address: string, newTab = false): void {
  tell({ type: 'open', url: adminAddress(address) ?? new URL(address, location.href).href, newTab })
}

export function startNavigation(config: BridgeConfig): void {
  if (!embedded) {
    // Opened by itself, the app belongs into the admin: Shopify's own App Bridge goes there too.
    if (config.shop && config.host)
      location.replace(
        `${atob(config.host).replace(/^[^/]*/, adminOrigin)}/apps/${config.apiKey}${pathOf(location.href)}`,
      )
    return
  }
  const reload = new URLSearchParams(location.search).get('shopify-reload')
  if (reload) return
  watchHistory()
  document.addEventListener('click', onClick)
  patchOpen()
  onMessage('navigate', ({ href }) => navigate(href))
}

/** The app's router listens for this event on window and reads `href` of its target. */
export function navigate(href: string): void {
  const listed = [...document.querySelectorAll('ui-nav-menu a, s-app-nav a, s-app-nav s-link')]
  const link = listed.find((candidate) => candidate.getAttribute('href') === href) ?? anchor(href)
  link.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, composed: true, cancelable: true }))
  if (!listed.includes(link)) link.remove()
}

function anchor(href: string): HTMLAnchorElement {
  const link = document.createElement('a')
  link.setAttribute('href', href)
  link.hidden = true
  document.body.append(link)
  return link
}

function watchHistory(): void {
  const report = () => tell({ type: 'history', path: pathOf(location.href) })
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history)
    history[name] = (...parameters: Parameters<History['pushState']>) => {
      original(...parameters)
      report()
    }
  }
  window.addEventListener('popstate', report)
  window.addEventListener('hashchange', report)
}

function onClick(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!link || event.defaultPrevented || event.button !== 0) return
  const href = link.getAttribute('href') ?? ''
  const target = link.getAttribute('target')
  const shop = storefrontAddress(href)
  const address = shop ?? adminAddress(href)
  if (address !== null && (target !== '_blank' || shop !== null || href.startsWith('shopify:'))) {
    event.preventDefault()
    tell({ type: 'open', url: address, newTab: target === '_blank' || event.ctrlKey || event.metaKey })
  }
}

function patchOpen(): void {
  const bare = window.open.bind(window)
  window.open = (address, target, features) => {
    const text = String(address ?? '')
    const goesToAdmin = adminAddress(text)
    if (goesToAdmin !== null || target === '_top' || target === '_parent') {
      openInAdmin(text, target === '_blank')
      return null
    }
    return bare(address, target, features)
  }
}
