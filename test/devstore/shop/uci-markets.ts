/**
 * The places and markets of the UCI shop: two warehouses, three markets, each with a catalogue and a price list.
 * In: the shop state with its variants. Out: locations, markets, catalogs and price lists put into it.
 * Invariant: derived, not in the file; fixed prices use one documented exchange rate, so every import has the same ones.
 */
import type { ShopState } from '../model.ts'
import { hash32 } from './hash.ts'

export const UK_WAREHOUSE = '78000000001'
export const OVERSEAS_WAREHOUSE = '78000000002'

const EU_COUNTRIES = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ')
const WORLD_COUNTRIES = 'AE AU BH BR CA CH HK IL IN IS JP KR LB MX MY NO NZ SA SG TH TR TW US ZA'.split(' ')

/** Rates used for fixed prices only: per hundred pence of the home price. */
const EUR_PER_100_GBP = 119
const USD_PER_100_GBP = 134

export function addLocations(state: ShopState, createdAt: string): void {
  state.locations.set(UK_WAREHOUSE, {
    id: UK_WAREHOUSE,
    name: 'UK warehouse',
    isActive: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    address: {
      address1: '1 Goods Yard',
      city: 'Milton Keynes',
      provinceCode: 'ENG',
      zip: 'MK9 1AA',
      countryCode: 'GB',
    },
    createdAt,
    updatedAt: createdAt,
  })
  state.locations.set(OVERSEAS_WAREHOUSE, {
    id: OVERSEAS_WAREHOUSE,
    name: 'Shenzhen warehouse',
    isActive: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    address: { address1: '8 Harbour Road', city: 'Shenzhen', provinceCode: 'GD', zip: '518000', countryCode: 'CN' },
    createdAt,
    updatedAt: createdAt,
  })
}

export function addMarkets(state: ShopState): void {
  addMarket(state, 1, { name: 'United Kingdom', handle: 'uk', currency: 'GBP', countries: ['GB', 'GG', 'IM', 'JE'] })
  addMarket(
    state,
    2,
    { name: 'European Union', handle: 'eu', currency: 'EUR', countries: EU_COUNTRIES },
    { type: 'PERCENTAGE_INCREASE', value: 6 },
    (minor) => Math.floor((minor * EUR_PER_100_GBP + 50) / 100),
    12,
  )
  addMarket(
    state,
    3,
    { name: 'Rest of world', handle: 'rest-of-world', currency: 'USD', countries: WORLD_COUNTRIES },
    { type: 'PERCENTAGE_INCREASE', value: 12 },
    (minor) => Math.floor((minor * USD_PER_100_GBP + 50) / 100),
    40,
  )
}

/** One variant in `fixedEach` gets a fixed price: its home price in the market's currency, up to the next 5 or 9. */
function addMarket(
  state: ShopState,
  position: number,
  market: { name: string; handle: string; currency: string; countries: string[] },
  adjustment: { type: 'PERCENTAGE_DECREASE' | 'PERCENTAGE_INCREASE'; value: number } | null = null,
  convert: (minor: number) => number = (minor) => minor,
  fixedEach = 0,
): void {
  const marketId = String(3_500_000_000 + position)
  const catalogId = String(91_000_000_000 + position)
  const priceListId = String(23_000_000_000 + position)
  const fixed = new Map<string, { priceMinor: number; compareAtMinor: number | null }>()
  if (fixedEach > 0) {
    for (const variant of state.variants.values()) {
      if (variant.sku === null || hash32(`fixed ${market.handle} ${variant.sku}`) % fixedEach !== 0) continue
      const price = convert(variant.priceMinor)
      const lastDigit = price % 10
      fixed.set(variant.id, { priceMinor: price - lastDigit + (lastDigit <= 5 ? 5 : 9), compareAtMinor: null })
    }
  }
  state.markets.set(marketId, {
    id: marketId,
    name: market.name,
    handle: market.handle,
    status: 'ACTIVE',
    baseCurrency: market.currency,
    localCurrencies: position === 3,
    countries: market.countries,
    catalogId,
  })
  state.catalogs.set(catalogId, { id: catalogId, title: market.name, status: 'ACTIVE', marketId, priceListId })
  state.priceLists.set(priceListId, {
    id: priceListId,
    name: `${market.name} (${market.currency})`,
    currency: market.currency,
    catalogId,
    adjustment,
    fixed,
  })
}
