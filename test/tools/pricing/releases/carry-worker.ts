/**
 * A worker that carries one release to its end and does nothing else, to be killed. In: shop id and release id as arguments, the app's
 * environment. Out: a message when it begins; exit code 0 when nothing is left to write.
 */
import { closeDatabase } from '#app/db/client.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { carryRelease } from '#app/tools/pricing/releases/running/service.server.ts'

const [, , shopId = '', releaseId = ''] = process.argv
const shop = await getShopById(Number(shopId))
const { signal } = new AbortController()
process.send?.('begun')
while ((await carryRelease(shop, releaseId, { signal })).again);
await closeDatabase()
process.disconnect?.()
