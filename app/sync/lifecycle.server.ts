/**
 * The life of an installation: installed, scopes changed, uninstalled, back again.
 * In: what the guard or a webhook says. Out: the shop's row and the runs that follow from it.
 * Invariant: saying the same twice changes nothing; a late message never undoes a later installation; uninstalling needs no working token.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { getShopById, markUninstalled, registerShop } from '#app/mirror/shops.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { SyncCountAllDocument } from '#app/shopify/generated/documents.ts'
import { endSessions } from '#app/shopify/token-store.server.ts'
import { forgetShop } from './inbox.server.ts'
import { cancelRun, listRuns, startRun } from './runs.server.ts'
import { refetchShop } from './small-sets.server.ts'
import type { PhaseKey } from './types.ts'

/** The merchant installed the app or came back. A fresh installation starts a full sync; history that is here stays. */
export async function shopInstalled(domain: string, scopes: string[]): Promise<Shop> {
  const { shop, fresh } = await registerShop({ domain, scopes })
  forgetShop(domain)
  if (!fresh) return shop
  const wasHere = await inShopSql(shop.id, async (sql) => {
    // What was learned of the shop before it left says nothing about the time between.
    await sql.query('delete from sync_cursor where shop_id = $1', [shop.id])
    const result = await sql.query('select from sync_run where shop_id = $1 limit 1', [shop.id])
    return result.rowCount !== 0
  })
  try {
    await startRun(shop, 'backfill', wasHere ? 'reinstall' : 'install')
  } catch (error) {
    // Parallel requests of one first visit: another one has started it.
    if (!isAppError(error, 'conflict')) throw error
  }
  log.info({ shopId: shop.id, reinstall: wasHere }, 'shop installed')
  return shop
}

/**
 * A token says another grant than the shop's row. Neither need be the newer one (tokens live an hour, and a webhook may be late), so
 * Shopify is asked. When it does not answer, the row counts: the page is shown, and the next visit asks again.
 */
export async function grantDiffers(shop: Shop): Promise<Shop> {
  try {
    await refetchShop(shop)
  } catch (error) {
    if (!isAppError(error)) throw error
    log.warn({ err: error, shopId: shop.id }, 'the grant could not be asked for')
  }
  return getShopById(shop.id)
}

/**
 * The webhook says that the app was removed at `triggeredAt`. When that is before the present installation (a late message, or a
 * clock that differs), Shopify is asked whether our token still works. False: the shop is still installed, or was known to be gone.
 */
export async function applyUninstall(shop: Shop, triggeredAt: Instant | null): Promise<boolean> {
  if (shop.uninstalledAt !== null) return false
  let at = triggeredAt ?? new Date().toISOString()
  if (Date.parse(at) < Date.parse(shop.installedAt)) {
    if (await tokenWorks(shop)) return false
    at = new Date().toISOString()
  }
  await endSessions(shop.domain, new Date(at))
  const gone = await markUninstalled(shop.domain, at)
  forgetShop(shop.domain)
  for (const run of await listRuns(shop)) {
    if (['queued', 'running', 'paused', 'failed'].includes(run.state)) await cancelRun(shop, run.id)
  }
  log.info({ shopId: shop.id }, 'shop uninstalled')
  return gone !== null
}

async function tokenWorks(shop: Shop): Promise<boolean> {
  try {
    await shopifyClient(shop).query(SyncCountAllDocument, { orders: false, products: true })
    return true
  } catch (error) {
    if (isAppError(error, 'shop_unauthorized')) return false
    // Without the scope it was still Shopify who answered our token.
    if (isAppError(error, 'missing_scope')) return true
    throw error
  }
}

/** What each scope is for, in the order in which a merchant would miss it. */
const NEEDS: readonly { scope: string; phases: readonly PhaseKey[] }[] = [
  { scope: 'read_products', phases: ['products', 'bundles', 'collections', 'markets', 'prices'] },
  { scope: 'read_inventory', phases: ['stock'] },
  { scope: 'read_locations', phases: ['locations', 'stock'] },
  { scope: 'read_inventory_transfers', phases: ['transfers'] },
  { scope: 'read_inventory_shipments', phases: ['transfers'] },
  { scope: 'read_orders', phases: ['orders', 'refunds', 'events'] },
  { scope: 'read_all_orders', phases: ['orders'] },
  { scope: 'read_customers', phases: ['orders'] },
  { scope: 'read_fulfillments', phases: ['orders', 'events'] },
  { scope: 'read_returns', phases: ['orders'] },
  { scope: 'read_markets', phases: ['markets', 'prices'] },
]

export interface MissingScope {
  scope: string
  /** what is incomplete or cannot be synchronised without it */
  phases: readonly PhaseKey[]
}

/** Scopes the app asks for and does not have now. A write scope includes its read scope. */
export function missingScopes(shop: Shop): MissingScope[] {
  const has = (scope: string): boolean =>
    shop.scopes.includes(scope) || shop.scopes.includes(scope.replace(/^read_/, 'write_'))
  return NEEDS.filter(({ scope }) => !has(scope))
}
