import { describe, expect, it } from 'vitest'
import { lunarDay } from '#app/tools/pricing/promotions/lunar.ts'
import { LUNAR_NEW_YEARS, missingClosures, proposeClosures } from '#app/tools/reorder/suppliers/closures.ts'

describe('the lunar new year', () => {
  it.each(LUNAR_NEW_YEARS.map((day) => [day]))('of %s is the day that sun and moon set for China', (day) => {
    expect(lunarDay(Number(day.slice(0, 4)), 1, 1, 'china')).toBe(day)
  })

  it('of 2030 is a day earlier in Vietnam', () => {
    expect(lunarDay(2030, 1, 1, 'vietnam')).toBe('2030-02-02')
    // 2 February less 7 days, and 14 days after it.
    expect(proposeClosures('VN', '2029-12-01')[0]).toMatchObject({ fromOn: '2030-01-26', toOn: '2030-02-16' })
  })
})

describe('proposed closures', () => {
  it('are the next two new years and national days of a Chinese factory, in order', () => {
    expect(proposeClosures('CN', '2026-11-22')).toEqual([
      // 6 February less 7 days, and 14 days after it
      { kind: 'lunar_new_year', year: 2027, fromOn: '2027-01-30', toOn: '2027-02-20' },
      { kind: 'national_day', year: 2027, fromOn: '2027-10-01', toOn: '2027-10-07' },
      { kind: 'lunar_new_year', year: 2028, fromOn: '2028-01-19', toOn: '2028-02-09' },
      { kind: 'national_day', year: 2028, fromOn: '2028-10-01', toOn: '2028-10-07' },
    ])
  })

  it('hold the one that is going on', () => {
    expect(proposeClosures('TW', '2027-02-20')[0]?.year).toBe(2027)
    expect(proposeClosures('TW', '2027-02-21')[0]?.year).toBe(2028)
  })

  it.each(['DE', null])('are none for %s', (country) => {
    expect(proposeClosures(country, '2026-11-22')).toEqual([])
  })

  it('are not proposed again where the card has one that overlaps', () => {
    const proposed = proposeClosures('HK', '2026-11-22')
    const left = missingClosures(proposed, [{ fromOn: '2027-02-20', toOn: '2027-03-01' }])
    expect(left.map(({ year }) => year)).toEqual([2028])
  })
})
