/**
 * What Shopify's answer means. In: HTTP status and body of one GraphQL request. Out: one of the few things the client can do about it.
 * Invariant: nothing of the body but codes, paths and Shopify's own messages goes into an error: variables and data can be personal.
 */
import { z } from 'zod'
import { AppError, type FieldError } from '#app/kernel/errors.ts'
import type { ThrottleStatus } from './bucket.ts'

export type Verdict =
  | { kind: 'ok' }
  /** not executed: the bucket was too empty */
  | { kind: 'throttled' }
  /** Shopify failed; `executed` says whether a mutation may have happened */
  | { kind: 'failed'; executed: 'no' | 'maybe'; retryAfterSeconds: number | null; error: AppError }
  | { kind: 'unauthorized' }
  /** no use in asking again: AppError = operational, plain Error = our bug */
  | { kind: 'refused'; error: Error }

export interface Answer {
  status: number
  headers: Headers
  errors: GraphqlError[]
  cost: QueryCost | null
}

const GraphqlError = z.object({
  message: z.string().default('no message'),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional() }).optional(),
})
export type GraphqlError = z.output<typeof GraphqlError>

const QueryCost = z.object({
  requestedQueryCost: z.number(),
  actualQueryCost: z.number().nullish(),
  throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }),
})
export type QueryCost = z.output<typeof QueryCost> & { throttleStatus: ThrottleStatus }

/** `errors` may be GraphQL's list, or a string as in Shopify's 401. */
export function readErrors(errors: unknown): GraphqlError[] {
  if (errors === undefined || errors === null) return []
  if (typeof errors === 'string') return [{ message: errors }]
  const parsed = z.array(GraphqlError).safeParse(errors)
  return parsed.success ? parsed.data : [{ message: 'errors of an unknown shape' }]
}

export function readCost(extensions: unknown): QueryCost | null {
  const parsed = z.object({ cost: QueryCost }).safeParse(extensions)
  return parsed.success ? parsed.data.cost : null
}

/** `operation` and `domain` only serve the message. */
export function judge(answer: Answer, operation: string, domain: string): Verdict {
  if (answer.status >= 200 && answer.status < 300) return judgeErrors(answer.errors, operation, domain)
  const what = `${operation} of ${domain}: Shopify answered HTTP ${answer.status}`
  const retryAfterSeconds = readRetryAfter(answer.headers)
  const failed = (executed: 'no' | 'maybe', error: AppError): Verdict => ({
    kind: 'failed',
    executed,
    retryAfterSeconds,
    error,
  })
  switch (answer.status) {
    case 401:
      return { kind: 'unauthorized' }
    case 402:
      return {
        kind: 'refused',
        error: new AppError('unavailable', `${what}: the shop is frozen until it pays`, {
          retry: { afterSeconds: 3600 },
        }),
      }
    case 403:
      return { kind: 'refused', error: new AppError('missing_scope', `${what}: access denied`) }
    case 404:
      return { kind: 'refused', error: new AppError('not_found', `${what}: no such shop, or no such API version`) }
    case 423:
      return {
        kind: 'refused',
        error: new AppError('unavailable', `${what}: the shop is locked`, { retry: { afterSeconds: 3600 } }),
      }
    case 429:
    case 430:
      return failed('no', new AppError('throttled', what))
    default:
      if (answer.status >= 500) return failed('maybe', new AppError('upstream_down', what))
      return { kind: 'refused', error: new Error(`${what}: ${messages(answer.errors)}`) }
  }
}

function judgeErrors(errors: GraphqlError[], operation: string, domain: string): Verdict {
  if (errors.length === 0) return { kind: 'ok' }
  const codes = new Set(errors.map((error) => error.extensions?.code))
  const what = `${operation} of ${domain}: ${messages(errors)}`
  if (codes.has('THROTTLED')) return { kind: 'throttled' }
  if (codes.has('ACCESS_DENIED')) return { kind: 'refused', error: new AppError('missing_scope', what) }
  if (codes.has('SHOP_INACTIVE'))
    return { kind: 'refused', error: new AppError('unavailable', what, { retry: { afterSeconds: 3600 } }) }
  if (codes.has('INTERNAL_SERVER_ERROR') || codes.has('TIMEOUT')) {
    return { kind: 'failed', executed: 'maybe', retryAfterSeconds: null, error: new AppError('upstream_down', what) }
  }
  // MAX_COST_EXCEEDED, an invalid document, partial data with errors: to be fixed by us, not retried.
  return { kind: 'refused', error: new Error(what) }
}

function messages(errors: GraphqlError[]): string {
  const shown = errors.slice(0, 3).map((error) => {
    const code = error.extensions?.code
    const where = error.path ? ` at ${error.path.join('.')}` : ''
    return `${code ? `${code}: ` : ''}${error.message}${where}`
  })
  const more = errors.length > shown.length ? ` (and ${errors.length - shown.length} more)` : ''
  return shown.join('; ') + more
}

/** RFC 9110, 10.2.3: seconds or a date. Shopify's library takes the seconds for milliseconds. */
function readRetryAfter(headers: Headers): number | null {
  const text = headers.get('retry-after')
  if (text === null) return null
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1000)
}

const UserErrors = z.array(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
)

/**
 * Every user error in the answer to a mutation, however deep: Shopify spells the list `userErrors`, `mediaUserErrors`,
 * `orderCancelUserErrors` and so on. With several mutations in one document the path begins with the name of the one that failed.
 */
export function collectUserErrors(data: object): FieldError[] {
  const roots = Object.entries(data)
  return roots.flatMap(([name, payload]) => userErrorsIn(payload, roots.length > 1 ? [name] : []))
}

function userErrorsIn(value: unknown, prefix: string[]): FieldError[] {
  if (Array.isArray(value)) return value.flatMap((item) => userErrorsIn(item, prefix))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => {
    if (!/userErrors$/i.test(key)) return userErrorsIn(child, prefix)
    return UserErrors.parse(child ?? []).map((error) => ({
      path: [...prefix, ...(error.field ?? [])],
      message: error.message,
      ...(error.code ? { code: error.code } : {}),
    }))
  })
}
