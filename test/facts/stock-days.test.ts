import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayStartIn } from '#app/kernel/calendar.ts'
import { changeStock, changeTotal, DayClock, isOut, type StockDay } from '#app/facts/stock-days.ts'

const HOUR = 3_600_000
const clock = new DayClock('UTC')
const at = (text: string): number => Date.parse(`2026-${text}:00Z`)
const units = (available: number | null) => ({ available, onHand: available })

describe('the day of a change', () => {
  it('counts the time without stock to the second, as if nothing changed any more', () => {
    const full = changeStock(null, at('03-02T08:00'), units(5), clock)
    expect(full).toMatchObject({ day: '2026-03-02', available: 5, outSeconds: 0 })
    const empty = changeStock(full, at('03-04T18:00'), units(0), clock)
    expect(empty).toMatchObject({ day: '2026-03-04', outSeconds: 6 * 3600 })
    const again = changeStock(empty, at('03-04T20:30'), units(9), clock)
    expect(again).toMatchObject({ day: '2026-03-04', available: 9, outSeconds: 2.5 * 3600 })
    // two days later it was in stock until 06:00
    expect(changeStock(again, at('03-06T06:00'), units(-1), clock)).toMatchObject({ outSeconds: 18 * 3600 })
  })

  it('begins with the shop’s day, which has 23 to 25 hours', () => {
    const berlin = new DayClock('Europe/Berlin')
    const out = changeStock(null, Date.parse('2026-03-28T10:00:00Z'), units(0), berlin)
    // 29 March loses an hour: out until 12:00 in summer time is 11 hours.
    const back = changeStock(out, Date.parse('2026-03-29T10:00:00Z'), units(4), berlin)
    expect(back).toMatchObject({ day: '2026-03-29', outSeconds: 11 * 3600 })
    // 25 October has 25 hours.
    const autumn = changeStock(null, Date.parse('2026-10-24T22:00:00Z'), units(0), berlin)
    expect(autumn).toMatchObject({ day: '2026-10-25', outSeconds: 25 * 3600 })
  })

  it('finds the beginning of days that do not begin at midnight', () => {
    // Beirut's clocks went from 00:00 to 01:00 on 29 March 2026, Apia is 13 hours ahead, Pago Pago 11 behind.
    expect(dayStartIn('Asia/Beirut', '2026-03-29')).toBe(Date.parse('2026-03-28T22:00:00Z'))
    expect(dayStartIn('Pacific/Apia', '2026-06-01')).toBe(Date.parse('2026-05-31T11:00:00Z'))
    expect(dayStartIn('Pacific/Pago_Pago', '2026-06-01')).toBe(Date.parse('2026-06-01T11:00:00Z'))
    expect(dayStartIn('Pacific/Kiritimati', '2026-06-01')).toBe(Date.parse('2026-05-31T10:00:00Z'))
    expect(dayStartIn('Asia/Kathmandu', '2026-06-01')).toBe(Date.parse('2026-05-31T18:15:00Z'))
  })

  it('is not made by what changes nothing, nor put before what was known', () => {
    const known = changeStock(null, at('03-02T08:00'), units(5), clock)
    expect(changeStock(known, at('03-09T08:00'), units(5), clock)).toBeNull()
    expect(changeStock(known, at('02-01T08:00'), units(4), clock)).toMatchObject({ day: '2026-03-02', available: 4 })
  })

  it('never counts more seconds without stock than its changes leave', () => {
    const change = fc.record({ hours: fc.integer({ min: 0, max: 30 }), to: fc.option(fc.integer({ min: -2, max: 3 })) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
        const rows = new Map<string, StockDay>()
        let [last, now]: [StockDay | null, number] = [null, at('10-23T00:00')]
        const states: { at: number; out: boolean }[] = []
        for (const { hours, to } of changes) {
          now += hours * HOUR
          states.push({ at: now, out: isOut({ available: to }) })
          const row = changeStock(last, now, units(to), clock)
          if (row) {
            last = row
            rows.set(row.day, row)
          }
        }
        for (const row of rows.values()) {
          const [start, end] = [clock.startOf(row.day), clock.endOf(row.day)]
          let seconds = 0
          states.forEach((state, index) => {
            const until = states[index + 1]?.at ?? Infinity
            if (state.out) seconds += Math.max(0, Math.min(end, until) - Math.max(start, state.at)) / 1000
          })
          expect(row.outSeconds).toBeCloseTo(seconds, 0)
        }
      }),
    )
  })
})

describe('all locations together', () => {
  const place = (last: StockDay | null, now: number | null, when: string) => ({ last, now: units(now), at: at(when) })

  it('are known since the youngest was seen, and are out only while every one is', () => {
    const a = changeStock(null, at('03-01T00:00'), units(3), clock)
    const b = changeStock(null, at('03-02T00:00'), units(0), clock)
    const [first] = changeTotal(null, [place(null, 3, '03-01T00:00'), place(null, 0, '03-02T00:00')], clock)
    expect(first).toMatchObject({ day: '2026-03-02', available: 3, outSeconds: 0 })
    // a sells out at 10:00, b gets two at 14:00: four hours without anything
    const rows = changeTotal(first ?? null, [place(a, 0, '03-05T10:00'), place(b, 2, '03-05T14:00')], clock)
    expect(rows).toMatchObject([{ day: '2026-03-05', available: 2, outSeconds: 4 * 3600 }])
  })

  it('forget a location that no longer stocks it, and know nothing when none does', () => {
    const a = changeStock(null, at('03-01T00:00'), units(3), clock)
    const b = changeStock(null, at('03-01T00:00'), units(4), clock)
    const [first = null] = changeTotal(null, [place(null, 3, '03-01T00:00'), place(null, 4, '03-01T00:00')], clock)
    const [second = null] = changeTotal(first, [place(a, 3, '03-01T00:00'), place(b, null, '03-05T10:00')], clock)
    expect(second).toMatchObject({ day: '2026-03-05', available: 3 })
    expect(changeTotal(second, [place(a, null, '03-06T10:00')], clock)).toMatchObject([
      { day: '2026-03-06', available: null, outSeconds: 0 },
    ])
  })
})
