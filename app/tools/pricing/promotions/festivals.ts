/**
 * Occasions that move demand, by country. In: countries and two days. Out: the festivals there between them, with computed dates.
 * What no rule gives (Prime Day of a year not announced) is not invented: it comes back under `unannounced`.
 * Invariant: a festival's dates follow from law, calendar or sky; what may still move is marked with why.
 */
import { addDays, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { daysOf, type DateRule } from './date-rules.ts'

/**
 * Why a date may still differ: `sighting` = the month begins when the crescent is seen, a day earlier or later; `region` = regions keep
 * neighbouring days; `decree` = the government may add days or move working days; `announced` = the organiser sets it each year.
 */
export type Moves = 'sighting' | 'region' | 'decree' | 'announced'

interface Observance {
  /** ISO 3166-1 alpha-2; null: everywhere */
  countries: readonly string[] | null
  rule: DateRule
  /** days it lasts; 1 unless said */
  length?: number | ((firstDay: Day) => number)
}

interface Festival {
  /** different countries may keep it on different days */
  observances: readonly Observance[]
  moves?: Moves
  /** days before the first and after the last day that sellers usually run their promotion */
  sale: readonly [before: number, after: number]
}

const CHINESE = ['CN', 'HK', 'MO', 'TW']
const LUNAR_CHINESE = [...CHINESE, 'SG', 'MY']
const SHOPPING_ASIA = [...CHINESE, 'SG', 'MY', 'TH', 'VN', 'PH', 'ID', 'KR']
const MUSLIM = 'AE BH DZ EG ID IQ JO KW LB LY MA MY OM PK PS QA SA SY TN TR YE BD'.split(' ')
const EASTER =
  'AD AR AT AU BE BR CA CH CL CO CZ DE DK EE ES FI FR GB HR HU IE IS IT LI LT LU LV MC MT MX NL NO NZ PE PH PL PT SE SI SK US ZA'.split(
    ' ',
  )
const ORTHODOX = 'BG CY GE GR MD ME MK RO RS UA'.split(' ')
const AMAZON_TOGETHER = 'AT DE ES FR GB IT US'.split(' ')

const fixed = (month: number, day: number): DateRule => ({ kind: 'fixed', month, day })
const nth = (count: number, weekday: number, month: number, plusDays = 0): DateRule => ({
  kind: 'weekday',
  month,
  weekday,
  nth: count,
  plusDays,
})
const [SUNDAY, MONDAY, THURSDAY] = [0, 1, 4]

const FESTIVALS = {
  new_year: { observances: [{ countries: null, rule: fixed(1, 1) }], sale: [6, 2] },
  three_kings: { observances: [{ countries: ['ES', 'IT', 'MX'], rule: fixed(1, 6) }], sale: [7, -1] },
  lunar_new_year: {
    observances: [
      { countries: LUNAR_CHINESE, rule: { kind: 'lunar', month: 1, day: 1, almanac: 'china' }, length: 7 },
      { countries: ['KR'], rule: { kind: 'lunar', month: 1, day: 1, almanac: 'korea' } },
      { countries: ['VN'], rule: { kind: 'lunar', month: 1, day: 1, almanac: 'vietnam' }, length: 5 },
    ],
    moves: 'decree',
    sale: [21, 0],
  },
  valentines_day: { observances: [{ countries: null, rule: fixed(2, 14) }], sale: [10, 0] },
  womens_day: {
    observances: [{ countries: 'BG CN IT KZ MD PL RO RS RU UA VN'.split(' '), rule: fixed(3, 8) }],
    sale: [5, 0],
  },
  white_day: { observances: [{ countries: ['JP', 'KR', 'TW'], rule: fixed(3, 14) }], sale: [7, 0] },
  st_patricks_day: { observances: [{ countries: ['CA', 'GB', 'IE', 'US'], rule: fixed(3, 17) }], sale: [5, 0] },
  ramadan: {
    observances: [{ countries: MUSLIM, rule: { kind: 'hijri', month: 9, day: 1 }, length: lengthOfRamadan }],
    moves: 'sighting',
    sale: [7, 0],
  },
  eid_al_fitr: {
    observances: [{ countries: MUSLIM, rule: { kind: 'hijri', month: 10, day: 1 }, length: 3 }],
    moves: 'sighting',
    sale: [10, 0],
  },
  eid_al_adha: {
    observances: [{ countries: MUSLIM, rule: { kind: 'hijri', month: 12, day: 10 }, length: 4 }],
    moves: 'sighting',
    sale: [10, 0],
  },
  easter: {
    observances: [
      { countries: EASTER, rule: { kind: 'easter', plusDays: 0 } },
      { countries: ORTHODOX, rule: { kind: 'orthodox_easter', plusDays: 0 } },
    ],
    sale: [9, 1],
  },
  golden_week_japan: {
    observances: [{ countries: ['JP'], rule: fixed(4, 29), length: lengthOfJapaneseGoldenWeek }],
    sale: [5, 0],
  },
  mothers_day: {
    observances: [
      {
        countries:
          'AT AU BE BR CA CH CL CN CO CY CZ DE DK EE FI GR HK HR IN IS IT JP LI LV MO MT MY NL NZ PE PH SG SI SK TR TW UA US ZA'.split(
            ' ',
          ),
        rule: nth(2, SUNDAY, 5),
      },
      { countries: ['GB', 'IE'], rule: { kind: 'easter', plusDays: -21 } },
      { countries: ['FR', 'MC'], rule: { kind: 'french_mothers_day' } },
      { countries: ['SE'], rule: nth(-1, SUNDAY, 5) },
      { countries: ['ES', 'HU', 'LT', 'PT', 'RO'], rule: nth(1, SUNDAY, 5) },
      { countries: ['NO'], rule: nth(2, SUNDAY, 2) },
      { countries: ['LU'], rule: nth(2, SUNDAY, 6) },
      { countries: ['MX'], rule: fixed(5, 10) },
      { countries: ['PL'], rule: fixed(5, 26) },
      { countries: ['AE', 'BH', 'EG', 'IQ', 'JO', 'KW', 'LB', 'OM', 'QA', 'SA'], rule: fixed(3, 21) },
      { countries: ['TH'], rule: fixed(8, 12) },
    ],
    sale: [10, 0],
  },
  love_day_520: { observances: [{ countries: ['CN'], rule: fixed(5, 20) }], sale: [5, 0] },
  memorial_day: { observances: [{ countries: ['US'], rule: nth(-1, MONDAY, 5) }], sale: [4, 0] },
  dragon_boat: {
    observances: [{ countries: CHINESE, rule: { kind: 'lunar', month: 5, day: 5, almanac: 'china' } }],
    moves: 'decree',
    sale: [10, 0],
  },
  mid_year_618: { observances: [{ countries: ['CN'], rule: fixed(6, 18) }], sale: [17, 2] },
  fathers_day: {
    observances: [
      {
        countries: 'AR CA CL CN CO CY CZ FR GB GR HK HU IE IN JP MO MT MX MY NL PE PH SG SK TR UA US ZA'.split(' '),
        rule: nth(3, SUNDAY, 6),
      },
      { countries: ['DE'], rule: { kind: 'easter', plusDays: 39 } },
      { countries: ['AT', 'BE'], rule: nth(2, SUNDAY, 6) },
      { countries: ['CH'], rule: nth(1, SUNDAY, 6) },
      { countries: ['ES', 'HR', 'IT', 'LI', 'PT'], rule: fixed(3, 19) },
      { countries: ['DK'], rule: fixed(6, 5) },
      { countries: ['PL'], rule: fixed(6, 23) },
      { countries: ['AU', 'NZ'], rule: nth(1, SUNDAY, 9) },
      { countries: ['BR'], rule: nth(2, SUNDAY, 8) },
      { countries: ['TW'], rule: fixed(8, 8) },
      { countries: ['EE', 'FI', 'IS', 'NO', 'SE'], rule: nth(2, SUNDAY, 11) },
    ],
    sale: [10, 0],
  },
  independence_day_us: { observances: [{ countries: ['US'], rule: fixed(7, 4) }], sale: [4, 1] },
  prime_day: {
    observances: [
      {
        countries: AMAZON_TOGETHER,
        rule: {
          kind: 'announced',
          known: {
            2020: ['2020-10-13', '2020-10-14'],
            2021: ['2021-06-21', '2021-06-22'],
            2022: ['2022-07-12', '2022-07-13'],
            2023: ['2023-07-11', '2023-07-12'],
            2024: ['2024-07-16', '2024-07-17'],
            2025: ['2025-07-08', '2025-07-11'],
          },
        },
      },
    ],
    moves: 'announced',
    sale: [0, 0],
  },
  qixi: {
    observances: [{ countries: CHINESE, rule: { kind: 'lunar', month: 7, day: 7, almanac: 'china' } }],
    sale: [7, 0],
  },
  labor_day_us: { observances: [{ countries: ['US', 'CA'], rule: nth(1, MONDAY, 9) }], sale: [4, 0] },
  mid_autumn: {
    observances: [
      { countries: LUNAR_CHINESE, rule: { kind: 'lunar', month: 8, day: 15, almanac: 'china' } },
      { countries: ['VN'], rule: { kind: 'lunar', month: 8, day: 15, almanac: 'vietnam' } },
      { countries: ['KR'], rule: { kind: 'lunar', month: 8, day: 15, almanac: 'korea' } },
    ],
    moves: 'decree',
    sale: [14, 0],
  },
  golden_week_china: {
    observances: [{ countries: ['CN'], rule: fixed(10, 1), length: 7 }],
    moves: 'decree',
    sale: [3, 0],
  },
  canadian_thanksgiving: { observances: [{ countries: ['CA'], rule: nth(2, MONDAY, 10) }], sale: [4, 0] },
  diwali: {
    observances: [{ countries: ['IN', 'NP', 'SG', 'MY', 'MU', 'FJ', 'LK'], rule: { kind: 'diwali' } }],
    moves: 'region',
    sale: [14, 0],
  },
  halloween: {
    observances: [{ countries: 'AT AU CA CH DE ES FR GB IE IT JP NL NZ US'.split(' '), rule: fixed(10, 31) }],
    sale: [14, 0],
  },
  singles_day: { observances: [{ countries: SHOPPING_ASIA, rule: fixed(11, 11) }], sale: [10, 0] },
  thanksgiving: { observances: [{ countries: ['US'], rule: nth(4, THURSDAY, 11) }], sale: [3, 0] },
  black_friday: { observances: [{ countries: null, rule: nth(4, THURSDAY, 11, 1) }], sale: [4, 2] },
  cyber_monday: { observances: [{ countries: null, rule: nth(4, THURSDAY, 11, 4) }], sale: [0, 0] },
  sinterklaas: { observances: [{ countries: ['BE', 'NL'], rule: fixed(12, 5) }], sale: [14, 0] },
  hanukkah: {
    observances: [{ countries: ['IL', 'US'], rule: { kind: 'hebrew', month: 'Kislev', day: 25 }, length: 8 }],
    sale: [10, 0],
  },
  double_12: { observances: [{ countries: SHOPPING_ASIA, rule: fixed(12, 12) }], sale: [3, 0] },
  christmas: { observances: [{ countries: null, rule: fixed(12, 25) }], sale: [24, -1] },
  boxing_day: {
    observances: [{ countries: ['AU', 'CA', 'GB', 'HK', 'IE', 'NZ', 'ZA'], rule: fixed(12, 26) }],
    sale: [0, 5],
  },
} as const satisfies Record<string, Festival>

export type FestivalKey = keyof typeof FESTIVALS
export const FESTIVAL_KEYS = Object.keys(FESTIVALS) as FestivalKey[]

export interface FestivalDays {
  key: FestivalKey
  startsOn: Day
  /** the last day */
  endsOn: Day
  /** of those asked for, which keep it on these days */
  countries: string[]
  /** null: the date stands */
  moves: Moves | null
  /** what sellers usually do around it: a proposal for a promotion */
  saleStartsOn: Day
  saleEndsOn: Day
}

export interface Festivals {
  days: FestivalDays[]
  /** festivals whose organiser has not said when, by year */
  unannounced: { key: FestivalKey; year: number; countries: string[] }[]
}

const FIRST_YEAR = 2020
const LAST_YEAR = 2040
export const FIRST_FESTIVAL_DAY = `${FIRST_YEAR}-01-01`
export const LAST_FESTIVAL_DAY = `${LAST_YEAR}-12-31`

/**
 * Festivals of the countries that touch the days from `from` to `to`, by day.
 * @param countries ISO 3166-1 alpha-2; a festival that is kept everywhere names them all
 * @throws RangeError for days outside 2020 to 2040: the astronomy is good far beyond, but the tests' tables of known days are not
 */
export function festivalsIn(countries: readonly string[], from: Day, to: Day): Festivals {
  const [firstYear, lastYear] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  if (!(firstYear >= FIRST_YEAR && lastYear <= LAST_YEAR))
    throw new RangeError(`festivals are known from ${FIRST_YEAR} to ${LAST_YEAR}`)
  const days: FestivalDays[] = []
  const unannounced: Festivals['unannounced'] = []
  for (const key of FESTIVAL_KEYS) {
    const festival: Festival = FESTIVALS[key]
    for (const { countries: keepers, rule, length = 1 } of festival.observances) {
      const here = keepers === null ? [...countries] : countries.filter((country) => keepers.includes(country))
      if (here.length === 0) continue
      // A festival of the year before may reach into this one.
      for (let year = Math.max(FIRST_YEAR, firstYear - 1); year <= lastYear; year += 1) {
        if (rule.kind === 'announced' && !rule.known[year] && year >= firstYear)
          unannounced.push({ key, year, countries: here })
        for (const startsOn of daysOf(rule, year)) {
          const endsOn = rule.kind === 'announced' ? (rule.known[year]?.[1] ?? startsOn) : lastDay(startsOn, length)
          if (endsOn < from || startsOn > to) continue
          const [before, after] = festival.sale
          days.push({
            key,
            startsOn,
            endsOn,
            countries: here,
            moves: festival.moves ?? null,
            saleStartsOn: addDays(startsOn, -before),
            saleEndsOn: addDays(endsOn, after),
          })
        }
      }
    }
  }
  return { days: days.sort((a, b) => (a.startsOn === b.startsOn ? 0 : a.startsOn < b.startsOn ? -1 : 1)), unannounced }
}

export function isFestivalKey(text: string): text is FestivalKey {
  return Object.hasOwn(FESTIVALS, text)
}

function lastDay(startsOn: Day, length: number | ((firstDay: Day) => number)): Day {
  return addDays(startsOn, (typeof length === 'number' ? length : length(startsOn)) - 1)
}

/** 29 or 30 days: until the day before Eid al-Fitr. */
function lengthOfRamadan(firstDay: Day): number {
  const year = Number(firstDay.slice(0, 4))
  const eid: DateRule = { kind: 'hijri', month: 10, day: 1 }
  const next = [...daysOf(eid, year), ...daysOf(eid, year + 1)].find((day) => day > firstDay)
  if (!next) throw new RangeError(`no Eid after ${firstDay}`)
  return daysBetween(firstDay, next)
}

/** 29 April to 5 May; 6 May too when a Sunday among 3, 4 and 5 May is made up for (Act on National Holidays, article 3). */
function lengthOfJapaneseGoldenWeek(firstDay: Day): number {
  const year = Number(firstDay.slice(0, 4))
  const madeUp = [3, 4, 5].some((day) => new Date(Date.UTC(year, 4, day)).getUTCDay() === SUNDAY)
  return madeUp ? 8 : 7
}
