/**
 * Looking something up while a merchant types. In: an address that answers `{ found }` to `q`. Out: the text, what was found, whether it is asked.
 * The routes that answer export `neverAgain` as `shouldRevalidate`: what was found does not change because something else was saved, and asking
 * again would cut off an answer that is on its way.
 */
import { useFetcher } from '@remix-run/react'
import { useEffect, useState } from 'react'

const ASK_AFTER_MS = 250

export interface Search<Found> {
  /** null: nobody has typed yet, and nothing is asked */
  text: string | null
  setText: (text: string | null) => void
  found: Found[]
  asking: boolean
  /** whether anything has been answered yet */
  answered: boolean
}

export function useSearch<Found>(address: string): Search<Found> {
  const [text, setText] = useState<string | null>(null)
  const { load, data, state } = useFetcher<{ found: Found[] }>()
  useEffect(() => {
    if (text === null) return
    const timer = setTimeout(() => load(`${address}?q=${encodeURIComponent(text)}`), ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text, load, address])
  const answer = data as { found: Found[] } | undefined
  return { text, setText, found: answer?.found ?? [], asking: state !== 'idle', answered: answer !== undefined }
}
