/**
 * From a model to calendar days. In: a lane and the day something began. Out: the probability of arriving so many calendar days later.
 * Invariant: the probabilities sum to 1; what would take longer than the table counts as its last day.
 */
import { EVERY_DAY, weekdayOf, workedOffsets, type Workweek } from './days.ts'
import { lanePath, type Lane, type PromiseModel } from './model.ts'
import { findLane, LONGEST_DAYS } from './smoothing.ts'

/** Probability of arriving so many calendar days after `from`: handling in days of handover, then transit in days of delivery. */
export function arrivalOffsets(model: PromiseModel, lane: Lane, from: number): Float64Array {
  const handling = findLane(model.handling, [lane.origin, `${lane.origin} / ${lane.service ?? ''}`]).distribution
  const worked = workedOffsets(from, LONGEST_DAYS, model.handoverWeek.get(lane.origin) ?? EVERY_DAY)
  const offsets = new Float64Array(LONGEST_OFFSET)
  const transitFrom = new Map<number, Float64Array>()
  for (let days = 0; days < handling.length; days += 1) {
    const share = handling[days] ?? 0
    if (share < 1e-6) continue
    const handedOver = from + (worked[days] ?? 0)
    const weekday = weekdayOf(handedOver)
    const transit = transitFrom.get(weekday) ?? transitOffsets(model, lane, handedOver)
    transitFrom.set(weekday, transit)
    for (let day = 0; day < transit.length; day += 1) {
      const at = Math.min(LONGEST_OFFSET - 1, handedOver - from + day)
      offsets[at] = (offsets[at] ?? 0) + share * (transit[day] ?? 0)
    }
  }
  return offsets
}

const LONGEST_OFFSET = 400

export function transitOffsets(model: PromiseModel, lane: Lane, handedOver: number): Float64Array {
  const path = lanePath(lane)
  const { distribution } = findLane(model.transit, path)
  const worked = workedOffsets(handedOver, LONGEST_DAYS, weekOf(model.deliveryWeek, path))
  const offsets = new Float64Array(LONGEST_OFFSET)
  for (let days = 0; days < distribution.length; days += 1) {
    const at = Math.min(LONGEST_OFFSET - 1, worked[days] ?? 0)
    offsets[at] = (offsets[at] ?? 0) + (distribution[days] ?? 0)
  }
  return offsets
}

export function weekOf(weeks: ReadonlyMap<string, Workweek>, path: readonly string[]): Workweek {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const week = weeks.get(path[depth] ?? '')
    if (week !== undefined) return week
  }
  return EVERY_DAY
}
