/** An installed shop in the registry. Every call makes another one. */
import { prisma } from '#app/db/client.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'

let made = 0

export async function aShop(
  values: Partial<Pick<Shop, 'domain' | 'name' | 'currency' | 'timezone' | 'country'>> = {},
): Promise<Shop> {
  made += 1
  const row = await prisma().shop.create({
    data: {
      domain: `shop-${made}.myshopify.com`,
      name: `Shop ${made}`,
      currency: 'GBP',
      timezone: 'Europe/London',
      country: 'GB',
      ...values,
    },
  })
  return getShopById(row.id)
}
