/**
 * A form with a file. In: a request, how large a file may be. Out: its fields. Invariant: no more of a body is read than a file that we take, whether
 * the request says beforehand how long it is or not.
 */
import { fileTooLarge, SHEET_LIMITS } from '#app/sheets/read.server.ts'

/** Boundaries and the other fields. */
const AROUND_BYTES = 64 * 1024

interface UploadLimit {
  bytes: number
  /** what is thrown for more */
  refuse: (size: number) => Error
}

const SHEET: UploadLimit = {
  bytes: SHEET_LIMITS.bytes,
  refuse: (size) => fileTooLarge(size) ?? new Error(`${size} bytes are not too large`),
}

/** Throws what the limit throws: of a table `invalid_input` (`sheets.file.too_large`). */
export async function readUpload(request: Request, limit: UploadLimit = SHEET): Promise<FormData> {
  const most = limit.bytes + AROUND_BYTES
  const said = Number(request.headers.get('content-length') ?? 0)
  if (said > most) throw limit.refuse(said)
  if (!request.body) return request.formData()
  let read = 0
  let refused: Error | null = null
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      read += chunk.byteLength
      if (read <= most) return controller.enqueue(chunk)
      refused = limit.refuse(read)
      controller.error(refused)
    },
  })
  const bounded = new Response(request.body.pipeThrough(counted), { headers: request.headers })
  try {
    return await bounded.formData()
  } catch (error) {
    throw refused ?? error
  }
}
