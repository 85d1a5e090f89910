/**
 * Files on an order: what may be put there. In: a name, the first bytes, sizes. Out: what it is saved as, or a code that i18n says under
 * `reorderFiles.refused`. Invariant: a file is what its ending says, and of no kind that a browser would run.
 */
import type { Instant } from '#app/mirror/types.ts'

export const MOST_BYTES = 10 * 1024 * 1024
export const MOST_FILES = 20
const LONGEST_NAME = 200

export const FILE_REFUSALS = [
  'file_missing',
  'file_empty',
  'file_too_large',
  'file_kind',
  'file_not_what_it_says',
  'too_many_files',
] as const
export type FileRefusal = (typeof FILE_REFUSALS)[number]

export interface Attachment {
  id: string
  name: string
  type: string
  sizeBytes: number
  at: Instant
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const ZIP = [0x50, 0x4b]
const OLE = [0xd0, 0xcf, 0x11, 0xe0]

/** By ending: its type, and how such a file begins; without a beginning it is text, which holds no zero bytes. */
const KINDS: Record<string, { type: string; begins?: readonly number[]; at?: number }> = {
  pdf: { type: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46] },
  png: { type: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47] },
  jpg: { type: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
  jpeg: { type: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
  gif: { type: 'image/gif', begins: [0x47, 0x49, 0x46, 0x38] },
  webp: { type: 'image/webp', begins: [0x57, 0x45, 0x42, 0x50], at: 8 },
  heic: { type: 'image/heic', begins: [0x66, 0x74, 0x79, 0x70], at: 4 },
  xlsx: { type: `${OFFICE}.spreadsheetml.sheet`, begins: ZIP },
  docx: { type: `${OFFICE}.wordprocessingml.document`, begins: ZIP },
  pptx: { type: `${OFFICE}.presentationml.presentation`, begins: ZIP },
  zip: { type: 'application/zip', begins: ZIP },
  xls: { type: 'application/vnd.ms-excel', begins: OLE },
  doc: { type: 'application/msword', begins: OLE },
  msg: { type: 'application/vnd.ms-outlook', begins: OLE },
  eml: { type: 'message/rfc822' },
  csv: { type: 'text/csv' },
  txt: { type: 'text/plain' },
}

export const FILE_ENDINGS = Object.keys(KINDS)

/** A name that a file system takes: no folders, no control characters, its ending kept. */
export function cleanFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/^.*[\\/]/, '')
    .replace(/[\p{Cc}<>:"|?*]/gu, '_')
    .trim()
  if (plain.length <= LONGEST_NAME) return plain
  const ending = /\.[^.]{1,5}$/.exec(plain)?.[0] ?? ''
  return `${plain.slice(0, LONGEST_NAME - ending.length)}${ending}`
}

/** What a file is, by its ending and how it begins. */
export function kindOfFile(name: string, bytes: Uint8Array): { type: string } | { refused: FileRefusal } {
  if (bytes.length === 0) return { refused: 'file_empty' }
  if (bytes.length > MOST_BYTES) return { refused: 'file_too_large' }
  const kind = KINDS[/\.([a-z]{2,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '']
  if (!kind) return { refused: 'file_kind' }
  const { begins, at = 0, type } = kind
  const fits = begins
    ? begins.every((byte, index) => bytes[at + index] === byte)
    : !bytes.subarray(0, 4_096).includes(0) || isUtf16(bytes)
  return fits ? { type } : { refused: 'file_not_what_it_says' }
}

/** Excel's “Unicode text” has zero bytes, and a mark that says so. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
