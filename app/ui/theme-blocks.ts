/**
 * Which of the app's blocks stand in the theme, from App Bridge's `app.extensions()`.
 * In: nothing. Out: the templates each block stands on. Invariant: without App Bridge, or with one that does not know, the page says that it
 * does not know; it never says "not in the theme".
 */
import { useEffect, useState } from 'react'

export interface ThemeBlocks {
  state: 'asking' | 'known' | 'unknown'
  /** by block handle: names of templates, as the theme editor shows them; only blocks that stand somewhere */
  places: ReadonlyMap<string, readonly string[]>
}

const NONE: ReadonlyMap<string, readonly string[]> = new Map()
/** Shopify's names are `template--product.alternate/main/my_block_1`. */
const TEMPLATE = /^template--([\w.-]+?)(?:__[\w-]+)?\//

export function useThemeBlocks(): ThemeBlocks {
  const [blocks, setBlocks] = useState<ThemeBlocks>({ state: 'asking', places: NONE })
  useEffect(() => {
    let isHere = true
    const tell = (found: ThemeBlocks): void => {
      if (isHere) setBlocks(found)
    }
    const ask = (): void => {
      const asked = 'shopify' in window ? window.shopify.app?.extensions?.() : undefined
      if (!asked) return tell({ state: 'unknown', places: NONE })
      asked.then(
        (extensions) => tell({ state: 'known', places: placesIn(extensions) }),
        () => tell({ state: 'unknown', places: NONE }),
      )
    }
    ask()
    // The merchant comes back from the theme editor's tab.
    addEventListener('focus', ask)
    return () => {
      isHere = false
      removeEventListener('focus', ask)
    }
  }, [])
  return blocks
}

type Extensions = Awaited<ReturnType<typeof window.shopify.app.extensions>>

function placesIn(extensions: Extensions): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>()
  for (const { type, activations } of extensions) {
    if (type !== 'theme_app_extension') continue
    for (const block of activations) {
      if (!('handle' in block) || block.status !== 'active') continue
      const templates = block.activations.map(({ target }) => TEMPLATE.exec(target)?.[1] ?? target)
      places.set(block.handle, [...new Set(templates)])
    }
  }
  return places
}
