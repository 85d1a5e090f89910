import { afterAll, beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { publishEstimates } from '#app/facts/lanes.server.ts'
import { loadMarketFacts } from '#app/tools/faq/bound-settings/facts/service.server.ts'
import { NOTHING_SAID } from '#app/tools/faq/bound-settings/schema.ts'
import { saveBoundSettings, undoBoundSettings } from '#app/tools/faq/bound-settings/service.server.ts'
import { writeFacts } from '#app/tools/faq/bound-settings/writing/service.server.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aCategory, appData, aPublishedEntry, entryForm, faqShop, publishAll, type FaqShop } from '../faq-shop.ts'

const { signal } = new AbortController()
const NOON = new Date('2026-11-23T12:00:00Z')
let made: FaqShop

beforeAll(async () => {
  made = await faqShop()
  const market = { status: 'ACTIVE', localCurrencies: false, fetchedAt: new Date() }
  await insertRows(made.shop, 'mirror_market', [
    { id: '9031', name: 'Europe', handle: 'eu', baseCurrency: 'EUR', countries: ['DE', 'FR'], ...market },
    { id: '9032', name: 'Asia', handle: 'asia', baseCurrency: 'JPY', countries: ['JP'], ...market },
  ])
})
afterAll(() => made.close())

type Facts = Record<string, Record<string, Record<string, string>>>
/** With plain spaces, where Intl writes narrow ones. */
const written = (): Facts | null =>
  JSON.parse(JSON.stringify(appData(made.state, 'faq', 'facts')).replace(/[\u00a0\u2009\u202f]/g, ' ')) as Facts | null
const write = (at = NOON): Promise<boolean> => writeFacts(made.shop, at, { signal })

it('a shop that publishes nothing has no values written', async () => {
  expect(await write()).toBe(false)
  expect(written()).toBeNull()
})

it('change the policy and every answer follows, per market and language; what cannot be said is not there', async () => {
  const category = await aCategory(made.shop, { en: 'Orders' })
  const answer = '<p>Within {{return_window}}. {{duty_mode}} Free from {{free_shipping_threshold}}.</p>'
  await aPublishedEntry(made.shop, entryForm(category, { en: { question: 'Returns?', answer } }))
  await publishAll(made.shop)
  const all = {
    returnWindowDays: 30,
    dutyMode: 'shop_pays' as const,
    freeShippingThreshold: { minor: 5_000, currency: 'GBP' },
  }
  await saveBoundSettings(made.shop, { marketId: '0', version: 0, settings: all })
  await saveBoundSettings(made.shop, {
    marketId: '9031',
    version: 0,
    settings: { ...NOTHING_SAID, returnWindowDays: 14, freeShippingThreshold: 'not_offered' },
  })
  expect(await write()).toBe(true)
  expect(written()).toMatchObject({
    eu: {
      en: { return_window: '14 days', duty_mode: 'We pay import duty and taxes for you: nothing is due on delivery.' },
      fr: { return_window: '14 jours' },
    },
    asia: { en: { return_window: '30 days', free_shipping_threshold: '£50.00' } },
  })
  expect(written()?.['eu']?.['en']).not.toHaveProperty('free_shipping_threshold')
  // The theme falls back to * name by name: what Europe does not offer must not be said there.
  expect(written()?.['*']?.['en']).not.toHaveProperty('free_shipping_threshold')
  expect(written()?.['*']?.['en']).toMatchObject({ return_window: '30 days' })
  expect(await write()).toBe(false)

  const version = await saveBoundSettings(made.shop, {
    marketId: '9031',
    version: 1,
    settings: { ...NOTHING_SAID, returnWindowDays: 60 },
  })
  expect(await write()).toBe(true)
  expect(written()?.['eu']?.['fr']).toMatchObject({ return_window: '60 jours', free_shipping_threshold: '50,00 £' })
  await undoBoundSettings(made.shop, '9031', version)
  await write()
  expect(written()?.['eu']?.['en']).toMatchObject({ return_window: '14 days' })
})

it('since when a fact has its value is known, and a value that stays is no change', async () => {
  const later = new Date('2026-11-24T12:00:00Z')
  const before = (await loadMarketFacts(made.shop, later)).find(({ handle }) => handle === 'eu')
  await saveBoundSettings(made.shop, {
    marketId: '9031',
    version: before?.stored.version ?? 0,
    settings: { ...NOTHING_SAID, returnWindowDays: 21 },
  })
  const [all, , eu] = await loadMarketFacts(made.shop, later)
  expect(eu?.changes.returnWindowDays).toBe(later.toISOString())
  expect(all?.changes).not.toHaveProperty('returnWindowDays', later.toISOString())
  const again = (await loadMarketFacts(made.shop, new Date('2026-11-25T12:00:00Z')))[2]
  expect(again?.changes.returnWindowDays).toBe(later.toISOString())
})

it('delivery follows what the lanes have learned: the range spans every country of the market, dates move on at the cut-off', async () => {
  const arrivals = [
    { until: NOON.getTime() / 1000 - 60, from: '2026-11-25', to: '2026-11-27' },
    { until: NOON.getTime() / 1000 + 3_600, from: '2026-11-26', to: '2026-11-30' },
  ]
  await inShopSql(made.shop.id, (sql) =>
    publishEstimates(
      sql,
      made.shop,
      [
        { country: 'DE', parcels: 900, minDays: 3, maxDays: 6, dayKind: 'business', arrivals },
        { country: 'FR', parcels: 300, minDays: 4, maxDays: 9, dayKind: 'business', arrivals: arrivals.slice(1) },
      ],
      '2026-11-23',
    ),
  )
  await write()
  expect(written()?.['eu']?.['en']).toMatchObject({
    delivery_estimate: '3–9 business days',
    delivery_dates: 'November 26 – 30',
  })
  expect(written()?.['asia']?.['en']).not.toHaveProperty('delivery_estimate')
})
