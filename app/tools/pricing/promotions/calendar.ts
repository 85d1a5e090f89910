/**
 * The calendar as pages draw it. In: months, festivals, plans. Out: per month what happens in it; per shop which market keeps what.
 * Invariant: something that spans months is in each of them, cut to the month for drawing but with its whole days.
 */
import type { PlannedPromotion } from '#app/facts/types.ts'
import { daysBetween, type Day } from '#app/kernel/calendar.ts'
import type { Id } from '#app/mirror/types.ts'
import { festivalsIn, type FestivalDays, type FestivalKey } from './festivals.ts'
import type { Month } from './schema.ts'

/** A market that ships to at least one country. */
export interface SellingMarket {
  id: Id
  name: string
  countries: string[]
}

interface Entry {
  startsOn: Day
  endsOn: Day
  /** 1 to 31, both included: where it lies in this month */
  firstDay: number
  lastDay: number
}

export type CalendarEntry = Entry &
  ({ kind: 'festival'; festival: FestivalDays } | { kind: 'plan'; plan: PlannedPromotion })

export interface CalendarMonth extends Month {
  days: number
  entries: CalendarEntry[]
}

export function layOut(months: Month[], festivals: FestivalDays[], plans: PlannedPromotion[]): CalendarMonth[] {
  return months.map((month) => {
    const place = <T extends { startsOn: Day; endsOn: Day }>(list: T[]): (Entry & { item: T })[] =>
      list
        .filter((item) => item.startsOn <= month.to && item.endsOn >= month.from)
        .map((item) => ({
          item,
          startsOn: item.startsOn,
          endsOn: item.endsOn,
          firstDay: Math.max(0, daysBetween(month.from, item.startsOn)) + 1,
          lastDay: Math.min(daysBetween(month.from, month.to), daysBetween(month.from, item.endsOn)) + 1,
        }))
    const entries: CalendarEntry[] = [
      ...place(plans).map(({ item, ...entry }) => ({ ...entry, kind: 'plan' as const, plan: item })),
      ...place(festivals).map(({ item, ...entry }) => ({ ...entry, kind: 'festival' as const, festival: item })),
    ]
    return {
      ...month,
      days: daysBetween(month.from, month.to) + 1,
      entries: entries.sort((a, b) => a.firstDay - b.firstDay || a.lastDay - b.lastDay),
    }
  })
}

/** Each festival once, with all the markets that keep it on these days. */
export function marketFestivals(
  markets: SellingMarket[],
  from: Day,
  to: Day,
): { festival: FestivalKey; startsOn: Day; endsOn: Day; marketIds: Id[] }[] {
  const found = new Map<string, { festival: FestivalKey; startsOn: Day; endsOn: Day; marketIds: Id[] }>()
  for (const market of markets) {
    for (const { key, startsOn, endsOn } of festivalsIn(market.countries, from, to).days) {
      const name = `${key} ${startsOn} ${endsOn}`
      const entry = found.get(name) ?? { festival: key, startsOn, endsOn, marketIds: [] }
      if (!entry.marketIds.includes(market.id)) entry.marketIds.push(market.id)
      found.set(name, entry)
    }
  }
  return [...found.values()]
}

/** How far a promotion starts before today: past, running, or days to go. */
export function timeOf(entry: { startsOn: Day; endsOn: Day }, today: Day): 'past' | 'running' | 'coming' {
  if (entry.endsOn < today) return 'past'
  return entry.startsOn <= today ? 'running' : 'coming'
}
