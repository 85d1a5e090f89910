/**
 * Asks again while something moves. Stops when the page is hidden or nothing moves; never piles requests up.
 * Invariant: what was asked before something was done never stays on the page after it. The router lets an answer that was under way when a
 * form was sent overwrite what the form brought; then the page would show the old state, see nothing move, and never ask again.
 */
import { useFetchers, useRevalidator } from '@remix-run/react'
import { useEffect, useRef } from 'react'

export function usePolling(active: boolean, everyMs = 1_500): void {
  const { revalidate, state } = useRevalidator()
  // One that has its answer may still be in the list.
  const sending = useFetchers().some((fetcher) => fetcher.state !== 'idle')
  const crossed = useRef(false)
  useEffect(() => {
    if (state !== 'idle' && sending) crossed.current = true
    if (state !== 'idle' || sending) return
    if (crossed.current) {
      crossed.current = false
      revalidate()
      return
    }
    if (!active) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const schedule = (): void => {
      clearTimeout(timer)
      if (document.visibilityState === 'visible') timer = setTimeout(revalidate, everyMs)
    }
    schedule()
    document.addEventListener('visibilitychange', schedule)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', schedule)
    }
  }, [active, everyMs, revalidate, sending, state])
}
