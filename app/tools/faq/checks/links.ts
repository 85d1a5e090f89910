/**
 * Links of an answer that lead into the shop. In: sanitised HTML. Out: each path with its place. Invariant: what is not a path of the shop is left alone.
 */
export interface ShopLink {
  /** without language prefix, query and fragment, e.g. /products/mug */
  path: string
  start: number
  end: number
}

const HREF = /<a\b[^<>]*?\bhref="(\/(?!\/)[^"#?]*)[^"]*"[^<>]*>(.*?)<\/a>/gis

export function linksOf(answer: string): ShopLink[] {
  return [...answer.matchAll(HREF)].map((match) => ({
    path: (match[1] ?? '').replace(/^\/[a-z]{2}(?:-[a-z]{2,4})?(?=\/)/i, '').replace(/\/$/, ''),
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** The product or collection a path leads to; null: it leads elsewhere, which nobody here can know. */
export function targetOf(path: string): { kind: 'product' | 'collection'; handle: string } | null {
  const product = /^(?:\/collections\/[^/]+)?\/products\/([^/]+)$/.exec(path)?.[1]
  if (product !== undefined) return { kind: 'product', handle: decoded(product) }
  const collection = /^\/collections\/([^/]+)(?:\/.*)?$/.exec(path)?.[1]
  return collection === undefined || collection === 'all' ? null : { kind: 'collection', handle: decoded(collection) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part).toLowerCase()
  } catch (error) {
    if (error instanceof URIError) return part.toLowerCase()
    throw error
  }
}
