/** A file that cannot be used, as an AppError at the form's field `file`. */
import { AppError } from '#app/kernel/errors.ts'
import type { FileProblem } from './types.ts'

export function fileProblem(
  code: FileProblem,
  details: { line?: number; limit?: number; cause?: unknown } = {},
): AppError {
  const { line, limit, cause } = details
  const number = line ?? limit
  return new AppError(
    'invalid_input',
    `the file cannot be read: ${code}${number === undefined ? '' : ` (${number})`}`,
    {
      cause,
      // The number goes with the path: pages put it into the sentence.
      fields: [
        {
          path: number === undefined ? ['file'] : ['file', String(number)],
          message: code,
          code: `sheets.file.${code}`,
        },
      ],
    },
  )
}
