/**
 * A worker that carries one run to its end and does nothing else, to be killed. In: shop id and run id as arguments, the app's
 * environment. Out: a message when it begins; exit code 0 when the run is over.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { closeDatabase } from '#app/db/client.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import { carryRun, findRun } from '#app/sync/runs.server.ts'

const [, , shopId = '', runId = ''] = process.argv
const shop = await getShopById(Number(shopId))
process.send?.('begun')
for (;;) {
  const again = await carryRun(shop, runId, { signal: new AbortController().signal, attempt: 1, jobId: 'carry-worker' })
  const state = (await findRun(shop, runId))?.state
  if (state !== 'queued' && state !== 'running') break
  // Nothing carried: the lock of the killed one is still being let go.
  await sleep(again ? again.afterSeconds * 1000 : 50)
}
await closeDatabase()
process.disconnect?.()
