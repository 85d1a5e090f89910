/**
 * Stock week by week, from the days on which something changed. In: a variant's recorded days, a calendar of weeks. Out: each week's days without
 * stock and its close; the last weeks that were seen whole, in figures. Invariant: a day without a row is as the last row closed; what is not known
 * is null, never 0.
 */
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { isOut, type DayClock } from './stock-days.ts'

/** day, available, on hand, seconds without stock, whether it was seen (else rebuilt) */
export type RecordedDay = readonly [Day, number | null, number | null, number, boolean]

/** A variant's recorded days up to the calendar's last, oldest first, all locations together. */
export interface RecordedStock {
  variantId: Id
  /** it is sold when there is none, too: no day counts as without stock */
  sellsOn: boolean
  days: readonly RecordedDay[]
}

export interface StockWeeks {
  /** one entry per week, oldest first: days without stock, with fractions; null: nothing is known of the week */
  outDays: (number | null)[]
  /** what could be sold at the week's end; null when it was not seen */
  closingUnits: (number | null)[]
  /** the newest whole weeks that were seen, after one that was too; null without any */
  seen: SeenWeeks | null
}

export interface SeenWeeks {
  weeks: number
  /** on hand */
  openingUnits: number
  closingUnits: number
  /** mean over the days of what was on hand at their end */
  averageUnits: number
}

const WEEK_DAYS = 7

/** Stock as it stands for some days in a row. */
interface Spell {
  /** of the calendar, the first included, the last not; below 0: before it */
  from: number
  to: number
  outShare: number
  available: number | null
  onHand: number | null
  seen: boolean
}

/** @param mostSeen weeks that `seen` reaches back at most */
export function fillStockWeeks(
  { days, sellsOn }: RecordedStock,
  calendar: { fromOn: Day; weeks: number },
  mostSeen: number,
  clock: DayClock,
): StockWeeks {
  const { weeks } = calendar
  const out = new Array<number>(weeks).fill(0)
  const known = new Array<number>(weeks).fill(0)
  const seen = new Array<number>(weeks).fill(0)
  const onHand = new Array<number>(weeks).fill(0)
  const close = new Array<Spell | null>(weeks).fill(null)
  for (const spell of spellsOf(days, sellsOn, calendar, clock)) {
    for (let day = Math.max(0, spell.from); day < spell.to;) {
      const week = Math.floor(day / WEEK_DAYS)
      const end = Math.min(spell.to, (week + 1) * WEEK_DAYS)
      const length = end - day
      close[week] = spell
      out[week] = (out[week] ?? 0) + length * spell.outShare
      if (spell.available !== null) known[week] = (known[week] ?? 0) + length
      if (spell.seen && spell.onHand !== null) {
        seen[week] = (seen[week] ?? 0) + length
        onHand[week] = (onHand[week] ?? 0) + length * spell.onHand
      }
      day = end
    }
  }
  return {
    outDays: out.map((outDays, week) => (known[week] === 0 ? null : outDays)),
    closingUnits: close.map((spell) => (spell?.seen ? spell.available : null)),
    seen: seenOf(weeks, seen, onHand, close, mostSeen),
  }
}

function* spellsOf(
  days: readonly RecordedDay[],
  sellsOn: boolean,
  { fromOn, weeks }: { fromOn: Day; weeks: number },
  clock: DayClock,
): Generator<Spell> {
  const end = weeks * WEEK_DAYS
  const first = clock.numberOf(fromOn)
  for (const [index, [day, available, onHand, outSeconds, seen]] of days.entries()) {
    const from = clock.numberOf(day) - first
    const next = days[index + 1]
    const to = next ? clock.numberOf(next[0]) - first : end
    if (to <= 0 || from >= end) continue
    const state = { available, onHand, seen }
    if (from >= 0) yield { ...state, from, to: from + 1, outShare: sellsOn ? 0 : outSeconds / clock.lengthOf(day) }
    if (to > from + 1) yield { ...state, from: from + 1, to, outShare: isOut(state) && !sellsOn ? 1 : 0 }
  }
}

function seenOf(
  weeks: number,
  seen: readonly number[],
  onHand: readonly number[],
  close: readonly (Spell | null)[],
  most: number,
): SeenWeeks | null {
  let first = weeks
  while (first > 0 && weeks - first <= most && seen[first - 1] === WEEK_DAYS) first -= 1
  // The oldest gives what the others open with.
  const count = weeks - first - 1
  if (count < 1) return null
  const days = onHand.slice(first + 1).reduce((sum, units) => sum + units, 0)
  return {
    weeks: count,
    openingUnits: close[first]?.onHand ?? 0,
    closingUnits: close[weeks - 1]?.onHand ?? 0,
    averageUnits: days / (count * WEEK_DAYS),
  }
}

/** Days that are alike, for whoever asks day by day. */
export interface OutSpell {
  from: Day
  to: Day
  /** of each of its days, 0 to 1; null: not known */
  outShare: number | null
}

/** Every recorded day of some weeks lies in one spell. */
export function outSpells(stock: RecordedStock, calendar: { fromOn: Day; weeks: number }, clock: DayClock): OutSpell[] {
  return [...spellsOf(stock.days, stock.sellsOn, calendar, clock)].map(({ from, to, outShare, available }) => ({
    from: addDays(calendar.fromOn, Math.max(0, from)),
    to: addDays(calendar.fromOn, to - 1),
    outShare: available === null ? null : outShare,
  }))
}
