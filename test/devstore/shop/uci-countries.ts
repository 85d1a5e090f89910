/**
 * The file's 38 country names as ISO 3166-1 alpha-2 codes that Shopify's CountryCode knows.
 * In: a name as the file writes it. Out: the code an address carries.
 * Invariant: 38 names, 38 different codes; a name that is not in the table stops the import.
 */

/** Names that are not ISO short names, and why each got its code. */
const UNUSUAL_NAMES = {
  EIRE: { code: 'IE', why: 'the Irish name of Ireland' },
  RSA: { code: 'ZA', why: 'Republic of South Africa' },
  USA: { code: 'US', why: 'United States of America' },
  'Channel Islands': { code: 'JE', why: 'has no code of its own; Jersey is the largest of the islands' },
  'European Community': {
    code: 'LU',
    why: 'a customer of the Community itself; EU is not in CountryCode, and Luxembourg, a seat of its institutions, is no other name in the file',
  },
  Unspecified: { code: 'ZZ', why: "Shopify's code for an unknown region" },
} as const

export const COUNTRY_CODES: ReadonlyMap<string, string> = new Map([
  ['Australia', 'AU'],
  ['Austria', 'AT'],
  ['Bahrain', 'BH'],
  ['Belgium', 'BE'],
  ['Brazil', 'BR'],
  ['Canada', 'CA'],
  ['Cyprus', 'CY'],
  ['Czech Republic', 'CZ'],
  ['Denmark', 'DK'],
  ['Finland', 'FI'],
  ['France', 'FR'],
  ['Germany', 'DE'],
  ['Greece', 'GR'],
  ['Hong Kong', 'HK'],
  ['Iceland', 'IS'],
  ['Israel', 'IL'],
  ['Italy', 'IT'],
  ['Japan', 'JP'],
  ['Lebanon', 'LB'],
  ['Lithuania', 'LT'],
  ['Malta', 'MT'],
  ['Netherlands', 'NL'],
  ['Norway', 'NO'],
  ['Poland', 'PL'],
  ['Portugal', 'PT'],
  ['Saudi Arabia', 'SA'],
  ['Singapore', 'SG'],
  ['Spain', 'ES'],
  ['Sweden', 'SE'],
  ['Switzerland', 'CH'],
  ['United Arab Emirates', 'AE'],
  ['United Kingdom', 'GB'],
  ...Object.entries(UNUSUAL_NAMES).map(([name, { code }]) => [name, code] as const),
])

export function countryCode(name: string): string {
  const code = COUNTRY_CODES.get(name)
  if (code === undefined)
    throw new Error(`The country "${name}" is not in the table of uci-countries.ts: add its ISO code there.`)
  return code
}
