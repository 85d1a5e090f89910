/**
 * How good was the promise? In: delivered parcels. Out: how often the p90 date held, and how far the p50 date was off, beside each lane's plain
 * median. Invariant: nothing is measured on a parcel that the model could have learned from; the split is by the day of the order.
 */
import type { Day } from '#app/kernel/calendar.ts'
import { toDayNumber } from './days.ts'
import { learnPromise, promiseArrival } from './engine.ts'
import { lanePath, type DeliveredParcel, type PromiseModel } from './model.ts'

export interface PromiseSummary {
  parcels: number
  /** parcels delivered on or before their p90 date, basis points; null without parcels */
  hitRateBps: number | null
  /** mean absolute difference of the p50 date, days */
  p50ErrorDays: number
  /** the same of the median of order-to-delivery days of origin x country x carrier x service (the widest lane known where that is unseen) */
  medianErrorDays: number
}

/** Promises judged, and how many of them held, by the name of each lane on the parcel's path. */
export type HeldByLane = Map<string, { parcels: number; held: number }>

/**
 * @param share of the parcels, the earliest, to learn from: 0.7
 * @param byLane filled with what held on each lane
 */
export function measurePromise(
  parcels: readonly DeliveredParcel[],
  share: number,
  byLane: HeldByLane = new Map(),
): PromiseSummary {
  const ordered = parcels.toSorted((a, b) => (a.orderedOn < b.orderedOn ? -1 : a.orderedOn > b.orderedOn ? 1 : 0))
  const cut = Math.floor(ordered.length * share)
  const splitOn = ordered[cut]?.orderedOn
  if (splitOn === undefined) return { parcels: 0, hitRateBps: null, p50ErrorDays: 0, medianErrorDays: 0 }
  const known = ordered.slice(0, cut)
  return judge(learnPromise(known, splitOn), mediansOf(known, splitOn), ordered.slice(cut), byLane)
}

function judge(
  model: PromiseModel,
  medians: ReadonlyMap<string, number>,
  parcels: readonly DeliveredParcel[],
  byLane: HeldByLane,
): PromiseSummary {
  let [held, error, medianError] = [0, 0, 0]
  for (const parcel of parcels) {
    const { p50On, p90On } = promiseArrival(model, parcel, parcel.orderedOn)
    const isHeld = parcel.deliveredOn <= p90On
    if (isHeld) held += 1
    error += Math.abs(toDayNumber(parcel.deliveredOn) - toDayNumber(p50On))
    for (const lane of lanePath(parcel)) {
      const own = byLane.get(lane) ?? { parcels: 0, held: 0 }
      byLane.set(lane, { parcels: own.parcels + 1, held: own.held + (isHeld ? 1 : 0) })
    }
    const path = lanePath(parcel).slice(0, 4)
    const name = path.findLast((lane) => medians.has(lane)) ?? ''
    medianError += Math.abs(toDayNumber(parcel.deliveredOn) - toDayNumber(parcel.orderedOn) - (medians.get(name) ?? 0))
  }
  return {
    parcels: parcels.length,
    hitRateBps: parcels.length === 0 ? null : Math.round((held * 10_000) / parcels.length),
    p50ErrorDays: error / parcels.length,
    medianErrorDays: medianError / parcels.length,
  }
}

function mediansOf(parcels: readonly DeliveredParcel[], asOf: Day): Map<string, number> {
  const spans = new Map<string, number[]>()
  for (const parcel of parcels) {
    if (parcel.deliveredOn > asOf) continue
    for (const name of ['', ...lanePath(parcel).slice(0, 4)]) {
      const own = spans.get(name) ?? []
      own.push(toDayNumber(parcel.deliveredOn) - toDayNumber(parcel.orderedOn))
      spans.set(name, own)
    }
  }
  return new Map(
    [...spans].map(([name, own]) => [name, own.sort((a, b) => a - b)[Math.floor((own.length - 1) / 2)] ?? 0]),
  )
}
