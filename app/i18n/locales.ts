/**
 * The languages of the app. In: what Shopify or a browser asks for. Out: one we have.
 * Invariant: `pickLocale` never fails; English answers for languages that are not here yet.
 */

export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

/** `'zh-Hans-SG'` and `'zh-TW'` are `'zh-CN'` (no Traditional Chinese yet), `'en-GB'` is `'en'`, `'fr'` and null are `'en'`. */
export function pickLocale(asked: string | null | undefined): Locale {
  return asked?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
