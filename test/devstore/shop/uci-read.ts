/**
 * Reads the UCI "Online Retail" file into columns: one number per line and fact, one record per invoice.
 * In: the gzipped CSV. Out: sale lines (quantity > 0, price > 0, invoice not beginning with C) and credit lines (C…).
 * Invariant: money is exact pence, rounded half up on the decimal string; nothing is dropped without being counted.
 */
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

const UCI_FILE = new URL('../data/online_retail.csv.gz', import.meta.url)

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

interface UciInvoice {
  no: string
  /** local wall time in London, '2010-12-01 08:26:00'; the first line's where an invoice spans two minutes */
  writtenAt: string
  customer: string | null
  country: string
}

interface UciCreditLine {
  invoice: number // index in `credits`
  code: number
  quantity: number // units taken back, positive
  priceMinor: number
  /** sale lines read before this one: only those are earlier */
  salesBefore: number
}

export interface UciRows {
  /** invoices with at least one sale line, in the file's order, which is the order of their dates */
  sales: UciInvoice[]
  credits: UciInvoice[]
  creditLines: UciCreditLine[]
  /** upper-cased stock codes of all sale and credit lines */
  codes: string[]
  /** for each code: description -> number of sale lines that bear it */
  descriptions: Map<string, number>[]
  lineCount: number
  lineInvoice: Int32Array
  lineCode: Int32Array
  lineQuantity: Int32Array
  linePriceMinor: Int32Array
  rows: number
  /** lines of ordinary invoices that are no sale: stock corrections, give-aways, write-offs */
  rowsNotSold: number
}

/** '2.555' -> 256. Exact: works on the digits, half up. Null when the price is zero or below. */
export function poundsToPence(text: string): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) throw new Error(`"${text}" is not a price.`)
  const [, sign, pounds = '', decimals = ''] = match
  if (sign === '-' || /^0*$/.test(pounds + decimals)) return null
  const half = decimals.charCodeAt(2) >= 53 // '5'; NaN when there is no third decimal
  return Number(pounds + decimals.slice(0, 2).padEnd(2, '0')) + (half ? 1 : 0)
}

/** The fields of one CSV record (RFC 4180; this file has no line breaks inside quotes). */
export function splitRecord(line: string): string[] {
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line.charCodeAt(at) === 34) {
      let end = at + 1
      let text = ''
      for (;;) {
        const quote = line.indexOf('"', end)
        if (quote === -1) throw new Error(`An opening quote is never closed: ${line}`)
        text += line.slice(end, quote)
        end = quote + 1
        if (line.charCodeAt(end) !== 34) break
        text += '"'
        end++
      }
      fields.push(text)
      at = end + 1
    } else {
      const comma = line.indexOf(',', at)
      const end = comma === -1 ? line.length : comma
      fields.push(line.slice(at, end))
      at = end + 1
    }
  }
  return fields
}

/** A copy that does not keep the chunk alive that the text was cut from. */
function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

export async function readUci(file: URL = UCI_FILE): Promise<UciRows> {
  const rows: UciRows = {
    sales: [],
    credits: [],
    creditLines: [],
    codes: [],
    descriptions: [],
    lineCount: 0,
    lineInvoice: new Int32Array(1 << 19),
    lineCode: new Int32Array(1 << 19),
    lineQuantity: new Int32Array(1 << 19),
    linePriceMinor: new Int32Array(1 << 19),
    rows: 0,
    rowsNotSold: 0,
  }
  const seen = {
    sales: new Map<string, number>(),
    credits: new Map<string, number>(),
    codes: new Map<string, number>(),
  }
  const names = new Map<string, string>()
  let header = true
  let rest = ''
  const stream = createReadStream(file)
    .pipe(createGunzip({ chunkSize: 1 << 18 }))
    .setEncoding('utf8')
  for await (const chunk of stream) {
    const text = rest + String(chunk)
    let at = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
      const line = text.charCodeAt(end - 1) === 13 ? text.slice(at, end - 1) : text.slice(at, end)
      at = end + 1
      if (header) checkHeader(line)
      else addRow(rows, seen, names, line)
      header = false
    }
    rest = text.slice(at)
  }
  if (rest !== '') addRow(rows, seen, names, rest)
  return rows
}

function checkHeader(line: string): void {
  if (line !== HEADER) throw new Error(`The first line of the retail file must be "${HEADER}", it is "${line}".`)
}

type Seen = Record<'sales' | 'credits' | 'codes', Map<string, number>>

function addRow(rows: UciRows, seen: Seen, names: Map<string, string>, line: string): void {
  rows.rows++
  const [no, stockCode, description, quantityText, writtenAt, priceText, customer, country, ...more] = splitRecord(line)
  if (
    no === undefined ||
    stockCode === undefined ||
    description === undefined ||
    writtenAt === undefined ||
    priceText === undefined ||
    customer === undefined ||
    country === undefined ||
    more.length > 0
  ) {
    throw new Error(`Line ${rows.rows + 1} of the retail file has not 8 fields: ${line}`)
  }
  const quantity = Number(quantityText)
  if (!Number.isInteger(quantity))
    throw new Error(`Line ${rows.rows + 1} of the retail file: "${quantityText}" is not a quantity.`)
  const priceMinor = poundsToPence(priceText)
  const isCredit = no.startsWith('C')
  if (priceMinor === null || (isCredit ? quantity >= 0 : quantity <= 0)) {
    rows.rowsNotSold++
    return
  }
  const list = isCredit ? rows.credits : rows.sales
  const index = isCredit ? seen.credits : seen.sales
  let invoice = index.get(no)
  if (invoice === undefined) {
    invoice = list.length
    const own = ownText(no)
    index.set(own, invoice)
    list.push({
      no: own,
      writtenAt: ownText(writtenAt),
      customer: customer === '' ? null : sharedText(names, customer.replace(/\.0$/, '')),
      country: sharedText(names, country),
    })
  }
  const code = codeIndex(rows, seen.codes, stockCode.toUpperCase())
  if (isCredit) {
    rows.creditLines.push({ invoice, code, quantity: -quantity, priceMinor, salesBefore: rows.lineCount })
    return
  }
  countDescription(rows.descriptions[code], description)
  if (rows.lineCount === rows.lineCode.length) grow(rows)
  rows.lineInvoice[rows.lineCount] = invoice
  rows.lineCode[rows.lineCount] = code
  rows.lineQuantity[rows.lineCount] = quantity
  rows.linePriceMinor[rows.lineCount] = priceMinor
  rows.lineCount++
}

function sharedText(names: Map<string, string>, text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const own = ownText(text)
  names.set(own, own)
  return own
}

function codeIndex(rows: UciRows, codes: Map<string, number>, code: string): number {
  const known = codes.get(code)
  if (known !== undefined) return known
  const own = ownText(code)
  codes.set(own, rows.codes.length)
  rows.codes.push(own)
  rows.descriptions.push(new Map())
  return rows.codes.length - 1
}

function countDescription(counts: Map<string, number> | undefined, description: string): void {
  if (counts === undefined) return
  const count = counts.get(description)
  if (count === undefined) counts.set(ownText(description), 1)
  else counts.set(description, count + 1)
}

function grow(rows: UciRows): void {
  for (const column of ['lineInvoice', 'lineCode', 'lineQuantity', 'linePriceMinor'] as const) {
    const longer = new Int32Array(rows[column].length * 2)
    longer.set(rows[column])
    rows[column] = longer
  }
}
