/** Asks again while something moves. Stops when the page is hidden or nothing moves; never piles requests up. */
import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'

export function usePolling(active: boolean, everyMs = 1_500): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!active || state !== 'idle') return
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
  }, [active, everyMs, revalidate, state])
}
