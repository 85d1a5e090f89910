/**
 * Festivals against days that were really kept (or are in official calendars): Hong Kong Observatory's conversion table, the Korean and
 * Vietnamese calendars, the Umm al-Qura calendar, India's gazetted holidays, the retailers' announcements.
 */
import { describe, expect, it } from 'vitest'
import { eachDay } from '#app/kernel/calendar.ts'
import { FESTIVAL_KEYS, festivalsIn, type FestivalKey } from '#app/tools/pricing/promotions/festivals.ts'

function starts(key: FestivalKey, country: string, from = 2020, to = 2040): string[] {
  return festivalsIn([country], `${from}-01-01`, `${to}-12-31`)
    .days.filter((festival) => festival.key === key && festival.startsOn >= `${from}-01-01`)
    .map((festival) => festival.startsOn)
}

const KNOWN: [FestivalKey, string, string][] = [
  [
    'lunar_new_year',
    'CN',
    '2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24 2040-02-12',
  ],
  // Seoul is an hour ahead: the new moon of 2027 and 2028 falls after midnight there.
  [
    'lunar_new_year',
    'KR',
    '2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-07 2028-01-27',
  ],
  // Hanoi is an hour behind: the new moon of 2030 falls before midnight there.
  [
    'lunar_new_year',
    'VN',
    '2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-02',
  ],
  ['dragon_boat', 'CN', '2020-06-25 2021-06-14 2022-06-03 2023-06-22 2024-06-10 2025-05-31 2026-06-19 2027-06-09'],
  ['qixi', 'CN', '2020-08-25 2021-08-14 2022-08-04 2023-08-22 2024-08-10 2025-08-29 2026-08-19'],
  [
    'mid_autumn',
    'CN',
    '2020-10-01 2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 2030-09-12',
  ],
  ['mid_autumn', 'KR', '2020-10-01 2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 2026-09-25'],
  ['ramadan', 'SA', '2020-04-24 2021-04-13 2022-04-02 2023-03-23 2024-03-11 2025-03-01 2026-02-18'],
  ['eid_al_fitr', 'AE', '2020-05-24 2021-05-13 2022-05-02 2023-04-21 2024-04-10 2025-03-30 2026-03-20'],
  ['eid_al_adha', 'SA', '2020-07-31 2021-07-20 2022-07-09 2023-06-28 2024-06-16 2025-06-06 2026-05-27'],
  [
    'diwali',
    'IN',
    '2020-11-14 2021-11-04 2022-10-24 2023-11-12 2024-10-31 2025-10-20 2026-11-08 2027-10-29 2028-10-17',
  ],
  [
    'easter',
    'DE',
    '2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21',
  ],
  ['easter', 'GR', '2020-04-19 2021-05-02 2022-04-24 2023-04-16 2024-05-05 2025-04-20 2026-04-12 2027-05-02'],
  ['thanksgiving', 'US', '2020-11-26 2021-11-25 2022-11-24 2023-11-23 2024-11-28 2025-11-27 2026-11-26'],
  ['canadian_thanksgiving', 'CA', '2020-10-12 2021-10-11 2022-10-10 2023-10-09 2024-10-14 2025-10-13'],
  ['black_friday', 'GB', '2020-11-27 2021-11-26 2022-11-25 2023-11-24 2024-11-29 2025-11-28 2026-11-27'],
  ['cyber_monday', 'GB', '2020-11-30 2021-11-29 2022-11-28 2023-11-27 2024-12-02 2025-12-01 2026-11-30'],
  ['prime_day', 'US', '2020-10-13 2021-06-21 2022-07-12 2023-07-11 2024-07-16 2025-07-08'],
  ['mothers_day', 'US', '2020-05-10 2021-05-09 2022-05-08 2023-05-14 2024-05-12 2025-05-11'],
  ['mothers_day', 'GB', '2020-03-22 2021-03-14 2022-03-27 2023-03-19 2024-03-10 2025-03-30 2026-03-15'],
  // Pentecost took the last Sunday of May in 2020 and 2023.
  ['mothers_day', 'FR', '2020-06-07 2021-05-30 2022-05-29 2023-06-04 2024-05-26 2025-05-25'],
  ['fathers_day', 'US', '2020-06-21 2021-06-20 2022-06-19 2023-06-18 2024-06-16 2025-06-15'],
  ['fathers_day', 'DE', '2020-05-21 2021-05-13 2022-05-26 2023-05-18 2024-05-09 2025-05-29'],
  ['fathers_day', 'AU', '2020-09-06 2021-09-05 2022-09-04 2023-09-03 2024-09-01 2025-09-07'],
  ['fathers_day', 'SE', '2020-11-08 2021-11-14 2022-11-13 2023-11-12 2024-11-10 2025-11-09'],
  ['memorial_day', 'US', '2020-05-25 2021-05-31 2022-05-30 2023-05-29 2024-05-27 2025-05-26'],
  ['labor_day_us', 'US', '2020-09-07 2021-09-06 2022-09-05 2023-09-04 2024-09-02 2025-09-01'],
  ['hanukkah', 'IL', '2020-12-11 2021-11-29 2022-12-19 2023-12-08 2024-12-26 2025-12-15'],
]

describe('the known first days of', () => {
  it.each(KNOWN)('%s in %s', (key, country, days) => {
    const wanted = days.split(' ')
    const last = Number(wanted.at(-1)?.slice(0, 4))
    expect(starts(key, country, 2020, last)).toEqual(wanted)
  })
})

describe('festivals', () => {
  it('of the leap year 2033 are a month later: there is no leap month before the 11th', () => {
    expect(starts('mid_autumn', 'CN', 2033, 2033)).toEqual(['2033-09-08'])
    expect(starts('qixi', 'CN', 2033, 2033)).toEqual(['2033-08-01'])
  })

  it('of the Islamic year come twice in a Gregorian year that holds two', () => {
    expect(starts('ramadan', 'SA', 2030, 2030)).toEqual(['2030-01-05', '2030-12-26'])
  })

  it('last as long as they last', () => {
    const days = (key: FestivalKey, country: string, year: number): string[] => {
      const found = festivalsIn([country], `${year}-01-01`, `${year}-12-31`).days.find((one) => one.key === key)
      return found ? [found.startsOn, found.endsOn] : []
    }
    // Eid al-Fitr 2026 is on 20 March: Ramadan has 30 days.
    expect(days('ramadan', 'SA', 2026)).toEqual(['2026-02-18', '2026-03-19'])
    expect(days('golden_week_china', 'CN', 2026)).toEqual(['2026-10-01', '2026-10-07'])
    // 3 May 2026 is a Sunday, made up for on the 6th; in 2023 none of the three is.
    expect(days('golden_week_japan', 'JP', 2026)).toEqual(['2026-04-29', '2026-05-06'])
    expect(days('golden_week_japan', 'JP', 2023)).toEqual(['2023-04-29', '2023-05-05'])
    expect(days('prime_day', 'US', 2025)).toEqual(['2025-07-08', '2025-07-11'])
  })

  it('that nobody announced are named, not guessed', () => {
    const { days, unannounced } = festivalsIn(['US', 'DE', 'CN'], '2025-01-01', '2026-12-31')
    expect(days.filter((festival) => festival.key === 'prime_day').map((festival) => festival.startsOn)).toEqual([
      '2025-07-08',
    ])
    expect(unannounced).toEqual([{ key: 'prime_day', year: 2026, countries: ['US', 'DE'] }])
  })

  it('say which days can move', () => {
    const moves = new Map(
      festivalsIn(['CN', 'IN', 'SA', 'US'], '2025-01-01', '2025-12-31').days.map((one) => [one.key, one.moves]),
    )
    expect(moves.get('ramadan')).toBe('sighting')
    expect(moves.get('diwali')).toBe('region')
    expect(moves.get('golden_week_china')).toBe('decree')
    expect(moves.get('prime_day')).toBe('announced')
    expect(moves.get('black_friday')).toBeNull()
  })

  it('kept on different days by the countries of one market come as two', () => {
    const days = festivalsIn(['DE', 'GB'], '2026-01-01', '2026-12-31').days.filter((one) => one.key === 'mothers_day')
    expect(days.map((one) => [one.startsOn, one.countries])).toEqual([
      ['2026-03-15', ['GB']],
      ['2026-05-10', ['DE']],
    ])
  })

  it('that began last year and still last are there', () => {
    const keys = festivalsIn(['IL'], '2025-01-01', '2025-01-31').days.map((one) => one.key)
    // Hanukkah of 2024 lasted until 2 January 2025.
    expect(keys).toContain('hanukkah')
  })

  it('exist for every year and propose a sale that does not end before it starts', () => {
    const { days } = festivalsIn(
      ['AE', 'AU', 'BE', 'BR', 'CA', 'CN', 'DE', 'ES', 'GB', 'IL', 'IN', 'JP', 'KR', 'US'],
      '2020-01-01',
      '2040-12-31',
    )
    for (const festival of days) {
      expect(festival.startsOn <= festival.endsOn).toBe(true)
      expect(festival.saleStartsOn <= festival.saleEndsOn).toBe(true)
      expect(eachDay(festival.startsOn, festival.endsOn).length).toBeLessThanOrEqual(31)
    }
    for (const key of FESTIVAL_KEYS.filter((name) => name !== 'prime_day')) {
      const years = new Set(days.filter((one) => one.key === key).map((one) => one.startsOn.slice(0, 4)))
      expect([key, years.size]).toEqual([key, 21])
    }
  })
})
