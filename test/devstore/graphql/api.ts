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
import { execute, getVariableValues, Kind, OperationTypeNode, type GraphQLObjectType } from 'graphql'
import type { ShopEvent, ShopState } from '../model.ts'
import { CostBucket, type ThrottleStatus } from './bucket.ts'
import { BulkOperations } from './bulk.ts'
import { MAX_QUERY_COST, requestedCost } from './cost.ts'
import { loadOperation, type Operation } from './documents.ts'
import { ApiError, type Context } from './engine.ts'
import { fieldTable } from './field-table.ts'
import { IdempotencyLedger } from './idempotency.ts'
import { Planner } from './plan.ts'
import { Projection } from './project.ts'
import { API_VERSION, schema } from './schema.ts'
import { WebhookSubscriptions } from './webhook-subscriptions.ts'

interface AdminRequest {
  query: string
  variables?: Readonly<Record<string, unknown>> | null
  operationName?: string | null
  /** scopes of the access token, e.g. ['read_orders', 'write_products'] */
  scopes: readonly string[]
}

interface AdminResponse {
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
type ProtectedContent = 'name' | 'address' | 'email' | 'phone'

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

const DAY_MS = 24 * 3_600_000
/** Without read_all_orders an app sees the orders of the last 60 days. */
const ORDER_HISTORY_DAYS = 60

export function createAdminApi(state: ShopState, options: AdminApiOptions = {}): AdminApi {
  const now = options.now ?? state.now
  const faults = options.faults ?? {}
  const emit = options.onEvents ?? (() => undefined)
  const approved = new Set<string>(options.protectedData ?? ['name', 'address', 'email', 'phone'])
  const bucket = new CostBucket(state.shop.bucket, options.elapsed ?? (() => performance.now()))
  const subscriptions = new WebhookSubscriptions()
  const idempotency = new IdempotencyLedger()

  const plannerFor = (loaded: Operation, variables: Readonly<Record<string, unknown>>, scopes: readonly string[]) =>
    new Planner({ table: fieldTable, fragments: loaded.fragments, variables, scopes, approved })

  const context = (scopes: readonly string[]): Context => ({
    state,
    now,
    scopes,
    orderFloor: scopes.includes('read_all_orders')
      ? null
      : new Date(now().getTime() - ORDER_HISTORY_DAYS * DAY_MS).toISOString(),
    emit,
    bulk,
    subscriptions,
    idempotency,
    memo: { order: null, totals: null, unfulfilled: null },
    ordersByCustomer: null,
  })

  const bulk: BulkOperations = new BulkOperations({
    now,
    emit,
    faults,
    context,
    url: options.bulkUrl ?? ((id) => `https://${state.shop.domain}/devstore/bulk/${id}.jsonl`),
    plan: (query, scopes) => {
      const loaded = loadOperation(query, null)
      if (!('operation' in loaded)) return { message: loaded.map((error) => error.message).join(' ') }
      if (loaded.operation.operation !== OperationTypeNode.QUERY) return { message: 'a bulk query must be a query' }
      const planner = plannerFor(loaded, {}, scopes)
      const plan = planner.plan(rootType(loaded), [loaded.operation.selectionSet])
      const [error] = planner.errors
      return error ? { message: error.message } : { plan }
    },
  })

  const run = (request: AdminRequest): unknown => {
    const loaded = loadOperation(request.query, request.operationName)
    if (!('operation' in loaded)) return { errors: loaded.map((error) => error.toJSON()) }
    const variables = getVariableValues(schema, loaded.operation.variableDefinitions ?? [], request.variables ?? {})
    if (variables.errors) return { errors: variables.errors.map((error) => error.toJSON()) }
    if (isIntrospection(loaded))
      return execute({ schema, document: loaded.document, variableValues: request.variables })
    const planner = plannerFor(loaded, variables.coerced, request.scopes)
    const plan = planner.plan(rootType(loaded), [loaded.operation.selectionSet])
    if (planner.errors.length > 0) return { errors: planner.errors.map((error) => error.toJSON()) }
    const requested = requestedCost(plan)
    if (requested > MAX_QUERY_COST) return tooDear(requested)
    if (faults.throttle?.() === true || !bucket.take(requested)) return throttled(requested, bucket.status())
    const projection = new Projection(context(request.scopes))
    const data = projection.run(plan)
    bucket.giveBack(requested - projection.cost)
    const cost = { requestedQueryCost: requested, actualQueryCost: projection.cost, throttleStatus: bucket.status() }
    return { data, ...(projection.errors.length > 0 ? { errors: projection.errors } : {}), extensions: { cost } }
  }

  return {
    execute: async (request) => {
      const headers = { 'content-type': 'application/json; charset=utf-8', 'x-shopify-api-version': API_VERSION }
      const status = faults.failRequest?.() ?? null
      if (status !== null) return { status, headers, body: { errors: `The dev store was told to answer ${status}` } }
      return { status: 200, headers, body: answer(() => run(request)) }
    },
    bulkResult: (id, { from = 0 } = {}) => bulk.result(id, from),
    webhookSubscriptions: () => [...subscriptions.records.values()],
    uninstall: () => {
      bulk.reset()
      subscriptions.records.clear()
      idempotency.reset()
    },
    close: () => bulk.close(),
  }
}

/** Errors of planning (sizes, long lists) that are not tied to one field answer the whole request. */
function answer(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof ApiError) return { errors: [{ message: error.message, extensions: error.extensions }] }
    throw error
  }
}

function rootType({ operation }: Operation): GraphQLObjectType {
  const type = schema.getRootType(operation.operation)
  if (!type) throw new ApiError(`The schema has no ${operation.operation}`, { code: 'BAD_REQUEST' })
  return type
}

function isIntrospection({ operation }: Operation): boolean {
  return operation.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && ['__schema', '__type'].includes(selection.name.value),
  )
}

function tooDear(cost: number): unknown {
  return {
    errors: [
      {
        message: `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_QUERY_COST}).`,
        extensions: {
          code: 'MAX_COST_EXCEEDED',
          cost,
          maxCost: MAX_QUERY_COST,
          documentation: 'https://shopify.dev/api/usage/rate-limits',
        },
      },
    ],
  }
}

function throttled(requested: number, throttleStatus: ThrottleStatus): unknown {
  return {
    errors: [
      {
        message: 'Throttled',
        extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
      },
    ],
    extensions: { cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus } },
  }
}
