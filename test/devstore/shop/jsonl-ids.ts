/**
 * Ids of a shop folder: each once, each reference to something that is there, new ones above them all.
 * In: ids as digits. Out: records put in their maps, or a NodeError that the loader completes with file and line.
 * Invariant: ids are compared as whole numbers of any length, never as floating point.
 */

/** A line that has the right form but not the right ids: said with its field, as a schema says it. */
export class NodeError extends Error {}

/** The largest id seen, and the next free one. */
export class LargestId {
  #largest: string

  constructor(first: string) {
    this.#largest = first
  }

  see(id: string): void {
    if (id.length < this.#largest.length || (id.length === this.#largest.length && id <= this.#largest)) return
    this.#largest = id
  }

  next(): string {
    this.#largest = String(BigInt(this.#largest) + 1n)
    return this.#largest
  }
}

export function put<T>(map: Map<string, T>, id: string, record: T, what: string): void {
  if (map.has(id)) throw new NodeError(`id: there is another ${what} ${id}`)
  map.set(id, record)
}

export function mustHave(map: ReadonlyMap<string, unknown>, id: string, what: string, path: string): void {
  if (!map.has(id)) throw new NodeError(`${path}: there is no ${what} ${id}`)
}
