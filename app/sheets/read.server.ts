/**
 * A table out of an uploaded file. In: its bytes. Out: header texts and rows of texts with their lines; what the cells mean is columns.ts's.
 * CSV in whatever encoding and with whatever delimiter Excel writes in London, Berlin and Shanghai, or an XLSX workbook's first sheet.
 * Invariant: a file is read whole or refused whole, with a reason (`sheets.file.<code>`) that says what to do.
 */
import type { AppError } from '#app/kernel/errors.ts'
import { readCsv, type Record } from './csv.server.ts'
import { findDecimalMark } from './numbers.ts'
import { fileProblem } from './problem.server.ts'
import { decodeText } from './text.server.ts'
import type { LineProblem, Sheet, SheetRow } from './types.ts'
import { readXlsx } from './xlsx.server.ts'

export interface SheetLimits {
  bytes: number
  rows: number
  columns: number
}

export const SHEET_LIMITS: SheetLimits = { bytes: 10 * 1024 * 1024, rows: 50_000, columns: 200 }

/**
 * @throws AppError `invalid_input` with one field: path `['file']` or `['file', <line or limit>]`, code `sheets.file.<FileProblem>`
 */
export async function readSheetFile(bytes: Uint8Array<ArrayBuffer>, limits: Partial<SheetLimits> = {}): Promise<Sheet> {
  const most = { ...SHEET_LIMITS, ...limits }
  if (bytes.length === 0) throw fileProblem('empty')
  const refusal = fileTooLarge(bytes.length, limits)
  if (refusal) throw refusal
  const format = formatOf(bytes)
  // One more than fits, to know that there are more; the header and blank lines take places too.
  const records = format === 'xlsx' ? await readXlsx(bytes) : readCsv(textOf(bytes), most.rows * 2 + 2)
  return { format, ...tableOf(records, most), ...(format === 'xlsx' ? { decimal: '.' as const } : {}) }
}

/** The refusal of a file of so many bytes, before it is read; null when it is not too large. */
export function fileTooLarge(size: number, limits?: Partial<SheetLimits>): AppError | null {
  const most = limits?.bytes ?? SHEET_LIMITS.bytes
  return size > most ? fileProblem('too_large', { limit: Math.floor(most / 1024 / 1024) }) : null
}

/** The file of a form field. Throws `empty` when none was chosen. */
export async function readUploadedSheet(
  file: FormDataEntryValue | null,
  limits?: Partial<SheetLimits>,
): Promise<Sheet> {
  if (!(file instanceof File)) throw fileProblem('empty')
  const refusal = fileTooLarge(file.size, limits)
  if (refusal) throw refusal
  return readSheetFile(new Uint8Array(await file.arrayBuffer()), limits)
}

function formatOf(bytes: Uint8Array): Sheet['format'] {
  const begins = (...wanted: number[]): boolean => wanted.every((byte, index) => bytes[index] === byte)
  if (begins(0x50, 0x4b, 3, 4)) return 'xlsx'
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw fileProblem('legacy_xls')
  return 'csv'
}

function textOf(bytes: Uint8Array): string {
  const text = decodeText(bytes)
  // Many a "report.xls" is a web page; a PDF is text at its beginning.
  if (text === null || /^\s*<|^%PDF/.test(text)) throw fileProblem('not_a_table')
  return text
}

function tableOf(records: Record[], most: SheetLimits): Omit<Sheet, 'format'> {
  const filled = records
    .map(({ line, cells }) => ({ line, cells: cells.map(cleanCell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const [header, ...body] = filled
  if (!header) throw fileProblem('empty')
  const columns = withoutEmptyEnd(header.cells)
  if (columns.length > most.columns) throw fileProblem('too_many_columns', { limit: most.columns })
  if (body.length > most.rows) throw fileProblem('too_many_rows', { limit: most.rows })
  if (body.length === 0) throw fileProblem('no_rows')
  const rows: SheetRow[] = []
  const problems: LineProblem[] = []
  for (const { line, cells } of body) {
    const given = withoutEmptyEnd(cells)
    const surplus = given[columns.length]
    if (surplus !== undefined)
      problems.push({ line, column: null, code: 'too_many_cells', value: given.slice(columns.length).join(' ') })
    else rows.push({ line, cells: columns.map((_, index) => given[index] ?? '') })
  }
  return { columns, rows, problems, decimal: findDecimalMark(rows.flatMap((row) => row.cells)) }
}

/** The apostrophe that write.server.ts puts before a text that a spreadsheet would run as a formula. */
const ESCAPED_FORMULA = /^'(?=[=+\-@\t\r＝＋－＠])/

function cleanCell(text: string): string {
  return text.replaceAll('\u00a0', ' ').trim().replace(ESCAPED_FORMULA, '').trim()
}

function withoutEmptyEnd(cells: string[]): string[] {
  let end = cells.length
  while (end > 0 && cells[end - 1] === '') end -= 1
  return cells.slice(0, end)
}
