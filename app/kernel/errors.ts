/**
 * Operational errors: what can go wrong that is nobody's bug.
 * In: a closed code. Out: text for the user, the cause, and what the queue should do. Invariant: bugs stay plain errors.
 */

export type ErrorCode =
  | 'not_found'
  | 'invalid_input'
  | 'conflict'
  | 'shop_unauthorized'
  | 'missing_scope'
  | 'throttled'
  | 'shopify_rejected'
  | 'upstream_down'
  | 'unavailable'

export type Retry = 'never' | 'backoff' | { afterSeconds: number }

/** One refused input: where it is and what to do about it. */
export interface FieldError {
  path: string[]
  message: string
  code?: string
}

const DEFAULT_RETRY: Record<ErrorCode, Retry> = {
  not_found: 'never',
  invalid_input: 'never',
  conflict: 'backoff',
  shop_unauthorized: 'never',
  missing_scope: 'never',
  throttled: 'backoff',
  shopify_rejected: 'never',
  upstream_down: 'backoff',
  unavailable: 'backoff',
}

/** The one table of codes to HTTP statuses. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  not_found: 404,
  invalid_input: 422,
  conflict: 409,
  shop_unauthorized: 401,
  missing_scope: 403,
  throttled: 429,
  shopify_rejected: 422,
  upstream_down: 502,
  unavailable: 503,
}

export class AppError extends Error {
  readonly code: ErrorCode
  readonly retry: Retry
  readonly fields: FieldError[]

  /** `message` is for people who debug; the merchant's words come from i18n key `error.<code>`. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retry?: Retry; fields?: FieldError[] } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retry = options.retry ?? DEFAULT_RETRY[code]
    this.fields = options.fields ?? []
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code)
}
