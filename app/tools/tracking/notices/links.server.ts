/** Where a shopper follows an order. In: a shop, an order. Out: the address of its tracking page in the storefront. */
import type { Id, Shop } from '#app/mirror/types.ts'

/** As shopify.app.toml names the app's pages; a merchant who renamed them is forwarded by Shopify's own link to the form. */
const TRACK_PATH = '/apps/tradewind/track'

export function trackingLink(shop: Shop, _orderId: Id): string {
  return `https://${shop.domain}${TRACK_PATH}`
}
