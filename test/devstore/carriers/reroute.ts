/**
 * Sends what is meant for carrier services to their stand-in. In: its address. Out: every fetch of this process to their hosts reaches it, until undone.
 * Invariant: requests to other hosts are untouched.
 */
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici'

const HOSTS: ReadonlySet<string> = new Set(['api.17track.net', 'api.aftership.com'])

/** Returns the way back. */
export function rerouteCarriers(address: string): () => void {
  const before = getGlobalDispatcher()
  const { origin } = new URL(address)
  setGlobalDispatcher(
    before.compose((dispatch) => (options, handler) => {
      const target = options.origin ? URL.parse(String(options.origin)) : null
      return dispatch(target !== null && HOSTS.has(target.hostname) ? { ...options, origin } : options, handler)
    }),
  )
  return () => setGlobalDispatcher(before)
}
