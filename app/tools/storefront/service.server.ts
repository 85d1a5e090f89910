/**
 * The setup guide of the storefront: what is on, what is missing, where the app's pages are.
 * In: a shop. Out: what the page shows; a changed address written to Shopify. Invariant: nothing of it is stored here: Shopify has it.
 */
import { setAppData } from '#app/shopify/app-data.server.ts'
import { DEFAULT_PROXY, type BlockSwitch, type ProxyForm } from './schema.ts'
import { listCategories, readSwitches, type PublishedCategory } from './shopify.server.ts'

export interface StorefrontSetup {
  /** which blocks have something to show */
  on: Record<BlockSwitch, boolean>
  /** path of the app's pages on the storefront */
  proxy: string
  /** null: the permission to read them is missing */
  categories: PublishedCategory[] | null
}

/** Throws what the client throws when Shopify does not answer. */
export async function readStorefrontSetup(shop: {
  domain: string
  scopes: readonly string[]
}): Promise<StorefrontSetup> {
  const mayRead = shop.scopes.includes('write_metaobjects') || shop.scopes.includes('read_metaobjects')
  const [{ on, proxy }, categories] = await Promise.all([readSwitches(shop), mayRead ? listCategories(shop) : null])
  return { on, proxy: proxy ?? DEFAULT_PROXY, categories }
}

/** Tells the blocks where the merchant has put the app's pages. */
export async function saveProxyPath(shop: { domain: string }, { proxy }: ProxyForm): Promise<void> {
  const value = proxy === '' ? DEFAULT_PROXY : proxy
  await setAppData(shop, [{ namespace: 'storefront', key: 'proxy', type: 'single_line_text_field', value }])
}
