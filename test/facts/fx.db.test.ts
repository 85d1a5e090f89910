import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureRates, loadRatesSnapshot, refreshRates } from '#app/facts/fx-load.server.ts'
import { convert, lastRateDay, rateOn } from '#app/facts/fx.server.ts'
import { aShop } from '#test/builders/shop.ts'

beforeAll(async () => {
  await ensureRates()
})

describe('rates of the shipped history', () => {
  it('reach from 1999-01-04 to 2026-04-13 in 41 currencies, and load once', async () => {
    const found = await pool().query(
      'select min(day)::text as first, max(day)::text as last, count(*)::int as rows, count(distinct currency)::int as currencies from fact_fx_rate',
    )
    // 6,983 days x 41 currencies = 286,303 cells, of which 68,748 are N/A
    expect(found.rows[0]).toEqual({ first: '1999-01-04', last: '2026-04-13', rows: 217_555, currencies: 41 })
    expect(await loadRatesSnapshot()).toEqual({ written: 0 })
  })

  it.each([
    ['a working day is its own', 'GBP', '2026-04-13', '0.87058', '2026-04-13', false, false],
    ['a Sunday has the rate of the Friday before', 'USD', '2026-03-01', '1.1805', '2026-02-27', false, false],
    ['Easter Monday has the rate of Maundy Thursday', 'USD', '2026-04-06', '1.1525', '2026-04-02', false, false],
    ['a week after the last rate it is not yet stale', 'USD', '2026-04-20', '1.1684', '2026-04-13', false, false],
    ['eight days after the last rate it is stale', 'USD', '2026-04-21', '1.1684', '2026-04-13', true, false],
    ['the rouble on its last day', 'RUB', '2022-03-01', '117.201', '2022-03-01', false, true],
    ['the rouble later', 'RUB', '2026-01-15', '117.201', '2022-03-01', true, true],
    ['the kuna after Croatia took the euro', 'HRK', '2023-06-01', '7.5365', '2022-12-30', true, true],
    ['the lev after Bulgaria took the euro', 'BGN', '2026-04-13', '1.9558', '2025-12-31', true, true],
  ])('%s', async (_, currency, day, perEur, rateDay, stale, ended) => {
    expect(await rateOn(currency, day)).toEqual({
      currency,
      perEur,
      day: rateDay,
      source: 'ECB eurofxref-hist.csv (snapshot)',
      stale,
      ended,
    })
  })

  it('refuse a currency the ECB never published, and a day before the first rate', async () => {
    await expect(rateOn('XTS', '2026-01-01')).rejects.toMatchObject({ code: 'not_found' })
    await expect(rateOn('USD', '1998-12-31')).rejects.toMatchObject({ code: 'not_found' })
    await expect(rateOn('USD', 'yesterday')).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('can be read inside a shop, where they cannot be written', async () => {
    const shop = await aShop()
    const read = await inShopSql(shop.id, (sql) =>
      sql.query(`select 1 from fact_fx_rate where currency = 'USD' limit 1`),
    )
    expect(read.rowCount).toBe(1)
    await expect(inShopSql(shop.id, (sql) => sql.query('delete from fact_fx_rate'))).rejects.toThrow(
      /permission denied/,
    )
  })
})

describe('converting', () => {
  it('goes through the euro with both rates of the day, and shows them', async () => {
    // 100.00 GBP / 0.87058 x 1.1684 = 134.2094...
    const result = await convert({ minor: 10_000, currency: 'GBP' }, 'USD', '2026-04-13')
    expect(result).toMatchObject({
      minor: 13_421,
      currency: 'USD',
      stale: false,
      from: { perEur: '0.87058' },
      to: { perEur: '1.1684' },
    })
  })

  it('knows currencies without minor units, the euro itself, and says when a rate is stale', async () => {
    // 100.00 EUR x 186.75 = 18,675 yen
    expect(await convert({ minor: 10_000, currency: 'EUR' }, 'JPY', '2026-04-13')).toMatchObject({
      minor: 18_675,
      stale: false,
    })
    // 19.56 BGN / 1.9558 = 10.0010...
    expect(await convert({ minor: 1956, currency: 'BGN' }, 'EUR', '2026-04-13')).toMatchObject({
      minor: 1000,
      stale: true,
    })
    expect(await convert({ minor: 1234, currency: 'GBP' }, 'GBP', '2026-04-13')).toMatchObject({ minor: 1234 })
  })
})

describe('the daily fetch', () => {
  const asked: string[] = []
  let answer: { status: number; body: string } = { status: 200, body: '' }
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body)
  })
  let from = ''
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stats/eurofxref/`
  })
  afterAll(() => new Promise((done) => server.close(done)))
  const fixture = (name: string): Promise<string> =>
    readFile(new URL(`../fixtures/ecb/${name}`, import.meta.url), 'utf8')

  it('leaves every rate as it was when the ECB fails, sends nonsense or cannot be reached', async () => {
    const now = new Date('2026-04-15T15:20:00Z')
    answer = { status: 503, body: 'down' }
    await expect(refreshRates({ from, now })).rejects.toThrow(/answered 503. The rates up to 2026-04-13 stay in use/)
    answer = { status: 200, body: '<html>moved</html>' }
    await expect(refreshRates({ from, now })).rejects.toMatchObject({ code: 'upstream_down', retry: 'backoff' })
    await expect(refreshRates({ from: 'http://127.0.0.1:9/', now })).rejects.toThrow(
      /could not be reached. The rates up to 2026-04-13 stay in use/,
    )
    expect(await lastRateDay()).toBe('2026-04-13')
  })

  it('fetches the daily file when one day is missing, 90 days after a gap, the whole history after a long one', async () => {
    asked.length = 0
    answer = { status: 200, body: await fixture('eurofxref-daily.xml') }
    expect(await refreshRates({ from, now: new Date('2026-04-14T15:20:00Z') })).toEqual({
      file: 'eurofxref-daily.xml',
      written: 3,
    })
    answer = { status: 200, body: await fixture('eurofxref-hist-90d.xml') }
    // Of six rates two are new; those of 14 April were fetched, those of 13 April were shipped.
    expect(await refreshRates({ from, now: new Date('2026-04-16T15:20:00Z') })).toEqual({
      file: 'eurofxref-hist-90d.xml',
      written: 2,
    })
    expect(await refreshRates({ from, now: new Date('2026-11-16T15:20:00Z') })).toEqual({
      file: 'eurofxref-hist.xml',
      written: 0,
    })
    expect(asked).toEqual(
      ['eurofxref-daily.xml', 'eurofxref-hist-90d.xml', 'eurofxref-hist.xml'].map((file) => `/stats/eurofxref/${file}`),
    )
    expect(await rateOn('USD', '2026-04-15')).toMatchObject({ perEur: '1.1712', source: 'ECB eurofxref-hist-90d.xml' })
  })

  it('is not overwritten by the shipped history', async () => {
    await pool().query(`update fact_fx_rate set per_eur = 2 where currency = 'USD' and day = '2026-04-13'`)
    await loadRatesSnapshot()
    expect(await rateOn('USD', '2026-04-13')).toMatchObject({ perEur: '2' })
  })
})
