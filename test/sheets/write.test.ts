import { describe, expect, it } from 'vitest'
import { readSheetFile } from '#app/sheets/read.server.ts'
import { sheetResponse, type SheetFormat, type WrittenColumn } from '#app/sheets/write.server.ts'

interface Row {
  name: string
  priceDecimal: string
  active: boolean | null
}
const COLUMNS: WrittenColumn<Row>[] = [
  { title: '=Name', cell: (row) => row.name },
  { title: 'Price', cell: (row) => ({ decimal: row.priceDecimal }) },
  { title: 'Active', cell: (row) => row.active },
]
const EVIL = [
  '=HYPERLINK("https://evil.example","click")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '＝1+1',
  '\t=1+1',
  'a;b,"c"\nd',
  "'quoted'",
  '007',
  '茶杯',
]

async function written(format: SheetFormat, rows: Row[]): Promise<Uint8Array<ArrayBuffer>> {
  const response = await sheetResponse(format, '竞品 prices', COLUMNS, rows)
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="-prices.${format}"; filename*=UTF-8''%E7%AB%9E%E5%93%81%20prices.${format}`,
  )
  return new Uint8Array(await response.arrayBuffer())
}

describe.each(['csv', 'xlsx'] as const)('a table written as %s', (format) => {
  it('reads back the same, whatever its texts begin with', async () => {
    const rows = EVIL.map((name, index) => ({ name, priceDecimal: '-12.30', active: index % 2 === 0 }))
    const sheet = await readSheetFile(await written(format, rows))
    expect(sheet.columns).toEqual(['=Name', 'Price', 'Active'])
    expect(sheet.rows.map(({ cells }) => cells[0])).toEqual(EVIL.map((name) => name.trim()))
    expect(new Set(sheet.rows.map(({ cells }) => Number(cells[1])))).toEqual(new Set([-12.3]))
    expect(sheet.rows.map(({ cells }) => cells[2]).slice(0, 2)).toEqual(['TRUE', 'FALSE'])
  })

  it('holds no text that a spreadsheet would run', async () => {
    const text = Buffer.from(
      await written(
        format,
        EVIL.map((name) => ({ name, priceDecimal: '1', active: null })),
      ),
    ).toString()
    if (format === 'csv') {
      expect(text.startsWith('\ufeff')).toBe(true)
      for (const cell of text.slice(1).split(/[,\r\n]+/)) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+@\t＝]/)
      expect(text).toContain("\r\n'-2+3,1,\r\n")
    } else {
      expect(text).not.toContain('<f>')
    }
  })
})

it('a file of many rows is streamed, not built in memory first', async () => {
  let asked = 0
  function* rows(): Generator<Row> {
    for (; asked < 200_000; asked++) yield { name: `Row ${asked}`, priceDecimal: '1.00', active: true }
  }
  const response = await sheetResponse('csv', 'many', COLUMNS, rows())
  const reader = response.body?.getReader()
  const first = await reader?.read()
  expect(first?.value?.length).toBeGreaterThan(0)
  expect(asked).toBeLessThan(50_000)
  await reader?.cancel()
})
