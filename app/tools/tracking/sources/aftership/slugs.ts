/**
 * Our carriers as AfterShip names them. Invariant: only slugs of its published list; a carrier that is not here is left to AfterShip's own recognition.
 */
const SLUGS: Readonly<Record<string, string>> = {
  '4px': '4px',
  aramex: 'aramex',
  australia_post: 'australia-post',
  bpost: 'bpost',
  cainiao: 'cainiao',
  canada_post: 'canada-post',
  china_post: 'china-post',
  dhl: 'dhl',
  dhl_parcel_de: 'dhl-germany',
  dpd: 'dpd',
  fedex: 'fedex',
  gls: 'gls',
  hongkong_post: 'hong-kong-post',
  japan_post: 'japan-post',
  parcelforce: 'parcel-force',
  postnl: 'postnl',
  royal_mail: 'royal-mail',
  sagawa: 'sagawa',
  sf_express: 'sf-express',
  singpost: 'singapore-post',
  tnt: 'tnt',
  ups: 'ups',
  usps: 'usps',
  yamato: 'taqbin-jp',
  yanwen: 'yanwen',
  yodel: 'yodel',
  yunexpress: 'yunexpress',
}

export function aftershipSlug(carrier: string | null): string | null {
  return carrier !== null && Object.hasOwn(SLUGS, carrier) ? (SLUGS[carrier] ?? null) : null
}
