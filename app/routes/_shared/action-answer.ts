/** What an action says: what was done (an i18n key), or what was refused and where. */
import type { ErrorCode, FieldError } from '#app/kernel/errors.ts'

export type ActionAnswer = { ok: true; said: string } | { ok: false; code: ErrorCode; fields: FieldError[] }
