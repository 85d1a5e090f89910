import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listLookupGaps } from '#app/facts/lookup-gaps.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { readQuestion } from '#app/tools/tracking/lookup/question.ts'
import { lookUp, publishTracking } from '#app/tools/tracking/lookup/service.server.ts'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { TrackingSettings } from '#app/tools/tracking/settings/schema.ts'
import { readTrackingSettings, saveTrackingSettings } from '#app/tools/tracking/settings/service.server.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import { anOrder } from '#test/builders/order.ts'
import { installShop, type SyncedShop } from '#test/sync/synced-shop.ts'

let synced: SyncedShop
beforeAll(async () => {
  synced = await installShop(createSmallShop())
})
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

const publish = (): Promise<void> => publishTracking(synced.shop.id, { signal: new AbortController().signal })
const stored = (): Record<string, string> =>
  Object.fromEntries(
    [...synced.devStore.shop(synced.shop.domain).state.metafields.values()]
      .filter(({ namespace }) => namespace === 'tracking')
      .map(({ key, value }) => [key, value]),
  )

describe('what the storefront reads of the look-up', () => {
  it('is off while there is no order, then on, by what the settings say', async () => {
    await publish()
    expect(stored()).toMatchObject({ on: 'false' })
    await anOrder(synced.shop, {
      name: '#1',
      fulfillments: [{ tracking: [{ company: null, number: 'RN000000015GB', url: null }] }],
    })
    await followParcels(synced.shop.id)
    await publish()
    expect(stored()['on']).toBe('true')
    expect(JSON.parse(stored()['page'] ?? '')).toEqual({ ways: ['email', 'phone', 'postcode'], number: true })
    await saveTrackingSettings(synced.shop, TrackingSettings.parse({ ways: ['postcode'], byNumber: false }), 0)
    await publish()
    expect(JSON.parse(stored()['page'] ?? '')).toEqual({ ways: ['postcode'], number: false })
    const { version } = await readTrackingSettings(synced.shop)
    await saveTrackingSettings(synced.shop, TrackingSettings.parse({ ways: [], byNumber: false }), version)
    await publish()
    expect(stored()['on']).toBe('false')
  })

  it('is not overwritten by somebody who has read older settings', async () => {
    await expect(saveTrackingSettings(synced.shop, TrackingSettings.parse({}), 0)).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})

describe('what shoppers met', () => {
  it('is counted by the week, a minute later, without anything about anybody', async () => {
    const { version } = await readTrackingSettings(synced.shop)
    await saveTrackingSettings(synced.shop, TrackingSettings.parse({}), version)
    const question = readQuestion((name) => (name === 'number' ? 'RN000000015GB' : name === 'locale' ? 'en' : null))
    const at = (second: number): string => new Date(Date.UTC(2026, 10, 20, 12, 0, second)).toISOString()
    const visit = { client: '198.51.100.1', accepts: null, part: true }
    for (const second of [0, 5, 61])
      expect(await lookUp(synced.shop, question, { ...visit, asOf: at(second) })).toMatchObject({ outcome: 'found' })
    await expect
      .poll(() => inShopSql(synced.shop.id, (sql) => listLookupGaps(sql, synced.shop, '2026-11-16')))
      .toEqual([{ status: 'packed', lookups: 3 }])
  })
})
