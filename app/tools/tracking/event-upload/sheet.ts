/**
 * A merchant's table of tracking events. In: its columns and rows of texts. Out: events by number with their lines, and what is wrong in which line.
 * Invariant: a line is an event or has at least one problem, never both; a status is read, never guessed.
 */
import type { Instant } from '#app/mirror/types.ts'
import { optional, readInstant, type Cell } from '#app/sheets/cells.ts'
import { matchColumns, type ColumnMatch, type WantedColumn } from '#app/sheets/columns.ts'
import { LineReader } from '#app/sheets/line-reader.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { countryOf } from '../sources/countries.ts'
import { cityOf, withoutPeople } from '../sources/personal.ts'
import { readStatusWords } from '../sources/words.ts'
import type { Leg, TrackingEvent } from '../status/model.ts'
import type { UploadProblem } from './schema.ts'

export type UploadColumn = 'number' | 'at' | 'status' | 'text' | 'country' | 'city' | 'leg'

/** The first name of each is the template's. */
export const UPLOAD_COLUMNS: readonly WantedColumn<UploadColumn>[] = [
  {
    key: 'number',
    names: [
      'Tracking number',
      'Tracking no',
      'Tracking',
      'Waybill',
      'Parcel number',
      '运单号',
      '跟踪号',
      '物流单号',
      '快递单号',
      '单号',
      '追踪号',
    ],
    required: true,
  },
  {
    key: 'at',
    names: [
      'Time',
      'Date',
      'Date and time',
      'Event time',
      'Timestamp',
      'Scan time',
      '时间',
      '日期',
      '扫描时间',
      '轨迹时间',
      '发生时间',
    ],
    required: true,
  },
  { key: 'status', names: ['Status', 'Event', 'State', 'Status code', '状态', '物流状态', '节点'] },
  {
    key: 'text',
    names: ['Message', 'Description', 'Details', 'Remark', 'Text', '描述', '轨迹', '轨迹描述', '内容', '备注'],
  },
  { key: 'country', names: ['Country', 'Country code', '国家', '国家/地区'] },
  { key: 'city', names: ['City', 'Place', 'Location', '城市', '地点', '所在地'] },
  { key: 'leg', names: ['Leg', 'Section', 'Part of the way', '段', '行程段', '路段'] },
]

export interface ReadEvent {
  line: number
  number: string
  event: TrackingEvent
}

export interface SheetEvents {
  match: ColumnMatch<UploadColumn>
  found: ReadEvent[]
  problems: LineProblem[]
}

const MOST_AHEAD_MS = 86_400_000
const LONGEST_NUMBER = 120

/** Neither a status nor a message is needed by itself, one of them is. */
export function isUsable(match: ColumnMatch<UploadColumn>): boolean {
  return match.missing.length === 0 && match.twice.length === 0
}

/** @param timezone of times without an offset @param asOf the moment of the import */
export function readEvents(sheet: Sheet, timezone: string, asOf: Instant): SheetEvents {
  const matched = matchColumns(sheet.columns, UPLOAD_COLUMNS)
  const silent =
    matched.at.status === undefined &&
    matched.at.text === undefined &&
    !matched.twice.some(({ key }) => key === 'status' || key === 'text')
  const match = silent ? { ...matched, missing: [...matched.missing, 'status' as const] } : matched
  if (!isUsable(match)) return { match, found: [], problems: [] }
  const found: ReadEvent[] = []
  const problems: LineProblem[] = [...sheet.problems]
  for (const row of sheet.rows) {
    const reader = new LineReader<UploadColumn, UploadProblem>(sheet, match, row)
    const read = readRow(reader, timezone, asOf)
    if (read !== null && reader.problems.length === 0) found.push({ line: row.line, ...read })
    else problems.push(...reader.problems)
  }
  return { match, found, problems: problems.sort((a, b) => a.line - b.line) }
}

function readRow(
  row: LineReader<UploadColumn, UploadProblem>,
  timezone: string,
  asOf: Instant,
): Omit<ReadEvent, 'line'> | null {
  const number = row.read('number', readNumber)
  const occurredAt = row.read('at', (text) => readInstant(text, timezone))
  if (occurredAt !== null && Date.parse(occurredAt) > Date.parse(asOf) + MOST_AHEAD_MS) row.refuse('at', 'in_future')
  const [status, text] = [row.text('status'), row.text('text')]
  const meaning = readStatusWords(status === '' ? null : status, text === '' ? null : text)
  if (status === '' && text === '') row.refuse('status', 'no_status')
  else if (meaning === null) row.refuse(status === '' ? 'text' : 'status', 'unknown_status')
  const country = row.read('country', (given) => optional(given, readCountryCell))
  const leg = row.text('leg') === '' ? null : row.read('leg', readLeg)
  if (number === null || occurredAt === null || meaning === null) return null
  return {
    number,
    event: {
      source: 'csv',
      leg: leg ?? 'origin',
      meaning,
      occurredAt,
      place: { country, city: cityOf(row.text('city')) },
      text: withoutPeople(text),
    },
  }
}

function readNumber(text: string): Cell<string> | { ok: false; reason: UploadProblem } {
  const given = text.trim()
  if (given === '') return { ok: false, reason: 'no_number' }
  // A spreadsheet that made a number of it has lost digits: 9.40010E+21.
  if (/^\d([.,]\d+)?E\+\d+$/i.test(given)) return { ok: false, reason: 'broken_code' }
  return { ok: true, value: given.slice(0, LONGEST_NUMBER) }
}

function readCountryCell(text: string): Cell<string> {
  const code = countryOf(text)
  return code === null ? { ok: false, reason: 'not_a_country' } : { ok: true, value: code }
}

const LEGS: Readonly<Record<string, Leg>> = {
  origin: 'origin',
  first: 'origin',
  '1': 'origin',
  头程: 'origin',
  lastmile: 'last_mile',
  last: 'last_mile',
  '2': 'last_mile',
  尾程: 'last_mile',
  派送段: 'last_mile',
}

function readLeg(text: string): Cell<Leg> | { ok: false; reason: UploadProblem } {
  const leg =
    LEGS[
      text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\s_-]+/g, '')
    ]
  return leg === undefined ? { ok: false, reason: 'bad_leg' } : { ok: true, value: leg }
}

/** Two lines that show what may stand where. */
export function exampleLines(number: string, at: string): Record<UploadColumn, string>[] {
  const none = { leg: '', country: '', city: '', text: '' }
  return [
    {
      ...none,
      number,
      at,
      status: 'in_transit',
      text: 'Departed from sorting centre',
      country: 'CN',
      city: 'Shenzhen',
    },
    { ...none, number, at, status: 'out_for_delivery', country: 'DE', city: 'Berlin', leg: 'last_mile' },
  ]
}
