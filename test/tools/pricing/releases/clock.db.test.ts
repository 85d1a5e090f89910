/** A release that begins and ends by itself, with the real queue and a worker that is away when its time comes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startRunner } from '#app/jobs/runner.server.ts'
import type { ReleaseState } from '#app/tools/pricing/releases/lifecycle.ts'
import { releaseJobs } from '#app/tools/pricing/releases/jobs.server.ts'
import { getRelease, listReleases, scheduleRelease } from '#app/tools/pricing/releases/service.server.ts'
import { ReleaseQuery } from '#app/tools/pricing/releases/schema.ts'
import { onPricesWritten } from '#app/tools/pricing/releases/written.server.ts'
import {
  approved,
  differences,
  markdown,
  pricesAtStore,
  pricesPlanned,
  releasedShop,
  type ReleasedShop,
} from './released-shop.ts'

let released: ReleasedShop

beforeAll(async () => {
  released = await releasedShop({ orders: 8 })
})
afterAll(() => released.close())

async function until(id: string, state: ReleaseState): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await getRelease(released.shop, id)).state === state) return
    await sleep(100)
  }
  throw new Error(`the release is ${(await getRelease(released.shop, id)).state}, not ${state}`)
}

/** A moment from now as the shop's clock shows it: London in winter is UTC. */
const onClock = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)

it('begins once though the worker was restarted, ends at its time, and tells that prices were written', async () => {
  const { shop, state } = released
  const before = pricesAtStore(state)
  let told = 0
  const stop = onPricesWritten(() => {
    told += 1
  })
  const { id } = await approved(shop, { ruleSet: markdown(700) })
  const planned = await pricesPlanned(shop, id, before)
  const first = await startRunner(releaseJobs)
  const times = { startsAt: onClock(2), endsAt: onClock(14) }
  const { release } = await scheduleRelease(shop, id, times, new Date().toISOString())
  expect(release.state).toBe('scheduled')
  await first.stop()
  await sleep(2_500)
  expect((await getRelease(shop, id)).state).toBe('scheduled')
  expect(differences(pricesAtStore(state), before)).toEqual([])

  const second = await startRunner(releaseJobs)
  await until(id, 'applied')
  expect(differences(pricesAtStore(state), planned)).toEqual([])
  await until(id, 'rolled_back')
  expect(differences(pricesAtStore(state), before)).toEqual([])
  await second.stop()
  stop()
  expect(told).toBe(2)
  expect((await listReleases(shop, ReleaseQuery.parse({}))).releases[0]?.rows.applied).toBe(0)
}, 120_000)
