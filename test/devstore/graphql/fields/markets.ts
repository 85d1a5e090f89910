/**
 * Markets, their catalogs and price lists.
 * In: model objects. Out: their Admin API fields. Invariant: only fixed prices are answered; prices that follow from an adjustment
 * would need Shopify's exchange rates and rounding, which the dev store does not have.
 */
import type { Catalog, Market, PriceList, Variant } from '../../model.ts'
import { connection, fieldsOf, gid, notHeld, notImplemented, Ref, type Context, type FieldTable } from '../engine.ts'
import { listChildren, type Collection } from '../listings.ts'
import { compileSearch, idFilter, textFilter, type SearchFilters } from '../search.ts'
import { countryName, currencyName } from './places.ts'

interface Region {
  market: Market
  code: string
}

export interface FixedPrice {
  priceList: PriceList
  variant: Variant
}

function catalogsOf(market: Market, { state }: Context): Catalog[] {
  return [...state.catalogs.values()].filter(
    (catalog) => catalog.marketId === market.id || catalog.id === market.catalogId,
  )
}

function fixedPricesOf(priceList: PriceList, { state }: Context): { id: string; variant: Variant }[] {
  return [...priceList.fixed.keys()].flatMap((id) => {
    const variant = state.variants.get(id)
    return variant ? [{ id, variant }] : []
  })
}

/** Source: shopify.dev changelog "Filter price list prices by product and variant IDs" (2023-12-15). */
const PRICE_SEARCH: SearchFilters<{ variant: Variant }> = {
  resource: 'prices of a price list',
  filters: {
    variant_id: idFilter(({ variant }) => variant.id),
    product_id: idFilter(({ variant }) => variant.productId),
  },
  text: null,
}

export function marketCollection(context: Context, type: unknown): Collection<Market> {
  return {
    name: 'markets',
    map: context.state.markets,
    sorts: { NAME: (market) => market.name.toLowerCase(), STATUS: (market) => market.status },
    // All markets of the dev store are made of countries.
    visible: type === null || type === undefined || type === 'REGION' ? null : () => false,
    search: {
      resource: 'markets',
      filters: {
        id: idFilter((market) => market.id),
        name: textFilter((market) => [market.name]),
        status: textFilter((market) => [market.status]),
        market_type: textFilter(() => ['REGION']),
      },
      text: (market) => market.name.toLowerCase(),
    },
  }
}

export function catalogCollection(context: Context, type: unknown): Collection<Catalog> {
  return {
    name: 'catalogs',
    map: context.state.catalogs,
    sorts: { TITLE: (catalog) => catalog.title.toLowerCase() },
    node: (catalog) => new Ref('MarketCatalog', catalog),
    visible: type === null || type === undefined || type === 'MARKET' ? null : () => false,
    search: {
      resource: 'catalogs',
      filters: {
        id: idFilter((catalog) => catalog.id),
        title: textFilter((catalog) => [catalog.title]),
        status: textFilter((catalog) => [catalog.status]),
        market_id: idFilter((catalog) => catalog.marketId),
      },
      text: (catalog) => catalog.title.toLowerCase(),
    },
  }
}

export function priceListCollection({ state }: Context): Collection<PriceList> {
  return {
    name: 'priceLists',
    map: state.priceLists,
    sorts: { NAME: (list) => list.name.toLowerCase() },
    search: { resource: 'priceLists', filters: {}, text: null },
  }
}

/** A fixed country code for each letter pair keeps region ids stable when a market's list changes. */
function regionId({ market, code }: Region): string {
  return `${market.id}${code.charCodeAt(0)}${code.charCodeAt(1)}`
}

export const marketFields: FieldTable = {
  Market: fieldsOf<Market>({
    id: (market) => gid('Market', market.id),
    name: (market) => market.name,
    handle: (market) => market.handle,
    status: (market) => market.status,
    type: () => 'REGION',
    currencySettings: (market) => market,
    conditions: (market) => market,
    catalogs: connection((market, args, context) => listChildren(catalogsOf(market, context), args)),
    catalogsCount: (market, _, context) => ({ count: catalogsOf(market, context).length, precision: 'EXACT' }),
  }),
  MarketCurrencySettings: fieldsOf<Market>({
    baseCurrency: (market) => market.baseCurrency,
    localCurrencies: (market) => market.localCurrencies,
    // The dev store never rounds prices.
    roundingEnabled: () => false,
  }),
  CurrencySetting: fieldsOf<string>({
    currencyCode: (currency) => currency,
    currencyName: (currency) => currencyName(currency),
    enabled: () => true,
  }),
  MarketConditions: fieldsOf<Market>({
    conditionTypes: () => ['REGION'],
    regionsCondition: (market) => market,
  }),
  RegionsCondition: fieldsOf<Market>({
    applicationLevel: () => 'SPECIFIED',
    regions: connection((market, args) => {
      const regions = market.countries.map((code) => ({ id: regionId({ market, code }), market, code }))
      return listChildren(regions, args, (region) => new Ref('MarketRegionCountry', region))
    }),
  }),
  MarketRegionCountry: fieldsOf<Region>({
    id: (region) => gid('MarketRegionCountry', regionId(region)),
    name: ({ code }) => countryName(code),
    code: ({ code }) => code,
    currency: ({ market }) => {
      if (market.localCurrencies) throw notHeld('MarketRegionCountry.currency of a market with local currencies')
      return market.baseCurrency
    },
  }),
  MarketCatalog: fieldsOf<Catalog>({
    id: (catalog) => gid('MarketCatalog', catalog.id),
    title: (catalog) => catalog.title,
    status: (catalog) => catalog.status,
    priceList: (catalog, _, { state }) =>
      catalog.priceListId === null ? null : (state.priceLists.get(catalog.priceListId) ?? null),
    markets: connection((catalog, args, { state }) => {
      const market = state.markets.get(catalog.marketId)
      return listChildren(market ? [market] : [], args)
    }),
  }),
  PriceList: fieldsOf<PriceList>({
    id: (list) => gid('PriceList', list.id),
    name: (list) => list.name,
    currency: (list) => list.currency,
    fixedPricesCount: (list) => list.fixed.size,
    parent: (list) => list.adjustment,
    catalog: (list, _, { state }) => {
      const catalog = list.catalogId === null ? undefined : state.catalogs.get(list.catalogId)
      return catalog ? new Ref('MarketCatalog', catalog) : null
    },
    prices: connection((list, args, context) => {
      if (args['originType'] !== 'FIXED') throw notImplemented('PriceList.prices without originType: FIXED')
      const matches = compileSearch(args['query'], PRICE_SEARCH, context.now())
      const fixed = fixedPricesOf(list, context)
      return listChildren(matches ? fixed.filter(matches) : fixed, args, ({ variant }): FixedPrice => ({
        priceList: list,
        variant,
      }))
    }),
  }),
  PriceListParent: fieldsOf<NonNullable<PriceList['adjustment']>>({ adjustment: (adjustment) => adjustment }),
  PriceListAdjustment: fieldsOf<NonNullable<PriceList['adjustment']>>({
    type: (adjustment) => adjustment.type,
    value: (adjustment) => adjustment.value,
  }),
  PriceListPrice: fieldsOf<FixedPrice>({
    originType: () => 'FIXED',
    variant: ({ variant }) => variant,
    price: ({ priceList, variant }) => {
      const fixed = priceList.fixed.get(variant.id)
      if (!fixed) throw notHeld(`A fixed price of variant ${variant.id}`)
      return { minor: fixed.priceMinor, currency: priceList.currency }
    },
    compareAtPrice: ({ priceList, variant }) => {
      const minor = priceList.fixed.get(variant.id)?.compareAtMinor ?? null
      return minor === null ? null : { minor, currency: priceList.currency }
    },
  }),
}
