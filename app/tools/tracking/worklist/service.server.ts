/**
 * The work list as staff ask for it. In: a shop and a wish. Out: plain values. Invariant: a page reads what was decided before; putting away changes
 * no order and no parcel, and can be taken back whole.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { sheetResponse, type SheetFormat } from '#app/sheets/write.server.ts'
import type { Flag } from './engine.ts'
import { lookAgain } from './following/service.server.ts'
import { TrackingDeskJob } from './jobs.ts'
import { WorklistQuery, type PutAwayForm, type WorklistRow } from './schema.ts'
import {
  bringBack,
  countFlags,
  findDeskState,
  listChoices,
  listFlags,
  putAway,
  saveNote,
  showAgain,
} from './store.server.ts'

const PAGE_SIZE = 50
const MOST_EXPORTED = 50_000

export interface WorklistPage {
  rows: WorklistRow[]
  /** of each flag, the query's own flag not asked */
  counts: Partial<Record<Flag, number>>
  /** rows that match, on all pages */
  count: number
  pageSize: number
  choices: { countries: string[]; carriers: string[]; locations: { id: Id; name: string }[] }
  /** the day everything was looked at; null: not yet */
  sweptOn: Day | null
}

export async function worklistPage(shop: Shop, query: WorklistQuery, now: Date): Promise<WorklistPage> {
  const today = dayIn(shop.timezone, now)
  return inShopSql(shop.id, async (sql) => {
    const counts = await countFlags(sql, shop, query, today)
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
    return {
      rows: await listFlags(sql, shop, query, today, { limit: PAGE_SIZE, offset: (query.page - 1) * PAGE_SIZE }),
      counts,
      count: query.flag ? (counts[query.flag] ?? 0) : all,
      pageSize: PAGE_SIZE,
      choices: await listChoices(sql, shop),
      sweptOn: (await findDeskState(sql, shop)).sweptOn,
    }
  })
}

/** How many orders need somebody, by flag. */
export async function worklistSummary(shop: Shop, now: Date): Promise<Partial<Record<Flag, number>>> {
  const today = dayIn(shop.timezone, now)
  return inShopSql(shop.id, (sql) => countFlags(sql, shop, WorklistQuery.parse({}), today))
}

/** Puts chosen orders away, or all that match; the returned batch takes it back. */
export async function putOrdersAway(
  shop: Shop,
  { orders, until }: PutAwayForm,
  query: WorklistQuery,
  now: Date,
): Promise<{ batch: string; count: number }> {
  const batch = randomUUID()
  const today = dayIn(shop.timezone, now)
  const count = await inShopSql(shop.id, (sql) =>
    putAway(sql, shop, {
      orderIds: orders === 'all' ? null : orders,
      query,
      today,
      untilOn: until === 'tomorrow' ? addDays(today, 1) : null,
      batch,
      at: now.toISOString(),
    }),
  )
  return { batch, count }
}

/** Returns how many came back; 0: somebody was faster. */
export async function bringOrdersBack(shop: Shop, batch: string): Promise<number> {
  return inShopSql(shop.id, (sql) => bringBack(sql, shop, batch))
}

/** One order that was put away stands on the list again. */
export async function showOrderAgain(shop: Shop, orderId: Id): Promise<void> {
  await inShopSql(shop.id, (sql) => showAgain(sql, shop, orderId))
}

/** Throws `not_found` for an order that is not this shop's. */
export async function saveOrderNote(shop: Shop, orderId: Id, text: string, now: Date): Promise<void> {
  const saved = await inShopSql(shop.id, (sql) => saveNote(sql, shop, orderId, text, now.toISOString()))
  if (!saved) throw new AppError('not_found', `no order ${orderId}`)
}

/** What the page lists, whole, as a file. */
export async function exportWorklist(
  shop: Shop,
  query: WorklistQuery,
  format: SheetFormat,
  now: Date,
): Promise<Response> {
  const today = dayIn(shop.timezone, now)
  const rows = await inShopSql(shop.id, (sql) =>
    listFlags(sql, shop, query, today, { limit: MOST_EXPORTED, offset: 0 }),
  )
  return sheetResponse(
    format,
    `work-list-${today}`,
    [
      { title: 'Order', cell: (row) => row.orderName },
      { title: 'Flag', cell: (row) => row.flag },
      { title: 'Days', cell: (row) => row.days },
      { title: 'Limit', cell: (row) => row.limitDays },
      { title: 'Limit from', width: 30, cell: (row) => row.lane ?? 'general' },
      { title: 'Status', cell: (row) => [row.status, row.detail].filter(Boolean).join(' / ') },
      { title: 'Promised by', cell: (row) => row.promisedOn },
      { title: 'Country', cell: (row) => row.country },
      { title: 'Carrier', cell: (row) => row.carrier },
      { title: 'Tracking number', width: 26, cell: (row) => row.number },
      { title: 'Location', cell: (row) => row.location },
      { title: 'Ordered on', cell: (row) => row.processedOn },
      { title: 'Raised on', cell: (row) => row.raisedOn },
      { title: 'Note', width: 40, cell: (row) => row.note },
    ],
    rows,
  )
}

/** All orders are looked at again, soon: limits or promises have changed. */
export async function lookAtEverything(shop: Shop): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await lookAgain(sql, shop)
    await enqueue(sql, TrackingDeskJob, { shopId: shop.id }, { oneWaiting: `desk-${shop.id}` })
  })
}
