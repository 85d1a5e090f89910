/**
 * The query string as the state of a page. In: changes. Out: addresses and navigation.
 * Invariant: what Shopify adds to the first document's address (shop, host, tokens) is never carried on: it expires.
 */
import { useLocation, useNavigate } from '@remix-run/react'
import { useCallback, useMemo } from 'react'

const SHOPIFYS = [
  'embedded',
  'hmac',
  'host',
  'id_token',
  'locale',
  'session',
  'shop',
  'timestamp',
  'shopify-reload',
  'link_source',
]

export type ParamChanges = Record<string, string | null>

/** `?…` with the changes applied; null and empty values disappear. */
export function changedSearch(search: string, changes: ParamChanges): string {
  const params = new URLSearchParams(search)
  for (const name of SHOPIFYS) params.delete(name)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') params.delete(name)
    else params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

export interface PageParams {
  get: (name: string) => string | null
  /** the address of this page with other parameters */
  href: (changes: ParamChanges) => string
  change: (changes: ParamChanges, options?: { replace?: boolean }) => void
}

export function usePageParams(): PageParams {
  const { pathname, search } = useLocation()
  const navigate = useNavigate()
  const params = useMemo(() => new URLSearchParams(search), [search])
  const get = useCallback((name: string) => params.get(name), [params])
  const href = useCallback(
    (changes: ParamChanges) => `${pathname}${changedSearch(search, changes)}`,
    [pathname, search],
  )
  const change = useCallback(
    (changes: ParamChanges, options: { replace?: boolean } = {}) =>
      navigate(href(changes), { replace: options.replace ?? false, preventScrollReset: true }),
    [href, navigate],
  )
  return { get, href, change }
}
