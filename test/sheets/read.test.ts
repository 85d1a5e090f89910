import { deflateRawSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { isAppError } from '#app/kernel/errors.ts'
import { readSheetFile, readUploadedSheet } from '#app/sheets/read.server.ts'
import type { Sheet } from '#app/sheets/types.ts'

const bytes = (text: string | Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text as string))
const cellsOf = (sheet: Sheet): string[][] => sheet.rows.map((row) => row.cells)

async function refusal(work: Promise<unknown>): Promise<{ path: string[]; code: string | undefined }> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error, 'invalid_input')) throw error instanceof Error ? error : new Error('it was not refused')
  const [field] = error.fields
  return { path: field?.path ?? [], code: field?.code }
}

describe('a CSV file', () => {
  it.each([
    ['a comma', 'SKU,Price\nA,1.50\nB,2\n'],
    ['a semicolon', 'SKU;Price\r\nA;1.50\r\nB;2\r\n'],
    ['a tab', 'SKU\tPrice\nA\t1.50\nB\t2'],
    ["Excel's own first line", 'sep=;\r\nSKU;Price\r\nA;1.50\r\nB;2'],
    ['old Macs', 'SKU,Price\rA,1.50\rB,2'],
  ])('cut by %s reads the same', async (_name, text) => {
    const sheet = await readSheetFile(bytes(text))
    expect(sheet.columns).toEqual(['SKU', 'Price'])
    expect(cellsOf(sheet)).toEqual([
      ['A', '1.50'],
      ['B', '2'],
    ])
  })

  it('with decimal commas is cut by its semicolons', async () => {
    const sheet = await readSheetFile(bytes('SKU;Price;Note\nA;1,50;a, b, c, d\nB;12,00;e, f, g, h\n'))
    expect(cellsOf(sheet)[0]).toEqual(['A', '1,50', 'a, b, c, d'])
    expect(sheet.decimal).toBe(',')
  })

  it.each([
    ['UTF-8', Buffer.from('商品,价格\n茶杯,12\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeff商品,价格\n茶杯,12\n')],
    ['UTF-16LE with a mark', iconv.encode('商品,价格\n茶杯,12\n', 'utf-16le', { addBOM: true })],
    ['UTF-16BE with a mark', iconv.encode('商品,价格\n茶杯,12\n', 'utf-16be', { addBOM: true })],
    ['GBK', iconv.encode('商品,价格\n茶杯,12\n', 'gbk')],
    ['GB18030', iconv.encode('商品,价格\n茶杯,12\n', 'gb18030')],
  ])('in %s keeps its Chinese', async (_name, file) => {
    const sheet = await readSheetFile(bytes(file))
    expect(sheet.columns).toEqual(['商品', '价格'])
    expect(cellsOf(sheet)).toEqual([['茶杯', '12']])
  })

  it('of a German Excel (Windows-1252) keeps its umlauts', async () => {
    const sheet = await readSheetFile(
      bytes(iconv.encode('Artikel;Größe;Preis\nWeißbierglas;groß;12,90 €\nTürklopfer;mäßig;8,50 €', 'windows-1252')),
    )
    expect(sheet.columns).toEqual(['Artikel', 'Größe', 'Preis'])
    expect(cellsOf(sheet)[0]).toEqual(['Weißbierglas', 'groß', '12,90 €'])
  })

  it('of bytes without a mark that are UTF-16 is read as that', async () => {
    const sheet = await readSheetFile(bytes(Buffer.from('SKU\tPrice\nA\t1\n', 'utf16le')))
    expect(cellsOf(sheet)).toEqual([['A', '1']])
  })

  it('counts lines as the merchant does: blank lines and line breaks in quotes count', async () => {
    const sheet = await readSheetFile(bytes('SKU,Note\n\nA,"two\nlines"\n\nB,one\nC,x,y\n'))
    expect(sheet.rows).toEqual([
      { line: 3, cells: ['A', 'two\nlines'] },
      { line: 6, cells: ['B', 'one'] },
    ])
    expect(sheet.problems).toEqual([{ line: 7, column: null, code: 'too_many_cells', value: 'y' }])
  })

  it('fills short rows and forgives trailing delimiters', async () => {
    const sheet = await readSheetFile(bytes('SKU,Price,Note,\nA\nB,2,,\n'))
    expect(sheet.columns).toEqual(['SKU', 'Price', 'Note'])
    expect(cellsOf(sheet)).toEqual([
      ['A', '', ''],
      ['B', '2', ''],
    ])
  })
})

describe('an XLSX file', () => {
  const workbook = async (rows: Parameters<typeof writeXlsxFile>[0]): Promise<Uint8Array<ArrayBuffer>> =>
    bytes(await writeXlsxFile(rows as never).toBuffer())

  it('gives numbers, dates and texts as they are shown', async () => {
    const sheet = await readSheetFile(
      await workbook([
        ['SKU', 'Price', 'Seen', 'Stock'],
        [
          { value: '007', type: String },
          12.300000000000001,
          { value: new Date('2026-03-01T13:45:12Z'), type: Date, format: 'yyyy-mm-dd hh:mm:ss' },
          true,
        ],
        [5012345678900, 0.001, { value: new Date('2026-03-29T00:00:00Z'), type: Date, format: 'yyyy-mm-dd' }, false],
        ['B', 0.1 + 0.2, null, null],
        ['C', 1.5e-7, null, null],
        ['D', -1e21, null, null],
      ] as never),
    )
    expect(sheet).toMatchObject({ format: 'xlsx', decimal: '.', columns: ['SKU', 'Price', 'Seen', 'Stock'] })
    expect(cellsOf(sheet)).toEqual([
      ['007', '12.3', '2026-03-01T13:45:12', 'TRUE'],
      ['5012345678900', '0.001', '2026-03-29', 'FALSE'],
      ['B', '0.3', '', ''],
      ['C', '0.00000015', '', ''],
      ['D', '-1000000000000000000000', '', ''],
    ])
  })

  it('has the lines of its rows, with empty ones between', async () => {
    const sheet = await readSheetFile(await workbook([['SKU'], [], ['A'], [null], ['B']] as never))
    expect(sheet.rows.map(({ line }) => line)).toEqual([3, 5])
  })

  it('that would unpack to more than we take is refused before it is unpacked', async () => {
    const bomb = zip({
      'xl/workbook.xml': Buffer.from('<workbook/>'),
      'xl/worksheets/sheet1.xml': Buffer.alloc(210 * 1024 * 1024),
    })
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await refusal(readSheetFile(bomb))).toEqual({ path: ['file', '200'], code: 'sheets.file.too_large' })
  })

  it('with one cell in its last corner is refused before its holes are filled', async () => {
    const sheet =
      '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    const corner = zip({ 'xl/worksheets/sheet1.xml': Buffer.from(sheet) })
    expect((await refusal(readSheetFile(corner))).code).toBe('sheets.file.too_many_rows')
  })
})

describe('a file that is no table', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  it.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['only blank lines', Buffer.from('\n\n ,\n'), 'empty'],
    ['only a header', Buffer.from('SKU,Price\n'), 'no_rows'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'legacy_xls'],
    ['a picture', png, 'not_a_table'],
    ['a PDF', Buffer.from('%PDF-1.7\n%\u00e2\n1 0 obj'), 'not_a_table'],
    ['a web page called .xls', Buffer.from('<html><table><tr><td>1</td></tr></table></html>'), 'not_a_table'],
    ['a cut-off .xlsx', Buffer.from('504b030414000600080000002100', 'hex'), 'broken'],
    ['an archive that is no workbook', Buffer.from(zip({ 'readme.txt': Buffer.from('hello') })), 'broken'],
  ])('%s is refused', async (_name, file, code) => {
    expect(await refusal(readSheetFile(bytes(file)))).toEqual({ path: ['file'], code: `sheets.file.${code}` })
  })

  it('with a quote that is never closed names the line', async () => {
    const refused = await refusal(readSheetFile(bytes('SKU,Price\nA,1\nB,"2\nC,3\n')))
    expect(refused).toEqual({ path: ['file', '3'], code: 'sheets.file.broken_quotes' })
  })

  it('that is too large, too long or too wide says the limit', async () => {
    expect(await refusal(readSheetFile(bytes('x'.repeat(2_100_000)), { bytes: 2 * 1024 * 1024 }))).toEqual({
      path: ['file', '2'],
      code: 'sheets.file.too_large',
    })
    expect(await refusal(readSheetFile(bytes('a\n1\n2\n3\n'), { rows: 2 }))).toEqual({
      path: ['file', '2'],
      code: 'sheets.file.too_many_rows',
    })
    expect(await refusal(readSheetFile(bytes('a,b,c\n1,2,3'), { columns: 2 }))).toEqual({
      path: ['file', '2'],
      code: 'sheets.file.too_many_columns',
    })
  })

  it('or no file at all is refused as empty', async () => {
    for (const nothing of [null, 'text', new File([], '')])
      expect((await refusal(readUploadedSheet(nothing))).code).toBe('sheets.file.empty')
  })
})

/** An archive with these entries, deflated. */
function zip(entries: Record<string, Buffer>): Uint8Array<ArrayBuffer> {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflateRawSync(content)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(20, 4)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(content.length, 22)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(content.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    local.push(head, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(entries).length, 8)
  end.writeUInt16LE(Object.keys(entries).length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return bytes(Buffer.concat([...local, ...directory, end]))
}
