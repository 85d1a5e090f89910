/**
 * A worker that publishes everything that waits and does nothing else, to be killed. In: shop id as argument, the app's environment. Out: a message when
 * it begins; exit code 0 when nothing is left to write.
 */
import { closeDatabase } from '#app/db/client.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { publish } from '#app/tools/faq/publishing/running/service.server.ts'

const [, , shopId = ''] = process.argv
const shop = await getShopById(Number(shopId))
const { signal } = new AbortController()
process.send?.('begun')
while ((await publish(shop, { signal })).again);
await closeQueue()
await closeDatabase()
process.disconnect?.()
