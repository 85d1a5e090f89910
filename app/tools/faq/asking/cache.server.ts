/**
 * What is published, ready to be searched, kept in this process. In: a shop and its revision. Out: entries, values, indexes.
 * Invariant: what is kept belongs to one revision; a newer one replaces it. Of shops and of indexes only the last used stay.
 */
import type { StorefrontFacts } from '../bound-settings/engine.ts'
import type { PublishedEntry } from '../entries/schema.ts'
import type { FaqIndex } from '../matching/faq-index.ts'
import { hashText } from '../publishing/hash.server.ts'
import { indexOf } from './answers.ts'

const MOST_SHOPS = 100
/** Shoppers of different markets and products see different entries. */
const MOST_INDEXES = 12

export interface Kept {
  revision: string
  entries: PublishedEntry[]
  facts: StorefrontFacts
  /** by the entries it is of */
  indexes: Map<string, FaqIndex>
}

const kept = new Map<number, Kept>()

export async function keptFor(
  shopId: number,
  revision: string,
  load: () => Promise<Pick<Kept, 'entries' | 'facts'>>,
): Promise<Kept> {
  const known = touch(kept, shopId)
  if (known?.revision === revision) return known
  const fresh: Kept = { revision, ...(await load()), indexes: new Map() }
  put(kept, shopId, fresh, MOST_SHOPS)
  return fresh
}

export function indexFor(
  { entries, indexes }: Kept,
  visible: ReadonlyMap<string, unknown>,
  language: string,
): FaqIndex {
  const key = hashText([language, ...visible.keys()].join())
  const known = touch(indexes, key)
  if (known) return known
  const index = indexOf(entries, visible, language)
  put(indexes, key, index, MOST_INDEXES)
  return index
}

/** Those used last stand at the end. */
function touch<Key, Value>(map: Map<Key, Value>, key: Key): Value | undefined {
  const value = map.get(key)
  if (value !== undefined) {
    map.delete(key)
    map.set(key, value)
  }
  return value
}

function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
