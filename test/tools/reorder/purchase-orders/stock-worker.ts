/**
 * A worker that writes one order's stock to its end and does nothing else, to be killed. In: shop id and order id as arguments, the app's
 * environment. Out: a message when it begins; exit code 0 when nothing is left to write.
 */
import { closeDatabase } from '#app/db/client.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { carryStock } from '#app/tools/reorder/purchase-orders/stock/service.server.ts'

const [, , shopId = '', orderId = ''] = process.argv
const shop = await getShopById(Number(shopId))
const { signal } = new AbortController()
process.send?.('begun')
while ((await carryStock(shop, orderId, { signal })).again);
await closeDatabase()
process.disconnect?.()
