/**
 * Taxes and duties shipped with the app. Out: tax lines like the merchant's own, which win over these.
 * Only what is certain is here, each with the day it began; where each is from is in data/README.md. What is not here is asked for, never guessed.
 */
import type { Day } from '#app/kernel/calendar.ts'
import euVat from './data/eu-vat-rates.json' with { type: 'json' }
import type { TaxLine } from './schema.ts'

// prettier-ignore
export const EU_COUNTRIES = [
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
] as const

/** Countries that form one customs territory with another: no border between them. */
const TERRITORY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(EU_COUNTRIES.map((country) => [country, 'EU'])),
  MC: 'EU',
  IM: 'GB',
  GG: 'GB',
  JE: 'GB',
  LI: 'CH',
}

export function customsTerritory(country: string): string {
  return TERRITORY[country] ?? country
}

/** Standard rates outside the EU data: country, basis points, since. */
const OTHER_VAT: readonly (readonly [string, number, Day])[] = [
  ['AE', 500, '2018-01-01'],
  ['AU', 1000, '2000-07-01'],
  ['BH', 1000, '2022-01-01'],
  ['CH', 810, '2024-01-01'],
  ['IL', 1800, '2025-01-01'],
  ['IS', 2400, '2015-01-01'],
  ['JP', 1000, '2019-10-01'],
  ['KR', 1000, '1977-07-01'],
  ['LI', 810, '2024-01-01'],
  ['MC', 2000, '2014-01-01'],
  ['MX', 1600, '2010-01-01'],
  ['NO', 2500, '2005-01-01'],
  ['NZ', 1500, '2010-10-01'],
  ['SA', 1500, '2020-07-01'],
  ['SG', 900, '2024-01-01'],
  ['TR', 2000, '2023-07-10'],
  ['ZA', 1500, '2018-04-01'],
]

/** Prices are shown without tax there: it depends on the state or province, or there is none. */
const SHOWN_WITHOUT_TAX = new Set(['US', 'CA', 'HK', 'GG', 'GI', 'KW', 'QA'])

/** Whether prices include tax where the merchant has not said. */
export function includesTaxByDefault(country: string): boolean {
  return !SHOWN_WITHOUT_TAX.has(country)
}

/** Up to this value a parcel pays no duty, or only this amount: country, limit, amount, first and last day. */
const LOW_VALUE: readonly {
  countries: readonly string[]
  upTo: { minor: number; currency: string }
  fixed: { minor: number; currency: string } | null
  from: Day
  to: Day | null
}[] = [
  { countries: [...EU_COUNTRIES, 'MC'], upTo: euro(150_00), fixed: null, from: '2010-01-01', to: '2026-06-30' },
  { countries: [...EU_COUNTRIES, 'MC'], upTo: euro(150_00), fixed: euro(3_00), from: '2026-07-01', to: null },
  {
    countries: ['GB', 'IM', 'GG', 'JE'],
    upTo: { minor: 135_00, currency: 'GBP' },
    fixed: null,
    from: '2021-01-01',
    to: null,
  },
  { countries: ['AU'], upTo: { minor: 1000_00, currency: 'AUD' }, fixed: null, from: '2005-10-12', to: null },
  { countries: ['NZ'], upTo: { minor: 1000_00, currency: 'NZD' }, fixed: null, from: '2019-12-01', to: null },
]

/** Alcohol, tobacco, fuels and vehicles are dutiable or taxed apart even where nothing else is. */
const APART = new Set(['22', '24', '27', '87'])
const chapters = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(2, '0'))
const DUTY_FREE: readonly { country: string; from: Day; chapters: string[] }[] = [
  { country: 'HK', from: '2000-01-01', chapters: chapters(1, 97).filter((chapter) => !APART.has(chapter)) },
  { country: 'SG', from: '2000-01-01', chapters: chapters(1, 97).filter((chapter) => !APART.has(chapter)) },
  // Industrial goods since 2024; parts of 35 and 38 count as agricultural.
  {
    country: 'CH',
    from: '2024-01-01',
    chapters: chapters(25, 97).filter((chapter) => chapter !== '35' && chapter !== '38'),
  },
]

function euro(minor: number): { minor: number; currency: string } {
  return { minor, currency: 'EUR' }
}

const line = (values: Pick<TaxLine, 'kind' | 'destination' | 'rateBps' | 'validFrom'> & Partial<TaxLine>): TaxLine => ({
  id: `default:${values.kind}:${values.destination}:${values.hsPrefix ?? ''}:${values.validFrom}`,
  hsPrefix: '',
  origin: null,
  fixed: null,
  upTo: null,
  validTo: null,
  source: 'default',
  ...values,
})

export const DEFAULT_TAX_LINES: readonly TaxLine[] = [
  ...euVat.map(({ destination, rateBps, validFrom }) => line({ kind: 'vat', destination, rateBps, validFrom })),
  ...OTHER_VAT.map(([destination, rateBps, validFrom]) => line({ kind: 'vat', destination, rateBps, validFrom })),
  ...LOW_VALUE.flatMap(({ countries, upTo, fixed, from, to }) =>
    countries.map((destination) =>
      line({ kind: 'duty', destination, rateBps: 0, upTo, fixed, validFrom: from, validTo: to }),
    ),
  ),
  ...DUTY_FREE.flatMap(({ country, from, chapters: free }) =>
    free.map((hsPrefix) => line({ kind: 'duty', destination: country, hsPrefix, rateBps: 0, validFrom: from })),
  ),
]
