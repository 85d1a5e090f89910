/**
 * Names of languages. In: a tag as Shopify writes it. Out: its name in the page's language, as lists show it and as a sentence has it.
 * Not asked of `Intl`: every browser carries another edition of these names than Node, and the page would change under the reader when the browser
 * takes over. Invariant: a language that is not here is shown by its tag.
 */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import languageNames from './language-names.json' with { type: 'json' }

const NAMES: Record<string, Record<string, string>> = languageNames

export function useLanguageName(): (language: string) => string {
  const { i18n } = useTranslation()
  const locale = i18n.language
  return useCallback((language: string) => (NAMES[locale] ?? NAMES['en'])?.[language] ?? language, [locale])
}
