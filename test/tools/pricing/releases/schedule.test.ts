import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveWallTime } from '#app/tools/pricing/releases/schedule.ts'

describe('a wall time in the shop', () => {
  it.each([
    // An ordinary day: London is UTC in winter and an hour ahead in summer; New York 5 and 4 hours behind.
    ['2026-01-15T09:00', 'Europe/London', '2026-01-15T09:00:00.000Z', null],
    ['2026-07-15T09:00', 'Europe/London', '2026-07-15T08:00:00.000Z', null],
    ['2026-11-27T00:00', 'America/New_York', '2026-11-27T05:00:00.000Z', null],
    ['2026-11-11T00:00', 'Asia/Shanghai', '2026-11-10T16:00:00.000Z', null],
    ['2026-03-29T00:59:59', 'Europe/London', '2026-03-29T00:59:59.000Z', null],
    // 29 March 2026, London: 01:00 becomes 02:00, so 01:30 is not there; the first moment after the gap is 01:00 UTC.
    ['2026-03-29T01:00', 'Europe/London', '2026-03-29T01:00:00.000Z', 'skipped'],
    ['2026-03-29T01:30', 'Europe/London', '2026-03-29T01:00:00.000Z', 'skipped'],
    ['2026-03-29T02:00', 'Europe/London', '2026-03-29T01:00:00.000Z', null],
    // 25 October 2026, London: 02:00 becomes 01:00, so 01:30 is there twice: 00:30 and 01:30 UTC.
    ['2026-10-25T01:30', 'Europe/London', '2026-10-25T00:30:00.000Z', 'repeated'],
    ['2026-10-25T02:00', 'Europe/London', '2026-10-25T02:00:00.000Z', null],
    // New York: 8 March and 1 November 2026 at two o'clock.
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:00:00.000Z', 'skipped'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z', 'repeated'],
    // Lord Howe moves by half an hour: on 4 October 2026 02:00 becomes 02:30 (UTC+10:30 to +11).
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z', 'skipped'],
    // Kathmandu: UTC+5:45, no clock change.
    ['2026-06-01T12:00', 'Asia/Kathmandu', '2026-06-01T06:15:00.000Z', null],
  ])('%s in %s is %s (%s)', (wall, zone, at, clockChange) => {
    expect(resolveWallTime(wall, zone)).toEqual({ at, clockChange })
  })

  it.each(['2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T25:00', '2026-01-01', '', 'tomorrow'])(
    '%j is no time of the calendar',
    (text) => {
      expect(resolveWallTime(text, 'Europe/London')).toBeNull()
    },
  )

  it('shown again on the clock of the zone, a time is the one that was asked for, unless the clock skips it', () => {
    const zones = [
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Shanghai',
      'America/Sao_Paulo',
      'Pacific/Chatham',
    ]
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2032-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, zone) => {
          const wall = date.toISOString().slice(0, 16)
          const resolved = resolveWallTime(wall, zone)
          const shown = resolved && onClock(resolved.at, zone)
          return resolved?.clockChange === 'skipped' ? shown !== wall && (shown ?? '') > wall : shown === wall
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

function onClock(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(at))
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`
}
