/**
 * The language of a document request. Shopify's admin names it in the `locale` query parameter; elsewhere the browser's
 * Accept-Language decides. No cookie: third-party cookies are blocked in the admin's frame. Later client navigations keep the
 * document's language, because the root loader does not run again.
 */
import { RemixI18Next } from 'remix-i18next/server'
import { LOCALES, pickLocale, type Locale } from './locales.ts'

const detector = new RemixI18Next({
  detection: {
    supportedLanguages: [...LOCALES],
    fallbackLanguage: 'en',
    order: ['custom', 'header'],
    findLocale: async (request) => {
      const asked = new URL(request.url).searchParams.get('locale')
      return asked === null ? null : pickLocale(asked)
    },
  },
})

export async function documentLocale(request: Request): Promise<Locale> {
  return pickLocale(await detector.getLocale(request))
}
