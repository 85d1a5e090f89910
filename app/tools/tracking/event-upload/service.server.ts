/**
 * Tracking events from a merchant's file, previewed first. In: a shop and a file. Out: what it would change and what is wrong in it, line by line; the import;
 * its way back. Invariant: a file is applied in one transaction and once under the id of its page; the same events again change nothing.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { adviseColumns } from '#app/sheets/columns.ts'
import { readUploadedSheet } from '#app/sheets/read.server.ts'
import type { LineProblem, Sheet } from '#app/sheets/types.ts'
import { sheetResponse, type SheetFormat } from '#app/sheets/write.server.ts'
import { announceParcels } from '../parcels/changed.server.ts'
import { numberKey } from '../parcels/derive.ts'
import { fromEventRow, toEventRow } from '../parcels/event-rows.server.ts'
import { timelineOf } from '../parcels/following/plan.ts'
import { mergeAgain, recordEvents } from '../parcels/service.server.ts'
import { listEvents, lockParcels, removeEvents } from '../parcels/store.server.ts'
import { shareEvents } from '../sources/hearing/share.ts'
import type { TrackingEvent } from '../status/model.ts'
import type { PastUpload, UploadAdded, UploadPreview } from './schema.ts'
import { exampleLines, isUsable, readEvents, UPLOAD_COLUMNS, type ReadEvent, type UploadColumn } from './sheet.ts'
import {
  findSomeNumber,
  finishUpload,
  insertUpload,
  listParcelsByKeys,
  listUploads,
  takeUpload,
  type NumberedParcel,
} from './store.server.ts'

const MOST_ROWS = 5_000
const MOST_EXAMPLES = 20
const LONGEST_FILE_NAME = 120

/** What a parcel gets of the file. */
interface Addition {
  parcel: NumberedParcel
  /** all of them; `keys`: those that are new */
  events: TrackingEvent[]
  known: TrackingEvent[]
  keys: string[]
}

interface Prepared {
  preview: UploadPreview
  additions: Addition[]
}

export async function pastUploads(shop: Shop): Promise<PastUpload[]> {
  return inShopSql(shop.id, (sql) => listUploads(sql, shop))
}

/** What an import of this file would do; nothing is written. Throws `invalid_input` for a file that is no table. */
export async function previewUpload(
  shop: Shop,
  file: FormDataEntryValue | null,
  asOf: Instant,
): Promise<UploadPreview> {
  const sheet = await readUploadedSheet(file, { rows: MOST_ROWS })
  return inShopSql(shop.id, async (sql) => (await prepare(sql, shop, sheet, nameOf(file), asOf)).preview)
}

/**
 * Applies a file under an id that the page made: the same id again changes nothing. With `leaveOut`, lines with problems are left out; without, one
 * problem refuses the file (`invalid_input`, the reason as the field's code).
 */
export async function importUpload(
  shop: Shop,
  wanted: { id: string; file: FormDataEntryValue | null; leaveOut: boolean },
  asOf: Instant,
): Promise<UploadPreview> {
  const sheet = await readUploadedSheet(wanted.file, { rows: MOST_ROWS })
  const fileName = nameOf(wanted.file)
  const preview = await inShopSql(shop.id, async (sql) => {
    const prepared = await prepare(sql, shop, sheet, fileName, asOf)
    if (!(await insertUpload(sql, shop, { id: wanted.id, fileName, at: asOf }))) return prepared.preview
    const { missing, twice, problems, ready } = prepared.preview
    if (missing.length > 0 || twice.length > 0) throw refusal('columnsWrong')
    if (problems.length > 0 && !wanted.leaveOut) throw refusal('hasProblems')
    if (ready === 0) throw refusal('nothingToImport')
    const added: UploadAdded = {}
    let events = 0
    for (const { parcel, events: given, keys } of prepared.additions) {
      if (keys.length === 0) continue
      events += (await recordEvents(sql, shop, parcel.id, given)).added
      added[parcel.id] = keys
    }
    await finishUpload(sql, shop, wanted.id, { counts: { events, parcels: Object.keys(added).length }, added })
    return prepared.preview
  })
  announceParcels(shop.id)
  return preview
}

/** Takes an upload back: the events that it had added go, what others said stays. Doing it twice changes nothing. Throws `not_found`. */
export async function undoUpload(shop: Shop, id: string, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const added = await takeUpload(sql, shop, id, at)
    if (added === null) return
    const parcels = await lockParcels(sql, shop, { ids: Object.keys(added) })
    await removeEvents(
      sql,
      shop,
      Object.entries(added).flatMap(([parcelId, keys]) => keys.map((key) => ({ parcelId, key }))),
    )
    for (const parcel of parcels) await mergeAgain(sql, shop, parcel)
  })
  announceParcels(shop.id)
}

/** A file to fill in, with two example lines. */
export async function uploadTemplate(shop: Shop, format: SheetFormat, asOf: Instant): Promise<Response> {
  const number = await inShopSql(shop.id, (sql) => findSomeNumber(sql, shop))
  const columns = UPLOAD_COLUMNS.map(({ key, names }) => ({
    title: names[0] ?? key,
    cell: (line: Record<UploadColumn, string>) => line[key],
  }))
  return sheetResponse(
    format,
    'tracking-events',
    columns,
    exampleLines(number ?? 'RR123456785CN', `${asOf.slice(0, 16)}Z`),
  )
}

function refusal(code: string): AppError {
  return new AppError('invalid_input', `the file was not imported: ${code}`, {
    fields: [{ path: ['file'], message: code, code: `trackingUpload.${code}` }],
  })
}

function nameOf(file: FormDataEntryValue | null): string {
  return file instanceof File ? file.name.slice(-LONGEST_FILE_NAME) : ''
}

async function prepare(sql: ShopSql, shop: Shop, sheet: Sheet, fileName: string, asOf: Instant): Promise<Prepared> {
  const read = readEvents(sheet, shop.timezone, asOf)
  const found = isUsable(read.match) ? read.found : []
  const parcels = await listParcelsByKeys(sql, shop, [...new Set(found.map(({ number }) => numberKey(number)))])
  const { additions, problems } = await addUp(sql, shop, found, parcels, asOf)
  const header = (key: UploadColumn): string | null => {
    const index = read.match.at[key]
    return index === undefined ? null : (sheet.columns[index] ?? null)
  }
  const named = problems.map(({ key, ...problem }): LineProblem => ({ ...problem, column: header(key) }))
  return {
    additions,
    preview: {
      fileName,
      ...adviseColumns(read.match, UPLOAD_COLUMNS, { status: 'text' }),
      problems: [...read.problems, ...named].sort((a, b) => a.line - b.line),
      ready: found.length - named.length,
      fresh: additions.reduce((sum, { keys }) => sum + keys.length, 0),
      parcels: additions.length,
      examples: additions
        .filter(({ keys }) => keys.length > 0)
        .slice(0, MOST_EXAMPLES)
        .map(({ parcel, events, known, keys }) => ({
          number: parcel.number,
          orderName: parcel.orderName,
          before: timelineOf(parcel, known).current,
          after: timelineOf(parcel, [...known, ...events]).current,
          events: keys.length,
        })),
    },
  }
}

type NumberProblem = Omit<LineProblem, 'column'> & { key: UploadColumn }

/** Gives each line its parcels. A number that no parcel has, or a time before the order, is a problem of its line. */
async function addUp(
  sql: ShopSql,
  shop: Shop,
  found: readonly ReadEvent[],
  parcels: readonly NumberedParcel[],
  asOf: Instant,
): Promise<{ additions: Addition[]; problems: NumberProblem[] }> {
  const stored = Map.groupBy(
    await listEvents(
      sql,
      shop,
      parcels.map(({ id }) => id),
    ),
    ({ parcelId }) => parcelId,
  )
  const parcelsOf = Map.groupBy(parcels, (parcel) => parcel.numberKey)
  const additions: Addition[] = []
  const problems: NumberProblem[] = []
  for (const [key, lines] of Map.groupBy(found, ({ number }) => numberKey(number))) {
    const own = parcelsOf.get(key) ?? []
    const taken = new Set<TrackingEvent>()
    for (const { parcel, events } of shareEvents(
      own,
      lines.map(({ event }) => event),
    )) {
      for (const event of events) taken.add(event)
      const known = stored.get(parcel.id) ?? []
      const keys = new Set(events.flatMap((event) => toEventRow(event, Date.parse(asOf))?.key ?? []))
      for (const row of known) keys.delete(row.key)
      if (events.length > 0) additions.push({ parcel, events, known: known.map(fromEventRow), keys: [...keys] })
    }
    for (const { line, number, event } of lines) {
      if (own.length === 0) problems.push({ line, key: 'number', code: 'unknown_number', value: number })
      else if (!taken.has(event)) problems.push({ line, key: 'at', code: 'before_order', value: event.occurredAt })
    }
  }
  return { additions, problems }
}
