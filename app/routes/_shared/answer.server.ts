/**
 * From what a room returns to what a route answers. In: one call. Out: its value, or an operational error as a Response whose
 * body is `{ code }` (and refused fields), with the status of its code. Invariant: bugs are not caught here.
 */
import { data } from '@remix-run/node'
import { z } from 'zod'
import { AppError, HTTP_STATUS, isAppError, type FieldError } from '#app/kernel/errors.ts'
import type { ActionAnswer } from './action-answer.ts'

/** For loaders: an AppError becomes a thrown Response for the page's error boundary. */
export async function answer<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (isAppError(error)) throw Response.json({ code: error.code }, { status: HTTP_STATUS[error.code] })
    throw error
  }
}

const Id = z.string().regex(/^\d{1,19}$/)
const RunId = z.uuid()

/** An id from the address. What cannot be an id is not found, as an unknown one is. */
export function idParam(value: string | undefined): string {
  return parsedParam(Id, value)
}

export function runIdParam(value: string | undefined): string {
  return parsedParam(RunId, value)
}

function parsedParam(schema: z.ZodType<string>, value: string | undefined): string {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw notFound()
  return parsed.data
}

export function notFound(): Response {
  return Response.json({ code: 'not_found' }, { status: HTTP_STATUS.not_found })
}

/**
 * A query string as its schema wants it. A parameter that makes no sense is dropped, not an error: an old bookmark still
 * shows a page.
 */
export function parseQuery<Schema extends z.ZodObject>(schema: Schema, request: Request): z.output<Schema> {
  const given = Object.fromEntries(new URL(request.url).searchParams)
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) delete given[String(issue.path[0])]
  return schema.parse(given)
}

/** A part of a form that is JSON. Throws `invalid_input` for what is none: a form that did not arrive whole. */
export function readJson(value: FormDataEntryValue | null | undefined): unknown {
  try {
    return JSON.parse(String(value))
  } catch (error) {
    throw new AppError('invalid_input', 'the form did not arrive whole', { cause: error })
  }
}

/** For actions: refused fields are 422 with their paths; an AppError answers with its code; a done thing says what was done, as an i18n key. */
export async function act(call: () => Promise<string>): Promise<ReturnType<typeof data<ActionAnswer>>> {
  try {
    return data<ActionAnswer>({ ok: true, said: await call() })
  } catch (error) {
    if (error instanceof z.ZodError) {
      return data<ActionAnswer>(
        { ok: false, code: 'invalid_input', fields: error.issues.map(fieldError) },
        { status: HTTP_STATUS.invalid_input },
      )
    }
    if (isAppError(error)) {
      return data<ActionAnswer>(
        { ok: false, code: error.code, fields: error.fields },
        { status: HTTP_STATUS[error.code] },
      )
    }
    throw error
  }
}

/** For routes that answer with a file: refused fields as a Response. */
export function invalidForm(error: z.ZodError): Response {
  return Response.json(
    { code: 'invalid_input', fields: error.issues.map(fieldError) },
    { status: HTTP_STATUS.invalid_input },
  )
}

function fieldError(issue: z.core.$ZodIssue): FieldError {
  return { path: issue.path.map(String), message: issue.message, code: issue.code }
}
