/**
 * The app's blocks in a theme: what they are called, where they go, what switches them on. In: nothing. Out: constants and a form.
 * Invariant: the names are those of the files in extensions/storefront/blocks (tested).
 */
import { z } from 'zod'

/** Where Shopify puts the app's pages unless the merchant moves them; the same as in shopify.app.toml (tested). */
export const DEFAULT_PROXY = '/apps/tradewind'

export type BlockSwitch = 'tracking' | 'delivery' | 'faq'

export interface StorefrontBlock {
  /** the file's name */
  handle: 'order-tracking' | 'delivery-estimate' | 'faq-accordion' | 'faq-page'
  /** the template that the deep link opens */
  template: 'page' | 'product'
  /** where on it: beside the product's own blocks, or in a new section of apps */
  target: 'mainSection' | 'newAppsSection'
  /** the app's data that must be on before the block shows */
  needs: BlockSwitch
  /** the page of the app where that is done */
  url: string
}

export const BLOCKS: readonly StorefrontBlock[] = [
  {
    handle: 'order-tracking',
    template: 'page',
    target: 'newAppsSection',
    needs: 'tracking',
    url: '/app/tracking/settings',
  },
  {
    handle: 'delivery-estimate',
    template: 'product',
    target: 'mainSection',
    needs: 'delivery',
    url: '/app/tracking/lanes',
  },
  { handle: 'faq-accordion', template: 'product', target: 'newAppsSection', needs: 'faq', url: '/app/faq' },
  { handle: 'faq-page', template: 'page', target: 'newAppsSection', needs: 'faq', url: '/app/faq' },
]

/** The link that opens the theme editor with the block added. Source: shopify.dev, theme app extensions, "App block deep linking URL". */
export function addBlockUrl({ handle, template, target }: StorefrontBlock, apiKey: string): string {
  const query = new URLSearchParams({ template, addAppBlockId: `${apiKey}/${handle}`, target })
  return `shopify:admin/themes/current/editor?${query.toString()}`
}

/** Empty: where Shopify put it. The four prefixes are Shopify's. */
export const ProxyForm = z.object({
  proxy: z
    .string()
    .trim()
    .transform((path) => path.replace(/\/+$/, '').toLowerCase())
    .pipe(z.union([z.literal(''), z.string().regex(/^\/(?:a|apps|community|tools)\/[a-z0-9][a-z0-9_-]{0,29}$/)])),
})

export type ProxyForm = z.output<typeof ProxyForm>
