/**
 * The row of a shop, as the guard needs it: found or added by domain.
 * Invariant: a shop counts as installed only once the sync has registered it. Until then `uninstalledAt` is set, also for a shop we
 * never saw before: a process that dies between the two leaves a shop that the next visit registers again.
 */
import { LRUCache } from 'lru-cache'
import { pool, prisma } from '#app/db/client.server.ts'

/** The same shape as mirror/types' Shop, which this room may not import. */
export interface InstalledShop {
  id: number
  domain: string
  name: string
  currency: string
  timezone: string
  country: string
  plan: string
  scopes: string[]
  installedAt: string
  uninstalledAt: string | null
}

/** Only ever asked for a domain that Shopify has just vouched for. */
export async function findOrAddShop(domain: string): Promise<InstalledShop> {
  const known = await findShopRow(domain)
  if (known) return known
  // Parallel loaders of a first visit add the same shop: createMany skips what the other one made.
  await prisma().shop.createMany({ data: [{ domain, uninstalledAt: new Date() }], skipDuplicates: true })
  const added = await findShopRow(domain)
  if (!added) throw new Error(`the shop ${domain} could not be added`)
  return added
}

/** How long other processes still serve shoppers after an uninstall, and all of them an old timezone after a change. */
export const SHOP_FRESH_MS = 10_000
const visited = new LRUCache<string, InstalledShop>({
  max: 5_000,
  ttl: SHOP_FRESH_MS,
  ttlResolution: 0,
  perf: { now: () => Date.now() },
})

/** The installed shop that a shopper visits, at most SHOP_FRESH_MS old; null when it does not have the app. One that does not is asked for each time. */
export async function findVisitedShop(domain: string): Promise<InstalledShop | null> {
  const known = visited.get(domain)
  if (known) return known
  const shop = await findShopRow(domain)
  if (!shop || shop.uninstalledAt !== null) return null
  visited.set(domain, shop)
  return shop
}

/** After an install or uninstall in this process. */
export function forgetVisitedShop(domain: string): void {
  visited.delete(domain)
}

/** On the bare pool: every shopper's page begins with it, and building a typed query costs more than answering it. */
export async function findShopRow(domain: string): Promise<InstalledShop | null> {
  const { rows } = await pool().query<
    Omit<InstalledShop, 'installedAt' | 'uninstalledAt'> & { installedAt: Date; uninstalledAt: Date | null }
  >({
    name: 'find-shop',
    text: `select id, domain, name, currency, timezone, country, plan, coalesce(scopes, '{}') as scopes, installed_at as "installedAt", uninstalled_at as "uninstalledAt" from shop where domain = $1`,
    values: [domain],
  })
  const [row] = rows
  if (!row) return null
  return {
    ...row,
    installedAt: row.installedAt.toISOString(),
    uninstalledAt: row.uninstalledAt?.toISOString() ?? null,
  }
}
