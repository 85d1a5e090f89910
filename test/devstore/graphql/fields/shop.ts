/**
 * The shop itself, its locales, and the app's installation.
 * In: Shop of the model, the scopes of the token. Out: their Admin API fields.
 * Invariant: constants here are true of every dev store by construction (metric weights, prices without tax, no paid plans).
 */
import type { Shop, ShopState } from '../../model.ts'
import { connection, fieldsOf, fieldsOfNothing, gid, type FieldTable } from '../engine.ts'
import { findMetafield, metafieldsOf } from './metafields.ts'
import { languageName } from './places.ts'

interface Locale {
  shop: Shop
  locale: string
}

/** "£{{amount}}": the shop currency's symbol around Shopify's placeholder. */
function moneyFormat({ currency, primaryLocale }: Shop): string {
  const parts = new Intl.NumberFormat(primaryLocale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(1)
  const numeric = new Set(['integer', 'decimal', 'fraction'])
  let text = ''
  for (const part of parts) {
    if (!numeric.has(part.type)) text += part.value
    else if (part.type === 'integer') text += '{{amount}}'
  }
  return text
}

function countriesOf(state: ShopState): string[] {
  return [
    ...new Set([...state.markets.values()].flatMap((market) => (market.status === 'ACTIVE' ? market.countries : []))),
  ].sort()
}

export function localesOf(shop: Shop): Locale[] {
  return [...new Set([shop.primaryLocale, ...shop.locales])].map((locale) => ({ shop, locale }))
}

export const shopFields: FieldTable = {
  Shop: fieldsOf<Shop>({
    id: (shop) => gid('Shop', shop.id),
    name: (shop) => shop.name,
    email: (shop) => shop.email,
    contactEmail: (shop) => shop.email,
    myshopifyDomain: (shop) => shop.domain,
    url: (shop) => `https://${shop.domain}`,
    primaryDomain: (shop) => shop,
    ianaTimezone: (shop) => shop.timezone,
    currencyCode: (shop) => shop.currency,
    currencyFormats: (shop) => shop,
    enabledPresentmentCurrencies: (shop, _, { state }) => [
      ...new Set([shop.currency, ...[...state.markets.values()].map((market) => market.baseCurrency)]),
    ],
    shipsToCountries: (_shop, _, { state }) => countriesOf(state),
    weightUnit: () => 'KILOGRAMS',
    unitSystem: () => 'METRIC_SYSTEM',
    taxesIncluded: () => false,
    taxShipping: () => false,
    // The dev store's owner is the shop: the model holds no person.
    shopOwnerName: (shop) => shop.name,
    createdAt: (shop) => shop.createdAt,
    plan: (shop) => shop,
    shopAddress: (shop) => shop,
    resourceLimits: (shop) => shop,
  }),
  ShopPlan: fieldsOf<Shop>({
    publicDisplayName: (shop) => shop.planName,
    shopifyPlus: (shop) => shop.isPlus,
    partnerDevelopment: () => true,
  }),
  Domain: fieldsOf<Shop>({
    id: (shop) => gid('Domain', shop.id),
    host: (shop) => shop.domain,
    url: (shop) => `https://${shop.domain}`,
    sslEnabled: () => true,
  }),
  // Of the shop's own address the model holds the country only.
  ShopAddress: fieldsOf<Shop>({
    id: (shop) => gid('ShopAddress', shop.id),
    address1: () => null,
    city: () => null,
    provinceCode: () => null,
    zip: () => null,
    countryCodeV2: (shop) => shop.countryCode,
  }),
  CurrencyFormats: fieldsOf<Shop>({
    moneyFormat: (shop) => moneyFormat(shop),
    moneyWithCurrencyFormat: (shop) => `${moneyFormat(shop)} ${shop.currency}`,
  }),
  ShopResourceLimits: fieldsOf<Shop>({
    maxProductOptions: () => 3,
    maxProductVariants: () => 2048,
  }),
  ShopLocale: fieldsOf<Locale>({
    locale: ({ locale }) => locale,
    name: ({ locale }) => languageName(locale),
    primary: ({ shop, locale }) => locale === shop.primaryLocale,
    published: () => true,
  }),
  AppInstallation: fieldsOf<Shop>({
    id: (shop) => gid('AppInstallation', shop.id),
    accessScopes: (_shop, _, { scopes }) => scopes,
    metafield: (shop, args, { state }) => findMetafield(state, gid('AppInstallation', shop.id), args),
    metafields: connection((shop, args, context) => metafieldsOf(gid('AppInstallation', shop.id), args, context)),
    // The dev store sells no app plans.
    activeSubscriptions: () => [],
  }),
  AccessScope: fieldsOf<string>({ handle: (scope) => scope }),
  AppSubscription: fieldsOfNothing('AppSubscription', ['id', 'name', 'status', 'test', 'createdAt', 'trialDays']),
  Count: fieldsOf<{ count: number; precision: string }>({
    count: ({ count }) => count,
    precision: ({ precision }) => precision,
  }),
}
