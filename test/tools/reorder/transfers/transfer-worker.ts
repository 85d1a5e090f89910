/**
 * A worker that makes all planned transfers and does nothing else, to be killed. In: shop id as argument, the app's environment. Out: a message when it
 * begins; exit code 0 when nothing is left to make.
 */
import { closeDatabase } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { carryTransfer } from '#app/tools/reorder/transfers/making/service.server.ts'

const [, , shopId = ''] = process.argv
const shop = await getShopById(Number(shopId))
const { signal } = new AbortController()
process.send?.('begun')
const planned = await inShopSql(shop.id, (sql) =>
  sql.query<{ id: string }>(
    `select id::text from reorder_transfer where shop_id = $1 and state = 'planned' order by number`,
    [shop.id],
  ),
)
for (const { id } of planned.rows) await carryTransfer(shop, id, { signal })
await closeQueue()
await closeDatabase()
process.disconnect?.()
