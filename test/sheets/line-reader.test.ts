import { describe, expect, it } from 'vitest'
import { readInteger } from '#app/sheets/cells.ts'
import { adviseColumns, matchColumns, type WantedColumn } from '#app/sheets/columns.ts'
import { LineReader } from '#app/sheets/line-reader.ts'

type Column = 'sku' | 'id' | 'units'
const WANTED: WantedColumn<Column>[] = [
  { key: 'sku', names: ['SKU', '货号'], required: true },
  { key: 'id', names: ['Variant ID'] },
  { key: 'units', names: ['Quantity', '数量'] },
]

function lineOf(columns: string[], cells: string[]): LineReader<Column> {
  return new LineReader({ columns }, matchColumns(columns, WANTED), { line: 7, cells })
}

describe('a line of a table', () => {
  it('says a value, nothing, or that the value is taken away', () => {
    const units = (cell: string) => {
      const line = lineOf(['SKU', '数量'], ['A', cell])
      return [line.said('units', (text) => readInteger(text)), line.problems]
    }
    expect(units('12')).toEqual([12, []])
    expect(units('')).toEqual([undefined, []])
    expect(units('-')).toEqual([null, []])
    expect(units('a dozen')).toEqual([undefined, [{ line: 7, column: '数量', code: 'not_a_number', value: 'a dozen' }]])
  })

  it('reads a needed cell, or notes at its line and column what is wrong', () => {
    const line = lineOf(['SKU', 'Quantity'], ['A', ''])
    expect(line.read('units', (text) => readInteger(text))).toBeNull()
    expect(line.problems).toEqual([{ line: 7, column: 'Quantity', code: 'missing', value: '' }])
  })

  it('is an empty text where the file has no such column', () => {
    expect(lineOf(['SKU'], ['A']).text('units')).toBe('')
  })

  it('can be refused as a whole; nothing wrong is no problem', () => {
    const line = lineOf(['SKU'], ['A'])
    line.refuse('sku', null)
    line.refuse(null, 'variant_twice')
    expect(line.problems).toEqual([{ line: 7, column: null, code: 'variant_twice', value: '' }])
  })
})

describe('the advice on columns', () => {
  it('names a missing column as exports write it, with every other name and that of the column that would do instead', () => {
    expect(adviseColumns(matchColumns(['Colour'], WANTED), WANTED, { sku: 'id' })).toEqual({
      missing: [{ column: 'SKU', names: ['货号', 'Variant ID'] }],
      twice: [],
      unknown: ['Colour'],
    })
  })

  it('names the headers of a column that is there twice', () => {
    expect(adviseColumns(matchColumns(['SKU', 'sku', '数量'], WANTED), WANTED)).toEqual({
      missing: [],
      twice: [{ column: 'SKU', headers: ['SKU', 'sku'] }],
      unknown: [],
    })
  })
})
