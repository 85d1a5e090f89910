/** The browser's start: messages of the document's language, then hydration. */
import { RemixBrowser } from '@remix-run/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { pickLocale } from '#app/i18n/locales.ts'
import { loadMessages } from '#app/i18n/messages.client.ts'
import { createI18n } from '#app/i18n/setup.ts'

const locale = pickLocale(document.documentElement.lang)
const i18n = await createI18n(locale, await loadMessages(locale))

startTransition(() => {
  hydrateRoot(
    document,
    <I18nextProvider i18n={i18n}>
      <StrictMode>
        <RemixBrowser />
      </StrictMode>
    </I18nextProvider>,
  )
})
