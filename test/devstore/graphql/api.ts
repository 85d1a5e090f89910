/**
 * The Admin GraphQL API 2026-10 of one dev-store shop, for one app.
 * In: the text of a request and the scopes of its token (the HTTP server has checked the token itself).
 * Out: HTTP status, headers and a JSON body; ShopEvents through `onEvents` when a mutation or a bulk operation made something happen.
 * Invariant: answers come from ShopState only; what is not implemented is an error that names `Type.field`.
 *
 * For the HTTP server:
 *   const api = createAdminApi(state, { onEvents, faults, bulkUrl })
 *   const { status, headers, body } = await api.execute({ query, variables, operationName, scopes })   // JSON.stringify(body)
 *   const file = await api.bulkResult('123', { from: 1024 })   // null: no such result. { path, size }: serve bytes from..size of path
 *   `bulkUrl(id)` makes BulkOperation.url and partialDataUrl (default https://<shop>/devstore/bulk/<id>.jsonl); parse the id back out of it.
 *   api.webhookSubscriptions() are those made through the API (webhookSubscriptionCreate), not those of the app's TOML.
 *   await api.close() when the shop goes away: stops running bulk operations and deletes their files.
 */
import type { ShopEvent, ShopState } from '../model.ts'

export interface AdminRequest {
  query: string
  variables?: Readonly<Record<string, unknown>> | null
  operationName?: string | null
  /** scopes of the access token, e.g. ['read_orders', 'write_products'] */
  scopes: readonly string[]
}

export interface AdminResponse {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** Misbehaviour on demand; every function is asked once per request or bulk operation. */
export interface AdminFaults {
  /** true: answer THROTTLED although the bucket has room */
  throttle?: () => boolean
  /** an HTTP status to answer instead of executing (e.g. 502), or null */
  failRequest?: () => number | null
  /** the bulk operation fails after this many lines, its partial data stays; null: it does not */
  failBulkAfterLines?: () => number | null
  /** keeps a bulk operation from running faster than this, so that RUNNING can be seen and cancelled; null: full speed */
  bulkLinesPerSecond?: () => number | null
}

/** Kinds of protected customer data, level 2, that the app was approved for. */
export type ProtectedContent = 'name' | 'address' | 'email' | 'phone'

export interface AdminApiOptions {
  /** the shop's time; default state.now */
  now?: () => Date
  /** milliseconds of a steady clock, for the cost bucket only; default performance.now */
  elapsed?: () => number
  faults?: AdminFaults
  onEvents?: (events: ShopEvent[]) => void
  /** default: all four */
  protectedData?: readonly ProtectedContent[]
  bulkUrl?: (id: string) => string
}

export interface WebhookSubscriptionRecord {
  id: string
  /** as in the header: orders/updated */
  topic: string
  uri: string
  format: 'JSON' | 'XML'
  filter: string | null
  includeFields: string[]
  metafieldNamespaces: string[]
  name: string | null
  createdAt: string
  updatedAt: string
}

export interface BulkResult {
  path: string
  /** bytes of the whole file */
  size: number
  /** first byte to serve */
  from: number
}

export interface AdminApi {
  execute: (request: AdminRequest) => Promise<AdminResponse>
  /** the JSONL file of a finished (or failed: partial) bulk operation by its numeric id; null when there is none */
  bulkResult: (id: string, options?: { from?: number }) => Promise<BulkResult | null>
  webhookSubscriptions: () => readonly WebhookSubscriptionRecord[]
  /** forgets what belongs to the installation: API-made webhook subscriptions, running bulk operations, idempotency keys */
  uninstall: () => void
  close: () => Promise<void>
}

export declare function createAdminApi(state: ShopState, options?: AdminApiOptions): AdminApi
