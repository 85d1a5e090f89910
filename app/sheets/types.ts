/**
 * What a file with a table becomes, and what can be wrong with it. Plain and JSON-safe, so that pages can show it.
 * Invariant: a line is the line of the file as the merchant's program counts it (the first is 1), never an index.
 */

export interface SheetRow {
  line: number
  /** one text per column, trimmed; '' where there is nothing */
  cells: string[]
}

export interface Sheet {
  format: 'csv' | 'xlsx'
  /** header texts in their order; a column without a header is '' */
  columns: string[]
  rows: SheetRow[]
  /** lines that are no rows: they have more cells than there are columns */
  problems: LineProblem[]
  /** how numbers are written in it; null when nothing in it tells */
  decimal: DecimalMark | null
}

export type DecimalMark = '.' | ','

/** One thing that is wrong in one line. The words are in i18n under `sheets.line.<code>`, or the tool's own. */
export interface LineProblem<Code extends string = string> {
  line: number
  /** the column's header as the file has it; null when the whole line is meant */
  column: string | null
  code: Code
  /** what stands there */
  value: string
}

/** Why a whole file is refused: `fields[0].code` of the AppError; the words are in i18n under `sheets.file.<code>`. */
export const FILE_PROBLEMS = [
  'empty',
  'no_rows',
  'too_large',
  'too_many_rows',
  'too_many_columns',
  'legacy_xls',
  'not_a_table',
  'broken',
  'broken_quotes',
] as const
export type FileProblem = (typeof FILE_PROBLEMS)[number]
