import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyRelease, countRows, getRelease, rollbackRelease } from '#app/tools/pricing/releases/service.server.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { carryWithKills } from './killed-release.ts'
import {
  approved,
  AS_OF,
  differences,
  markdown,
  pricesAtStore,
  pricesPlanned,
  releasedShop,
  type ReleasedShop,
  type StorePrice,
} from './released-shop.ts'

/** Each way; `KILLS=10 npm run test:db -- test/tools/pricing/releases/kill` takes a minute and a half. */
const KILLS = Number(process.env['KILLS'] ?? 3)
let released: ReleasedShop

beforeAll(async () => {
  released = await releasedShop({ orders: 60 })
})
afterAll(() => released.close())

it('a release whose worker is killed again and again at random ends with every price as planned, and so does its rollback', async () => {
  const { shop, state, devStore } = released
  const before = pricesAtStore(state)
  const { id, totals } = await approved(shop, { ruleSet: markdown(700) })
  const after = await pricesPlanned(shop, id, before)
  const total = totals?.outcomes.change ?? 0
  await applyRelease(shop, id, AS_OF)
  const kills = { devStoreUrl: devStore.url, kills: KILLS, total }
  const there = await carryWithKills(shop, id, { ...kills, seed: 1, written: () => countAt(state, after, before) })
  expect(there).toHaveLength(KILLS)
  expect((await getRelease(shop, id)).state).toBe('applied')
  expect(differences(pricesAtStore(state), after)).toEqual([])
  expect((await countRows(shop, id)).applied).toBe(total)

  await rollbackRelease(shop, id)
  const back = await carryWithKills(shop, id, { ...kills, seed: 2, written: () => countAt(state, before, after) })
  expect(back).toHaveLength(KILLS)
  expect((await getRelease(shop, id)).state).toBe('rolled_back')
  expect(differences(pricesAtStore(state), before)).toEqual([])
  expect((await countRows(shop, id)).rolled_back).toBe(total)
}, 600_000)

type Prices = ReadonlyMap<string, StorePrice>

/** How many prices are as they are to be, of those that are to change. */
function countAt(state: ShopState, wanted: Prices, before: Prices): number {
  let count = 0
  for (const [key, { priceMinor }] of pricesAtStore(state))
    if (before.get(key)?.priceMinor !== priceMinor && wanted.get(key)?.priceMinor === priceMinor) count += 1
  return count
}
