/**
 * A paper for a supplier as PDF. In: words, already in the paper's language. Out: a file with its font inside, made without the internet.
 * Invariant: a table goes over as many pages as it needs with its head on each, a row is never torn, every page says which of how many it is.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import PDFDocument from 'pdfkit'

const FONT_FILE = join('app', 'tools', 'reorder', 'purchase-orders', 'papers', 'data', 'NotoSansSC-Regular.ttf.br')
const MARGIN = 45
const GAP = 8
const ROW_PADDING = 5
const INK = '#1a1a1a'
const PALE = '#5c5c5c'
const RULE = '#c9c9c9'

export interface Labelled {
  label: string
  value: string
}

export interface Paper {
  title: string
  /** beside the title, e.g. that it is a draft; null: nothing */
  stamp: string | null
  /** who orders */
  from: string
  facts: Labelled[]
  /** `share` of the width beside the others' */
  columns: { title: string; share: number; align: 'left' | 'right' }[]
  rows: string[][]
  totals: Labelled[]
  note: Labelled | null
  pageOf: (page: number, of: number) => string
  at: Date
}

let font: Promise<Buffer> | undefined

/** Some tenths of a second the first time; the font stays in memory (10 MB). */
export async function writePdf(paper: Paper): Promise<Uint8Array<ArrayBuffer>> {
  font ??= readFont().catch((error: unknown) => {
    font = undefined
    throw error
  })
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    info: { Title: paper.title, Author: paper.from, CreationDate: paper.at },
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  doc.registerFont('text', await font)
  doc.font('text')
  const words = printable(paper)
  drawHead(doc, words)
  drawTable(doc, words)
  drawFoot(doc, words)
  numberPages(doc, words)
  doc.end()
  await ended
  return new Uint8Array(Buffer.concat(chunks))
}

/** The font has western Europe's letters with marks, not Poland's or Turkey's: those are printed without the mark rather than as a box. */
const BARE: Record<string, string> = { Ł: 'L', ł: 'l', Đ: 'D', đ: 'd', ı: 'i', Ħ: 'H', ħ: 'h', Ŧ: 'T', ŧ: 't' }
function bare(text: string): string {
  return text
    .normalize('NFC')
    .replace(
      /[\u0100-\u024f\u1e00-\u1eff]/g,
      (letter) => BARE[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, ''),
    )
}

function printable(paper: Paper): Paper {
  const both = ({ label, value }: Labelled): Labelled => ({ label: bare(label), value: bare(value) })
  return {
    ...paper,
    title: bare(paper.title),
    from: bare(paper.from),
    facts: paper.facts.map(both),
    rows: paper.rows.map((cells) => cells.map(bare)),
    totals: paper.totals.map(both),
    note: paper.note && both(paper.note),
  }
}

/** The bundle lies elsewhere than the sources, the data beside the sources. */
async function readFont(): Promise<Buffer> {
  for (let dir = import.meta.dirname; ; dir = dirname(dir)) {
    const file = join(dir, FONT_FILE)
    if (existsSync(file)) return promisify(brotliDecompress)(await readFile(file))
    if (dir === dirname(dir)) throw new Error(`${FONT_FILE} is missing: it ships with the project`)
  }
}

type Doc = InstanceType<typeof PDFDocument>

const widthOf = (doc: Doc): number => doc.page.width - 2 * MARGIN
const bottomOf = (doc: Doc): number => doc.page.height - MARGIN - 20

function drawHead(doc: Doc, paper: Paper): void {
  const width = widthOf(doc)
  doc.fontSize(10).fillColor(PALE).text(paper.from, MARGIN, MARGIN, { width })
  doc.fontSize(20).fillColor(INK).text(paper.title, { width })
  if (paper.stamp !== null) doc.fontSize(10).fillColor('#8e1f0b').text(paper.stamp, { width })
  doc.moveDown(0.8)
  // Two columns of facts, row by row; the taller one of a row makes its height.
  const half = (width - GAP * 2) / 2
  for (let index = 0; index < paper.facts.length; index += 2) {
    const pair = paper.facts.slice(index, index + 2)
    const height = Math.max(...pair.map(({ label, value }) => factHeight(doc, label, value, half)))
    if (doc.y + height > bottomOf(doc)) doc.addPage()
    const top = doc.y
    pair.forEach(({ label, value }, side) => {
      const left = MARGIN + side * (half + GAP * 2)
      doc.fontSize(8).fillColor(PALE).text(label, left, top, { width: half })
      doc.fontSize(10).fillColor(INK).text(value, left, doc.y, { width: half })
    })
    doc.y = top + height
  }
  doc.moveDown(0.8)
}

function factHeight(doc: Doc, label: string, value: string, width: number): number {
  const small = doc.fontSize(8).heightOfString(label, { width })
  return small + doc.fontSize(10).heightOfString(value, { width }) + 6
}

function drawTable(doc: Doc, { columns, rows }: Paper): void {
  const width = widthOf(doc)
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => (width * share) / shares - GAP)
  const heightOf = (cells: readonly string[]): number =>
    Math.max(...cells.map((cell, index) => doc.heightOfString(cell || ' ', { width: widths[index] ?? 0 })))
  const drawRow = (cells: readonly string[]): void => {
    const top = doc.y + ROW_PADDING
    const height = heightOf(cells)
    let left = MARGIN
    cells.forEach((cell, index) => {
      const cellWidth = widths[index] ?? 0
      doc.text(cell, left, top, { width: cellWidth, align: columns[index]?.align ?? 'left' })
      left += cellWidth + GAP
    })
    doc.y = top + height + ROW_PADDING
    doc
      .moveTo(MARGIN, doc.y)
      .lineTo(MARGIN + width, doc.y)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke()
  }
  const drawHeader = (): void => {
    doc.fontSize(8).fillColor(PALE)
    drawRow(columns.map(({ title }) => title))
    doc.fontSize(9).fillColor(INK)
  }
  drawHeader()
  for (const cells of rows) {
    if (doc.y + heightOf(cells) + 2 * ROW_PADDING > bottomOf(doc)) {
      doc.addPage()
      drawHeader()
    }
    drawRow(cells)
  }
}

function drawFoot(doc: Doc, { totals, note }: Paper): void {
  const width = widthOf(doc)
  doc.moveDown(0.5)
  for (const { label, value } of totals) {
    if (doc.y + 20 > bottomOf(doc)) doc.addPage()
    const top = doc.y
    doc
      .fontSize(9)
      .fillColor(PALE)
      .text(label, MARGIN, top, { width: width * 0.7 - GAP, align: 'right' })
    doc
      .fontSize(11)
      .fillColor(INK)
      .text(value, MARGIN + width * 0.7, top - 1.5, { width: width * 0.3 - GAP, align: 'right' })
    doc.y = top + 18
  }
  if (note === null) return
  doc.moveDown(0.8)
  if (doc.y + 40 > bottomOf(doc)) doc.addPage()
  doc.fontSize(8).fillColor(PALE).text(note.label, MARGIN, doc.y, { width })
  doc.fontSize(10).fillColor(INK).text(note.value, MARGIN, doc.y, { width })
}

function numberPages(doc: Doc, { pageOf }: Paper): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page)
    // Below the margin: without this the text would begin a page of its own.
    doc.page.margins.bottom = 0
    doc
      .fontSize(8)
      .fillColor(PALE)
      .text(pageOf(page + 1, count), MARGIN, doc.page.height - MARGIN, { width: widthOf(doc), align: 'center' })
  }
}
