/**
 * A stand-in for the theme editor: which of the app's blocks stand in the theme, and adding or removing one.
 * In: the address of a deep link (template, addAppBlockId, target), the form's fields. Out: a page; changed templates of the storefront.
 * Invariant: a link alone changes nothing: the block is added by the button, as it is kept by Save at Shopify.
 */
import type { DevStoreContext } from '../http/context.ts'
import type { Installation } from '../http/installation.ts'
import { BadRequest } from '../http/message.ts'
import { localePrefix, localesOf } from '../storefront/objects.ts'
import { storefrontUrl } from '../storefront/address.ts'
import { document } from './frame-page.ts'
import { html, type Html } from './html.ts'

/** Links to the storefront in every language, and to one country of each market. */
export function storefrontLinks(context: DevStoreContext, shop: Installation): Html {
  const base = storefrontUrl(context.url, shop.domain)
  const languages = localesOf(shop.state)
  const markets = [...shop.state.markets.values()].filter(({ status }) => status === 'ACTIVE')
  return html`<p>
      Storefront:
      ${languages.map((locale) => html`<a href="${base}${localePrefix(shop.state, locale)}/">${locale}</a> · `)}
      <a href="${base}/pages/track">tracking block</a> · <a href="${base}/pages/faq">FAQ block</a>
    </p>
    <p>
      As a visitor from:
      ${markets.map(({ name, countries: [country = ''] }) => {
        return html`<a href="${base}/?country=${country}">${country} (${name})</a> `
      })}
    </p>`
}

export function themeEditorPage(context: DevStoreContext, shop: Installation, query: URLSearchParams): string {
  const { storefront } = shop
  const address = `/store/${shop.handle}/themes`
  const wanted = query.get('addAppBlockId')?.split('/') ?? null
  const template = query.get('template') ?? 'index'
  const placed = storefront.templates.placed()
  return document(
    'en',
    'Theme editor (stand-in)',
    html`
      <main id="app" class="plain-page">
        <h1>Theme editor (stand-in)</h1>
        ${wanted === null ? '' : addForm(context, shop, template, wanted, query.get('target') ?? 'mainSection')}
        <h2>Blocks of ${context.app.appName} in the theme</h2>
        ${placed.length === 0 ? html`<p>None yet.</p>` : ''}
        <ul>
          ${placed.map(
            (block) => html`
              <li>
                <form method="post" action="${address}/remove">
                  <code>${block.handle}</code> on template <code>${block.template}</code>
                  <input type="hidden" name="block" value="${block.id}" />
                  <button>Remove ${block.handle} from ${block.template}</button>
                </form>
              </li>
            `,
          )}
        </ul>
        ${storefrontLinks(context, shop)}
        <p>
          <a href="/store/${shop.handle}/apps/${context.app.appHandle}/app/storefront"
            >Back to ${context.app.appName}</a
          >
        </p>
      </main>
    `,
  )
}

function addForm(
  context: DevStoreContext,
  shop: Installation,
  template: string,
  [apiKey, handle = '']: readonly string[],
  target: string,
): Html {
  const { storefront } = shop
  if (apiKey !== context.app.apiKey) return html`<p role="alert">This link names another app (${apiKey}).</p>`
  if (!storefront.blocks.has(handle)) return html`<p role="alert">${context.app.appName} has no block "${handle}".</p>`
  if (!storefront.templates.names().includes(template))
    return html`<p role="alert">The theme has no template "${template}".</p>`
  return html`
    <form method="post" action="/store/${shop.handle}/themes/add">
      <p>The link adds the block <code>${handle}</code> to the template <code>${template}</code> (${target}).</p>
      <input type="hidden" name="template" value="${template}" />
      <input type="hidden" name="handle" value="${handle}" />
      <input type="hidden" name="target" value="${target}" />
      <button class="primary">Add and save</button>
    </form>
  `
}

/** What the buttons do; the address to go on to. */
export function changeTheme(shop: Installation, verb: string, fields: Readonly<Record<string, unknown>>): string {
  const { templates, blocks } = shop.storefront
  const field = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '')
  if (verb === 'add') {
    const handle = field('handle')
    if (!blocks.has(handle)) throw new BadRequest(`There is no block "${handle}".`)
    const section = field('target') === 'newAppsSection' ? `apps_${templates.placed().length + 1}` : 'main'
    templates.place(field('template'), handle, { section })
  } else if (verb === 'remove') templates.remove(field('block'))
  else throw new BadRequest(`The theme editor cannot "${verb}".`, 404)
  return `/store/${shop.handle}/themes/current/editor`
}
