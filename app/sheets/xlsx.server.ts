/**
 * Records of the first sheet of an Excel workbook. In: bytes. Out: each row with its line; numbers, dates and yes/no as text.
 * Invariant: nothing is unpacked or spread out before its size is known: a small file may hold gigabytes, or one cell a million rows down.
 */
import { inflateRawSync } from 'node:zlib'
import { readSheet } from 'read-excel-file/universal'
import { fileProblem } from './problem.server.ts'
import type { Record } from './csv.server.ts'

const MOST_UNPACKED_BYTES = 200 * 1024 * 1024
/** Rows times columns, empty ones too: the reader makes a cell of every hole. */
const MOST_CELLS = 5_000_000

/** Throws `invalid_input`. */
export async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<Record[]> {
  refuseHuge(bytes)
  let rows: unknown[][]
  try {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    rows = await readSheet(buffer, 1, { parseNumber: (text) => numberText(text) })
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    if (name === 'InvalidInputError' || name === 'InvalidSpreadsheetError' || name === 'SheetNotFoundError')
      throw fileProblem('broken', { cause })
    throw cause
  }
  return rows.map((row, index) => ({ line: index + 1, cells: row.map(cellText) }))
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dateText(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** A date of a sheet has no time zone: it is the clock on its author's wall. Fractions of a day come out milliseconds short. */
function dateText(date: Date): string {
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19)
}

const SIGNIFICANT_DIGITS = 15

/**
 * A number as Excel shows it: it keeps 15 significant digits and stores the noise of binary fractions behind them
 * (12.3 as 12.300000000000001), small numbers with an exponent (1E-3).
 */
export function numberText(stored: string): string {
  const plain = /^-?\d+(\.\d+)?$/.test(stored)
  const digits = stored.replace(/E.*$/i, '').replace(/^-?0*\.?0*|[-.]/g, '').length
  if (plain && (digits <= SIGNIFICANT_DIGITS || !stored.includes('.'))) return stored
  const shown = Number(stored).toPrecision(SIGNIFICANT_DIGITS)
  return withoutExponent(shown)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = whole + fraction
  const point = whole.length + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return point >= digits.length
    ? sign + digits + '0'.repeat(point - digits.length)
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

const [END_RECORD, ENTRY, ENTRY_BYTES] = [0x06054b50, 0x02014b50, 46]

/** Reads the archive's directory, as the reader will: what it unpacks is what stands there. */
function refuseHuge(bytes: Uint8Array): void {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = view.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > view.length || view.readUInt32LE(end) !== END_RECORD) throw fileProblem('broken')
  const count = view.readUInt16LE(end + 10)
  let at = view.readUInt32LE(end + 16)
  let unpacked = 0
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > view.length || view.readUInt32LE(at) !== ENTRY) throw fileProblem('broken')
    const [packedSize, size] = [view.readUInt32LE(at + 20), view.readUInt32LE(at + 24)]
    const [nameLength, extra, comment] = [at + 28, at + 30, at + 32].map((place) => view.readUInt16LE(place))
    const name = view.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + (nameLength ?? 0))
    unpacked += size
    if (unpacked > MOST_UNPACKED_BYTES) throw fileProblem('too_large', { limit: MOST_UNPACKED_BYTES >> 20 })
    if (/^\/?xl\/worksheets\/[^/]+\.xml$/.test(name))
      refuseSparse(unpackEntry(view, view.readUInt32LE(at + 42), packedSize, size))
    at += ENTRY_BYTES + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
}

function unpackEntry(view: Buffer, header: number, packedSize: number, size: number): Buffer {
  if (header + 30 > view.length) throw fileProblem('broken')
  const method = view.readUInt16LE(header + 8)
  const begin = header + 30 + view.readUInt16LE(header + 26) + view.readUInt16LE(header + 28)
  const packed = view.subarray(begin, begin + packedSize)
  if (method === 0) return packed
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) })
  } catch (cause) {
    throw fileProblem('broken', { cause })
  }
}

const CELL_ADDRESS = /<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"/g

function refuseSparse(sheet: Buffer): void {
  let [columns, rows] = [0, 0]
  for (const [, letters = '', row] of sheet.toString('latin1').matchAll(CELL_ADDRESS)) {
    let column = 0
    for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
    columns = Math.max(columns, column)
    rows = Math.max(rows, Number(row))
  }
  if (columns * rows > MOST_CELLS) throw fileProblem('too_many_rows', { limit: Math.floor(MOST_CELLS / columns) })
}
