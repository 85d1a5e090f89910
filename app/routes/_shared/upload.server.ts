/** A form with a file. In: a request. Out: its fields. Invariant: a body larger than any file we take is refused before it is read. */
import { fileTooLarge } from '#app/sheets/read.server.ts'

/** Boundaries and the other fields. */
const AROUND_BYTES = 64 * 1024

/** Throws `invalid_input` (`sheets.file.too_large`). */
export async function readUpload(request: Request): Promise<FormData> {
  const size = Number(request.headers.get('content-length') ?? 0)
  const refusal = fileTooLarge(size - AROUND_BYTES)
  if (refusal) throw refusal
  return request.formData()
}
