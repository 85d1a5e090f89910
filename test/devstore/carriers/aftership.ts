/**
 * AfterShip's side of the stand-in. In: a request as its documentation of 2026-07 describes it. Out: its envelope, meta codes and trackings, with customers
 * and signatures as real answers have them.
 */
import type { IncomingMessage } from 'node:http'
import { charge, type CarrierServices, type Scan } from './services.ts'

type Answer = { status: number; json: unknown }

const PATH = '/tracking/2026-07/trackings'
const ALPHA3: Readonly<Record<string, string>> = { CN: 'CHN', DE: 'DEU', GB: 'GBR', US: 'USA' }

export function answerAftership(services: CarrierServices, request: IncomingMessage, url: URL, body: string): Answer {
  const { aftership } = services
  if (url.pathname !== PATH)
    return meta(404, 404, 'The URI requested is invalid or the resource requested does not exist.')
  if (request.headers['as-api-key'] !== aftership.key) return meta(401, 401, 'The API Key is invalid.')
  if (request.method === 'GET') {
    const numbers = (url.searchParams.get('tracking_numbers') ?? '').split(',').filter((number) => number !== '')
    services.calls.push({ service: 'aftership', verb: 'list', numbers })
    const known = numbers.filter((number) => aftership.registered.has(number))
    return {
      status: 200,
      json: {
        meta: { code: 200 },
        data: {
          pagination: { total: known.length, has_next_page: false, next_cursor: '' },
          trackings: known.map((number) => aftershipTracking(services, number)),
        },
      },
    }
  }
  if (request.method !== 'POST')
    return meta(404, 404, 'The URI requested is invalid or the resource requested does not exist.')
  const wanted = JSON.parse(body) as { tracking_number?: string; slug?: string }
  const number = wanted.tracking_number ?? ''
  services.calls.push({ service: 'aftership', verb: 'create', numbers: [number] })
  if (number === '') return meta(400, 4007, 'tracking_number is required.')
  if (!/^[A-Za-z0-9-]{4,}$/.test(number)) return meta(400, 4005, 'The value of tracking_number is invalid.')
  if (aftership.registered.has(number))
    return {
      status: 400,
      json: {
        meta: { code: 4003, message: 'Tracking already exists.', type: 'BadRequest' },
        data: { id: aftership.registered.get(number) },
      },
    }
  aftership.registered.set(number, `as-${aftership.registered.size + 1}`)
  charge(services, 'aftership', number)
  return { status: 201, json: { meta: { code: 201 }, data: aftershipTracking(services, number) } }
}

function meta(status: number, code: number, message: string): Answer {
  return { status, json: { meta: { code, message, type: 'Error' }, data: {} } }
}

/** One tracking, as the API and the webhook give it. */
export function aftershipTracking(services: CarrierServices, number: string): unknown {
  const scans = services.scans.get(number) ?? []
  const last = scans.at(-1)
  return {
    id: services.aftership.registered.get(number) ?? null,
    legacy_id: null,
    tracking_number: number,
    slug: 'china-post',
    active: true,
    signed_by: 'Erika Mustermann',
    tag: last ? last.code.aftership.split('_')[0] : 'Pending',
    subtag: last ? last.code.aftership : 'Pending_001',
    subtag_message: 'Whatever',
    customers: [{ name: 'Erika Mustermann', phone_number: '+49 30 1234567', email: 'erika@example.com' }],
    origin_country_region: 'CHN',
    destination_country_region: 'DEU',
    destination_raw_location: 'Geheimstr. 5, 10115 Berlin',
    last_mile: scans.some(({ leg }) => leg === 1)
      ? { slug: 'dhl-germany', tracking_number: '00340434161094042557' }
      : null,
    checkpoints: scans.map(toCheckpoint),
  }
}

function toCheckpoint(scan: Scan): unknown {
  return {
    created_at: '2026-11-20T00:00:00+00:00',
    slug: scan.leg === 1 ? 'dhl-germany' : 'china-post',
    checkpoint_time: scan.at,
    location: `${scan.city}, ${scan.country}`,
    city: scan.city,
    state: null,
    postal_code: null,
    coordinate: null,
    country_region: ALPHA3[scan.country] ?? null,
    country_region_name: null,
    message: scan.text,
    tag: scan.code.aftership.split('_')[0],
    subtag: scan.code.aftership,
    subtag_message: 'Whatever',
    raw_tag: null,
    source: 'carrier',
  }
}
