/** A text as a short hash. In: any text. Out: 22 characters. Invariant: the same text has the same hash everywhere. */
import { createHash } from 'node:crypto'

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
