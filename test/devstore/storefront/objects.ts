/**
 * Shopify's Liquid objects made of the dev store's memory, for one visit of one shopper.
 * In: the shop's state, who visits which address. Out: drops. Invariant: only what a storefront may see is there: active products, active
 * metaobjects of types that are open to it, and app data to the app's own blocks alone.
 */
import type { Collection, Market, MetafieldRecord, MetaobjectRecord, Product, ShopState } from '../model.ts'
import { ownName } from '../graphql/app-names.ts'
import { jsonOf } from '../graphql/field-values.ts'
import { definitionOf, findByHandle, metaobjectsOf, referredTo } from '../graphql/fields/metaobjects.ts'
import { findTranslation } from '../graphql/fields/translations.ts'
import { isMember, membersOf } from '../shop/collection-operations.ts'
import { Held, MOST_UNPAGED, Names, PagedList } from './drops.ts'
import { escapeHtml } from './translations.ts'

export interface StorePage {
  id: string
  handle: string
  title: string
  content: string
  templateSuffix: string | null
}

export interface Visit {
  state: ShopState
  /** BCP 47 */
  locale: string
  country: string
  /** '/' or '/zh-cn' */
  root: string
  /** with the locale's prefix, without the query */
  path: string
  query: URLSearchParams
  host: string
  template: { name: string; suffix: string | null }
  designMode: boolean
}

/** '/zh-cn' for zh-CN, '' for the shop's own language. */
export function localePrefix(state: ShopState, locale: string): string {
  return locale === state.shop.primaryLocale ? '' : `/${locale.toLowerCase()}`
}

export function localesOf(state: ShopState): string[] {
  return [...new Set([state.shop.primaryLocale, ...state.shop.locales])]
}

/** The active market of a country; null: the shop does not sell there. */
export function marketOf(state: ShopState, country: string): Market | null {
  for (const market of state.markets.values())
    if (market.status === 'ACTIVE' && market.countries.includes(country)) return market
  return null
}

/** Ids are numbers in Liquid; those beyond 2^53 stay text, digit for digit. */
const liquidId = (id: string): number | string => (Number.isSafeInteger(Number(id)) ? Number(id) : id)

function nameOf(kind: 'region' | 'language' | 'currency', code: string, locale: string): string {
  return new Intl.DisplayNames([locale], { type: kind }).of(code) ?? code
}

function languageDrop(visit: Visit, locale: string): Held {
  const { state } = visit
  return new Held('shop_locale', {
    iso_code: locale,
    name: nameOf('language', locale, visit.locale),
    endonym_name: nameOf('language', locale, locale),
    primary: locale === state.shop.primaryLocale,
    root_url: localePrefix(state, locale) || '/',
  })
}

function marketDrop(market: Market): Held {
  return new Held('market', {
    id: liquidId(market.id),
    handle: market.handle,
    metafields: new Names(() => new Names(() => undefined)),
  })
}

function countryDrop(visit: Visit, code: string): Held {
  const market = marketOf(visit.state, code)
  const currency = market?.baseCurrency ?? visit.state.shop.currency
  return new Held('country', {
    iso_code: code,
    name: nameOf('region', code, visit.locale),
    currency: new Held('currency', {
      iso_code: currency,
      name: nameOf('currency', currency, visit.locale),
      symbol: () =>
        new Intl.NumberFormat(visit.locale, { style: 'currency', currency })
          .formatToParts(0)
          .find(({ type }) => type === 'currency')?.value ?? currency,
    }),
    market: () => (market ? marketDrop(market) : null),
    unit_system: 'metric',
  })
}

export function localizationDrop(visit: Visit): Held {
  const { state } = visit
  const countries = [...state.markets.values()].flatMap(({ status, countries: codes }) =>
    status === 'ACTIVE' ? codes : [],
  )
  return new Held('localization', {
    country: () => countryDrop(visit, visit.country),
    language: () => languageDrop(visit, visit.locale),
    market: () => {
      const market = marketOf(state, visit.country)
      return market ? marketDrop(market) : null
    },
    available_countries: () =>
      [...new Set([...countries, visit.country])]
        .map((code) => ({ code, name: nameOf('region', code, visit.locale) }))
        .sort((a, b) => a.name.localeCompare(b.name, visit.locale))
        .map(({ code }) => countryDrop(visit, code)),
    available_languages: () => localesOf(state).map((locale) => languageDrop(visit, locale)),
  })
}

export function requestDrop(visit: Visit): Held {
  return new Held('request', {
    locale: () => languageDrop(visit, visit.locale),
    origin: `http://${visit.host}`,
    host: visit.host,
    path: visit.path,
    page_type: visit.template.name,
    design_mode: visit.designMode,
    visual_preview_mode: false,
  })
}

export function templateDrop({ template }: Visit): Held {
  const { name, suffix } = template
  return new Held('template', { name, suffix, directory: null }, suffix === null ? name : `${name}.${suffix}`)
}

export function routesDrop({ root }: Visit): Held {
  const base = root === '/' ? '' : root
  return new Held('routes', {
    root_url: root,
    collections_url: `${base}/collections`,
    all_products_collection_url: `${base}/collections/all`,
    search_url: `${base}/search`,
    cart_url: `${base}/cart`,
  })
}

export function productDrop(visit: Visit, product: Product): Held {
  const { state } = visit
  const variants = product.variantIds.flatMap((id) => state.variants.get(id) ?? [])
  const prices = variants.map(({ priceMinor }) => priceMinor)
  const variantDrops = variants.map((variant) => {
    const levels = state.inventoryItems.get(variant.inventoryItemId)?.levels ?? []
    return new Held('variant', {
      id: liquidId(variant.id),
      title: variant.title,
      sku: variant.sku ?? '',
      price: variant.priceMinor,
      compare_at_price: variant.compareAtMinor,
      available: variant.inventoryPolicy === 'CONTINUE' || levels.some(({ quantities }) => quantities.available > 0),
    })
  })
  const available = () => variantDrops.some((variant) => variant.liquidMethodMissing('available') === true)
  return new Held('product', {
    id: liquidId(product.id),
    title: product.title,
    handle: product.handle,
    url: `${visit.root === '/' ? '' : visit.root}/products/${product.handle}`,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    price: Math.min(...prices),
    price_min: Math.min(...prices),
    price_max: Math.max(...prices),
    price_varies: new Set(prices).size > 1,
    available,
    variants: variantDrops,
    selected_or_first_available_variant: variantDrops[0] ?? null,
    collections: () =>
      [...state.collections.values()]
        .filter((collection) => isMember(state, collection, product.id))
        .map((collection) => collectionDrop(visit, collection)),
    metafields: new Names(() => new Names(() => undefined)),
  })
}

export function collectionDrop(visit: Visit, collection: Collection): Held {
  const members = () => membersOf(visit.state, collection).filter(({ status }) => status === 'ACTIVE')
  return new Held('collection', {
    id: liquidId(collection.id),
    title: collection.title,
    handle: collection.handle,
    url: `${visit.root === '/' ? '' : visit.root}/collections/${collection.handle}`,
    products: () => new PagedList(members().map((product) => productDrop(visit, product))),
    all_products_count: () => members().length,
  })
}

export function pageDrop(visit: Visit, page: StorePage): Held {
  return new Held('page', {
    id: liquidId(page.id),
    title: page.title,
    handle: page.handle,
    url: `${visit.root === '/' ? '' : visit.root}/pages/${page.handle}`,
    content: page.content,
    template_suffix: page.templateSuffix,
  })
}

/** `own`: the Liquid is the app's, where $app means the app. */
export function shopDrop(visit: Visit, own: boolean): Held {
  const { shop } = visit.state
  return new Held('shop', {
    name: shop.name,
    email: shop.email,
    currency: shop.currency,
    domain: shop.domain,
    permanent_domain: shop.domain,
    url: `https://${shop.domain}`,
    secure_url: `https://${shop.domain}`,
    locale: shop.primaryLocale,
    published_locales: () => localesOf(visit.state).map((locale) => languageDrop(visit, locale)),
    products_count: () => [...visit.state.products.values()].filter(({ status }) => status === 'ACTIVE').length,
    metaobjects: new Names((type) => metaobjectsDrop(visit, own ? ownName(type) : type)),
  })
}

const isVisible = (state: ShopState, metaobject: MetaobjectRecord): boolean =>
  metaobject.status === 'ACTIVE' && definitionOf(state, metaobject).storefront === 'PUBLIC_READ'

function metaobjectsDrop(visit: Visit, type: string): Names {
  const { state } = visit
  return new Names((name) => {
    if (name === 'values')
      return new PagedList(
        metaobjectsOf(state, type)
          .filter((metaobject) => isVisible(state, metaobject))
          .map((metaobject) => metaobjectDrop(visit, metaobject)),
      )
    const found = findByHandle(state, type, name)
    return found && isVisible(state, found) ? metaobjectDrop(visit, found) : undefined
  })
}

function metaobjectDrop(visit: Visit, metaobject: MetaobjectRecord): Held {
  const { state } = visit
  const fields = definitionOf(state, metaobject).fields.map((definition) => [
    definition.key,
    () => {
      const stored = metaobject.values.get(definition.key)
      const value = findTranslation(state, metaobject, visit.locale, definition.key)?.value ?? stored
      if (value === undefined) return null
      const referred = () => referredTo(state, { metaobject, definition }).filter((one) => isVisible(state, one))
      return metafieldDrop(definition.type, value, () =>
        definition.type.startsWith('list.metaobject')
          ? referred()
              .slice(0, MOST_UNPAGED)
              .map((one) => metaobjectDrop(visit, one))
          : referred().map((one) => metaobjectDrop(visit, one))[0],
      )
    },
  ])
  return new Held('metaobject', {
    ...Object.fromEntries(fields as [string, () => unknown][]),
    system: new Held('metaobject_system', {
      id: liquidId(metaobject.id),
      handle: metaobject.handle,
      type: metaobject.type,
      url: null,
    }),
  })
}

function metafieldDrop(type: string, value: string, referred: () => unknown): Held {
  const read = () => (type.includes('metaobject_reference') ? referred() : jsonOf(type, value))
  return new Held('metafield', { type, value: read }, type === 'boolean' ? value === 'true' : value)
}

/** app.metafields.<namespace>.<key>: only the app's own blocks see it. */
export function appDrop(state: ShopState): Held {
  const owner = `gid://shopify/AppInstallation/${state.shop.id}`
  const byName = new Map<string, MetafieldRecord>()
  for (const metafield of state.metafields.values())
    if (metafield.ownerId === owner) byName.set(`${metafield.namespace} ${metafield.key}`, metafield)
  return new Held('app', {
    metafields: new Names((namespace) => {
      return new Names((key) => {
        const found = byName.get(`${namespace} ${key}`)
        return found ? metafieldDrop(found.type, found.value, () => null) : undefined
      })
    }),
  })
}

/** What Shopify puts into <head>: here the blocks' stylesheets and scripts. */
export function headerHtml(stylesheets: readonly string[], scripts: readonly string[]): string {
  return [
    ...stylesheets.map((url) => `<link rel="stylesheet" href="${escapeHtml(url)}" media="all">`),
    ...scripts.map((url) => `<script src="${escapeHtml(url)}" defer></script>`),
  ].join('\n')
}
