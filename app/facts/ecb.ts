/**
 * The European Central Bank's reference rates as it publishes them. In: the text of its XML (daily, 90-day, history) or its history CSV.
 * Out: one row per currency and day. Invariant: a rate stays the text that was published; a file that is not as expected is refused whole.
 */
import { parse as parseCsv } from 'csv-parse/sync'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { isDay, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isRate } from '#app/kernel/exchange.ts'

export interface PublishedRate {
  currency: string
  day: Day
  /** units of the currency for one euro */
  perEur: string
}

const Currency = z.string().regex(/^[A-Z]{3}$/)
const PublishedDay = z.object({
  time: z.string().refine(isDay),
  Cube: z.array(z.object({ currency: Currency, rate: z.string().refine(isRate) })).min(1),
})
const Envelope = z.object({
  Envelope: z.object({ Cube: z.tuple([z.object({ Cube: z.array(PublishedDay).min(1) })]) }),
})

/** Reads eurofxref-daily.xml, -hist-90d.xml or -hist.xml. Throws `upstream_down` naming the first thing that is wrong. */
export function parseEcbXml(text: string): PublishedRate[] {
  // Attribute values stay text: 1.10 must not become 1.1, nor a long rate a rounded one.
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    removeNSPrefix: true,
    processEntities: false,
    isArray: (name) => name === 'Cube',
  })
  const parsed = Envelope.safeParse(readXml(parser, text))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw unexpected(`at ${issue?.path.join('.') ?? 'the root'}: ${issue?.message ?? 'not readable'}`)
  }
  const rates = parsed.data.Envelope.Cube[0].Cube.flatMap((day) =>
    day.Cube.map((cube) => ({ currency: cube.currency, day: day.time, perEur: cube.rate })),
  )
  return refuseDoubles(rates)
}

function readXml(parser: XMLParser, text: string): unknown {
  try {
    return parser.parse(text, true)
  } catch (cause) {
    throw unexpected(`not XML (${cause instanceof Error ? cause.message : 'unreadable'})`)
  }
}

function readCsv(text: string): string[][] {
  try {
    return parseCsv(text, { bom: true, trim: true, relaxColumnCount: true, skipEmptyLines: true })
  } catch (cause) {
    throw unexpected(`not CSV (${cause instanceof Error ? cause.message : 'unreadable'})`)
  }
}

/** Reads eurofxref-hist.csv: a column per currency, a row per day, `N/A` where none was published. Throws `upstream_down` naming the line. */
export function parseEcbCsv(text: string): PublishedRate[] {
  // Rows may end in an empty column (the bank writes a trailing comma) and are counted below.
  const [header = [], ...lines] = readCsv(text)
  const [first, ...columns] = header
  const currencies = columns.filter((column) => column !== '')
  if (
    first !== 'Date' ||
    currencies.length === 0 ||
    !currencies.every((column) => Currency.safeParse(column).success)
  ) {
    throw unexpected('line 1: expected "Date" and currency codes')
  }
  const rates: PublishedRate[] = []
  for (const [index, line] of lines.entries()) {
    const [day = '', ...cells] = line
    if (!isDay(day)) throw unexpected(`line ${index + 2}: expected a day, found "${day}"`)
    if (cells.length < currencies.length)
      throw unexpected(`line ${index + 2}: ${cells.length} rates for ${currencies.length} currencies`)
    for (const [column, currency] of currencies.entries()) {
      const perEur = cells[column] ?? ''
      if (perEur === 'N/A' || perEur === '') continue
      if (!isRate(perEur)) throw unexpected(`line ${index + 2}: ${currency} is "${perEur}"`)
      rates.push({ currency, day, perEur })
    }
  }
  if (rates.length === 0) throw unexpected('no rates in it')
  return refuseDoubles(rates)
}

function refuseDoubles(rates: PublishedRate[]): PublishedRate[] {
  const seen = new Set<string>()
  for (const { currency, day } of rates) {
    const key = currency + day
    if (seen.has(key)) throw unexpected(`${currency} twice on ${day}`)
    seen.add(key)
  }
  return rates
}

function unexpected(detail: string): AppError {
  return new AppError('upstream_down', `the ECB's rates are not in the expected form: ${detail}`)
}
