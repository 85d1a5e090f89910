/** Look-up is switched on by the first orders, whatever the mirror read before them. */
import { afterAll, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

afterAll(closeQueue)

it('the storefront is told when the first order comes, also after products', async () => {
  const shop = await aShop()
  const waiting = async (): Promise<number> => {
    const found = await pool().query<{ jobs: number }>(
      `select count(*)::int as jobs from pgboss.job where name = 'tracking.publish' and singleton_key = $1`,
      [`tracking-publish-${shop.id}`],
    )
    return found.rows[0]?.jobs ?? 0
  }
  await aProduct(shop)
  await followParcels(shop.id)
  await anOrder(shop, {})
  await followParcels(shop.id)
  expect(await waiting()).toBe(1)
})
