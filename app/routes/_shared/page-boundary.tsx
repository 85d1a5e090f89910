/**
 * What every page of the admin exports beside itself: with single fetch, Shopify's re-authorisation headers and its pages that
 * escape the frame only get through when each route that may throw them has both.
 */
import type { HeadersFunction } from '@remix-run/node'
import { isRouteErrorResponse, useRouteError } from '@remix-run/react'
import { boundary } from '@shopify/shopify-app-remix/server'
import { PageError } from '#app/ui/page-error.tsx'

export const pageHeaders: HeadersFunction = (given) => boundary.headers(given)

export function PageBoundary() {
  const error = useRouteError()
  // Thrown by Shopify's library: a page that re-opens the app in the admin, or a request for a fresh token.
  const isShopifys = isRouteErrorResponse(error) && (error.status < 400 || error.status === 401 || error.status === 410)
  return isShopifys ? boundary.error(error) : <PageError error={error} />
}
