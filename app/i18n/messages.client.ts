/** One language's messages, fetched as a chunk of its own: a browser never loads the others. */
import type { Locale } from './locales.ts'
import type { Messages } from './setup.ts'

const LOADERS: Record<Locale, () => Promise<Messages>> = {
  en: async () => {
    const [app, polaris] = await Promise.all([import('./en.ts'), import('@shopify/polaris/locales/en.json')])
    return { translation: app.default, polaris: polaris.default }
  },
  'zh-CN': async () => {
    const [app, polaris] = await Promise.all([import('./zh-CN.ts'), import('@shopify/polaris/locales/zh-CN.json')])
    return { translation: app.default, polaris: polaris.default }
  },
}

export async function loadMessages(locale: Locale): Promise<Messages> {
  return LOADERS[locale]()
}
