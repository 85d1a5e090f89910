/**
 * What a client navigation must do because no document loads: keep the focus with the reader, and wait politely.
 * Invariant: a quick page never flashes its outline.
 */
import { useLocation } from '@remix-run/react'
import { useEffect, useRef, useState, type RefObject } from 'react'

/** True once `active` has lasted `ms`. */
export function useLasting(active: boolean, ms: number): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!active) return
    const timer = setTimeout(() => setLate(true), ms)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [active, ms])
  return active && late
}

/** The element takes the focus when another page has arrived, as a new document would; not at the first one. */
export function usePageFocus(): RefObject<HTMLElement> {
  const element = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    element.current?.focus({ preventScroll: true })
  }, [pathname])
  return element
}
