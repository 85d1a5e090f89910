/**
 * The app's own way: the orders phase of a backfill, from the finished bulk operation to the dropped staging tables.
 */
import { randomUUID } from 'node:crypto'

const { url, bytes } = JSON.parse(process.argv[2] ?? '{}') as { url: string; bytes: number }
Object.assign(process.env, {
  NODE_ENV: 'production',
  SHOPIFY_API_KEY: 'bench',
  SHOPIFY_API_SECRET: 'bench',
  SHOPIFY_APP_URL: 'https://app.example.com',
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  LOOKUP_KEY: 'a-lookup-key-that-is-only-for-benches-000',
  LOG_LEVEL: 'error',
})
const { closeDatabase, pool, prisma } = await import('#app/db/client.server.ts')
const { inShopSql } = await import('#app/db/tenant.server.ts')
const { getShop, registerShop } = await import('#app/mirror/shops.server.ts')
const { shopifyClient } = await import('#app/shopify/client.server.ts')
const { ORDERS } = await import('#app/sync/backfill.server.ts')
const { carryFile } = await import('#app/sync/bulk-phase.server.ts')
const { insertRun, listPhases, savePhase } = await import('#app/sync/run-store.server.ts')

const domain = 'bench.myshopify.com'
await registerShop({ domain, scopes: ['read_orders', 'read_all_orders'] })
await prisma().shop.update({ where: { domain }, data: { currency: 'GBP', timezone: 'Europe/London' } })
const shop = await getShop(domain)
const runId = randomUUID()
const phase = await inShopSql(shop.id, async (sql) => {
  await sql.query("update sync_run set state = 'done'")
  await insertRun(sql, shop, { id: runId, kind: 'backfill', reason: 'manual', phases: ['orders'] })
  await savePhase(sql, shop, runId, 'orders', {
    state: 'requested',
    bulkId: '1',
    cursor: { requestedAt: new Date().toISOString() },
  })
  return (await listPhases(sql, shop, runId))[0]
})
if (!phase) throw new Error('no phase')

async function rowsWritten(): Promise<number> {
  const clients = await Promise.all(Array.from({ length: pool().totalCount }, () => pool().connect()))
  for (const client of clients) await client.query('select pg_stat_force_next_flush()')
  for (const client of clients) client.release()
  const result = await pool().query<{ n: string }>(
    `select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as n from pg_stat_user_tables where relname like 'mirror\\_%' or relname like 'fact\\_%'`,
  )
  return Number(result.rows[0]?.n ?? 0)
}

const context = {
  shop,
  runId,
  reason: 'manual',
  startedAt: new Date().toISOString(),
  client: shopifyClient(shop),
  signal: new AbortController().signal,
} as const
const now = new Date().toISOString()
const operation = {
  id: '1',
  status: 'COMPLETED',
  errorCode: null,
  createdAt: now,
  completedAt: now,
  objectCount: 0,
  rootObjectCount: 0,
  fileSize: bytes || null,
  url,
  partialDataUrl: null,
} as const
const before = await rowsWritten()
const began = performance.now()
await carryFile(context, ORDERS, phase, operation)
const seconds = (performance.now() - began) / 1000
const written = (await rowsWritten()) - before
const lines = await inShopSql(shop.id, async (sql) => (await listPhases(sql, shop, runId))[0]?.rowsRead ?? 0)
process.send?.({ lines, seconds, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024), rowsWritten: written })
await closeDatabase()
process.disconnect?.()
