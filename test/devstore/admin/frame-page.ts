/**
 * The stand-in admin's page around the app: top bar, navigation, title bar, the app's iframe.
 * In: shop, app, locale, the iframe's address. Out: HTML. Invariant: usable with the keyboard, right from 390 px up.
 */
import type { DevStoreContext } from '../http/context.ts'
import type { Installation } from '../http/installation.ts'
import { html, json, type Html } from './html.ts'
import { LOCALES, stringsFor, type Locale } from './strings.ts'

export function framePage(
  context: DevStoreContext,
  shop: Installation,
  options: { locale: Locale; path: string; frameSrc: string },
): string {
  const { locale, path, frameSrc } = options
  const { appName, appHandle } = context.app
  const words = stringsFor(locale)
  const store = `/store/${shop.handle}`
  const base = `${store}/apps/${appHandle}`
  const main = html`
    <main id="app" aria-label="${words.apps}: ${appName}">
      <div class="title-bar">
        <h1 id="app-title">${appName}</h1>
        <div id="app-actions" role="group" aria-label="${words.appActions}"></div>
      </div>
      <iframe id="app-frame" name="app-iframe" title="${appName}" data-src="${frameSrc}"></iframe>
    </main>
    <div id="save-bar" role="region" aria-label="${words.unsaved}" hidden>
      <span>${words.unsaved}</span>
      <div id="save-bar-buttons"></div>
    </div>
    <div id="loading" role="progressbar" aria-label="${words.loading}" hidden></div>
    <div id="toasts" role="status" aria-live="polite"></div>
    <div id="announcer" class="visually-hidden" role="alert"></div>
    <script type="application/json" id="frame-data">
      ${json({ frameOrigin: context.frameUrl, store, base, appName, path, strings: words })}
    </script>
    <script src="/admin-frame.js"></script>
  `
  return adminPage(context, shop, { locale, title: appName, body: main })
}

/** Top bar and navigation around any page of the stand-in admin. */
function adminPage(
  context: DevStoreContext,
  shop: Installation,
  page: { locale: Locale; title: string; body: Html },
): string {
  const words = stringsFor(page.locale)
  const base = `/store/${shop.handle}/apps/${context.app.appHandle}`
  return document(
    page.locale,
    page.title,
    html`
      <a class="skip" href="#app">${words.skip}</a>
      <header class="top-bar" aria-label="${words.standIn}">
        <button type="button" id="menu-button" aria-expanded="false" aria-controls="navigation">${words.menu}</button>
        <span class="shop">${shop.state.shop.name}</span>
        <span class="stand-in">${words.standIn}</span>
        <label>
          <span class="visually-hidden">${words.language}</span>
          <select id="locale">
            ${LOCALES.map(
              ({ code, name }) =>
                html`<option value="${code}" ${code === page.locale ? html`selected` : ''}>${name}</option>`,
            )}
          </select>
        </label>
      </header>
      <nav id="navigation" aria-label="${words.navigation}">
        <ul>
          <li><a href="/">${words.shops}</a></li>
          <li><a href="/control?shop=${shop.handle}">${words.control}</a></li>
        </ul>
        <p>${words.apps}</p>
        <ul>
          <li><a id="app-home" class="app-name" href="${base}" data-path="/">${context.app.appName}</a></li>
        </ul>
        <ul id="app-menu"></ul>
        ${
          shop.state.shop.provenance === null
            ? ''
            : html`
                <details class="provenance">
                  <summary>${words.provenance}</summary>
                  <p lang="en">${shop.state.shop.provenance}</p>
                </details>
              `
        }
      </nav>
      ${page.body}
    `,
  )
}

export function installPage(context: DevStoreContext, shop: Installation, locale: Locale): string {
  const words = stringsFor(locale)
  return document(
    locale,
    context.app.appName,
    html`
      <main id="app" class="plain-page">
        <h1>${context.app.appName} ${words.notInstalled}</h1>
        <p>${words.asksFor}</p>
        <ul>
          ${context.app.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
        </ul>
        <form method="post" action="/store/${shop.handle}/install">
          <button class="primary">${words.install}</button>
        </form>
        <p><a href="/">${words.shops}</a></p>
      </main>
    `,
  )
}

export function notImitatedPage(context: DevStoreContext, shop: Installation, locale: Locale, path: string): string {
  const words = stringsFor(locale)
  return document(
    locale,
    words.standIn,
    html`
      <main id="app" class="plain-page">
        <h1>${words.notImitated}</h1>
        <p><code>${path}</code></p>
        <p><a href="/store/${shop.handle}/apps/${context.app.appHandle}">${words.openApp}</a></p>
        <p><a href="/control?shop=${shop.handle}">${words.control}</a></p>
      </main>
    `,
  )
}

export function shopsPage(context: DevStoreContext): string {
  return document(
    'en',
    'Dev store',
    html`
      <main class="plain-page">
        <h1>Dev store</h1>
        <p>A local Shopify. Nothing here leaves this machine.</p>
        <ul class="shops">
          ${context.shops().map(
            (shop) => html`
              <li>
                <h2>${shop.state.shop.name}</h2>
                <p>
                  ${shop.domain} · ${shop.state.orders.size.toLocaleString('en')} orders ·
                  ${shop.state.variants.size.toLocaleString('en')} variants ·
                  ${shop.installed ? 'app installed' : 'app not installed'}
                </p>
                ${shop.state.shop.provenance === null ? '' : html`<p>${shop.state.shop.provenance}</p>`}
                <p>
                  <a href="/store/${shop.handle}/apps/${context.app.appHandle}"
                    >Open ${context.app.appName} in ${shop.state.shop.name}</a
                  >
                </p>
              </li>
            `,
          )}
        </ul>
        <p><a href="/control">Control page</a></p>
      </main>
    `,
  )
}

export function document(locale: string, title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/admin.css" />
      </head>
      <body>
        ${body}
      </body>
    </html> `.text
}
