/**
 * Lanes as merchants, jobs and other parts of tracking ask for them. In: a shop. Out: plain values. Invariant: a page reads what is stored; learning
 * happens in a job, from what was known then.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { findSilences, listLanes, publishLanes } from '#app/facts/lanes.server.ts'
import type { LaneFact } from '#app/facts/lanes.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findSettings } from '../settings/store.server.ts'
import type { Lane } from '../promise/model.ts'
import { silencePath } from '../promise/silence.ts'
import type { LaneTree } from '../promise/smoothing.ts'
import { warehouseOf } from '../settings/desk.ts'
import type { ParcelStatus } from '../status/model.ts'
import { createHistory } from './history.ts'
import { TrackingLanesJob } from './jobs.ts'
import { learnInThread } from './learn-thread.server.ts'
import { findEstimateState, planEstimates, type EstimateState } from './publishing/service.server.ts'
import type { LaneQuery, LearnedState } from './schema.ts'
import { findLearned, hasDelivered, readDelivered, saveModel, type DeliveredPage } from './store.server.ts'

/** Lanes of longer ago are other lanes. */
const LEARNED_DAYS = 730
/** The latest parcels, in memory as a few whole numbers each. */
const MOST_LEARNED = 50_000
const PARCELS_AT_ONCE = 2_000

export interface LearnResult {
  parcels: number
  lanes: number
}

/**
 * Learns a shop's lanes from its delivered parcels, and renews what is promised. Null: no parcel was delivered yet, and nothing is stored.
 * Running twice stores the same twice.
 */
export async function learnLanes(shop: Shop, now: Date, signal: AbortSignal): Promise<LearnResult | null> {
  const asOf = dayIn(shop.timezone, now)
  const { settings } = await inShopSql(shop.id, (sql) => findSettings(sql, shop))
  const history = createHistory(shop.timezone, warehouseOf(settings.desk, shop.timezone))
  let before: DeliveredPage['next'] = null
  do {
    signal.throwIfAborted()
    const page: DeliveredPage = await inShopSql(shop.id, (sql) =>
      readDelivered(sql, shop, { since: addDays(asOf, -LEARNED_DAYS), before, limit: PARCELS_AT_ONCE }),
    )
    for (const parcel of page.parcels) history.add(parcel)
    before = page.next
  } while (before !== null && history.size() < MOST_LEARNED)
  const parcels = history.size()
  if (parcels === 0) return null
  const { model, summary, lanes, silences } = await learnInThread({ asOf, history: history.finish() }, { signal })
  await inShopSql(shop.id, async (sql) => {
    await saveModel(sql, shop, { model, summary, parcels, at: now.toISOString() })
    await publishLanes(sql, shop, lanes, silences)
    await planEstimates(sql, shop, now)
  })
  return { parcels, lanes: lanes.length }
}

/** From so many on a shop is learned again only with the day. */
const SETTLED_PARCELS = 20_000

/**
 * Whether a shop is to be learned now: once each shop-local day, when the first parcels have come, and while they come in bulk (a first
 * synchronisation) each time there are twice as many.
 */
export async function isLearningDue(shop: Shop, now: Date): Promise<boolean> {
  return inShopSql(shop.id, async (sql) => {
    const learned = await findLearned(sql, shop)
    if (learned !== null && learned.asOf < dayIn(shop.timezone, now)) return true
    const known = learned?.parcels ?? 0
    return known < SETTLED_PARCELS && (await hasDelivered(sql, shop, Math.max(1, 2 * known)))
  })
}

export async function enqueueLearning(sql: ShopSql | null, shop: Pick<Shop, 'id'>): Promise<void> {
  await enqueue(sql, TrackingLanesJob, { shopId: shop.id }, { oneWaiting: `lanes-${shop.id}` })
}

/** A merchant wants it learned again now. */
export async function learnAgain(shop: Shop): Promise<void> {
  await enqueueLearning(null, shop)
}

/** What is known of the silence of a parcel's lane after a status, as promise/silence.ts forecasts from it. */
export async function findSilenceTree(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  lane: Lane,
  after: ParcelStatus,
): Promise<LaneTree> {
  const silences = await findSilences(sql, shop, silencePath(lane, after))
  return {
    root: new Float64Array(1),
    lanes: new Map(
      silences.map(({ lane: name, gaps, shares }) => [
        name,
        { distribution: Float64Array.from(shares), parcels: gaps, mass: gaps },
      ]),
    ),
  }
}

export interface LanePage {
  learned: LearnedState | null
  lanes: LaneFact[]
  /** lanes that match, on all pages */
  count: number
  pageSize: number
  choices: { countries: string[]; carriers: string[] }
  estimates: EstimateState
}

const PAGE_SIZE = 50

/** The lanes that match a query, in its order, beside what was measured and what is promised. */
export async function lanePage(shop: Shop, query: LaneQuery): Promise<LanePage> {
  return inShopSql(shop.id, async (sql) => {
    const all = await listLanes(sql, shop)
    const found = all
      .filter(({ depth }) => depth === query.depth)
      .filter(({ country }) => query.country === '' || country === query.country)
      .filter(({ carrier }) => query.carrier === '' || carrier === query.carrier)
      .filter(({ lane }) => lane.toLowerCase().includes(query.search.toLowerCase()))
      .sort((a, b) => {
        const difference = sortValue(a, query.sort) - sortValue(b, query.sort)
        return (
          (query.direction === 'asc' ? difference : -difference) || b.parcels - a.parcels || (a.lane < b.lane ? -1 : 1)
        )
      })
    const from = (query.page - 1) * PAGE_SIZE
    return {
      learned: await findLearned(sql, shop),
      lanes: found.slice(from, from + PAGE_SIZE),
      count: found.length,
      pageSize: PAGE_SIZE,
      choices: {
        countries: [...new Set(all.flatMap(({ country }) => country ?? []))].sort(),
        carriers: [...new Set(all.flatMap(({ carrier }) => carrier ?? []))].sort(),
      },
      estimates: await findEstimateState(sql, shop),
    }
  })
}

function sortValue(lane: LaneFact, sort: LaneQuery['sort']): number {
  switch (sort) {
    case 'parcels':
      return lane.parcels
    case 'transit':
      return lane.transitP90Days
    case 'handling':
      return lane.handlingP90Days
    case 'held':
      return lane.measuredParcels === 0 ? -1 : lane.measuredHeld / lane.measuredParcels
  }
}
