/**
 * Names of countries, currencies and languages, from the ICU data inside Node.
 * In: ISO codes. Out: English names as the Admin API writes them. Invariant: pure.
 */
const regions = new Intl.DisplayNames('en', { type: 'region' })
const currencies = new Intl.DisplayNames('en', { type: 'currency' })
const languages = new Intl.DisplayNames('en', { type: 'language' })

export function countryName(code: string): string {
  return regions.of(code) ?? code
}

export function currencyName(code: string): string {
  return currencies.of(code) ?? code
}

export function languageName(locale: string): string {
  return languages.of(locale) ?? locale
}
