/**
 * What the dev store's own address answers: the stand-in admin, App Bridge, downloads, the control page.
 * In: requests without a shop's host name. Out: pages, scripts, JSON. Invariant: state changes only by POST.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerBulkDownload, openBulkUrl } from '../http/bulk-download.ts'
import type { Control } from '../http/control.ts'
import type { DevStoreContext } from '../http/context.ts'
import { embeddedUrl } from '../http/embedded-url.ts'
import type { Installation } from '../http/installation.ts'
import { readFields, send, sendHtml, sendJson, sendRedirect } from '../http/message.ts'
import { signSessionToken } from '../http/session-token.ts'
import { ADMIN_FRAME, APP_BRIDGE, browserScript, CONTROL } from './browser-script.ts'
import { controlPage } from './control-page.ts'
import { framePage, installPage, notImitatedPage, shopsPage } from './frame-page.ts'
import { findResources } from './resources.ts'
import { extensionsOf } from '../storefront/activations.ts'
import { toLocale, type Locale } from './strings.ts'
import { changeTheme, themeEditorPage } from './theme-editor.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export async function createAdminRoutes(context: DevStoreContext, control: Control): Promise<Handler> {
  const [appBridge, frame, controlScript, css] = await Promise.all([
    browserScript(APP_BRIDGE),
    browserScript(ADMIN_FRAME),
    browserScript(CONTROL),
    readFile(new URL('./admin.css', import.meta.url), 'utf8'),
  ])
  const files: Record<string, { type: string; body: string }> = {
    '/app-bridge.js': { type: 'text/javascript; charset=utf-8', body: appBridge },
    '/admin-frame.js': { type: 'text/javascript; charset=utf-8', body: frame },
    '/control.js': { type: 'text/javascript; charset=utf-8', body: controlScript },
    '/admin.css': { type: 'text/css; charset=utf-8', body: css },
  }
  return async (request, response) => {
    const url = new URL(request.url ?? '/', context.url)
    const file = files[url.pathname]
    const operation = /^\/control\/api\/([\w-]+)$/.exec(url.pathname)?.[1]
    if (file) send(response, 200, file.type, file.body)
    else if (url.pathname === '/') sendHtml(response, 200, shopsPage(context))
    else if (url.pathname === '/control')
      sendHtml(response, 200, controlPage(context, control, context.shop(url.searchParams.get('shop') ?? undefined)))
    else if (operation !== undefined && request.method === 'GET')
      sendJson(response, 200, control.read(operation, url.searchParams))
    else if (operation !== undefined && request.method === 'POST') {
      sendJson(response, 200, await control.run(operation, await readFields(request)))
    } else if (url.pathname.startsWith('/bulk/')) await answerDownload(context, request, response, url)
    else if (url.pathname.startsWith('/store/')) await answerStore(context, request, response, url)
    else send(response, 404, 'text/plain; charset=utf-8', `The dev store has nothing at ${url.pathname}.\n`)
  }
}

async function answerDownload(
  context: DevStoreContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const opened = openBulkUrl(url, context.bulkKey)
  if (opened === null) {
    send(response, 403, 'application/xml', '<Error><Code>SignatureDoesNotMatch</Code></Error>')
    return
  }
  await answerBulkDownload(request, response, context.shop(opened.handle), opened.id, context.faults)
}

async function answerStore(
  context: DevStoreContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, , handle = '', section = '', app = '', ...rest] = url.pathname.split('/')
  const shop = context.shop(handle)
  const locale = localeOf(request, url, shop)
  const appPath = `/store/${handle}/apps/${context.app.appHandle}`
  if (request.method === 'POST') {
    if (section === 'themes') sendRedirect(response, changeTheme(shop, app, await readFields(request)))
    else await answerPost(context, request, response, shop, section)
  } else if (section === '') {
    sendRedirect(response, appPath)
  } else if (section === 'apps' && app === context.app.apiKey && app !== context.app.appHandle) {
    sendRedirect(response, [appPath, ...rest].join('/') + url.search)
  } else if (section === 'apps' && app === context.app.appHandle) {
    if (!shop.installed) return sendHtml(response, 200, installPage(context, shop, locale))
    const path = `/${rest.join('/')}${url.search}`
    const frameSrc = embeddedUrl(context.frameUrl, path, context.app, shop, locale)
    sendHtml(response, 200, framePage(context, shop, { locale, path, frameSrc }))
  } else if (section === 'resources') {
    sendJson(response, 200, findResources(shop.state, url.searchParams.get('query') ?? ''))
  } else if (section === 'user') {
    const { id, firstName, lastName, email } = shop.user
    sendJson(response, 200, { id: Number(id), name: `${firstName} ${lastName}`, email, accountAccess: 'full' })
  } else if (section === 'extensions') {
    sendJson(response, 200, context.app.extensions ?? extensionsOf(shop.storefront))
  } else if (section === 'scopes') {
    sendJson(response, 200, scopesDetail(context, shop))
  } else if (section === 'themes' && app === 'current' && rest[0] === 'editor') {
    sendHtml(response, 200, themeEditorPage(context, shop, url.searchParams))
  } else {
    sendHtml(response, 404, notImitatedPage(context, shop, locale, url.pathname))
  }
}

async function answerPost(
  context: DevStoreContext,
  request: IncomingMessage,
  response: ServerResponse,
  shop: Installation,
  section: string,
): Promise<void> {
  const fields = await readFields(request)
  if (section === 'session-token') {
    const { user, sessionId, domain } = shop
    sendJson(response, 200, signSessionToken(context.app, domain, { userId: user.id, sessionId }))
  } else if (section === 'install') {
    shop.grant(context.app.scopes)
    sendRedirect(response, `/store/${shop.handle}/apps/${context.app.appHandle}`)
  } else if (section === 'scopes') {
    const list = (name: string) => (Array.isArray(fields[name]) ? fields[name].map(String) : [])
    const revoked = list('revoke')
    context.setScopes(
      [...shop.scopes, ...list('grant')].filter((scope) => !revoked.includes(scope)),
      shop.domain,
    )
    sendJson(response, 200, scopesDetail(context, shop))
  } else {
    sendJson(response, 404, { errors: 'Not Found' })
  }
}

function scopesDetail(context: DevStoreContext, shop: Installation) {
  return { granted: shop.scopes, required: context.app.scopes, optional: [] }
}

function localeOf(request: IncomingMessage, url: URL, shop: Installation): Locale {
  const cookie = /(?:^|;\s*)devstore_locale=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  return toLocale(url.searchParams.get('locale')) ?? toLocale(cookie) ?? toLocale(shop.user.locale) ?? 'en'
}
