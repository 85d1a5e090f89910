import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import {
  cleanFileName,
  FILE_REFUSALS,
  kindOfFile,
  MOST_BYTES,
} from '#app/tools/reorder/purchase-orders/attachments/schema.ts'

const bytes = (...values: number[]): Uint8Array => new Uint8Array([...values, ...Array<number>(16).fill(1)])
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

describe('a file is what its ending says', () => {
  it.each([
    ['invoice.pdf', text('%PDF-1.7 …'), 'application/pdf'],
    ['Damage.JPG', bytes(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
    ['photo.webp', new Uint8Array([...text('RIFF1234WEBPVP8 ')]), 'image/webp'],
    ['装箱单.xlsx', bytes(0x50, 0x4b, 3, 4), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['list.csv', text('SKU;数量\nA;1'), 'text/csv'],
    ['excel-unicode.txt', new Uint8Array([0xff, 0xfe, 0x41, 0]), 'text/plain'],
  ])('%s', (name, content, type) => {
    expect(kindOfFile(name, content)).toEqual({ type })
  })

  it.each([
    ['a page that calls itself a picture', 'logo.png', text('<html><script>'), 'file_not_what_it_says'],
    ['a program that calls itself text', 'read.txt', bytes(0x4d, 0x5a, 0x90, 0), 'file_not_what_it_says'],
    ['a page', 'index.html', text('<html>'), 'file_kind'],
    ['a picture that can hold scripts', 'logo.svg', text('<svg>'), 'file_kind'],
    ['a file without an ending', 'invoice', text('%PDF-'), 'file_kind'],
    ['an empty file', 'empty.pdf', new Uint8Array(), 'file_empty'],
    ['more than fits', 'large.txt', new Uint8Array(MOST_BYTES + 1).fill(65), 'file_too_large'],
  ])('%s is refused', (_what, name, content, refused) => {
    expect(kindOfFile(name, content)).toEqual({ refused })
  })
})

describe('a file name', () => {
  it.each([
    ['C:\\fakepath\\invoice.pdf', 'invoice.pdf'],
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['a\r\nb"c.pdf', 'a__b_c.pdf'],
    ['发票 2026.pdf', '发票 2026.pdf'],
  ])('%j is saved as %j', (given, kept) => {
    expect(cleanFileName(given)).toBe(kept)
  })

  it('that is too long keeps its ending', () => {
    const kept = cleanFileName(`${'a'.repeat(400)}.xlsx`)
    expect([kept.length, kept.endsWith('a.xlsx')]).toEqual([200, true])
  })
})

it('there is a sentence for every refusal, and for nothing else but a file that is gone', () => {
  expect(Object.keys(en.reorderFiles.refused).sort()).toEqual([...FILE_REFUSALS, 'gone'].sort())
})
