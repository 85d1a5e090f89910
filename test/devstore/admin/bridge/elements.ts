/**
 * `ui-nav-menu`, `s-app-nav`, `ui-title-bar`, `ui-save-bar`: elements that say what the admin is to show around the app.
 * In: their children and attributes, whenever they change. Out: messages to the admin; presses come back as clicks.
 * Invariant: nothing is added to the page before the app asks for it, so that a server-rendered page still hydrates.
 */
import type { BridgeButton, BridgeNavItem } from '../messages.ts'
import { onMessage, tell } from './channel.ts'

/** Told of every change inside; several changes of one task are told once. */
abstract class Described extends HTMLElement {
  #observer: MutationObserver | null = null

  connectedCallback(): void {
    this.#observer = new MutationObserver(() => this.describe())
    this.#observer.observe(this, { childList: true, subtree: true, attributes: true, characterData: true })
    this.describe()
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect()
    this.#observer = null
    this.withdraw()
  }

  abstract describe(): void
  abstract withdraw(): void
}

class NavMenu extends Described {
  describe(): void {
    const links = [...this.querySelectorAll('a[href], s-link[href]')]
    // The first link, rel="home", is where the app's own name leads; it is not an entry of its own.
    const items: BridgeNavItem[] = links
      .filter((link) => link.getAttribute('rel') !== 'home')
      .map((link) => ({ label: (link.textContent ?? '').trim(), href: link.getAttribute('href') ?? '/' }))
    const home = this.querySelector('[rel="home"]')?.getAttribute('href') ?? null
    tell({ type: 'nav-menu', home, items })
  }

  withdraw(): void {
    if (!document.querySelector('ui-nav-menu, s-app-nav')) tell({ type: 'nav-menu', home: null, items: [] })
  }
}

class TitleBar extends Described {
  buttons(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('button, a')]
  }

  describe(): void {
    if (this.closest('ui-modal')) return
    tell({
      type: 'title-bar',
      title: this.getAttribute('title') ?? '',
      buttons: this.buttons().map(describeButton),
    })
  }

  withdraw(): void {
    if (!pageTitleBar()) tell({ type: 'title-bar', title: '', buttons: [] })
  }
}

class SaveBar extends Described {
  #showing = false

  get showing(): boolean {
    return this.#showing
  }

  get discardConfirmation(): boolean {
    return this.hasAttribute('discardConfirmation')
  }

  show(): Promise<void> {
    if (this.#showing) return Promise.resolve()
    this.#showing = true
    shown.add(this)
    this.describe()
    this.dispatchEvent(new Event('show'))
    return Promise.resolve()
  }

  hide(): Promise<void> {
    if (!this.#showing) return Promise.resolve()
    this.#showing = false
    shown.delete(this)
    tell({ type: 'save-bar', bar: null })
    this.dispatchEvent(new Event('hide'))
    if (shown.size === 0) for (const leave of leaving.splice(0)) leave()
    return Promise.resolve()
  }

  toggle(): Promise<void> {
    return this.#showing ? this.hide() : this.show()
  }

  button(which: 'save' | 'discard'): HTMLElement | null {
    return which === 'save'
      ? this.querySelector<HTMLElement>('button[variant="primary"]')
      : this.querySelector<HTMLElement>('button:not([variant="primary"])')
  }

  describe(): void {
    if (!this.#showing) return
    const [save, discard] = [this.button('save'), this.button('discard')]
    tell({
      type: 'save-bar',
      bar: {
        save: save ? describeButton(save) : plainButton(true),
        discard: discard ? describeButton(discard) : plainButton(false),
        confirmDiscard: this.discardConfirmation,
      },
    })
  }

  withdraw(): void {
    void this.hide()
  }
}

const shown = new Set<SaveBar>()
const leaving: (() => void)[] = []

/** Resolves at once when nothing is unsaved, else when the merchant has saved or discarded. */
export function leaveConfirmation(): Promise<void> {
  if (shown.size === 0) return Promise.resolve()
  tell({ type: 'save-bar-attention' })
  return new Promise((resolve) => leaving.push(resolve))
}

export function saveBar(id: string): SaveBar {
  const element = document.getElementById(id)
  if (!(element instanceof SaveBar)) throw new Error(`There is no <ui-save-bar id="${id}"> on this page.`)
  return element
}

export function describeButton(element: HTMLElement): BridgeButton {
  const variant = element.getAttribute('variant')
  return {
    label: (element.textContent ?? '').trim(),
    primary: variant === 'primary',
    breadcrumb: variant === 'breadcrumb',
    critical: element.getAttribute('tone') === 'critical',
    disabled: element.hasAttribute('disabled'),
    loading: element.hasAttribute('loading') && element.getAttribute('loading') !== 'false',
  }
}

function plainButton(primary: boolean): BridgeButton {
  return { label: '', primary, breadcrumb: false, critical: false, disabled: false, loading: false }
}

function pageTitleBar(): TitleBar | null {
  return (
    [...document.querySelectorAll('ui-title-bar')].find(
      (element): element is TitleBar => element instanceof TitleBar && !element.closest('ui-modal'),
    ) ?? null
  )
}

/** The forms marked `data-save-bar`: the bar follows their changes without a ui-save-bar element. */
function watchForms(): void {
  const changed = (event: Event) => {
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>('form[data-save-bar]') : null
    if (form) showFor(form)
  }
  document.addEventListener('input', changed)
  document.addEventListener('change', changed)
  for (const type of ['submit', 'reset'] as const) {
    document.addEventListener(type, (event) => {
      if (event.target === currentForm) hideForm()
    })
  }
}

let currentForm: HTMLFormElement | null = null

function showFor(form: HTMLFormElement): void {
  currentForm = form
  tell({
    type: 'save-bar',
    bar: {
      save: plainButton(true),
      discard: plainButton(false),
      confirmDiscard: form.hasAttribute('data-discard-confirmation'),
    },
  })
}

function hideForm(): void {
  currentForm = null
  tell({ type: 'save-bar', bar: null })
}

export function defineElements(): void {
  const hidden = new CSSStyleSheet()
  hidden.replaceSync('ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none }')
  // Not a <style> element: the document is the app's, and React compares it with what its server sent.
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, hidden]
  customElements.define('ui-nav-menu', NavMenu)
  customElements.define('s-app-nav', class extends NavMenu {})
  customElements.define('ui-title-bar', TitleBar)
  customElements.define('ui-save-bar', SaveBar)
  watchForms()
  onMessage('press', ({ button }) => {
    if (typeof button === 'number') {
      pageTitleBar()?.buttons()[button]?.click()
      return
    }
    const [bar] = shown
    if (bar) bar.button(button)?.click()
    else if (button === 'save') currentForm?.requestSubmit()
    else currentForm?.reset()
  })
}
