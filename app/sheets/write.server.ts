/**
 * A table as a file to save. In: columns and rows. Out: a streamed Response, CSV (UTF-8 with a mark, so that Excel reads it right) or XLSX.
 * Invariant: a text of somebody else's never becomes a formula in the spreadsheet that opens it; what is written here reads back the same.
 */
import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import writeXlsxFile, { type Cell as XlsxCell } from 'write-excel-file/node'

/** A number as its exact decimal text, so that CSV never sees floating point. */
export interface DecimalCell {
  decimal: string
}
export type SheetCell = string | number | boolean | DecimalCell | null

export interface WrittenColumn<Row> {
  title: string
  /** characters, for XLSX */
  width?: number
  cell: (row: Row) => SheetCell
}

export const SHEET_FORMATS = ['csv', 'xlsx'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

const TYPES: Record<SheetFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** @param name of the file without its ending; any language */
export async function sheetResponse<Row>(
  format: SheetFormat,
  name: string,
  columns: WrittenColumn<Row>[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): Promise<Response> {
  const stream = format === 'csv' ? csvStream(columns, rows) : await xlsxStream(columns, rows)
  const file = `${name}.${format}`
  const ascii = file.replace(/[^\w.()-]+/g, '-')
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file)}`,
      'cache-control': 'no-store',
    },
  })
}

function csvStream<Row>(columns: WrittenColumn<Row>[], rows: Iterable<Row> | AsyncIterable<Row>): Readable {
  const writer = stringify({
    bom: true,
    header: true,
    columns: columns.map(({ title }, index) => ({ key: String(index), header: escapeFormula(title) })),
    record_delimiter: 'windows',
    // By itself it quotes only what holds a whole delimiter; a lone line break ends a record for every reader.
    quoted_match: /[\r\n]/,
  })
  const source = Readable.from(csvRecords(columns, rows))
  source.on('error', (error) => writer.destroy(error))
  return source.pipe(writer)
}

async function* csvRecords<Row>(
  columns: WrittenColumn<Row>[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): AsyncGenerator<string[]> {
  for await (const row of rows) yield columns.map((column) => csvCell(column.cell(row)))
}

function csvCell(cell: SheetCell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return cell.decimal
  return typeof cell === 'string'
    ? escapeFormula(cell)
    : typeof cell === 'boolean'
      ? String(cell).toUpperCase()
      : String(cell)
}

/**
 * OWASP's advice: an apostrophe before what a spreadsheet would run. Not csv-stringify's own `escape_formulas`, which does it to negative
 * numbers too. read.server.ts takes it away again.
 */
function escapeFormula(text: string): string {
  return /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text
}

async function xlsxStream<Row>(
  columns: WrittenColumn<Row>[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): Promise<Readable> {
  const header: XlsxCell[] = columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' }))
  const data: XlsxCell[][] = [header]
  for await (const row of rows) data.push(columns.map((column) => xlsxCell(column.cell(row))))
  const written = writeXlsxFile(data, {
    columns: columns.map(({ title, width }) => ({ width: width ?? Math.max(12, title.length + 2) })),
    stickyRowsCount: 1,
  })
  return Readable.from([await written.toBuffer()])
}

/** A text of type String is never a formula in XLSX. */
function xlsxCell(cell: SheetCell): XlsxCell {
  if (cell === null || cell === '') return null
  if (typeof cell === 'object') return { value: Number(cell.decimal), type: Number }
  if (typeof cell === 'string') return { value: cell, type: String }
  return cell
}
