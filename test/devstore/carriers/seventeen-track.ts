/**
 * 17TRACK's side of the stand-in. In: a request as its documentation of v2.2 describes it. Out: its envelope, error codes and tracking details, with the
 * people whom real answers name, so that nobody can say they were not there.
 */
import type { IncomingMessage } from 'node:http'
import { charge, type CarrierServices, type Scan } from './services.ts'

type Answer = { status: number; json: unknown }

const MOST_NUMBERS = 40

export function answerSeventeenTrack(
  services: CarrierServices,
  request: IncomingMessage,
  url: URL,
  body: string,
): Answer {
  const { seventeen } = services
  const verb = url.pathname.slice('/track/v2.2/'.length)
  if (request.method !== 'POST') return { status: 404, json: {} }
  if (request.headers['17token'] !== seventeen.key) return whole(-18_010_002, 'Invalid security key.')
  if (verb === 'getquota') {
    services.calls.push({ service: '17track', verb, numbers: [] })
    const used = seventeen.registered.size
    return fine({
      quota_total: seventeen.quotaTotal,
      quota_used: used,
      quota_remain: seventeen.quotaTotal - used,
      today_used: used,
    })
  }
  const items = JSON.parse(body) as { number: string; carrier?: number; auto_detection?: boolean }[]
  services.calls.push({ service: '17track', verb, numbers: items.map(({ number }) => number) })
  if (items.length > MOST_NUMBERS) return whole(-18_010_014, 'The number of tracking numbers is over 40.')
  const accepted: unknown[] = []
  const rejected: unknown[] = []
  const reject = (number: string, code: number, message: string): void => {
    rejected.push({ number, error: { code, message } })
  }
  for (const item of items) {
    const { number } = item
    const isRegistered = seventeen.registered.has(number)
    if (verb === 'register') {
      if (isRegistered)
        reject(
          number,
          -18_019_901,
          `The tracking number '${number}' has been registered, don't need to repeat registration.`,
        )
      else if (seventeen.undetectable.has(number)) reject(number, -18_019_903, 'Carrier cannot be detected.')
      else if (seventeen.registered.size >= seventeen.quotaTotal)
        reject(number, -18_019_908, 'Your quota is not enough.')
      else {
        seventeen.registered.add(number)
        charge(services, '17track', number)
        accepted.push({ origin: 1, number, carrier: item.carrier ?? 3_011, email: null, tag: null, lang: null })
      }
    } else if (verb === 'gettrackinfo') {
      if (!isRegistered)
        reject(number, -18_019_902, `The tracking number '${number}' does not register, please register first.`)
      else if (!services.scans.get(number)?.length) reject(number, -18_019_909, 'No tracking information at this time.')
      else accepted.push(seventeenTrackInfo(services, number))
    } else return { status: 404, json: {} }
  }
  return fine({ accepted, rejected })
}

function fine(data: unknown): Answer {
  return { status: 200, json: { code: 0, data } }
}

function whole(code: number, message: string): Answer {
  return { status: 200, json: { code: -1, data: { errors: [{ code, message }] } } }
}

/** One number with its details, as gettrackinfo and the webhook give them. */
export function seventeenTrackInfo(services: CarrierServices, number: string): unknown {
  const scans = services.scans.get(number) ?? []
  const last = scans.at(-1)
  const events = (leg: 0 | 1): unknown[] =>
    scans
      .filter((scan) => (scan.leg ?? 0) === leg)
      .toReversed()
      .map(toEvent)
  const second = events(1)
  return {
    number,
    carrier: 3_011,
    param: null,
    tag: '',
    track_info: {
      shipping_info: {
        shipper_address: {
          country: 'CN',
          state: null,
          city: 'Shenzhen',
          street: '88 Secret Road',
          postal_code: '518000',
        },
        recipient_address: { country: 'DE', state: null, city: 'Berlin', street: 'Geheimstr. 5', postal_code: '10115' },
      },
      latest_status: last
        ? { status: last.code.seventeen.split('_')[0], sub_status: last.code.seventeen, sub_status_descr: null }
        : { status: 'NotFound', sub_status: 'NotFound_Other', sub_status_descr: null },
      latest_event: last ? toEvent(last) : null,
      time_metrics: { days_after_order: 6, days_of_transit: 5, days_of_transit_done: 0, days_after_last_update: 1 },
      milestone: [],
      misc_info: {
        risk_factor: 0,
        service_type: null,
        local_number: second.length > 0 ? '00340434161094042557' : null,
        local_provider: second.length > 0 ? 'DHL Paket' : null,
        local_key: second.length > 0 ? 7_041 : 0,
        signature: 'Erika Mustermann',
      },
      tracking: {
        providers_hash: 1_234,
        providers: [
          {
            provider: { key: 3_011, name: 'China Post', alias: 'China Post', tel: '+86 20 11183', country: 'CN' },
            events: events(0),
          },
          ...(second.length > 0
            ? [
                {
                  provider: { key: 7_041, name: 'DHL Paket', alias: 'DHL Paket', tel: null, country: 'DE' },
                  events: second,
                },
              ]
            : []),
        ],
      },
    },
  }
}

function toEvent(scan: Scan): unknown {
  return {
    time_iso: scan.at,
    time_utc: new Date(scan.at).toISOString().replace('.000', ''),
    time_raw: { date: scan.at.slice(0, 10), time: scan.at.slice(11, 19), timezone: scan.at.slice(19) },
    description: scan.text,
    location: `${scan.city}, ${scan.country}`,
    stage: null,
    sub_status: scan.code.seventeen,
    address: {
      country: scan.country,
      state: null,
      city: scan.city,
      street: null,
      postal_code: null,
      coordinates: { longitude: null, latitude: null },
    },
  }
}
