/**
 * Shopify's search syntax for `query:` arguments, over the filters that the dev store knows.
 * In: text such as `updated_at:>='2026-08-01' status:open -tag:late` and the filters of a resource.
 * Out: a predicate. Invariant: a filter that is not known here is an error naming it, never silently ignored.
 */
import { ApiError, notImplemented } from './engine.ts'

type Comparator = '=' | '>' | '>=' | '<' | '<='

/** Makes the test for one `field:value`. `value` is as typed, without quotes. */
export type Filter<Item> = (value: string, comparator: Comparator, now: Date) => (item: Item) => boolean

export interface SearchFilters<Item> {
  resource: string
  filters: Readonly<Record<string, Filter<Item>>>
  /** the text that a bare word is looked for in, lower-cased; null = bare words are not implemented */
  text: ((item: Item) => string) | null
}

const TOKEN = /\s*(\(|\)|-?(?:[\w.]+:(?:>=|<=|>|<)?\s?)?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()"']+))/y
const TERM = /^([\w.]+):(>=|<=|>|<)?\s?(.*)$/s

type Predicate<Item> = (item: Item) => boolean

function tokens(query: string): string[] {
  const found: string[] = []
  TOKEN.lastIndex = 0
  const text = query.trimEnd()
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match?.[1]) throw new ApiError(`Invalid search query at "${text.slice(at)}"`, { code: 'BAD_REQUEST' })
    found.push(match[1])
  }
  return found
}

function unquote(text: string): string {
  const quote = text[0]
  if ((quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote))
    return text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
  return text
}

class Parser<Item> {
  readonly #tokens: string[]
  readonly #search: SearchFilters<Item>
  readonly #now: Date
  #at = 0

  constructor(query: string, search: SearchFilters<Item>, now: Date) {
    this.#tokens = tokens(query)
    this.#search = search
    this.#now = now
  }

  parse(): Predicate<Item> {
    const predicate = this.#or()
    if (this.#at < this.#tokens.length)
      throw new ApiError('Invalid search query: unbalanced parenthesis', { code: 'BAD_REQUEST' })
    return predicate
  }

  #or(): Predicate<Item> {
    const branches = [this.#and()]
    while (this.#tokens[this.#at] === 'OR') {
      this.#at++
      branches.push(this.#and())
    }
    return branches.length === 1 && branches[0] ? branches[0] : (item) => branches.some((branch) => branch(item))
  }

  #and(): Predicate<Item> {
    const terms: Predicate<Item>[] = []
    for (
      let token = this.#tokens[this.#at];
      token !== undefined && token !== 'OR' && token !== ')';
      token = this.#tokens[this.#at]
    ) {
      if (token === 'AND') this.#at++
      else terms.push(this.#term())
    }
    return terms.length === 1 && terms[0] ? terms[0] : (item) => terms.every((term) => term(item))
  }

  #term(): Predicate<Item> {
    const token = this.#tokens[this.#at++] ?? ''
    if (token === 'NOT') {
      const inner = this.#term()
      return (item) => !inner(item)
    }
    if (token === '(') {
      const inner = this.#or()
      if (this.#tokens[this.#at++] !== ')')
        throw new ApiError('Invalid search query: unbalanced parenthesis', { code: 'BAD_REQUEST' })
      return inner
    }
    if (token.startsWith('-') && token.length > 1) {
      const inner = this.#single(token.slice(1))
      return (item) => !inner(item)
    }
    return this.#single(token)
  }

  #single(token: string): Predicate<Item> {
    const match = TERM.exec(token)
    const name = match?.[1]
    if (name === undefined) return this.#text(unquote(token))
    const filter = Object.hasOwn(this.#search.filters, name) ? this.#search.filters[name] : undefined
    if (!filter) throw notImplemented(`The search filter ${name} of ${this.#search.resource}`)
    return filter(unquote(match?.[3] ?? ''), (match?.[2] as Comparator | undefined) ?? '=', this.#now)
  }

  #text(word: string): Predicate<Item> {
    const { text, resource } = this.#search
    if (!text) throw notImplemented(`Searching ${resource} for a bare word`)
    const wanted = word.toLowerCase().replace(/\*$/, '')
    return (item) => text(item).includes(wanted)
  }
}

/** null when there is nothing to filter by. */
export function compileSearch<Item>(query: unknown, search: SearchFilters<Item>, now: Date): Predicate<Item> | null {
  if (typeof query !== 'string' || query.trim() === '') return null
  return new Parser(query, search, now).parse()
}

function compare<T extends string | number>(comparator: Comparator, a: T, b: T): boolean {
  if (comparator === '=') return a === b
  if (comparator === '>') return a > b
  if (comparator === '>=') return a >= b
  return comparator === '<' ? a < b : a <= b
}

const DAY = /^\d{4}(-\d\d(-\d\d)?)?$/

/** Instants, whole seconds, UTC when no offset is given: '2026-08-01', '2026-08-01T10:00:00Z', 2026, now. */
export function timeFilter<Item>(read: (item: Item) => string | null): Filter<Item> {
  return (value, comparator, now) => {
    const iso = DAY.test(value)
      ? `${value.padEnd(10, '-01')}T00:00:00Z`
      : /(?:Z|[+-]\d\d:?\d\d)$/.test(value)
        ? value
        : `${value}Z`
    const date = value === 'now' ? now : new Date(iso)
    if (Number.isNaN(date.getTime()))
      throw new ApiError(`Invalid time in search query: ${value}`, { code: 'BAD_REQUEST' })
    const bound = date.toISOString().slice(0, 19)
    // A bare day means the whole day when compared for equality.
    const length = comparator === '=' && DAY.test(value) ? value.length : 19
    const cut = bound.slice(0, length)
    return (item) => {
      const instant = read(item)
      return instant !== null && compare(comparator, instant.slice(0, length), cut)
    }
  }
}

function lengthThenText(id: string): string {
  return String(id.length).padStart(3, '0') + id
}

/** Ids by value or range; a gid counts as its numeric tail. */
export function idFilter<Item>(read: (item: Item) => string | null): Filter<Item> {
  return (value, comparator) => {
    const wanted = value.split(',').map((part) => lengthThenText(part.slice(part.lastIndexOf('/') + 1)))
    return (item) => {
      const id = read(item)
      if (id === null) return false
      const key = lengthThenText(id)
      return wanted.some((bound) => compare(comparator, key, bound))
    }
  }
}

/** Case-insensitive text; several values with commas; a trailing * is a prefix, a lone * any value. */
export function textFilter<Item>(read: (item: Item) => readonly string[]): Filter<Item> {
  return (value, comparator) => {
    if (comparator !== '=')
      throw new ApiError(`The comparator ${comparator} needs a number or a time`, { code: 'BAD_REQUEST' })
    const wanted = value.split(',').map((part) => part.trim().toLowerCase())
    return (item) =>
      read(item).some((text) => {
        const lower = text.toLowerCase()
        return wanted.some((part) => (part.endsWith('*') ? lower.startsWith(part.slice(0, -1)) : lower === part))
      })
  }
}

export function booleanFilter<Item>(read: (item: Item) => boolean): Filter<Item> {
  return (value) => {
    if (value !== 'true' && value !== 'false')
      throw new ApiError(`Expected true or false, got ${value}`, { code: 'BAD_REQUEST' })
    return (item) => read(item) === (value === 'true')
  }
}

export function numberFilter<Item>(read: (item: Item) => number): Filter<Item> {
  return (value, comparator) => {
    const bound = Number(value)
    if (value === '' || Number.isNaN(bound))
      throw new ApiError(`Expected a number, got ${value}`, { code: 'BAD_REQUEST' })
    return (item) => compare(comparator, read(item), bound)
  }
}
