/**
 * One i18next instance per document, in Shopify's message format ({one, other} plurals, {{name}} slots).
 * In: a locale and its messages. Out: a ready instance. Invariant: a missing key is shown as the key, never as another language;
 * a test keeps the files' keys equal.
 */
import ShopifyFormat from '@shopify/i18next-shopify'
import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from './locales.ts'

/** App messages, and Polaris's own under `polaris`. */
export type Messages = Record<'translation' | 'polaris', Record<string, unknown>>

export async function createI18n(locale: Locale, messages: Messages): Promise<i18n> {
  const instance = createInstance()
  await instance
    .use(initReactI18next)
    .use(ShopifyFormat)
    .init({
      lng: locale,
      fallbackLng: false,
      ns: ['translation', 'polaris'],
      defaultNS: 'translation',
      resources: { [locale]: messages },
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    })
  return instance
}
