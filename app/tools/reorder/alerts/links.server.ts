/** Addresses for people outside of the app. In: a shop, a path of ours. Out: a link that opens it in the Shopify admin. */
import { env } from '#app/env.server.ts'
import type { Shop } from '#app/mirror/types.ts'

export function adminLink(shop: Shop, path: string): string {
  const handle = shop.domain.replace(/\.myshopify\.com$/, '')
  return `https://admin.shopify.com/store/${handle}/apps/${env().SHOPIFY_API_KEY}${path}`
}
