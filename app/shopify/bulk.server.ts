/**
 * Bulk operations: Shopify runs a query over everything and leaves a file. In: a typed document, or the id of an operation.
 * Out: its state as plain numbers. Invariant: nothing waits here; whoever started an operation polls it or listens for
 * `bulk_operations/finish`, whose delivery Shopify does not promise.
 * Source: shopify.dev "Perform bulk operations with the GraphQL Admin API" (up to five queries at once per shop since 2026-01).
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { bulkQuery } from './bulk-query.ts'
import type { RequestOptions, ShopifyClient } from './client.server.ts'
import {
  BulkCancelOperationDocument,
  BulkFindOperationDocument,
  BulkListUnfinishedDocument,
  BulkStartQueryDocument,
  type BulkOperationErrorCode,
  type BulkOperationStateFragment,
  type BulkOperationStatus,
} from './generated/documents.ts'

export interface BulkOperation {
  /** digits of the gid */
  id: string
  status: BulkOperationStatus
  errorCode: BulkOperationErrorCode | null
  createdAt: string
  completedAt: string | null
  /** lines of the file so far */
  objectCount: number
  rootObjectCount: number
  /** bytes; null until completed */
  fileSize: number | null
  /** signed, good for seven days; null until completed, and when there are no rows */
  url: string | null
  /** what a failed or cancelled operation had written */
  partialDataUrl: string | null
}

/** Shopify keeps these running; every other status is final. */
const UNFINISHED: ReadonlySet<BulkOperationStatus> = new Set(['CREATED', 'RUNNING', 'CANCELING'])

export function isUnfinished(operation: BulkOperation): boolean {
  return UNFINISHED.has(operation.status)
}

/** An operation of ours, or somebody else's of the same app, will have ended by then more often than not. */
const TRY_AGAIN_SECONDS = 30
const FULL = new Set(['LIMIT_REACHED', 'OPERATION_IN_PROGRESS'])

/**
 * Starts a bulk query. Bulk queries take no variables, so `variables` are written into the document's text.
 * Throws `throttled` (retry later) when five already run, `shopify_rejected` when Shopify does not take the query.
 */
export async function startBulk<Variables extends object>(
  client: ShopifyClient,
  document: TypedDocumentNode<unknown, Variables>,
  variables: Variables,
  options: RequestOptions = {},
): Promise<BulkOperation> {
  const query = bulkQuery(document, variables)
  try {
    const { bulkOperationRunQuery } = await client.mutate(BulkStartQueryDocument, { query }, options)
    if (!bulkOperationRunQuery?.bulkOperation)
      throw new Error('Shopify started no bulk operation and said nothing about it')
    return toOperation(bulkOperationRunQuery.bulkOperation)
  } catch (error) {
    if (isAppError(error, 'shopify_rejected') && error.fields.some((field) => FULL.has(field.code ?? ''))) {
      throw new AppError('throttled', error.message, { cause: error, retry: { afterSeconds: TRY_AGAIN_SECONDS } })
    }
    throw error
  }
}

/** `id` is a gid or its digits, as the webhook or our own rows have it. null: Shopify does not know it (any more). */
export async function findBulk(
  client: ShopifyClient,
  id: string,
  options: RequestOptions = {},
): Promise<BulkOperation | null> {
  const { bulkOperation } = await client.query(BulkFindOperationDocument, { id: asGid(id) }, options)
  return bulkOperation ? toOperation(bulkOperation) : null
}

/**
 * Asks Shopify to stop an operation; it ends as CANCELED a little later. Returns its state now, which is final when it had
 * ended before. Cancelling twice changes nothing.
 */
export async function cancelBulk(
  client: ShopifyClient,
  id: string,
  options: RequestOptions = {},
): Promise<BulkOperation> {
  try {
    const { bulkOperationCancel } = await client.mutate(
      BulkCancelOperationDocument,
      { id: asGid(id) },
      { ...options, idempotent: true },
    )
    if (bulkOperationCancel?.bulkOperation) return toOperation(bulkOperationCancel.bulkOperation)
  } catch (error) {
    // "cannot be canceled when it is completed": then what it is now is the answer.
    if (!isAppError(error, 'shopify_rejected')) throw error
  }
  const now = await findBulk(client, id, options)
  if (now) return now
  throw new AppError('not_found', `Shopify knows no bulk operation ${id}`)
}

/** Bulk queries of this app in this shop that still count against the limit of five, newest first. */
export async function listRunningBulk(client: ShopifyClient, options: RequestOptions = {}): Promise<BulkOperation[]> {
  const { created, running, canceling } = await client.query(BulkListUnfinishedDocument, {}, options)
  // An operation that moves on while Shopify answers can be in two of the lists.
  const found = [...created.nodes, ...running.nodes, ...canceling.nodes].map(toOperation)
  const byId = new Map(found.map((operation) => [operation.id, operation]))
  return [...byId.values()].sort((one, other) => other.createdAt.localeCompare(one.createdAt))
}

function asGid(id: string): string {
  return id.startsWith('gid://') ? id : toGid('BulkOperation', id)
}

function toOperation(state: BulkOperationStateFragment): BulkOperation {
  const { status, errorCode, createdAt, completedAt, url, partialDataUrl } = state
  return {
    id: gidId(state.id),
    status,
    errorCode,
    createdAt,
    completedAt,
    objectCount: toCount(state.objectCount),
    rootObjectCount: toCount(state.rootObjectCount),
    fileSize: state.fileSize === null ? null : toCount(state.fileSize),
    url,
    partialDataUrl,
  }
}

/** Shopify's 64-bit counters are strings. */
function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count)) throw new Error(`not a counter: ${text}`)
  return count
}
