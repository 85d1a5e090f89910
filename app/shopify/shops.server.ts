/**
 * The row of a shop, as the guard needs it: found or added by domain.
 * Invariant: a shop counts as installed only once the sync has registered it. Until then `uninstalledAt` is set, also for a shop we
 * never saw before: a process that dies between the two leaves a shop that the next visit registers again.
 */
import { prisma } from '#app/db/client.server.ts'

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

export async function findShopRow(domain: string): Promise<InstalledShop | null> {
  const row = await prisma().shop.findUnique({ where: { domain } })
  if (!row) return null
  const { id, name, currency, timezone, country, plan, scopes } = row
  const uninstalledAt = row.uninstalledAt?.toISOString() ?? null
  return {
    id,
    domain,
    name,
    currency,
    timezone,
    country,
    plan,
    scopes,
    installedAt: row.installedAt.toISOString(),
    uninstalledAt,
  }
}
