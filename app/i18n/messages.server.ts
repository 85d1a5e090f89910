/** Every language's messages, for rendering on the server. */
import polarisEn from '@shopify/polaris/locales/en.json' with { type: 'json' }
import polarisZhCn from '@shopify/polaris/locales/zh-CN.json' with { type: 'json' }
import en from './en.ts'
import type { Locale } from './locales.ts'
import type { Messages } from './setup.ts'
import zhCn from './zh-CN.ts'

export const MESSAGES: Record<Locale, Messages> = {
  en: { translation: en, polaris: polarisEn },
  'zh-CN': { translation: zhCn, polaris: polarisZhCn },
}
