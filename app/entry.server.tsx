/**
 * Renders documents, and is the one bundle's other door: `startWorker` for processes with ROLE=worker.
 * In: a document request. Out: streamed HTML in its language, with Shopify's frame headers.
 * Invariant: a page is never framed by anyone but the admin of the shop it belongs to.
 */
import { PassThrough } from 'node:stream'
import {
  createReadableStreamFromReadable,
  type ActionFunctionArgs,
  type EntryContext,
  type LoaderFunctionArgs,
} from '@remix-run/node'
import { RemixServer } from '@remix-run/react'
import type { i18n } from 'i18next'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import { env } from '#app/env.server.ts'
import { documentLocale } from '#app/i18n/detect.server.ts'
import type { Locale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import type { Runner } from '#app/jobs/runner.server.ts'
import { log } from '#app/log.server.ts'
import { shopify } from '#app/shopify/app.server.ts'
import { startWorker } from '#app/worker.server.ts'

/** How long deferred data may take before the stream is closed without it. */
export const streamTimeout = 5_000

const instances = new Map<Locale, Promise<i18n>>()

/** An instance never changes its language, so requests of one language share it. */
async function i18nFor(locale: Locale): Promise<i18n> {
  const known = instances.get(locale) ?? createI18n(locale, MESSAGES[locale])
  instances.set(locale, known)
  return known
}

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  shopify.addDocumentResponseHeaders(request, headers)
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', "frame-ancestors 'none';")
  headers.set('content-type', 'text/html; charset=utf-8')
  const i18n = await i18nFor(await documentLocale(request))
  const whole = isbot(request.headers.get('user-agent') ?? '')

  return new Promise((resolve, reject) => {
    let code = status
    let shellSent = false
    const send = (): void => {
      shellSent = true
      const body = new PassThrough()
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }))
      pipe(body)
    }
    const { pipe, abort } = renderToPipeableStream(
      <I18nextProvider i18n={i18n}>
        <RemixServer context={context} url={request.url} abortDelay={streamTimeout} />
      </I18nextProvider>,
      {
        ...(whole ? { onAllReady: send } : { onShellReady: send }),
        onShellError: reject,
        onError(error) {
          code = 500
          // Errors before the shell reject the promise and are logged by handleError.
          if (shellSent)
            log.error({ err: error, path: new URL(request.url).pathname }, 'a page broke off while it was streamed')
        },
      },
    )
    setTimeout(abort, streamTimeout + 1_000).unref()
  })
}

export function handleError(error: unknown, { request }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (request.signal.aborted) return
  log.error({ err: error, method: request.method, path: new URL(request.url).pathname }, 'a request failed')
}

export { start } from '#app/process.server.ts'

// `vite:dev` has a server of its own and knows no jobs: start them here, once for all reloads of this module.
const development = globalThis as { jobHalf?: Promise<Runner> }
if (import.meta.env.DEV && env().ROLE !== 'web') development.jobHalf ??= startWorker()
