/**
 * The bulk query operations of one app in one shop: started, run in the background, cancelled, kept as JSONL files.
 * In: query text and the token's scopes. Out: operation records, result files, bulk_operations/finish events.
 * Invariant: a slice never holds the event loop longer than a few milliseconds; counts only ever rise and match the file's lines.
 */
import { mkdtempSync } from 'node:fs'
import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ShopEvent } from '../model.ts'
import type { AdminFaults, BulkResult } from './api.ts'
import { bulkRefusal, bulkRoot, isDenied, type BulkConnection, type BulkNode } from './bulk-plan.ts'
import { gid, Ref, type Context, type Listing, type UserError } from './engine.ts'
import { LineShuffle } from './line-shuffle.ts'
import type { SelectionPlan } from './plan.ts'

const MAX_RUNNING = 5
const SLICE_MS = 8
const WRITE_BYTES = 256 * 1024
const RESULT_LIFE_MS = 7 * 24 * 3_600_000

type BulkStatus = 'CREATED' | 'RUNNING' | 'CANCELING' | 'CANCELED' | 'COMPLETED' | 'FAILED' | 'EXPIRED'

export interface BulkOperation {
  id: string
  query: string
  groupObjects: boolean
  status: BulkStatus
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | null
  /** what went wrong inside the dev store; not part of the API, thrown at nobody, shown by tests and the control page */
  failure: string | null
  createdAt: string
  completedAt: string | null
  objectCount: number
  rootObjectCount: number
  fileSize: number | null
  path: string
}

export interface BulkHost {
  now: () => Date
  /** plans the text of a bulk query for a token, or says what is wrong with it */
  plan: (query: string, scopes: readonly string[]) => { plan: SelectionPlan } | { message: string }
  context: (scopes: readonly string[]) => Context
  emit: (events: ShopEvent[]) => void
  faults: AdminFaults
  url: (id: string) => string
}

export class BulkOperations {
  readonly #host: BulkHost
  readonly #operations = new Map<string, BulkOperation>()
  readonly #running = new Map<string, Promise<void>>()
  #directory: string | null = null
  #nextId = 4_300_000_000_001

  constructor(host: BulkHost) {
    this.#host = host
  }

  start(
    query: string,
    groupObjects: boolean,
    scopes: readonly string[],
  ): { operation: BulkOperation } | { error: UserError } {
    const planned = this.#host.plan(query, scopes)
    if ('message' in planned) return refuse(`Bulk query is not valid: ${planned.message}`)
    const refusal = bulkRefusal(planned.plan)
    if (refusal) return refuse(refusal)
    if (this.#running.size >= MAX_RUNNING) {
      const message = `A bulk query operation limit of ${MAX_RUNNING} for this app and shop is reached: ${[...this.#running.keys()].map((id) => gid('BulkOperation', id)).join(', ')}.`
      return { error: { field: null, message, code: 'LIMIT_REACHED' } }
    }
    this.#directory ??= mkdtempSync(join(tmpdir(), 'devstore-bulk-'))
    const id = String(this.#nextId++)
    const operation: BulkOperation = {
      id,
      query,
      groupObjects,
      status: 'CREATED',
      errorCode: null,
      failure: null,
      createdAt: this.#instant(),
      completedAt: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
      path: join(this.#directory, `${id}.jsonl`),
    }
    this.#operations.set(id, operation)
    const { plan } = planned
    this.#running.set(
      id,
      this.#run(operation, plan, scopes).finally(() => this.#running.delete(id)),
    )
    return { operation }
  }

  cancel(id: string): { operation: BulkOperation | null; error: UserError | null } {
    const operation = this.#operations.get(id)
    if (!operation) return { operation: null, error: { field: ['id'], message: 'Bulk operation does not exist' } }
    if (operation.status !== 'CREATED' && operation.status !== 'RUNNING') {
      const state = operation.status.toLowerCase()
      return { operation, error: { field: null, message: `A bulk operation cannot be canceled when it is ${state}` } }
    }
    operation.status = 'CANCELING'
    return { operation, error: null }
  }

  /** The newest state of an operation; results expire after seven days. */
  find(id: string): BulkOperation | null {
    const operation = this.#operations.get(id)
    if (!operation) return null
    const end = operation.completedAt === null ? null : Date.parse(operation.completedAt)
    if (end !== null && operation.status === 'COMPLETED' && this.#host.now().getTime() - end > RESULT_LIFE_MS)
      operation.status = 'EXPIRED'
    return operation
  }

  all(): ReadonlyMap<string, BulkOperation> {
    for (const id of this.#operations.keys()) this.find(id)
    return this.#operations
  }

  /** Address of the full (or for `partial` the incomplete) result; null when there is none. */
  urlOf(operation: BulkOperation, partial: boolean): string | null {
    const hasFile = operation.fileSize !== null && operation.fileSize > 0
    const fits = operation.status === (partial ? 'FAILED' : 'COMPLETED')
    return hasFile && fits ? this.#host.url(operation.id) : null
  }

  async result(id: string, from: number): Promise<BulkResult | null> {
    const operation = this.find(id)
    if (!operation || (this.urlOf(operation, false) ?? this.urlOf(operation, true)) === null) return null
    const { size } = await stat(operation.path)
    return { path: operation.path, size, from: Math.min(Math.max(0, from), size) }
  }

  /** Cancels what runs and forgets every operation; the files go with `close`. */
  reset(): void {
    for (const id of this.#running.keys()) this.cancel(id)
    this.#operations.clear()
  }

  async close(): Promise<void> {
    for (const id of this.#running.keys()) this.cancel(id)
    await Promise.all(this.#running.values())
    if (this.#directory !== null) await rm(this.#directory, { recursive: true, force: true })
  }

  #instant(): string {
    return `${this.#host.now().toISOString().slice(0, 19)}Z`
  }

  async #run(operation: BulkOperation, plan: SelectionPlan, scopes: readonly string[]): Promise<void> {
    await nextTurn()
    if (operation.status === 'CREATED') operation.status = 'RUNNING'
    try {
      if (isDenied(plan)) operation.errorCode = 'ACCESS_DENIED'
      else await this.#write(operation, bulkRoot(plan), this.#host.context(scopes))
    } catch (error) {
      operation.errorCode = 'INTERNAL_SERVER_ERROR'
      operation.failure = error instanceof Error ? error.message : String(error)
    }
    operation.status = operation.errorCode ? 'FAILED' : operation.status === 'CANCELING' ? 'CANCELED' : 'COMPLETED'
    operation.completedAt = this.#instant()
    this.#host.emit([finishEvent(operation)])
  }

  async #write(operation: BulkOperation, root: BulkConnection, context: Context): Promise<void> {
    const limit = this.#host.faults.failBulkAfterLines?.() ?? null
    const pace = this.#host.faults.bulkLinesPerSecond?.() ?? null
    const lines = new LineShuffle(!operation.groupObjects, operation.query)
    const work = rootsOf(root, operation, context, lines, limit)
    const file = await open(operation.path, 'w')
    const startedAt = performance.now()
    /** how long to wait until the lines written so far are due */
    const aheadMs = () => (pace === null ? 0 : (operation.objectCount / pace) * 1000 - (performance.now() - startedAt))
    try {
      for (let done = false; !done && !isCanceling(operation);) {
        const sliceEnd = performance.now() + SLICE_MS
        // What the fields of one object share is valid only while nothing else can change the shop.
        context.memo.order = null
        while (!done && performance.now() < sliceEnd && aheadMs() <= 0) done = work.next().done === true
        if (lines.bytes > WRITE_BYTES || done)
          operation.fileSize = (operation.fileSize ?? 0) + (await flush(file, lines, done))
        if (aheadMs() > 0) await sleep(aheadMs())
        else await nextTurn()
      }
    } finally {
      operation.fileSize = (operation.fileSize ?? 0) + (await flush(file, lines, true))
      await file.close()
    }
  }
}

function refuse(message: string): { error: UserError } {
  return { error: { field: ['query'], message, code: 'INVALID' } }
}

// Read through a function: the status changes between awaits, which the compiler does not see.
function isCanceling(operation: BulkOperation): boolean {
  return operation.status === 'CANCELING'
}

async function flush(file: FileHandle, lines: LineShuffle, all: boolean): Promise<number> {
  const bytes = lines.take(all)
  if (bytes.length > 0) await file.appendFile(bytes)
  return bytes.length
}

/** Writes one root node with all below it per step; throws when the operation is told to fail. */
function* rootsOf(
  root: BulkConnection,
  operation: BulkOperation,
  context: Context,
  lines: LineShuffle,
  limit: number | null,
): Generator<void, void> {
  const write = (node: BulkNode, source: unknown, parentId: string | null): void => {
    const prefix = node.write(source, context)
    const comma = prefix === '{' ? '' : ','
    lines.add(parentId === null ? `${prefix}}\n` : `${prefix}${comma}"__parentId":"${parentId}"}\n`)
    operation.objectCount++
    if (limit !== null && operation.objectCount >= limit) throw new Error(`told to fail after ${limit} lines`)
    if (node.children.length === 0) return
    const id = node.id(source, context)
    for (const child of node.children) writeAll(child, child.list(source, context), id)
  }
  const writeAll = (connection: BulkConnection, listing: Listing | null, parentId: string): void => {
    if (!listing) return
    for (const item of listing.items) {
      if (listing.matches && !listing.matches(item)) continue
      const value = listing.node(item)
      write(connection.nodeOf(value), value instanceof Ref ? value.source : value, parentId)
    }
  }
  const listing = root.list(null, context)
  for (const item of listing?.items ?? []) {
    if (!listing || (listing.matches && !listing.matches(item))) continue
    const value = listing.node(item)
    operation.rootObjectCount++
    write(root.nodeOf(value), value instanceof Ref ? value.source : value, null)
    yield
  }
}

function finishEvent(operation: BulkOperation): ShopEvent {
  const id = gid('BulkOperation', operation.id)
  const at = operation.completedAt ?? operation.createdAt
  return {
    topic: 'bulk_operations/finish',
    gid: id,
    at,
    extra: {
      admin_graphql_api_id: id,
      completed_at: operation.completedAt,
      created_at: operation.createdAt,
      error_code: operation.errorCode?.toLowerCase() ?? null,
      status: operation.status.toLowerCase(),
      type: 'query',
    },
  }
}
