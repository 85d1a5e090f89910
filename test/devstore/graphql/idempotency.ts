/**
 * What @idempotent(key:) promises: the same key with the same input is applied once and answered alike.
 * In: mutation name, key, input. Out: the stored answer, a conflict, or the answer of doing it now.
 * Invariant: a key belongs to one input for good.
 */
import { ApiError, type Args, type UserError } from './engine.ts'

/** Where the planner puts the directive's key among a mutation's arguments; no GraphQL name has this form. */
export const IDEMPOTENCY_KEY = '@idempotent'

export class IdempotencyLedger {
  readonly #answers = new Map<string, { input: string; answer: unknown }>()

  once<Answer>(mutation: string, args: Args, act: () => Answer): Answer | UserError {
    const key = args[IDEMPOTENCY_KEY]
    if (typeof key !== 'string' || key.trim() === '')
      throw new ApiError('The idempotency key cannot be empty', { code: 'BAD_REQUEST' })
    const input = JSON.stringify([mutation, args])
    const known = this.#answers.get(key)
    if (known && known.input !== input)
      return {
        field: null,
        message: 'The idempotency key was used before with other parameters',
        code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
      }
    if (known) return known.answer as Answer
    const answer = act()
    this.#answers.set(key, { input, answer })
    return answer
  }

  reset(): void {
    this.#answers.clear()
  }
}
