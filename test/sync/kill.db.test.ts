import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { syncWithKills, totalChanges } from './killed-sync.ts'
import { countBroken, installShop, totalsOfMirror, totalsOfStore, type SyncedShop } from './synced-shop.ts'

/** `KILLS=20 npm run test:db -- test/sync/kill` takes a minute; `npm run bench -- kill` does it on the whole year. */
const KILLS = Number(process.env['KILLS'] ?? 6)
let synced: SyncedShop

beforeAll(async () => {
  const { state } = await importUci({ asOf: new Date('2026-11-20T12:00:00Z'), orders: 1500 })
  synced = await installShop(state)
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

it('a sync whose worker is killed again and again at random ends with exactly the shop: nothing lost, doubled or left behind', async () => {
  const killed = await syncWithKills(synced.shop, {
    devStoreUrl: synced.devStore.url,
    kills: KILLS,
    seed: 20_261_121,
    mostMs: 900,
  })
  expect(killed.kills).toBe(KILLS)
  const { state } = synced.devStore.shop()
  expect(await totalsOfMirror(synced.shop)).toEqual(totalsOfStore(state))
  expect(await countBroken(synced.shop)).toEqual({
    orphanLines: 0,
    orphanRefunds: 0,
    orphanRefundLines: 0,
    wrongSums: 0,
    staging: 0,
  })
  expect(await totalChanges(synced.shop)).toBe(state.orders.size)
}, 600_000)
