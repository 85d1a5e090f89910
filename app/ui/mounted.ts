/** False on the server and while the browser takes the page over, then true: for what can only be drawn in a browser. */
import { useSyncExternalStore } from 'react'

const never = (): (() => void) => () => undefined

export function useMounted(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
