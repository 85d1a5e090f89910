/** Lists in parts. In: a list, a size. Out: its parts in their order. Invariant: none is empty; together they are the list. */

/** @param size of each part but the last, 1 or more */
export function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )
}
