import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CopyBuffer } from '#app/mirror/copy-buffer.server.ts'
import { copyLine, copyOrderLine, ORDER_LINE, PRODUCT } from '#app/mirror/row-tables.ts'
import { aLine, aProduct } from '#test/builders/mirror.ts'

/** PostgreSQL's rules for COPY text, read backwards. */
function readCopy(line: string): (string | null)[] {
  expect(line.endsWith('\n')).toBe(true)
  return line
    .slice(0, -1)
    .split('\t')
    .map((field) =>
      field === '\\N'
        ? null
        : field.replace(
            /\\(.)/gs,
            (_, escaped: string) => ({ t: '\t', n: '\n', r: '\r', '\\': '\\' })[escaped] ?? escaped,
          ),
    )
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\t', '\n', '\r', '\\', 'N', '\0', '"', '{', '}', ',', '茶', '🍵') }),
)

describe('COPY text', () => {
  it('gives back every text, except that U+0000 is dropped', () => {
    fc.assert(
      fc.property(text, fc.option(text), (title, sku) => {
        const fields = readCopy(copyLine(ORDER_LINE, aLine({ orderId: '1', id: '2', title, sku })))
        expect(fields).toHaveLength(ORDER_LINE.columns.length)
        expect(fields[ORDER_LINE.columns.indexOf('title')]).toBe(title.replaceAll('\0', ''))
        expect(fields[ORDER_LINE.columns.indexOf('sku')]).toBe(sku === null ? null : sku.replaceAll('\0', ''))
      }),
    )
  })

  it('of an order line is the same written out as by the table', () => {
    fc.assert(
      fc.property(
        text,
        fc.option(text),
        fc.option(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n })),
        fc.integer(),
        fc.boolean(),
        (title, sku, variantId, quantity, requiresShipping) => {
          const row = aLine({
            orderId: '1',
            id: '2',
            title,
            sku,
            variantTitle: sku,
            variantId: variantId === null ? null : String(variantId),
            quantity,
            requiresShipping,
          })
          expect(copyOrderLine(row)).toBe(copyLine(ORDER_LINE, row))
        },
      ),
    )
  })

  it('a list member may hold quotes, braces, commas and the word NULL', () => {
    const { product } = aProduct('1', { tags: ['a"b', '{x,y}', 'back\\slash', '', 'NULL'] })
    const field = readCopy(copyLine(PRODUCT, product))[PRODUCT.columns.indexOf('tags')]
    expect(field).toBe('{"a\\"b","{x,y}","back\\\\slash","","NULL"}')
  })

  it('becomes the same bytes however it falls into chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 8 }), (sizes) => {
        const buffer = new CopyBuffer()
        const rows = sizes.map((size, index) => `${'茶'.repeat(index % 2)}${'x'.repeat(size)}\n`)
        for (const row of rows) buffer.add(row)
        expect(Buffer.concat(buffer.take()).toString('utf8')).toBe(rows.join(''))
        expect(buffer.take()).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})
