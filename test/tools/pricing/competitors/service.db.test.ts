import { beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { ComparisonQuery, TermQuery } from '#app/tools/pricing/competitors/schema.ts'
import {
  comparison,
  competitors,
  exportComparison,
  includeCompetitor,
  sayMatch,
  variantEvidence,
} from '#app/tools/pricing/competitors/service.server.ts'
import { loadOffers } from '#app/tools/pricing/competitors/store.server.ts'
import { importObservations } from '#app/tools/pricing/observations/service.server.ts'
import { aMarket, aPriceList, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const AS_OF = '2026-03-31T12:00:00.000Z'
let shop: Shop
let goods: BuiltProduct
let euroBook: string

const LINES = [
  // The mug costs us 4.00, we ask 10.00 pounds: others ask 9, 9.50 (of 19 for two) and 11, one a slipped 95.
  'MUG,Alpha,9.00,GBP,2026-03-30,,,1,,https://alpha.example/mug',
  'MUG,Beta,19.00,GBP,2026-03-30,,,2,,',
  'MUG,Gamma,11.00,GBP,2026-03-29,2.00,yes,1,,',
  'MUG,Delta,95.00,GBP,2026-03-30,,,1,,',
  'MUG,Alpha,8.00,GBP,2026-03-20,,,1,,https://alpha.example/mug',
  'MUG,Eins,10.00,EUR,2026-03-30,,,1,DE,',
  // The cup: only an old one.
  'CUP,Alpha,5.00,GBP,2025-12-01,,,1,,',
  // The plate: we are cheapest.
  'PLATE,Alpha,25.00,GBP,2026-03-31,,,1,,',
]

const ask = (values: Record<string, string> = {}): ComparisonQuery => ComparisonQuery.parse(values)
const terms = (values: Record<string, string> = {}): TermQuery => TermQuery.parse(values)
const offersAt = (asOf: string, of = shop) => inShopSql(of.id, (sql) => loadOffers(sql, of, asOf))

beforeAll(async () => {
  await pool().query(
    `insert into fact_fx_rate (currency, day, per_eur, source) values ('GBP', '2026-03-31', 0.8, 'ECB'), ('USD', '2026-03-31', 1.1, 'ECB')
     on conflict do nothing`,
  )
  shop = await aShop()
  goods = await aProduct(shop, {
    title: 'Crockery',
    variants: [
      { sku: 'MUG', title: 'Mug', priceMinor: 1000 },
      { sku: 'CUP', title: 'Cup', priceMinor: 500 },
      { sku: 'PLATE', title: 'Plate', priceMinor: 2000 },
      { sku: 'UNSEEN', title: 'Unseen', priceMinor: 100 },
    ],
  })
  await aMarket(shop, { countries: ['GB'], name: 'UK' })
  const market = await aMarket(shop, { countries: ['DE'], name: 'Germany' })
  const mug = goods.variant.id
  euroBook = (await aPriceList(shop, { marketIds: [market.id], adjustmentBps: 1000, fixed: { [mug]: 1200 } })).id
  const header = 'SKU,Competitor,Price,Currency,Seen at,Shipping,In stock,Pack size,Country,URL'
  const file = new File([[header, ...LINES].join('\n')], 'prices.csv')
  await importObservations(shop, file, { leaveOut: false }, AS_OF)
})

const variantOf = (title: string): string => goods.variants.find((variant) => variant.title === title)?.id ?? ''

describe('the comparison', () => {
  it('shows what was observed, our price beside theirs, and says what it left out', async () => {
    const { page, counts, hasObservations, books } = await comparison(shop, ask(), AS_OF)
    expect(hasObservations).toBe(true)
    expect(books.map(({ currency }) => currency)).toEqual(['GBP', 'EUR'])
    expect(page.rows.map((row) => row.variantTitle)).toEqual(['Mug', 'Plate', 'Cup'])
    expect(page.rows[0]).toMatchObject({
      ourMinor: 1000,
      // 9, 9.50 and 11 count: (9 + 9.5 + 11) / 3 = 9.8333
      comparison: {
        position: 'between',
        offers: 3,
        rank: 3,
        cheapestMinor: 900,
        averageMinor: 983,
        medianMinor: 950,
        vsCheapestBps: 1111,
        newestAgeDays: 1,
        flagged: 1,
      },
    })
    expect(page.rows[1]).toMatchObject({ comparison: { position: 'cheapest', offers: 1, rank: 1, newestAgeDays: 0 } })
    expect(page.rows[2]).toMatchObject({ comparison: { position: 'alone', offers: 0 } })
    expect(counts).toEqual({ all: 3, flagged: 1, cheapest: 1, tied: 0, between: 1, dearest: 0, alone: 1 })
  })

  it('in another price book compares in its currency, for its countries', async () => {
    const { page, book } = await comparison(shop, ask({ book: euroBook }), AS_OF)
    expect(book.currency).toBe('EUR')
    const mug = page.rows.find((row) => row.variantTitle === 'Mug')
    // Fixed at 12 euro; 9 pounds are 11.25, 9.50 are 11.88, 11 are 13.75, and Germany's own 10.
    expect(mug).toMatchObject({ ourMinor: 1200, comparison: { offers: 4, cheapestMinor: 1000, rank: 4 } })
    // Without a fixed price: 20 pounds are 25 euro, 10 % on top.
    expect(page.rows.find((row) => row.variantTitle === 'Plate')).toMatchObject({ ourMinor: 2750 })
  })

  it('is searched, filtered by position, sorted and paged', async () => {
    const titles = async (query: Record<string, string>): Promise<(string | null)[]> =>
      (await comparison(shop, ask(query), AS_OF)).page.rows.map((row) => row.variantTitle)
    expect(await titles({ search: 'plat' })).toEqual(['Plate'])
    expect(await titles({ search: 'cup' })).toEqual(['Cup'])
    expect(await titles({ position: 'flagged' })).toEqual(['Mug'])
    expect(await titles({ position: 'cheapest' })).toEqual(['Plate'])
    expect(await titles({ sort: 'price', direction: 'asc' })).toEqual(['Cup', 'Mug', 'Plate'])
    expect(await titles({ sort: 'gap', direction: 'asc' })).toEqual(['Plate', 'Mug', 'Cup'])
    expect(await titles({ age: '365' })).toHaveLength(3)
    const first = (await comparison(shop, ask({ limit: '2' }), AS_OF)).page
    expect([first.rows.length, first.next, first.previous, first.total]).toEqual([2, '2', null, 3])
    const second = (await comparison(shop, ask({ limit: '2', after: '2' }), AS_OF)).page
    expect([second.rows.length, second.next, second.previous]).toEqual([1, null, '2'])
    const back = (await comparison(shop, ask({ limit: '2', before: second.previous ?? '' }), AS_OF)).page
    expect(back.rows).toEqual(first.rows)
  })

  it('counts shipping when asked to', async () => {
    const { page } = await comparison(shop, ask({ shipping: 'true' }), AS_OF)
    expect(page.rows.find((row) => row.variantTitle === 'Mug')?.comparison.averageMinor).toBe(1050) // (9 + 9.5 + 13) / 3
  })

  it('is exported as it is shown', async () => {
    const text = await (await exportComparison(shop, ask({ position: 'between' }), 'csv', AS_OF)).text()
    const lines = text.trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toBe('MUG,Crockery,Mug,GBP,10.00,9.00,9.83,9.50,11.11,3,3,between,1')
  })

  it('is empty for a shop without observations', async () => {
    const { page, hasObservations } = await comparison(await aShop(), ask(), AS_OF)
    expect([page.rows, hasObservations]).toEqual([[], false])
  })
})

describe("the planner's offers", () => {
  it('are the newest of each competitor, without outliers', async () => {
    const offers = (await offersAt(AS_OF)).get(variantOf('Mug')) ?? []
    expect(offers.map(({ priceMinor, packSize }) => [priceMinor, packSize]).sort()).toEqual([
      [1000, 1],
      [1100, 1],
      [1900, 2],
      [900, 1],
    ])
    expect(offers.find(({ priceMinor }) => priceMinor === 1000)?.country).toBe('DE')
  })

  it('are those of a moment: later ones are not known yet', async () => {
    const offers = (await offersAt('2026-03-25T00:00:00.000Z')).get(variantOf('Mug')) ?? []
    expect(offers.map(({ priceMinor }) => priceMinor)).toEqual([800])
  })

  it('belong to one shop', async () => {
    const other = await aShop()
    expect((await offersAt(AS_OF, other)).size).toBe(0)
  })
})

describe('a verdict', () => {
  it('of "wrong match" holds for the page, also for what is seen of it later, until it is taken back', async () => {
    const mug = variantOf('Mug')
    const { evidence } = await variantEvidence(shop, mug, terms(), AS_OF)
    const alpha = evidence.offers.find(({ offer }) => offer.competitor === 'Alpha')?.offer
    const form = { competitorId: alpha?.competitorId ?? 0, country: 'ZZ', seenAt: alpha?.seenAt ?? '' }
    await sayMatch(shop, mug, { ...form, match: 'wrong' })
    const after = await variantEvidence(shop, mug, terms(), AS_OF)
    expect(after.evidence.offers.find(({ offer }) => offer.competitor === 'Alpha')).toMatchObject({
      verdict: 'rejected',
    })
    expect(after.evidence.comparison.cheapestMinor).toBe(950)
    expect(
      after.evidence.earlier.filter(({ competitor, rejected }) => competitor === 'Alpha' && rejected),
    ).toHaveLength(2)
    expect((await offersAt(AS_OF)).get(mug)?.map(({ priceMinor }) => priceMinor)).not.toContain(900)

    const header = 'SKU,Competitor,Price,Currency,Seen at,URL'
    const later = new File([`${header}\nMUG,Alpha,7,GBP,2026-03-31,https://alpha.example/mug`], 'later.csv')
    await importObservations(shop, later, { leaveOut: false }, AS_OF)
    expect((await offersAt(AS_OF)).get(mug)?.map(({ priceMinor }) => priceMinor)).not.toContain(700)
    const elsewhere = new File(
      [`${header}\nMUG,Alpha,9.20,GBP,2026-03-31 08:00,https://alpha.example/right-mug`],
      'right.csv',
    )
    await importObservations(shop, elsewhere, { leaveOut: false }, AS_OF)
    expect((await offersAt(AS_OF)).get(mug)?.map(({ priceMinor }) => priceMinor)).toContain(920)

    await sayMatch(shop, mug, { ...form, match: 'open' })
    const open = await variantEvidence(shop, mug, terms(), AS_OF)
    expect(open.evidence.earlier.some(({ rejected }) => rejected)).toBe(false)
  })

  it('of "it is right" lets an outlier count', async () => {
    const mug = variantOf('Mug')
    const delta = (await variantEvidence(shop, mug, terms(), AS_OF)).evidence.offers.find(
      ({ offer }) => offer.competitor === 'Delta',
    )
    expect(delta?.verdict).toBe('outlier')
    const form = { competitorId: delta?.offer.competitorId ?? 0, country: 'ZZ', seenAt: delta?.offer.seenAt ?? '' }
    await sayMatch(shop, mug, { ...form, match: 'right' })
    expect((await offersAt(AS_OF)).get(mug)?.map(({ priceMinor }) => priceMinor)).toContain(9500)
    await sayMatch(shop, mug, { ...form, match: 'open' })
    expect((await offersAt(AS_OF)).get(mug)?.map(({ priceMinor }) => priceMinor)).not.toContain(9500)
  })

  it('on what is not there, or not this shop’s, is not found', async () => {
    const other = await aShop()
    const wish = { competitorId: 1, country: 'ZZ', seenAt: '2026-03-30T00:00:00.000Z', match: 'wrong' as const }
    await expect(sayMatch(other, variantOf('Mug'), wish)).rejects.toMatchObject({ code: 'not_found' })
    await expect(variantEvidence(other, variantOf('Mug'), terms(), AS_OF)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('competitors', () => {
  it('are listed with what is known of them, and an excluded one counts nowhere', async () => {
    const listed = await competitors(shop)
    const gamma = listed.find(({ name }) => name === 'Gamma')
    expect(gamma).toMatchObject({ active: true, products: 1, observations: 1, rejected: 0 })
    const id = gamma?.id ?? 0
    await includeCompetitor(shop, id, false)
    const { evidence } = await variantEvidence(shop, variantOf('Mug'), terms(), AS_OF)
    expect(evidence.offers.find(({ offer }) => offer.competitor === 'Gamma')?.verdict).toBe('excluded')
    expect((await offersAt(AS_OF)).get(variantOf('Mug'))?.some(({ competitorId }) => competitorId === id)).toBe(false)
    await includeCompetitor(shop, id, true)
    expect((await offersAt(AS_OF)).get(variantOf('Mug'))?.some(({ competitorId }) => competitorId === id)).toBe(true)
    await expect(includeCompetitor(shop, 999, true)).rejects.toMatchObject({ code: 'not_found' })
  })
})

it('the evidence of a product that nobody offers is empty, not missing', async () => {
  const { evidence } = await variantEvidence(shop, variantOf('Unseen'), terms(), AS_OF)
  expect(evidence).toMatchObject({ offers: [], earlier: [], ourMinor: 100, comparison: { position: 'alone' } })
})
