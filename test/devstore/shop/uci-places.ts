/**
 * Made-up places for the file's destinations: real towns with postcodes of the country's form.
 * In: a country code and a text to vary by. Out: town, province and postcode, or nulls where a country has none.
 * Invariant: deterministic; the digits and letters after a real district are made up.
 */
import { hash32, hashPick } from './hash.ts'

export interface Place {
  city: string | null
  provinceCode: string | null
  zip: string | null
}

/** town, postcode form (# a digit, @ a letter), province where Shopify asks for one */
type Town = readonly [city: string, form: string | null, provinceCode?: string]

const TOWNS: Readonly<Record<string, readonly [Town, ...Town[]]>> = {
  GB: [
    ['London', 'E1# #@@', 'ENG'],
    ['London', 'SW1# #@@', 'ENG'],
    ['London', 'N1# #@@', 'ENG'],
    ['Manchester', 'M1# #@@', 'ENG'],
    ['Birmingham', 'B1# #@@', 'ENG'],
    ['Leeds', 'LS1# #@@', 'ENG'],
    ['Bristol', 'BS1# #@@', 'ENG'],
    ['Sheffield', 'S1# #@@', 'ENG'],
    ['Liverpool', 'L1# #@@', 'ENG'],
    ['Nottingham', 'NG1# #@@', 'ENG'],
    ['Newcastle upon Tyne', 'NE1# #@@', 'ENG'],
    ['Exeter', 'EX# #@@', 'ENG'],
    ['Norwich', 'NR# #@@', 'ENG'],
    ['Brighton', 'BN# #@@', 'ENG'],
    ['Edinburgh', 'EH# #@@', 'SCT'],
    ['Glasgow', 'G1# #@@', 'SCT'],
    ['Inverness', 'IV# #@@', 'SCT'],
    ['Cardiff', 'CF1# #@@', 'WLS'],
    ['Swansea', 'SA# #@@', 'WLS'],
    ['Belfast', 'BT# #@@', 'NIR'],
  ],
  IE: [
    ['Dublin', 'D02 @#@#', 'D'],
    ['Cork', 'T12 @#@#', 'CO'],
    ['Galway', 'H91 @#@#', 'G'],
  ],
  JE: [['Saint Helier', 'JE2 #@@']],
  FR: [
    ['Paris', '750##'],
    ['Lyon', '6900#'],
    ['Lille', '590##'],
    ['Bordeaux', '330##'],
    ['Ajaccio', '20000'],
  ],
  DE: [
    ['Berlin', '101##'],
    ['Hamburg', '203##'],
    ['München', '803##'],
    ['Köln', '506##'],
  ],
  NL: [
    ['Amsterdam', '10## @@'],
    ['Rotterdam', '30## @@'],
    ['Utrecht', '35## @@'],
  ],
  BE: [
    ['Brussels', '10##'],
    ['Antwerp', '20##'],
  ],
  LU: [['Luxembourg', 'L-##4#']],
  ES: [
    ['Madrid', '280##', 'M'],
    ['Barcelona', '080##', 'B'],
    ['Las Palmas', '350##', 'GC'],
  ],
  PT: [
    ['Lisboa', '1###-###', 'PT-11'],
    ['Porto', '4###-###', 'PT-13'],
  ],
  IT: [
    ['Milano', '201##', 'MI'],
    ['Roma', '001##', 'RM'],
  ],
  CH: [
    ['Zürich', '80##'],
    ['Genève', '12##'],
  ],
  AT: [['Wien', '1##0']],
  SE: [
    ['Stockholm', '11# ##'],
    ['Göteborg', '41# ##'],
  ],
  DK: [['København', '1###']],
  NO: [
    ['Oslo', '01##'],
    ['Bergen', '50##'],
  ],
  FI: [['Helsinki', '00##0']],
  IS: [['Reykjavík', '10#']],
  PL: [
    ['Warszawa', '00-###'],
    ['Kraków', '31-###'],
  ],
  CZ: [['Praha', '1## 00']],
  LT: [['Vilnius', '01###']],
  GR: [['Athina', '105 ##']],
  CY: [['Nicosia', '10##']],
  MT: [['Valletta', 'VLT ####']],
  AU: [
    ['Sydney', '20##', 'NSW'],
    ['Melbourne', '30##', 'VIC'],
    ['Perth', '60##', 'WA'],
  ],
  JP: [
    ['Tokyo', '1##-00##', 'JP-13'],
    ['Osaka', '5##-00##', 'JP-27'],
  ],
  SG: [['Singapore', '0#####']],
  HK: [['Hong Kong', null, 'HK']],
  IL: [['Tel Aviv', '6######']],
  US: [
    ['New York', '100##', 'NY'],
    ['Los Angeles', '900##', 'CA'],
    ['Chicago', '606##', 'IL'],
  ],
  CA: [
    ['Toronto', 'M5@ #@#', 'ON'],
    ['Vancouver', 'V6@ #@#', 'BC'],
  ],
  BR: [['São Paulo', '01###-###', 'SP']],
  ZA: [['Cape Town', '80##', 'WC']],
  AE: [['Dubai', null, 'DU']],
  BH: [['Manama', '3##']],
  SA: [['Riyadh', '12###']],
  LB: [['Beirut', '1107 ####']],
}

const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ'

export function placeOf(countryCode: string, variety: string): Place {
  const towns = TOWNS[countryCode]
  if (towns === undefined) return { city: null, provinceCode: null, zip: null }
  const [city, form, provinceCode] = hashPick(`town ${variety}`, towns)
  let digits = hash32(`zip ${variety}`)
  const zip = form?.replace(/[#@]/g, (mark) => {
    const base = mark === '#' ? 10 : LETTERS.length
    const digit = digits % base
    digits = Math.floor(digits / base) + 7919 * (digit + 1)
    return mark === '#' ? String(digit) : LETTERS.charAt(digit)
  })
  return { city, provinceCode: provinceCode ?? null, zip: zip ?? null }
}

const LOCALES: Readonly<Record<string, string>> = {
  FR: 'fr',
  BE: 'fr',
  LU: 'fr',
  DE: 'de',
  AT: 'de',
  CH: 'de',
  ES: 'es',
  IT: 'it',
  PT: 'pt-PT',
  BR: 'pt-BR',
  NL: 'nl',
  SE: 'sv',
  DK: 'da',
  NO: 'nb',
  FI: 'fi',
  PL: 'pl',
  JP: 'ja',
  HK: 'zh-TW',
}

export function localeOf(countryCode: string): string {
  return LOCALES[countryCode] ?? 'en'
}
