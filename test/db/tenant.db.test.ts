import { describe, expect, it } from 'vitest'
import { pool, prisma } from '#app/db/client.server.ts'
import { inShop, inShopSql } from '#app/db/tenant.server.ts'

const [one, two] = await Promise.all(
  ['one', 'two'].map((name) => prisma().shop.create({ data: { domain: `${name}.myshopify.com` } })),
)
if (!one || !two) throw new Error('shops were not made')
await inShop(one.id, (tx) => tx.setting.create({ data: { shopId: one.id, key: 'a', value: 1 } }))
await inShop(two.id, (tx) => tx.setting.create({ data: { shopId: two.id, key: 'a', value: 2 } }))

describe('tenancy', () => {
  it('a query without a shop in its WHERE returns only the rows of its own shop', async () => {
    const rows = await inShop(one.id, (tx) => tx.setting.findMany())
    expect(rows.map((row) => row.shopId)).toEqual([one.id])
  })

  it('a bare connection inside a shop sees only that shop', async () => {
    const result = await inShopSql(two.id, (sql) => sql.query('select shop_id from setting'))
    expect(result.rows).toEqual([{ shop_id: two.id }])
  })

  it('a row of another shop cannot be written', async () => {
    await expect(
      inShop(one.id, (tx) => tx.setting.create({ data: { shopId: two.id, key: 'b', value: 1 } })),
    ).rejects.toThrow(/row-level security/)
  })

  it('a shop sees its own row of the registry and no other', async () => {
    const result = await inShopSql(one.id, (sql) => sql.query('select id from shop'))
    expect(result.rows).toEqual([{ id: one.id }])
  })

  it('inside a shop the tokens of sessions cannot be read', async () => {
    await expect(inShopSql(one.id, (sql) => sql.query('select * from session'))).rejects.toThrow(/permission denied/)
  })

  it('every table that has a shop_id forces row-level security and begins its primary key with the shop', async () => {
    const tables = await pool().query(`
      select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced,
             (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where i.indrelid = c.oid and i.indisprimary) as first_key
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped)`)
    expect(tables.rowCount).toBeGreaterThan(20)
    for (const row of tables.rows) expect(row).toEqual({ relname: row.relname, forced: true, first_key: 'shop_id' })
  })

  it('the pooled connection forgets the shop after the transaction', async () => {
    const client = await pool().connect()
    try {
      const before = await client.query("select current_setting('app.shop_id', true) as shop, current_user as me")
      expect(before.rows[0].shop ?? '').toBe('')
      expect(before.rows[0].me).not.toBe('tradewind_app')
    } finally {
      client.release()
    }
  })
})
