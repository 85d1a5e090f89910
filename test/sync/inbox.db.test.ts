import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue, openQueue } from '#app/jobs/queue.server.ts'
import { registerShop } from '#app/mirror/shops.server.ts'
import { forgetShop, recordDelivery, waitForInbox, wakeApply } from '#app/sync/inbox.server.ts'

afterAll(closeQueue)
await openQueue()
const { shop } = await registerShop({ domain: 'inbox.myshopify.com', scopes: [] })

const delivery = (id = randomUUID(), domain = shop.domain) => ({
  topic: 'orders/updated',
  domain,
  webhookId: id,
  eventId: null,
  triggeredAt: null,
  payload: { admin_graphql_api_id: 'gid://shopify/Order/1' },
})

async function waitingJobs(): Promise<number> {
  const result = await pool().query<{ n: number }>(
    "select count(*)::int as n from pgboss.job where name = 'sync.apply' and state = 'created'",
  )
  return result.rows[0]?.n ?? 0
}

describe('the inbox', () => {
  it('says what became of a delivery', async () => {
    const first = delivery()
    expect(await recordDelivery(first)).toBe('stored')
    expect(await recordDelivery(first)).toBe('duplicate')
    expect(await recordDelivery(delivery(randomUUID(), 'nobody.myshopify.com'))).toBe('unknown_shop')
    expect(await recordDelivery({ ...delivery(), topic: 'carts/update' })).toBe('unknown_topic')
  })

  it('a job that was waiting when a delivery came, and starts before it commits, waits and sees it', async () => {
    // The delivery's transaction holds its shared lock, has seen a waiting job and has not committed yet.
    const client = await pool().connect()
    const id = `open-${randomUUID()}`
    try {
      await client.query('begin')
      await client.query(`select set_config('role', 'tradewind_app', true), set_config('app.shop_id', $1, true)`, [
        String(shop.id),
      ])
      await client.query('select pg_advisory_xact_lock_shared($1, $2)', [0x696e62, shop.id])
      await client.query(
        `insert into sync_delivery (shop_id, webhook_id, topic, hint) values ($1, $2, 'orders/updated', '{"resource":"order","ids":["1"]}')`,
        [shop.id, id],
      )
      let sawIt: boolean | null = null
      const job = inShopSql(shop.id, (sql) => waitForInbox(sql, shop.id)).then(async () => {
        const found = await inShopSql(shop.id, (sql) =>
          sql.query('select from sync_delivery where webhook_id = $1', [id]),
        )
        sawIt = found.rowCount === 1
      })
      await sleep(150)
      expect(sawIt).toBeNull()
      await client.query('commit')
      await job
      expect(sawIt).toBe(true)
    } finally {
      client.release()
    }
  })

  it('wakes one waiting job however often it is asked, and another one once that one runs', async () => {
    for (let times = 0; times < 3; times += 1) await recordDelivery(delivery())
    await wakeApply(null, shop.id)
    expect(await waitingJobs()).toBe(1)
    await pool().query("update pgboss.job set state = 'active', started_on = now() where name = 'sync.apply'")
    await recordDelivery(delivery())
    expect(await waitingJobs()).toBe(1)
  })

  it('knows a shop from the moment it is installed here', async () => {
    const late = delivery(randomUUID(), 'late.myshopify.com')
    expect(await recordDelivery(late)).toBe('unknown_shop')
    await registerShop({ domain: 'late.myshopify.com', scopes: [] })
    forgetShop('late.myshopify.com')
    expect(await recordDelivery(late)).toBe('stored')
  })
})
