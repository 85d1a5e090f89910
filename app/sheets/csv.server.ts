/**
 * Records of a CSV file. In: text. Out: each record with the line it begins in. The delimiter is found out; blank lines are kept, so that lines can be counted.
 */
import { CsvError, parse } from 'csv-parse/sync'
import { fileProblem } from './problem.server.ts'

export interface Record {
  line: number
  cells: string[]
}

const DELIMITERS = [',', ';', '\t', '|']
const SAMPLE_RECORDS = 20
/** Excel's own way to say the delimiter, as the first line. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i

/** Throws `invalid_input` naming the line where a quote is not closed or stands where it cannot. */
export function readCsv(text: string, mostRecords: number): Record[] {
  const told = SEPARATOR_LINE.exec(text)
  const body = told ? text.slice(told[0].length) : text
  return parseWith(body, told?.[1] ?? findDelimiter(body), mostRecords, told ? 1 : 0)
}

function parseWith(text: string, delimiter: string, mostRecords: number, linesBefore: number): Record[] {
  const found: Record[] = []
  // The line that the last whole record ends in: the next one begins behind it (a quoted cell may hold line breaks).
  let end = linesBefore
  try {
    parse(text, {
      delimiter,
      to: mostRecords,
      relaxColumnCount: true,
      recordDelimiter: ['\r\n', '\n', '\r'],
      onRecord: (cells: string[], { lines }) => {
        found.push({ line: end + 1, cells })
        end = lines + linesBefore
        return null
      },
    })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const within = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? end + 1 : Number(cause['lines']) + linesBefore
    throw fileProblem('broken_quotes', { line: within, cause })
  }
  return found
}

/** The one that cuts the first records into the most cells of equal number; a comma when none cuts at all. */
function findDelimiter(text: string): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const counts = sampleCounts(text, delimiter)
    const columns = counts[0] ?? 0
    if (columns < 2) continue
    const like = counts.filter((count) => count === columns).length / counts.length
    const score = like * 1000 + columns
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

function sampleCounts(text: string, delimiter: string): number[] {
  const records = parse(text, {
    delimiter,
    to: SAMPLE_RECORDS,
    relaxColumnCount: true,
    relaxQuotes: true,
    skipEmptyLines: true,
    skipRecordsWithError: true,
  })
  return records.map((record) => record.length)
}
