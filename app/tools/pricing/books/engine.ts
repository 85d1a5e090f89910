/**
 * Which price books a shop has. In: its markets and price lists as the mirror has them, and where it sells. Out: the books, base book first.
 * Invariant: every market buys from one book at least; the base book is always there, whatever markets the shop has.
 */
import type { Id, Market, PriceList, Shop } from '#app/mirror/types.ts'
import { BASE_BOOK, type PriceBook } from '../terms.ts'

export interface BookSources {
  shop: Pick<Shop, 'currency' | 'country'>
  markets: Market[]
  /** with the number of fixed prices in each */
  lists: (PriceList & { fixedPrices: number })[]
  /** units sold lately by ISO 3166-1 alpha-2 country */
  units: ReadonlyMap<string, number>
}

/**
 * Price lists without a market (those of companies) are no books: no market's shopper sees them.
 * A list that only repeats the base prices for the home market is the base book.
 */
export function resolveBooks({ shop, markets, lists, units }: BookSources): PriceBook[] {
  const byId = new Map(markets.map((market) => [market.id, market]))
  const living = lists
    .filter((list) => list.catalogStatus === null || list.catalogStatus === 'ACTIVE')
    .map((list) => ({ ...list, marketIds: list.marketIds.filter((id) => byId.has(id)) }))
    .filter((list) => list.marketIds.length > 0)
  const home = markets.find((market) => market.countries.includes(shop.country))
  const repeatsBase = (list: (typeof living)[number]): boolean =>
    list.currency === shop.currency &&
    (list.adjustmentBps ?? 0) === 0 &&
    list.fixedPrices === 0 &&
    list.marketIds.every((id) => id === home?.id)
  const own = living.filter((list) => !repeatsBase(list))
  const withOwnList = new Set(own.flatMap((list) => list.marketIds))
  const ofBase = markets.filter((market) => market.id === home?.id || !withOwnList.has(market.id))
  const countriesOf = (marketIds: Id[]): string[] => [
    ...new Set(marketIds.flatMap((id) => byId.get(id)?.countries ?? [])),
  ]
  const baseCountries = countriesOf(ofBase.map((market) => market.id))
  const base: PriceBook = {
    id: BASE_BOOK,
    name: home?.name ?? ofBase[0]?.name ?? shop.country,
    currency: shop.currency,
    marketIds: ofBase.map((market) => market.id),
    countries: baseCountries.length > 0 ? baseCountries : [shop.country],
    country: mainCountry([shop.country, ...baseCountries], units),
    adjustmentBps: 0,
  }
  const others = own.map((list): PriceBook => {
    const countries = countriesOf(list.marketIds)
    return {
      id: list.id,
      name: list.marketIds.length === 1 ? (byId.get(list.marketIds[0] ?? '')?.name ?? list.name) : list.name,
      currency: list.currency,
      marketIds: list.marketIds,
      countries,
      country: mainCountry(countries.length > 0 ? countries : [shop.country], units),
      adjustmentBps: list.adjustmentBps ?? 0,
    }
  })
  return [base, ...others]
}

/** The country with most units, else the first. */
function mainCountry(countries: string[], units: ReadonlyMap<string, number>): string {
  let main = countries[0] ?? ''
  for (const country of countries) if ((units.get(country) ?? 0) > (units.get(main) ?? 0)) main = country
  return main
}
