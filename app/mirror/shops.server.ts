/**
 * The registry of shops: who installed us and what Shopify says about them.
 * In: domains, ids, what the shop query returned. Out: plain `Shop`. Invariant: a platform table, read before a tenant is known,
 * so it is reached with prisma() and never holds a merchant's personal data.
 */
import { prisma } from '#app/db/client.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from './types.ts'

interface ShopRow {
  id: number
  domain: string
  name: string
  currency: string
  timezone: string
  country: string
  plan: string
  scopes: string[]
  installedAt: Date
  uninstalledAt: Date | null
}

function toShop(row: ShopRow): Shop {
  return {
    id: row.id,
    domain: row.domain,
    name: row.name,
    currency: row.currency,
    timezone: row.timezone,
    country: row.country,
    plan: row.plan,
    scopes: row.scopes,
    installedAt: row.installedAt.toISOString(),
    uninstalledAt: row.uninstalledAt?.toISOString() ?? null,
  }
}

/** The shop of a `handle.myshopify.com` domain, installed or not; null when it was never here. */
export async function findShop(domain: string): Promise<Shop | null> {
  const row = await prisma().shop.findUnique({ where: { domain } })
  return row && toShop(row)
}

/** Like findShop; throws `not_found`. */
export async function getShop(domain: string): Promise<Shop> {
  const shop = await findShop(domain)
  if (!shop) throw new AppError('not_found', `no shop ${domain}`)
  return shop
}

export async function findShopById(id: number): Promise<Shop | null> {
  const row = await prisma().shop.findUnique({ where: { id } })
  return row && toShop(row)
}

/** Throws `not_found`. */
export async function getShopById(id: number): Promise<Shop> {
  const shop = await findShopById(id)
  if (!shop) throw new AppError('not_found', `no shop with id ${id}`)
  return shop
}

export async function listInstalledShops(): Promise<Shop[]> {
  const rows = await prisma().shop.findMany({ where: { uninstalledAt: null }, orderBy: { id: 'asc' } })
  return rows.map(toShop)
}

/**
 * Records an installation. `fresh`: the shop was never here, or it had uninstalled (or its data had been erased) and comes back.
 * Running it again with the same scopes changes nothing but the scopes.
 */
export async function registerShop(input: {
  domain: string
  scopes: string[]
}): Promise<{ shop: Shop; fresh: boolean }> {
  const before = await prisma().shop.findUnique({ where: { domain: input.domain } })
  const fresh = before === null || before.uninstalledAt !== null
  const back = fresh ? { installedAt: new Date(), uninstalledAt: null, redactedAt: null } : {}
  const row = await prisma().shop.upsert({
    where: { domain: input.domain },
    create: { domain: input.domain, scopes: input.scopes },
    update: { scopes: input.scopes, ...back },
  })
  return { shop: toShop(row), fresh }
}

export interface ShopDetails {
  shopifyId: Id
  name: string
  currency: string
  timezone: string
  country: string
  plan: string
  /** null leaves them as they are */
  scopes: string[] | null
}

/** Stores what Shopify says about the shop; writes nothing when nothing changed. */
export async function saveShopDetails(shop: Shop, details: ShopDetails): Promise<{ shop: Shop; changed: boolean }> {
  const { shopifyId, scopes, ...plain } = details
  const row = await prisma().shop.findUnique({ where: { id: shop.id } })
  if (!row) throw new AppError('not_found', `no shop with id ${shop.id}`)
  const same =
    row.shopifyId === BigInt(shopifyId) &&
    row.name === plain.name &&
    row.currency === plain.currency &&
    row.timezone === plain.timezone &&
    row.country === plain.country &&
    row.plan === plain.plan &&
    (scopes === null || sameSet(row.scopes, scopes))
  if (same) return { shop: toShop(row), changed: false }
  const saved = await prisma().shop.update({
    where: { id: shop.id },
    data: { ...plain, shopifyId: BigInt(shopifyId), ...(scopes === null ? {} : { scopes }) },
  })
  return { shop: toShop(saved), changed: true }
}

function sameSet(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((entry) => b.includes(entry))
}

/** The app was removed at `at`. A removal that is older than the current installation (a late webhook) changes nothing. */
export async function markUninstalled(domain: string, at: Instant): Promise<Shop | null> {
  const row = await prisma().shop.findUnique({ where: { domain } })
  if (!row || row.uninstalledAt !== null || row.installedAt > new Date(at)) return row && toShop(row)
  return toShop(await prisma().shop.update({ where: { domain }, data: { uninstalledAt: new Date(at), scopes: [] } }))
}

const ERASED_DOMAIN = '.invalid'

export function isErased(shop: Shop): boolean {
  return shop.domain.endsWith(ERASED_DOMAIN)
}

/** Leaves of a shop only that it was erased, and when. A later installation is a new shop. */
export async function markErased(shop: Shop): Promise<void> {
  await prisma().shop.update({
    where: { id: shop.id },
    data: {
      domain: `erased-${shop.id}${ERASED_DOMAIN}`,
      name: '',
      currency: 'XXX',
      timezone: 'UTC',
      country: 'ZZ',
      plan: '',
      scopes: [],
      shopifyId: null,
      uninstalledAt: shop.uninstalledAt ?? new Date(),
      redactedAt: new Date(),
    },
  })
}
