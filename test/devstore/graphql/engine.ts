/**
 * The vocabulary of the dev store's Admin GraphQL: what a request carries, what a field implementation looks like.
 * One table `fields[Type][field]` answers ordinary queries (as objects) and bulk operations (as JSONL text) alike.
 * Invariant: implementations are synchronous and read only the ShopState; they throw what they cannot answer truthfully.
 */
import type { Order, ShopEvent, ShopState } from '../model.ts'
import type { OrderTotals } from '../shop/derive.ts'
import type { BulkOperations } from './bulk.ts'
import type { IdempotencyLedger } from './idempotency.ts'
import type { WebhookSubscriptions } from './webhook-subscriptions.ts'

export type Args = Readonly<Record<string, unknown>>

/** What one request (or one slice of a bulk operation) knows while its fields are resolved. */
export interface Context {
  state: ShopState
  now: () => Date
  /** as granted, e.g. write_products; `write_x` implies `read_x` */
  scopes: readonly string[]
  /** orders created before this instant are invisible; null with read_all_orders */
  orderFloor: string | null
  emit: (events: ShopEvent[]) => void
  bulk: BulkOperations
  subscriptions: WebhookSubscriptions
  idempotency: IdempotencyLedger
  /** results that several fields of one object share; valid only until the next await */
  memo: { order: Order | null; totals: OrderTotals | null; unfulfilled: Map<string, number> | null }
  ordersByCustomer: Map<string, Order[]> | null
}

export type Resolve<Source> = (source: Source, args: Args, context: Context) => unknown

/** A list to page through, in order. Cursors hold `id` and `value`, so a page continues where it ended even if items came or went. */
export interface Listing<Item = unknown> {
  items: readonly Item[]
  /** unique inside the list */
  id: (item: Item) => string
  /** what the list is sorted by; null = by position only */
  value: ((item: Item) => string | number) | null
  descending?: boolean
  node: (item: Item) => unknown
  matches?: ((item: Item) => boolean) | null
}

export interface ConnectionField<Source> {
  list: (source: Source, args: Args, context: Context) => Listing
}

export type Field<Source> = Resolve<Source> | ConnectionField<Source>
export type TypeFields = Readonly<Record<string, Field<unknown>>>
export type FieldTable = Readonly<Record<string, TypeFields>>

/** Declares the fields of one type; the source's type is checked here and forgotten in the table. */
export function fieldsOf<Source>(fields: Readonly<Record<string, Field<Source>>>): TypeFields {
  // The plan hands every implementation the source that its parent field returned; the schema test proves the pairing.
  return fields as unknown as TypeFields
}

/** A type of which the dev store has no object: its fields may be asked for, but nothing leads to them. */
export function fieldsOfNothing(type: string, names: readonly string[]): TypeFields {
  const unreachable = () => {
    throw notHeld(`A ${type}`)
  }
  return Object.fromEntries(names.map((name) => [name, unreachable]))
}

export function connection<Source, Item>(
  list: (source: Source, args: Args, context: Context) => Listing<Item>,
): ConnectionField<Source> {
  return { list: list as unknown as ConnectionField<Source>['list'] }
}

/** The value of a field whose type is an interface or a union: says which object type it is. */
export class Ref {
  readonly type: string
  readonly source: unknown
  constructor(type: string, source: unknown) {
    this.type = type
    this.source = source
  }
}

/** A GraphQL error that Shopify would answer; `code` lands in extensions. */
export class ApiError extends Error {
  readonly extensions: Readonly<Record<string, unknown>>
  constructor(message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'ApiError'
    this.extensions = extensions
  }
}

export function notImplemented(what: string): ApiError {
  return new ApiError(`${what} is not implemented by the dev store`, { code: 'NOT_IMPLEMENTED' })
}

export function notHeld(what: string): ApiError {
  return new ApiError(`${what} is not in the dev store's data`, { code: 'NOT_HELD' })
}

/** What another object points to; the dev store's data must hold it. */
export function mustHold<Value>(map: ReadonlyMap<string, Value>, id: string, what: string): Value {
  const value = map.get(id)
  if (value === undefined) throw notHeld(`${what} ${id}`)
  return value
}

export interface UserError {
  field: string[] | null
  message: string
  code?: string | null
}

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`
}

const GID = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+(?:\?[\w=&]+)?)$/

export function parseGid(value: unknown): { type: string; id: string } {
  const match = typeof value === 'string' ? GID.exec(value) : null
  const type = match?.[1]
  const id = match?.[2]
  if (type === undefined || id === undefined)
    throw new ApiError(`Invalid global id '${String(value)}'`, { code: 'argumentLiteralsIncompatible' })
  return { type, id }
}

/** The numeric tail of a gid of this type; another type is an error, as at Shopify. */
export function idOf(type: string, value: unknown): string {
  const parsed = parseGid(value)
  if (parsed.type !== type)
    throw new ApiError(`Invalid id: ${String(value)} is not a ${type}`, { code: 'RESOURCE_NOT_FOUND' })
  return parsed.id
}
