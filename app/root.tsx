/**
 * The document around every page. Out: head with App Bridge first (App Store rule 2.2.3), Polaris's styles, language.
 * Invariant: runs once per document; client navigations keep its data, and with it the language Shopify asked for.
 */
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react'
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { env } from '#app/env.server.ts'
import { DocumentError } from '#app/ui/page-error.tsx'
import appStyles from '#app/ui/app.css?url'

const APP_BRIDGE = 'https://cdn.shopify.com/shopifycloud/app-bridge.js'

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: appStyles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export const meta: MetaFunction = () => [{ title: 'Tradewind' }]

export function loader({ request }: LoaderFunctionArgs) {
  const { pathname } = new URL(request.url)
  const embedded = pathname === '/app' || pathname.startsWith('/app/')
  return { apiKey: env().SHOPIFY_API_KEY, bridgeUrl: embedded ? (env().APP_BRIDGE_URL ?? APP_BRIDGE) : null }
}

export const shouldRevalidate = (): boolean => false

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root')
  const { i18n } = useTranslation()
  return (
    <html lang={i18n.language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        {data?.bridgeUrl && <meta name="shopify-api-key" content={data.apiKey} />}
        {data?.bridgeUrl && <script src={data.bridgeUrl} />}
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  )
}

export default function Root() {
  return <Outlet />
}

export function ErrorBoundary() {
  return <DocumentError />
}
