/**
 * The look-up page. In: a shop and what a shopper typed. Out: what the page says.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { findSettings } from '../settings/store.server.ts'
import { publishLookup } from './publishing.server.ts'
import { hasOrders } from './store.server.ts'

/** Tells the storefront's blocks whether there is something to look up, and by what. Nothing is written when nothing changed. */
export async function publishTracking(shopId: number, { signal }: { signal: AbortSignal }): Promise<void> {
  const shop = await getShopById(shopId)
  if (shop.uninstalledAt !== null) return
  const [{ settings }, any] = await inShopSql(shop.id, async (sql) => [
    await findSettings(sql, shop),
    await hasOrders(sql, shop),
  ])
  await publishLookup(shop, settings, any, signal)
}
