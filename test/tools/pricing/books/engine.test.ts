import { describe, expect, it } from 'vitest'
import { resolveBooks, type BookSources } from '#app/tools/pricing/books/engine.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'

const market = (id: string, name: string, countries: string[]): BookSources['markets'][number] => ({
  id,
  name,
  handle: name.toLowerCase(),
  status: 'ACTIVE',
  baseCurrency: 'GBP',
  localCurrencies: false,
  countries,
})
const list = (
  id: string,
  marketIds: string[],
  override: Partial<BookSources['lists'][number]> = {},
): BookSources['lists'][number] => ({
  id,
  name: `List ${id}`,
  currency: 'EUR',
  catalogId: null,
  catalogStatus: 'ACTIVE',
  marketIds,
  adjustmentBps: null,
  fixedPrices: 0,
  ...override,
})
const shop = { currency: 'GBP', country: 'GB' }
const HOME = market('1', 'United Kingdom', ['IM', 'GB'])
const EUROPE = market('2', 'European Union', ['AT', 'DE', 'FR'])
const WORLD = market('3', 'World', ['US', 'AU'])
const units = new Map([
  ['FR', 5],
  ['DE', 9],
])

describe('price books', () => {
  it('a list that only repeats the base prices at home is the base book', () => {
    const books = resolveBooks({
      shop,
      markets: [HOME, EUROPE],
      lists: [list('10', ['1'], { currency: 'GBP' }), list('20', ['2'], { adjustmentBps: 600 })],
      units,
    })
    expect(books).toEqual([
      {
        id: BASE_BOOK,
        name: 'United Kingdom',
        currency: 'GBP',
        marketIds: ['1'],
        countries: ['IM', 'GB'],
        country: 'GB',
        adjustmentBps: 0,
      },
      {
        id: '20',
        name: 'European Union',
        currency: 'EUR',
        marketIds: ['2'],
        countries: ['AT', 'DE', 'FR'],
        country: 'DE',
        adjustmentBps: 600,
      },
    ])
  })

  it.each([
    ['has a percent', { adjustmentBps: -500 }],
    ['has a fixed price', { fixedPrices: 1 }],
    ['is in another currency', { currency: 'EUR' }],
    ['serves another market too', { marketIds: ['1', '2'] }],
  ])('a list for the home market that %s is a book of its own', (_what, override) => {
    const books = resolveBooks({
      shop,
      markets: [HOME, EUROPE],
      lists: [list('10', ['1'], { currency: 'GBP', ...override })],
      units,
    })
    expect(books.map((book) => book.id)).toEqual([BASE_BOOK, '10'])
    expect(books[0]?.marketIds).toContain('1')
  })

  it('markets without a list of their own buy from the base book', () => {
    const [base] = resolveBooks({ shop, markets: [HOME, EUROPE, WORLD], lists: [list('20', ['2'])], units })
    expect(base?.marketIds).toEqual(['1', '3'])
    expect(base?.countries).toEqual(['IM', 'GB', 'US', 'AU'])
  })

  it('lists of companies, of draft catalogues and of deleted markets are no books', () => {
    const lists = [list('10', []), list('20', ['2'], { catalogStatus: 'DRAFT' }), list('30', ['99'])]
    expect(resolveBooks({ shop, markets: [HOME, EUROPE], lists, units }).map((book) => book.id)).toEqual([BASE_BOOK])
  })

  it('a shop without markets has the base book for its own country', () => {
    expect(resolveBooks({ shop, markets: [], lists: [], units: new Map() })).toEqual([
      { id: BASE_BOOK, name: 'GB', currency: 'GBP', marketIds: [], countries: ['GB'], country: 'GB', adjustmentBps: 0 },
    ])
  })
})
