/**
 * Wires the admin page together: every message of the app goes to what shows or answers it.
 * In: messages. Out: none. Invariant: each question is answered once, with a value or with the reason why not.
 */
import type { Question, ToAdmin } from '../messages.ts'
import {
  attention,
  hideToast,
  showLoading,
  showMenu,
  showPath,
  showSaveBar,
  showTitle,
  showToast,
  startMenuButton,
} from './around.ts'
import { pick } from './picker.ts'
import { byId, listen, openFrame, server, text, toApp } from './wire.ts'

async function answer(question: Question): Promise<unknown> {
  switch (question.name) {
    case 'id-token':
      return await server('/session-token', {})
    case 'user':
      return await server('/user')
    case 'extensions':
      return await server('/extensions')
    case 'scopes':
      return await server('/scopes')
    case 'scopes-request':
      if (!window.confirm(`${text('grantScopes')}\n\n${question.scopes.join('\n')}`)) {
        return { result: 'declined-all', detail: await server('/scopes') }
      }
      return { result: 'granted-all', detail: await server('/scopes', { grant: question.scopes }) }
    case 'scopes-revoke':
      return { detail: await server('/scopes', { revoke: question.scopes }) }
    case 'pick':
      return await pick(question.request)
  }
}

function receive(message: ToAdmin): void {
  switch (message.type) {
    case 'ready':
      showSaveBar(null)
      showTitle('', [])
      showPath(message.path)
      byId('app-frame').dataset['ready'] = 'true'
      return
    case 'history':
      return showPath(message.path)
    case 'nav-menu':
      return showMenu(message.home, message.items)
    case 'title-bar':
      return showTitle(message.title, message.buttons)
    case 'save-bar':
      return showSaveBar(message.bar)
    case 'save-bar-attention':
      return attention()
    case 'toast-show':
      return showToast(message.toast)
    case 'toast-hide':
      return hideToast(message.id)
    case 'loading':
      return showLoading(message.on)
    case 'open':
      if (message.newTab) window.open(message.url, '_blank', 'noopener')
      else location.assign(message.url)
      return
    case 'ask':
      answer(message.question).then(
        (value) => toApp({ type: 'reply', id: message.id, ok: true, value }),
        (error: unknown) =>
          toApp({
            type: 'reply',
            id: message.id,
            ok: false,
            error: error instanceof Error ? error.message : String(error),
          }),
      )
  }
}

listen(receive)
startMenuButton()
openFrame()
byId('locale').addEventListener('change', (event) => {
  const locale = event.target instanceof HTMLSelectElement ? event.target.value : 'en'
  document.cookie = `devstore_locale=${encodeURIComponent(locale)}; path=/; max-age=31536000; samesite=lax`
  location.reload()
})
