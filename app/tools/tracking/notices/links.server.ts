/** Where a shopper follows an order. In: a shop, an order. Out: the address of its tracking page in the storefront, which opens without asking for anything. */
import type { Id, Shop } from '#app/mirror/types.ts'
import { lookupKey } from '../lookup/key.server.ts'

/** As shopify.app.toml names the app's pages. */
const TRACK_PATH = '/apps/tradewind/track'

export function trackingLink(shop: Pick<Shop, 'id' | 'domain'>, orderId: Id): string {
  return `https://${shop.domain}${TRACK_PATH}?key=${lookupKey(shop, orderId)}`
}
