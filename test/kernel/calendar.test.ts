import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayIn, daysBetween, eachDay, isDay } from '#app/kernel/calendar.ts'

const day = fc
  .date({ min: new Date('1970-01-02'), max: new Date('2099-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('the shop-local day', () => {
  it.each([
    ['Europe/London', '2026-03-28T23:59:59Z', '2026-03-28'],
    ['Europe/London', '2026-03-29T23:30:00Z', '2026-03-30'], // summer time began that morning
    ['America/New_York', '2026-11-01T04:30:00Z', '2026-11-01'], // 00:30, still summer time
    ['America/New_York', '2026-11-02T04:30:00Z', '2026-11-01'], // 23:30, winter time
    ['Asia/Shanghai', '2026-01-31T16:00:00Z', '2026-02-01'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Asia/Kathmandu', '2026-05-01T18:15:00Z', '2026-05-02'], // UTC+5:45
  ])('in %s at %s is %s', (timezone, instant, expected) => {
    expect(dayIn(timezone, instant)).toBe(expected)
    expect(dayIn(timezone, new Date(instant))).toBe(expected)
  })

  it('of an unknown zone or an invalid instant is refused', () => {
    expect(() => dayIn('Europe/Nowhere', '2026-01-01T00:00:00Z')).toThrow(RangeError)
    expect(() => dayIn('UTC', 'yesterday')).toThrow(RangeError)
  })
})

describe('counting days', () => {
  it.each([
    ['2026-03-28', 2, '2026-03-30'], // over the change to summer time
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-01-01', -1, '2025-12-31'],
  ])('%s and %d days is %s', (from, days, expected) => {
    expect(addDays(from, days)).toBe(expected)
    expect(daysBetween(from, expected)).toBe(days)
  })

  it('adding days and counting them agree', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: -20_000, max: 20_000 }),
        (from, days) => daysBetween(from, addDays(from, days)) === days,
      ),
    )
  })

  it('every day of a range comes once, in order, both ends included', () => {
    fc.assert(
      fc.property(day, fc.nat(400), (from, days) => {
        const range = eachDay(from, addDays(from, days))
        return (
          range.length === days + 1 &&
          range[0] === from &&
          range.every((entry, index) => entry === addDays(from, index))
        )
      }),
    )
    expect(eachDay('2026-01-02', '2026-01-01')).toEqual([])
  })

  it.each([
    ['2026-02-28', true],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-2-3', false],
    ['2026-02-03T00:00:00Z', false],
    ['', false],
  ])('%j is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected)
  })
})
