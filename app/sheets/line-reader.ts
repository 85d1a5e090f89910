/**
 * One line of a merchant's table, cell by cell. In: the sheet, where its columns are, the row. Out: what each cell says, and what is wrong with it.
 * An empty cell says nothing; `EMPTIED` takes away what stood there. Invariant: a cell that cannot be read leaves a problem at its line and column.
 */
import type { Cell } from './cells.ts'
import type { ColumnMatch } from './columns.ts'
import type { LineProblem, Sheet, SheetRow } from './types.ts'

export const EMPTIED = '-'

/** `Problem`: reasons of the caller's own readers, beside those of `cells.ts`. */
export class LineReader<Column extends string, Problem extends string = never> {
  readonly problems: LineProblem[] = []
  readonly line: number
  readonly #sheet: Pick<Sheet, 'columns'>
  readonly #match: ColumnMatch<Column>
  readonly #row: SheetRow

  constructor(sheet: Pick<Sheet, 'columns'>, match: ColumnMatch<Column>, row: SheetRow) {
    this.#sheet = sheet
    this.#match = match
    this.#row = row
    this.line = row.line
  }

  text(key: Column): string {
    const at = this.#match.at[key]
    return at === undefined ? '' : (this.#row.cells[at] ?? '')
  }

  /** The value, or null with the problem noted; an empty cell is the reader's to judge. */
  read<T>(key: Column, read: (text: string) => Cell<T> | { ok: false; reason: Problem }): T | null {
    const cell = read(this.text(key))
    if (cell.ok) return cell.value
    this.refuse(key, cell.reason)
    return null
  }

  /** undefined: the cell says nothing, or something wrong that is noted; null: what stood there is taken away. */
  said<T>(key: Column, read: (text: string) => Cell<T> | { ok: false; reason: Problem }): T | null | undefined {
    const text = this.text(key)
    if (text === '') return undefined
    if (text === EMPTIED) return null
    return this.read(key, read) ?? undefined
  }

  /** @param key null: the whole line @param code null: nothing is wrong */
  refuse(key: Column | null, code: string | null): void {
    if (code === null) return
    const at = key === null ? undefined : this.#match.at[key]
    const column = at === undefined ? null : (this.#sheet.columns[at] ?? null)
    this.problems.push({ line: this.line, column, code, value: key === null ? '' : this.text(key) })
  }
}
