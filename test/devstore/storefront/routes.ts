/**
 * The addresses of a shop's storefront: pages of the theme, its files, the choice of country and language.
 * In: a request to the shop's host. Out: HTML, files, redirects. Invariant: the language is in the address (/zh-cn/…), the country in
 * ?country=DE or a cookie; a page that Liquid cannot render truthfully is a 500 that says why.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ShopState } from '../model.ts'
import { BadRequest, readFields, send, sendHtml } from '../http/message.ts'
import type { Properties } from './drops.ts'
import { collectionDrop, localePrefix, localesOf, marketOf, pageDrop, productDrop, type Visit } from './objects.ts'
import type { Storefront } from './storefront.ts'
import { liquidErrorPage } from './translations.ts'

const COUNTRY_COOKIE = 'localization'
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json; charset=utf-8',
}

/** The language that an address begins with, and the rest of it. */
export function splitLocale(state: ShopState, pathname: string): { locale: string; path: string } {
  for (const locale of localesOf(state)) {
    const prefix = localePrefix(state, locale)
    if (prefix !== '' && (pathname === prefix || pathname.startsWith(`${prefix}/`)))
      return { locale, path: pathname.slice(prefix.length) || '/' }
  }
  return { locale: state.shop.primaryLocale, path: pathname }
}

/** Who visits: language of the address, country of the query, the cookie, or the shop's own. */
export function visitOf(state: ShopState, request: IncomingMessage, url: URL): Visit {
  const { locale } = splitLocale(state, url.pathname)
  const cookie = new RegExp(`(?:^|;\\s*)${COUNTRY_COOKIE}=([A-Z]{2})`).exec(request.headers.cookie ?? '')?.[1]
  const wanted = [url.searchParams.get('country')?.toUpperCase(), cookie].find(
    (code) => code !== undefined && marketOf(state, code) !== null,
  )
  return {
    state,
    locale,
    country: wanted ?? state.shop.countryCode,
    root: localePrefix(state, locale) || '/',
    path: url.pathname,
    query: url.searchParams,
    host: request.headers.host ?? url.host,
    template: { name: 'page', suffix: null },
    designMode: url.searchParams.has('design'),
  }
}

export async function answerStorefront(
  storefront: Storefront,
  state: ShopState,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const file = storefront.assetFile(url.pathname)
  if (file !== null) return sendFile(response, file)
  const { path } = splitLocale(state, url.pathname)
  if (path === '/localization' && request.method === 'POST') {
    return changeLocalization(state, response, await readFields(request))
  }
  const visit = visitOf(state, request, url)
  const cookie: Record<string, string> = url.searchParams.has('country')
    ? { 'set-cookie': `${COUNTRY_COOKIE}=${visit.country}; Path=/; SameSite=Lax` }
    : {}
  const found = findPage(storefront, visit, path)
  const status = found.template.name === '404' ? 404 : 200
  let html: string
  try {
    html = storefront.renderPage({ ...visit, template: found.template }, found.title, found.objects(visit))
  } catch (error) {
    return sendHtml(response, 500, liquidErrorPage(error))
  }
  send(response, status, 'text/html; charset=utf-8', html, cookie)
}

interface FoundPage {
  title: string
  template: Visit['template']
  objects: (visit: Visit) => Properties
}

function findPage(storefront: Storefront, visit: Visit, path: string): FoundPage {
  const { state } = visit
  const missing: FoundPage = { title: '404', template: { name: '404', suffix: null }, objects: () => ({}) }
  const [, kind = '', handle = '', ...rest] = path.replace(/\/$/, '').split('/')
  if (rest.length > 0) return missing
  if (kind === '') {
    const objects = (one: Visit): Properties => ({ collection: collectionDrop(one, everything(state)) })
    return { title: state.shop.name, template: { name: 'index', suffix: null }, objects }
  }
  if (kind === 'products') {
    const product = [...state.products.values()].find((one) => one.handle === handle && one.status === 'ACTIVE')
    if (!product) return missing
    const objects = (one: Visit): Properties => ({ product: productDrop(one, product) })
    return { title: product.title, template: { name: 'product', suffix: null }, objects }
  }
  if (kind === 'collections') {
    const collection =
      handle === 'all' ? everything(state) : [...state.collections.values()].find((one) => one.handle === handle)
    if (!collection) return missing
    const objects = (one: Visit): Properties => ({ collection: collectionDrop(one, collection) })
    return { title: collection.title, template: { name: 'collection', suffix: null }, objects }
  }
  const page = kind === 'pages' ? storefront.pages.find((one) => one.handle === handle) : undefined
  if (!page) return missing
  const objects = (one: Visit): Properties => ({ page: pageDrop(one, page) })
  return { title: page.title, template: { name: 'page', suffix: page.templateSuffix }, objects }
}

/** Shopify's own collection "all". */
function everything(state: ShopState) {
  return {
    id: '0',
    title: 'Products',
    handle: 'all',
    follows: null,
    productIds: [...state.products.keys()],
    updatedAt: state.shop.createdAt,
  }
}

/** Shopify's /localization: remembers the country and goes on in the chosen language. */
function changeLocalization(state: ShopState, response: ServerResponse, fields: Record<string, unknown>): void {
  const given = typeof fields['return_to'] === 'string' ? fields['return_to'] : '/'
  // An address of this storefront only: "//elsewhere" is another host.
  const back = /^\/(?![/\\])/.test(given) ? given : '/'
  const { locale: before, path } = splitLocale(state, back.replace(/[?#].*$/, ''))
  const language = localesOf(state).find((locale) => locale === fields['language_code']) ?? before
  const country = String(fields['country_code'] ?? '')
  const location = `${localePrefix(state, language)}${path === '/' ? '' : path}` || '/'
  response.writeHead(303, {
    location,
    'content-length': 0,
    ...(marketOf(state, country) ? { 'set-cookie': `${COUNTRY_COOKIE}=${country}; Path=/; SameSite=Lax` } : {}),
  })
  response.end()
}

async function sendFile(response: ServerResponse, file: string): Promise<void> {
  const type = TYPES[file.split('.').at(-1) ?? '']
  if (type === undefined) throw new BadRequest('The dev store serves no such file.', 404)
  try {
    send(response, 200, type, await readFile(file))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    send(response, 404, 'text/plain; charset=utf-8', 'Not found\n')
  }
}
