/**
 * How stock stood, day by day. In: what was known of a variant's stock, and a change with its instant. Out: the row of the day it fell on.
 * A row says how the day closed and how much of it was without stock, as if nothing changed any more; a day without a row is as the last row
 * closed. Invariant: a change that changes nothing makes no row, a late one is never put before what was known already, and the share of a
 * day without stock is exact to the second for the changes that were seen.
 */
import { addDays, daysBetween, dayIn, dayStartIn, type Day } from '#app/kernel/calendar.ts'

/** Stock from an instant on; null: not stocked here, not counted, or not known. What Shopify does not count gets a row, too: counting may begin. */
export interface StockState {
  /** can be sold; at or below 0 is "without stock" */
  available: number | null
  onHand: number | null
}

export interface StockDay extends StockState {
  day: Day
  /** seconds of the day without stock, up to its end if nothing changes any more */
  outSeconds: number
  /** milliseconds since 1970 */
  changedAt: number
}

const SECOND_MS = 1_000

/** Days of one time zone; remembers their bounds, because many variants change on the same days. */
export class DayClock {
  readonly #timezone: string
  readonly #starts = new Map<Day, number>()
  readonly #lengths = new Map<Day, number>()
  readonly #numbers = new Map<Day, number>()

  constructor(timezone: string) {
    this.#timezone = timezone
  }

  dayOf(at: number): Day {
    return dayIn(this.#timezone, new Date(at))
  }

  startOf(day: Day): number {
    let start = this.#starts.get(day)
    if (start === undefined) this.#starts.set(day, (start = dayStartIn(this.#timezone, day)))
    return start
  }

  endOf(day: Day): number {
    return this.startOf(addDays(day, 1))
  }

  /** Seconds of a day: 23 to 25 hours of them. */
  lengthOf(day: Day): number {
    let length = this.#lengths.get(day)
    if (length === undefined) this.#lengths.set(day, (length = (this.endOf(day) - this.startOf(day)) / SECOND_MS))
    return length
  }

  /** Days since 1970. */
  numberOf(day: Day): number {
    let number = this.#numbers.get(day)
    if (number === undefined) this.#numbers.set(day, (number = daysBetween('1970-01-01', day)))
    return number
  }
}

/** Nothing to sell; not known is not out. */
export const isOut = ({ available }: Pick<StockState, 'available'>): boolean => available !== null && available <= 0

const isSame = (a: StockState, b: StockState): boolean => a.available === b.available && a.onHand === b.onHand

/**
 * The row of the day of a change; null when nothing changed.
 * @param at milliseconds; an instant before the last change counts as that one
 */
export function changeStock(last: StockDay | null, at: number, to: StockState, clock: DayClock): StockDay | null {
  if (last && isSame(last, to)) return null
  const changedAt = Math.max(at, last?.changedAt ?? at)
  const day = clock.dayOf(changedAt)
  const [start, end] = [clock.startOf(day), clock.endOf(day)]
  let outMs = isOut(to) ? end - changedAt : 0
  if (last && last.day === day) {
    outMs += last.outSeconds * SECOND_MS - (isOut(last) ? end - changedAt : 0)
  } else if (last && isOut(last)) {
    outMs += changedAt - start
  }
  const outSeconds = Math.round(Math.min(end - start, Math.max(0, outMs)) / SECOND_MS)
  return { day, available: to.available, onHand: to.onHand, outSeconds, changedAt }
}

/** A location's stock as it was last recorded, and as it is now. */
export interface PlaceChange {
  last: StockDay | null
  now: StockState
  /** milliseconds: since when it is so */
  at: number
}

/**
 * The rows of all locations together, in the order of their days; several changes of one day are one row.
 * @param last of all locations together
 */
export function changeTotal(last: StockDay | null, places: readonly PlaceChange[], clock: DayClock): StockDay[] {
  const now = sumOf(places.map((place) => place.now))
  if (last === null) {
    // Before the youngest of them was seen, the sum is not known.
    const counted = places.filter((place) => place.now.available !== null)
    const at = Math.max(...(counted.length > 0 ? counted : places).map((place) => place.at))
    const first = places.length > 0 ? changeStock(null, at, now, clock) : null
    return first ? [first] : []
  }
  const states = places.map((place): StockState => place.last ?? { available: null, onHand: null })
  const order = places
    .map((place, index) => ({ place, index }))
    .filter(({ place }) => !isSame(place.last ?? { available: null, onHand: null }, place.now))
    .sort((a, b) => a.place.at - b.place.at)
  const rows = new Map<Day, StockDay>()
  let current = last
  const take = (at: number, to: StockState): void => {
    const row = changeStock(current, at, to, clock)
    if (!row) return
    current = row
    rows.set(row.day, row)
  }
  for (const { place, index } of order) {
    states[index] = place.now
    take(place.at, sumOf(states))
  }
  // What the parts do not explain (a row that was pruned) must not stay.
  take(current.changedAt, now)
  return [...rows.values()]
}

/** Not known only when no location is. */
function sumOf(states: readonly StockState[]): StockState {
  const known = states.filter((state) => state.available !== null)
  if (known.length === 0) return { available: null, onHand: null }
  return {
    available: known.reduce((sum, state) => sum + (state.available ?? 0), 0),
    onHand: known.reduce((sum, state) => sum + (state.onHand ?? 0), 0),
  }
}
