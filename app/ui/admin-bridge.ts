/**
 * The admin around the frame: short messages and the loading bar.
 * Invariant: a page works without App Bridge (its script blocked or late); it then only says less.
 */
import { useNavigation } from '@remix-run/react'
import { useCallback, useEffect, useSyncExternalStore } from 'react'

function bridge(): typeof window.shopify | undefined {
  return typeof window !== 'undefined' && 'shopify' in window ? window.shopify : undefined
}

export function useToast(): (message: string) => void {
  return useCallback((message: string) => {
    bridge()?.toast?.show(message)
  }, [])
}

const never = (): (() => void) => () => undefined

/** False where App Bridge is not loaded: then a page brings its own buttons. The server trusts that it will be. */
export function useHasBridge(): boolean {
  return useSyncExternalStore(
    never,
    () => bridge() !== undefined,
    () => true,
  )
}

/** The admin's loading bar follows the router. */
export function useLoadingBar(): void {
  const busy = useNavigation().state !== 'idle'
  useEffect(() => {
    bridge()?.loading?.(busy)
  }, [busy])
}
