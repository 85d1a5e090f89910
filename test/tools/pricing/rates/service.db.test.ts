import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureRates } from '#app/facts/fx-load.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { exchangeWith } from '#app/tools/pricing/rates/engine.ts'
import type { LockedRateForm } from '#app/tools/pricing/rates/schema.ts'
import { effectiveRates } from '#app/tools/pricing/rates/service.server.ts'
import {
  listLockedRates,
  removeLockedRate,
  saveLockedRate,
  saveRateSettings,
} from '#app/tools/pricing/rates/store.server.ts'
import { aShop } from '#test/builders/shop.ts'

const lock: LockedRateForm = {
  fromCurrency: 'GBP',
  toCurrency: 'USD',
  rate: '1.25',
  validFrom: '2026-04-01',
  validTo: '2026-04-30',
  note: 'hedged',
}
let shop: Shop
beforeAll(async () => {
  await ensureRates()
})
beforeEach(async () => {
  shop = await aShop()
})

describe('effective rates of a shop', () => {
  it('are the ECB’s of the day or the last before it, and name what has ended', async () => {
    const rates = await effectiveRates(shop, ['GBP', 'USD', 'BGN', 'EUR', 'XTS'], '2026-03-01')
    expect(rates.rates).toEqual({
      GBP: { ok: true, currency: 'GBP', perEur: '0.8763', source: 'ECB', day: '2026-02-27', stale: false },
      USD: { ok: true, currency: 'USD', perEur: '1.1805', source: 'ECB', day: '2026-02-27', stale: false },
      BGN: { ok: false, currency: 'BGN', problem: 'ended', lastDay: '2025-12-31' },
      EUR: { ok: true, currency: 'EUR', perEur: '1', source: 'ECB', day: '2026-03-01', stale: false },
      XTS: { ok: false, currency: 'XTS', problem: 'unknown', lastDay: null },
    })
    expect(exchangeWith(rates, { minor: 1000, currency: 'GBP' }, 'BGN')).toEqual({
      ok: false,
      problem: 'ended',
      currency: 'BGN',
      lastDay: '2025-12-31',
    })
  })

  it('bridge New Year for the lev, and say on its first missing day that it has ended', async () => {
    const on = async (day: string) => (await effectiveRates(shop, ['BGN'], day)).rates['BGN']
    expect(await on('2026-01-01')).toMatchObject({ ok: true, day: '2025-12-31' })
    expect(await on('2026-01-02')).toMatchObject({ ok: false, problem: 'ended' })
  })

  it('take the newest buffer, and the lock of the day', async () => {
    await saveRateSettings(shop, { bufferBps: 100 })
    await saveRateSettings(shop, { bufferBps: 250 })
    await saveLockedRate(shop, lock)
    const rates = await effectiveRates(shop, ['GBP', 'USD'], '2026-04-30')
    expect(rates).toMatchObject({ bufferBps: 250, locks: [{ fromCurrency: 'GBP', toCurrency: 'USD', rate: '1.25' }] })
    expect((await effectiveRates(shop, ['GBP', 'USD'], '2026-05-01')).locks).toEqual([])
    expect(await effectiveRates(shop, ['GBP'], '2026-05-01', { buffer: false })).toMatchObject({ bufferBps: 0 })
  })

  it('are of one shop', async () => {
    const other = await aShop()
    await saveLockedRate(other, lock)
    await saveRateSettings(other, { bufferBps: 500 })
    expect(await effectiveRates(shop, ['GBP', 'USD'], '2026-04-13')).toMatchObject({ bufferBps: 0, locks: [] })
  })
})

describe('within a transaction of the caller', () => {
  it('rates take no second connection: twice as many callers as connections all end', async () => {
    const callers = 2 * pool().options.max
    const answers = await Promise.all(
      Array.from({ length: callers }, () =>
        inShopSql(shop.id, (sql) => effectiveRates(shop, ['USD'], '2026-04-13', { sql })),
      ),
    )
    expect(answers).toHaveLength(callers)
    for (const { rates } of answers) expect(rates['USD']).toMatchObject({ ok: true })
  })
})

describe('locked rates', () => {
  const locked = () => inShopSql(shop.id, (sql) => listLockedRates(sql, shop))

  it('of one pair never share a day, whichever way round it is named', async () => {
    await saveLockedRate(shop, lock)
    const again = {
      ...lock,
      fromCurrency: 'USD',
      toCurrency: 'GBP',
      rate: '0.8',
      validFrom: '2026-04-30',
      validTo: '2026-05-31',
    }
    await expect(saveLockedRate(shop, again)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: ['validFrom'], code: 'overlap' }],
    })
    await saveLockedRate(shop, { ...again, validFrom: '2026-05-01' })
    expect((await locked()).map((one) => [one.fromCurrency, one.validTo])).toEqual([
      ['USD', '2026-05-31'],
      ['GBP', '2026-04-30'],
    ])
  })

  it('asked for twice at once are saved once', async () => {
    const results = await Promise.allSettled([saveLockedRate(shop, lock), saveLockedRate(shop, lock)])
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('are removed by their own shop only', async () => {
    const id = await saveLockedRate(shop, lock)
    await expect(removeLockedRate(await aShop(), id)).rejects.toMatchObject({ code: 'not_found' })
    await removeLockedRate(shop, id)
    expect(await locked()).toEqual([])
    await expect(removeLockedRate(shop, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
