/**
 * Objects of Liquid: what a template may ask of them, and nothing else.
 * In: a name and its properties. Out: drops. Invariant: a property that the dev store does not hold is an error that names it, never an
 * empty text; lists that Shopify pages give 50 items unless a paginate tag opens them further.
 */
import { Drop } from 'liquidjs'

export class NotHeld extends Error {
  constructor(what: string) {
    super(`${what} is not in the dev store's storefront`)
    this.name = 'NotHeld'
  }
}

type Property = unknown
export type Properties = Readonly<Record<string, Property | (() => Property)>>

/** `text` is what {{ object }} prints and what it is compared by. */
export class Held extends Drop {
  readonly #type: string
  readonly #properties: Properties
  readonly #text: unknown
  readonly #known = new Map<string, unknown>()

  constructor(type: string, properties: Properties, text: unknown = '') {
    super()
    this.#type = type
    this.#properties = properties
    this.#text = text
  }

  override liquidMethodMissing(key: string | number): unknown {
    const name = String(key)
    if (!Object.hasOwn(this.#properties, name)) throw new NotHeld(`${this.#type}.${name}`)
    if (this.#known.has(name)) return this.#known.get(name)
    const property = this.#properties[name]
    const value: unknown = typeof property === 'function' ? (property as () => unknown)() : property
    this.#known.set(name, value)
    return value
  }

  override valueOf(): unknown {
    return this.#text
  }
}

/** Names that lead somewhere or nowhere, as `app.metafields`: what is not there is nil. */
export class Names extends Drop {
  readonly #find: (name: string) => unknown
  readonly #known = new Map<string, unknown>()

  constructor(find: (name: string) => unknown) {
    super()
    this.#find = find
  }

  override liquidMethodMissing(key: string | number): unknown {
    const name = String(key)
    if (!this.#known.has(name)) this.#known.set(name, this.#find(name))
    return this.#known.get(name)
  }

  override valueOf(): unknown {
    return ''
  }
}

/** Shopify: "a maximum of 50 iterations"; within paginate up to 250. */
export const MOST_UNPAGED = 50
export const MOST_PAGED = 250

/** A list that paginate can page. */
export class PagedList<Item> extends Drop implements Iterable<Item> {
  readonly #items: readonly Item[]
  #window: { from: number; size: number } | null = null

  constructor(items: readonly Item[]) {
    super()
    this.#items = items
  }

  get size(): number {
    return this.#items.length
  }

  get first(): Item | undefined {
    return this.#items[0]
  }

  get last(): Item | undefined {
    return this.#items.at(-1)
  }

  [Symbol.iterator](): Iterator<Item> {
    const { from, size } = this.#window ?? { from: 0, size: MOST_UNPAGED }
    return this.#items.slice(from, from + size)[Symbol.iterator]()
  }

  openWindow(window: { from: number; size: number } | null): void {
    this.#window = window
  }

  override liquidMethodMissing(key: string | number): unknown {
    const index = Number(key)
    if (Number.isInteger(index)) return this.#items[index]
    throw new NotHeld(`A list's ${String(key)}`)
  }

  /** The library asks for it before it walks a list. */
  override valueOf(): unknown {
    return this
  }
}

/** Shopify's global objects that this storefront does not have: asking for one is a mistake here, not an empty value. */
const ABSENT = new Set([
  'additional_checkout_buttons',
  'all_country_option_tags',
  'all_products',
  'articles',
  'article',
  'blog',
  'blogs',
  'canonical_url',
  'cart',
  'checkout',
  'collections',
  'country_option_tags',
  'current_page',
  'current_tags',
  'customer',
  'form',
  'gift_card',
  'handle',
  'images',
  'linklists',
  'metaobject',
  'order',
  'page_image',
  'pages',
  'powered_by_link',
  'predictive_search',
  'quantity_rule',
  'recommendations',
  'scripts',
  'search',
  'settings',
  'store_availability',
  'theme',
  'user',
  'customer_address',
  'remote_product',
])

/** The outermost names. A name that neither Shopify nor the template knows is nil, as in Liquid. */
export class Globals extends Drop {
  readonly #properties: Properties

  constructor(properties: Properties) {
    super()
    this.#properties = properties
  }

  override liquidMethodMissing(key: string | number): unknown {
    const name = String(key)
    if (Object.hasOwn(this.#properties, name)) {
      const value = this.#properties[name]
      return typeof value === 'function' ? (value as () => unknown)() : value
    }
    if (ABSENT.has(name)) throw new NotHeld(`The object ${name}`)
    return undefined
  }
}
