/** Countries and currencies by what people call them. In: a code or a name in English or Chinese. Out: the ISO code, or null. */

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** What the browser's list of regions has beyond countries. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA'])
const ALSO_COUNTRIES: Record<string, string> = {
  uk: 'GB',
  greatbritain: 'GB',
  england: 'GB',
  usa: 'US',
  us: 'US',
  america: 'US',
  korea: 'KR',
  southkorea: 'KR',
  czechrepublic: 'CZ',
  holland: 'NL',
  uae: 'AE',
  hongkong: 'HK',
  macau: 'MO',
  macao: 'MO',
  russia: 'RU',
  turkey: 'TR',
  中国大陆: 'CN',
  香港: 'HK',
  澳门: 'MO',
  台湾: 'TW',
  taiwan: 'TW',
  阿联酋: 'AE',
  捷克: 'CZ',
}

let countries: Map<string, string> | undefined

export function countryCode(text: string): string | null {
  countries ??= readCountryNames()
  return countries.get(fold(text)) ?? null
}

function readCountryNames(): Map<string, string> {
  const names = new Map<string, string>()
  const languages = ['en', 'zh-CN'].map((locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }))
  for (const a of LETTERS) {
    for (const b of LETTERS) {
      const code = a + b
      const own = languages.map((language) => language.of(code))
      // A code that was given up reads as its successor.
      if (own[0] === undefined || NO_COUNTRIES.has(code) || new Intl.Locale(`und-${code}`).region !== code) continue
      names.set(code.toLowerCase(), code)
      for (const name of own) if (name !== undefined) names.set(fold(name), code)
    }
  }
  for (const [name, code] of Object.entries(ALSO_COUNTRIES)) names.set(name, code)
  return names
}

const CURRENCY_NAMES: Record<string, string> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₩': 'KRW',
  '₽': 'RUB',
  '₫': 'VND',
  '₺': 'TRY',
  '₱': 'PHP',
  '₴': 'UAH',
  '฿': 'THB',
  us$: 'USD',
  hk$: 'HKD',
  ca$: 'CAD',
  c$: 'CAD',
  a$: 'AUD',
  nz$: 'NZD',
  s$: 'SGD',
  nt$: 'TWD',
  r$: 'BRL',
  zł: 'PLN',
  kč: 'CZK',
  rmb: 'CNY',
  円: 'JPY',
  人民币: 'CNY',
  美元: 'USD',
  欧元: 'EUR',
  英镑: 'GBP',
  日元: 'JPY',
  港币: 'HKD',
  港元: 'HKD',
  加元: 'CAD',
  澳元: 'AUD',
  韩元: 'KRW',
}

let currencies: Set<string> | undefined

/** Null for what is none, and for signs that several currencies share ($, ¥, kr). */
export function currencyCode(text: string): string | null {
  currencies ??= new Set(Intl.supportedValuesOf('currency'))
  const given = text.normalize('NFKC').trim()
  const code = given.toUpperCase()
  return currencies.has(code) ? code : (CURRENCY_NAMES[given.toLowerCase()] ?? null)
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s.,'’&()（）-]+/g, '')
}
