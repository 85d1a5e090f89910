/**
 * The library's bounce page: a page of the app without a session token sends itself here, with the way back in
 * `shopify-reload`. In: that address. Out: the same page again with a fresh token.
 * Invariant: the way back is taken on this origin only, whatever origin it names.
 */
import { embedded } from './channel.ts'
import { idToken } from './id-token.ts'

export async function returnFromBounce(): Promise<void> {
  const reload = new URLSearchParams(location.search).get('shopify-reload')
  if (!reload || !embedded) return
  const back = new URL(reload, location.origin)
  back.searchParams.set('id_token', await idToken())
  location.replace(`${location.origin}${back.pathname}${back.search}${back.hash}`)
}
