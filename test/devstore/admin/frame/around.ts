/**
 * What the admin shows around the app: menu, title bar, save bar, toasts, loading bar.
 * In: the app's messages. Out: the page's elements; presses go back to the app.
 * Invariant: the frame never moves when one of them appears, so the app's layout does not shift.
 */
import type { BridgeButton, BridgeNavItem, BridgeSaveBar, BridgeToast } from '../messages.ts'
import { button, byId, data, text, toApp } from './wire.ts'

let unsaved: BridgeSaveBar | null = null
let currentPath = data.path || '/'

export function showPath(path: string): void {
  currentPath = path
  const address = `${data.base}${path === '/' ? '' : path}`
  if (`${location.pathname}${location.search}${location.hash}` !== address) history.replaceState(null, '', address)
  markCurrent()
}

export function showMenu(home: string | null, items: BridgeNavItem[]): void {
  byId('app-home').dataset['path'] = home ?? '/'
  byId('app-menu').replaceChildren(
    ...items.map(({ label, href }) => {
      const link = document.createElement('a')
      link.href = `${data.base}${href}`
      link.dataset['path'] = href
      link.textContent = label
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        closeMenu()
        go(href)
      })
      const entry = document.createElement('li')
      entry.append(link)
      return entry
    }),
  )
  markCurrent()
}

function go(href: string): void {
  if (unsaved) attention()
  else toApp({ type: 'navigate', href })
}

function markCurrent(): void {
  const pathname = currentPath.replace(/[?#].*$/, '')
  const links = [...document.querySelectorAll<HTMLAnchorElement>('#app-menu a')]
  const fits = links.filter(({ dataset }) => {
    const path = dataset['path'] ?? ''
    return pathname === path || pathname.startsWith(`${path.replace(/\/$/, '')}/`)
  })
  const longest = fits.sort((a, b) => (b.dataset['path'] ?? '').length - (a.dataset['path'] ?? '').length)[0]
  for (const link of links) {
    if (link === longest) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

export function showTitle(title: string, buttons: BridgeButton[]): void {
  byId('app-title').textContent = title || data.appName
  document.title = title ? `${title} · ${data.appName}` : data.appName
  const actions = byId('app-actions')
  while (actions.children.length > buttons.length) actions.lastElementChild?.remove()
  for (const [index, description] of buttons.entries()) {
    const { label, primary, breadcrumb, critical } = description
    const made =
      actions.children[index] ?? actions.appendChild(button('', '', () => toApp({ type: 'press', button: index })))
    made.className = `${primary ? 'primary' : 'plain'}${critical ? ' critical' : ''}`
    dress(made, breadcrumb ? `← ${label}` : label, description)
  }
}

/**
 * Gives a button its words and state. The element itself stays: one replaced between press and release would lose the
 * click, and one replaced under the focus would lose that.
 */
function dress(made: Element, label: string, { disabled, loading }: BridgeButton): void {
  if (made.textContent !== label) made.textContent = label
  made.toggleAttribute('disabled', disabled || loading)
  if (loading) made.setAttribute('aria-busy', 'true')
  else made.removeAttribute('aria-busy')
}

const discardButton = button('', 'on-dark', () => {
  if (!unsaved?.confirmDiscard || window.confirm(text('confirmDiscard'))) toApp({ type: 'press', button: 'discard' })
})
const saveButton = button('', 'on-dark primary', () => toApp({ type: 'press', button: 'save' }))
byId('save-bar-buttons').append(discardButton, saveButton)

export function showSaveBar(bar: BridgeSaveBar | null): void {
  const appeared = unsaved === null && bar !== null
  unsaved = bar
  byId('save-bar').hidden = bar === null
  if (bar === null) return
  dress(discardButton, bar.discard.label || text('discard'), bar.discard)
  dress(saveButton, bar.save.label || text('save'), bar.save)
  if (appeared) byId('announcer').textContent = text('unsaved')
}

/** The merchant wants to leave with unsaved changes: the bar says so and takes the focus. */
export function attention(): void {
  const region = byId('save-bar')
  region.classList.remove('shake')
  void region.offsetWidth
  region.classList.add('shake')
  byId('announcer').textContent = text('saveFirst')
  region.querySelector('button')?.focus()
}

window.addEventListener('beforeunload', (event) => {
  if (unsaved) event.preventDefault()
})

export function showToast({ id, message, isError, action, durationMs }: BridgeToast): void {
  const toast = document.createElement('div')
  toast.className = isError ? 'toast error' : 'toast'
  toast.dataset['toast'] = id
  const words = document.createElement('span')
  words.textContent = message
  toast.append(words)
  if (action !== null) toast.append(button(action, 'on-dark', () => toApp({ type: 'toast-action', id })))
  const close = button('✕', 'on-dark', () => hideToast(id))
  close.setAttribute('aria-label', text('dismiss'))
  toast.append(close)
  byId('toasts').append(toast)
  // Whoever points at a toast or stands in it is not done with it.
  const leave = () => {
    if (toast.matches(':hover, :focus-within')) window.setTimeout(leave, 1000)
    else hideToast(id)
  }
  window.setTimeout(leave, durationMs)
}

export function hideToast(id: string): void {
  const toast = document.querySelector(`[data-toast="${CSS.escape(id)}"]`)
  if (!toast) return
  toast.remove()
  toApp({ type: 'toast-dismissed', id })
}

export function showLoading(on: boolean): void {
  byId('loading').hidden = !on
}

export function startMenuButton(): void {
  const toggle = byId('menu-button')
  toggle.addEventListener('click', () => {
    const open = document.body.classList.toggle('menu-open')
    toggle.setAttribute('aria-expanded', String(open))
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenu()
  })
  byId('app-home').addEventListener('click', (event) => {
    event.preventDefault()
    closeMenu()
    go(byId('app-home').dataset['path'] ?? '/')
  })
}

function closeMenu(): void {
  document.body.classList.remove('menu-open')
  byId('menu-button').setAttribute('aria-expanded', 'false')
}
