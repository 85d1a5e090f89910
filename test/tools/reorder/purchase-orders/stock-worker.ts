/**
 * A worker that writes one order's stock to its end and does nothing else, to be killed. In: shop id and order id as arguments, the app's
 * environment. Out: a message when it begins; exit code 0 when nothing is left to write.
 */
import { closeDatabase } from '#app/db/client.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { carryStock } from '#app/tools/reorder/purchase-orders/stock/service.server.ts'

const [, , shopId = '', orderId = ''] = process.argv
const shop = await getShopById(Number(shopId))
const { signal } = new AbortController()
process.send?.('begun')
while (await isOpen());
await closeDatabase()
process.disconnect?.()

/** As the queue does it: what was refused because the stock kept moving is asked again. */
async function isOpen(): Promise<boolean> {
  try {
    return (await carryStock(shop, orderId, { signal })).again
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict' && error.retry) return true
    throw error
  }
}
