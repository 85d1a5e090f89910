/**
 * `ui-modal`: a dialog over the app, with heading and buttons from its `ui-title-bar`.
 * In: show(), hide(), toggle(), children or `src`. Out: events `show` and `hide`.
 * Invariant: it is a native <dialog> opened as modal, so focus stays inside, Escape closes it and focus returns.
 */
import { describeButton } from './elements.ts'

const WIDTHS: Record<string, string> = { small: '380px', base: '620px', large: '980px', max: 'calc(100vw - 32px)' }

class Modal extends HTMLElement {
  /** where React puts the children; it exists from the start and moves into the dialog when that opens */
  readonly content = document.createElement('div')
  #dialog: HTMLDialogElement | null = null
  #observer: MutationObserver | null = null

  connectedCallback(): void {
    this.#observer = new MutationObserver(() => this.#dress())
    this.#observer.observe(this, { childList: true, subtree: true, attributes: true, characterData: true })
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect()
    void this.hide()
  }

  get variant(): string {
    return this.getAttribute('variant') ?? 'base'
  }

  get src(): string | null {
    return this.getAttribute('src')
  }

  get contentWindow(): Window | null {
    return this.content.querySelector('iframe')?.contentWindow ?? null
  }

  show(): Promise<void> {
    if (this.#dialog) return Promise.resolve()
    const dialog = document.createElement('dialog')
    dialog.dataset['appBridgeModal'] = this.id
    this.#dialog = dialog
    this.#fill()
    const footer = document.createElement('div')
    footer.className = 'app-bridge-modal-footer'
    dialog.append(this.#header(), this.content, footer)
    document.body.append(dialog)
    this.#dress()
    dialog.addEventListener('close', () => void this.hide())
    dialog.showModal()
    this.dispatchEvent(new Event('show'))
    return Promise.resolve()
  }

  hide(): Promise<void> {
    const dialog = this.#dialog
    if (!dialog) return Promise.resolve()
    this.#dialog = null
    dialog.close()
    dialog.remove()
    this.dispatchEvent(new Event('hide'))
    return Promise.resolve()
  }

  toggle(): Promise<void> {
    return this.#dialog ? this.hide() : this.show()
  }

  /** Children written as HTML, not through React's portal: copied, as the elements themselves stay where they are. */
  #fill(): void {
    if (this.src !== null) {
      const frame = document.createElement('iframe')
      frame.src = this.src
      frame.title = this.#titleBar()?.getAttribute('title') ?? 'Dialog'
      this.content.replaceChildren(frame)
      return
    }
    if (this.content.childNodes.length > 0) return
    const own = [...this.children].filter((child) => !/^ui-(title|save)-bar$/i.test(child.tagName))
    this.content.replaceChildren(...own.map((child) => child.cloneNode(true)))
  }

  #titleBar(): Element | null {
    return this.querySelector('ui-title-bar')
  }

  #header(): HTMLElement {
    const header = document.createElement('div')
    header.className = 'app-bridge-modal-header'
    const heading = document.createElement('h2')
    heading.id = `${this.id || 'modal'}-title`
    const close = document.createElement('button')
    close.type = 'button'
    close.setAttribute('aria-label', document.documentElement.lang.startsWith('zh') ? '关闭' : 'Close')
    close.textContent = '✕'
    close.addEventListener('click', () => void this.hide())
    header.append(heading, close)
    return header
  }

  /** Heading and buttons, again whenever the title bar changes; the focus stays where it was. */
  #dress(): void {
    const dialog = this.#dialog
    const heading = dialog?.querySelector('.app-bridge-modal-header > h2')
    const footer = dialog?.querySelector('.app-bridge-modal-footer')
    if (!dialog || !heading || !footer) return
    dialog.style.setProperty('--modal-width', WIDTHS[this.variant] ?? '620px')
    dialog.setAttribute('aria-labelledby', heading.id)
    heading.textContent = this.#titleBar()?.getAttribute('title') ?? ''
    const focused = [...footer.children].findIndex((button) => button === document.activeElement)
    const buttons = this.#buttons()
    footer.replaceChildren(...buttons)
    buttons[focused]?.focus()
  }

  #buttons(): HTMLButtonElement[] {
    const sources = [...(this.#titleBar()?.querySelectorAll<HTMLElement>('button, a') ?? [])]
    return sources.map((source) => {
      const { label, primary, critical, disabled, loading } = describeButton(source)
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = label
      button.disabled = disabled || loading
      button.className = [primary ? 'primary' : '', critical ? 'critical' : ''].join(' ').trim()
      button.setAttribute('aria-busy', String(loading))
      button.addEventListener('click', () => source.click())
      return button
    })
  }
}

const STYLE = `
dialog[data-app-bridge-modal] { width: min(var(--modal-width), calc(100vw - 16px)); max-height: calc(100vh - 32px); padding: 0;
  border: 0; border-radius: 12px; box-shadow: 0 8px 40px rgb(0 0 0 / .35); color: #303030; background: #fff }
dialog[data-app-bridge-modal][open] { display: flex; flex-direction: column }
dialog[data-app-bridge-modal]::backdrop { background: rgb(0 0 0 / .5) }
dialog[data-app-bridge-modal] > .app-bridge-modal-header { display: flex; align-items: center; gap: 8px; padding: 12px 16px; background: #f3f3f3 }
dialog[data-app-bridge-modal] > .app-bridge-modal-header h2 { flex: 1; margin: 0; font-size: 14px; font-weight: 650 }
dialog[data-app-bridge-modal] > div:not([class]) { overflow: auto }
dialog[data-app-bridge-modal] > div > iframe { display: block; width: 100%; height: 60vh; border: 0 }
dialog[data-app-bridge-modal] > .app-bridge-modal-footer { display: flex; flex-direction: row-reverse; gap: 8px; padding: 12px 16px; border-top: 1px solid #e3e3e3 }
dialog[data-app-bridge-modal] > .app-bridge-modal-footer:empty { display: none }
dialog[data-app-bridge-modal] > :is(.app-bridge-modal-header, .app-bridge-modal-footer) button { min-height: 32px; padding: 4px 12px; border: 1px solid #8a8a8a; border-radius: 8px;
  background: #fff; color: #303030; font: inherit; cursor: pointer }
dialog[data-app-bridge-modal] > .app-bridge-modal-footer button.primary { background: #303030; color: #fff }
dialog[data-app-bridge-modal] > .app-bridge-modal-footer button.critical { background: #8e1f0b; border-color: #8e1f0b; color: #fff }
dialog[data-app-bridge-modal] > :is(.app-bridge-modal-header, .app-bridge-modal-footer) button:focus-visible { outline: 2px solid #005bd3; outline-offset: 1px }
dialog[data-app-bridge-modal] > :is(.app-bridge-modal-header, .app-bridge-modal-footer) button:disabled { background: #ebebeb; color: #616161; border-color: #ebebeb }
`

export function modal(id: string): Modal {
  const element = document.getElementById(id)
  if (!(element instanceof Modal)) throw new Error(`There is no <ui-modal id="${id}"> on this page.`)
  return element
}

export function defineModal(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  customElements.define('ui-modal', Modal)
}
