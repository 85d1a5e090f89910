/**
 * Carrier services on this machine: 17TRACK's Tracking API v2.2 and AfterShip's Tracking API 2026-07, as their documentation describes them
 * (asset.17track.net/api/document/v2.2_en, aftership.com/docs/tracking, and the types of npm @aftership/tracking-sdk 17). In: HTTP, and what a test
 * lets happen to parcels. Out: their JSON, their limits, their signatures, their bad days. Invariant: a number is charged once; a request that breaks a
 * documented rule is refused as they refuse it.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BadRequest, readBody } from '../http/message.ts'
import { aftershipTracking, answerAftership } from './aftership.ts'
import { answerSeventeenTrack, seventeenTrackInfo } from './seventeen-track.ts'

export interface Scan {
  /** ISO with its offset */
  at: string
  /** 17TRACK's sub-status and AfterShip's sub-tag of it */
  code: { seventeen: string; aftership: string }
  text: string
  country: string
  city: string
  /** 1: the second carrier */
  leg?: 0 | 1
}

/**
 * down: 503. garbage: a page of a proxy. cut: does it and hangs up. slow: never answers. throttled: 429. wrong: JSON of another form.
 */
export type Mood = 'fine' | 'down' | 'garbage' | 'cut' | 'slow' | 'throttled' | 'wrong'

export interface ServiceCall {
  service: '17track' | 'aftership'
  verb: string
  numbers: string[]
}

export interface CarrierServices {
  url: string
  /** what was asked, in order */
  calls: ServiceCall[]
  /** numbers that were charged, with how often: more than once is a fault of the caller */
  charged: Map<string, number>
  mood: Mood
  seventeen: { key: string; quotaTotal: number; registered: Set<string>; undetectable: Set<string> }
  aftership: { key: string; secret: string; registered: Map<string, string>; quotaTotal: number }
  /** what carriers know */
  scans: Map<string, Scan[]>
  /** for demos: a number that nobody scripted gets the first days of a journey when it is registered */
  invents: boolean
  /** body and headers of the push that tells of a number */
  push: (service: '17track' | 'aftership', number: string) => { body: string; headers: Record<string, string> }
  stop: () => Promise<void>
}

export async function startCarrierServices(port = 0): Promise<CarrierServices> {
  const sockets = new Set<import('node:net').Socket>()
  const services: CarrierServices = {
    url: '',
    calls: [],
    charged: new Map(),
    mood: 'fine',
    seventeen: { key: 'demo-17track-key', quotaTotal: 1_000, registered: new Set(), undetectable: new Set() },
    aftership: { key: 'demo-aftership-key', secret: 'demo-webhook-secret', registered: new Map(), quotaTotal: 1_000 },
    scans: new Map(),
    invents: false,
    push: (service, number) => pushOf(services, service, number),
    stop: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
  const server = createServer((request, response) => {
    answer(services, request, response).catch((error: unknown) => {
      const status = error instanceof BadRequest ? error.status : 500
      if (!response.headersSent) response.writeHead(status).end(String(error))
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  services.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return services
}

async function answer(services: CarrierServices, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://services.invalid')
  const body = (await readBody(request)).toString('utf8')
  const { mood } = services
  if (mood === 'slow') return
  if (mood === 'down') return send(response, 503, 'upstream connect error')
  if (mood === 'garbage') return send(response, 200, '<html><body>We are checking your browser</body></html>')
  if (mood === 'wrong') return send(response, 200, JSON.stringify({ hello: ['world'] }))
  if (mood === 'throttled') {
    response.setHeader('retry-after', '7200')
    return send(response, 429, '{"message":"Too many requests"}')
  }
  const made = url.pathname.startsWith('/track/v2.2/')
    ? answerSeventeenTrack(services, request, url, body)
    : answerAftership(services, request, url, body)
  if (mood === 'cut') return void request.socket.destroy()
  send(response, made.status, JSON.stringify(made.json))
}

function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

function pushOf(
  services: CarrierServices,
  service: '17track' | 'aftership',
  number: string,
): { body: string; headers: Record<string, string> } {
  const headers = { 'content-type': 'application/json' }
  if (service === '17track') {
    const body = JSON.stringify({ event: 'TRACKING_UPDATED', data: seventeenTrackInfo(services, number) })
    const sign = createHash('sha256').update(`${body}/${services.seventeen.key}`).digest('hex')
    return { body, headers: { ...headers, sign } }
  }
  const body = JSON.stringify({
    event: 'tracking_update',
    event_id: randomUUID(),
    is_tracking_first_tag: false,
    msg: aftershipTracking(services, number),
    ts: 1_795_000_000,
  })
  const signature = createHmac('sha256', services.aftership.secret).update(body).digest('base64')
  return { body, headers: { ...headers, 'aftership-hmac-sha256': signature } }
}

/** The merchant pays for it, and carriers may have seen it. */
export function charge(services: CarrierServices, service: string, number: string): void {
  if (services.invents && !services.scans.has(number)) services.scans.set(number, firstDays(new Date()))
  const key = `${service} ${number}`
  services.charged.set(key, (services.charged.get(key) ?? 0) + 1)
}

const DAY_MS = 86_400_000

function firstDays(now: Date): Scan[] {
  const at = (days: number): string =>
    new Date(now.getTime() - days * DAY_MS).toISOString().replace(/\.\d+Z$/, '+00:00')
  return [
    {
      at: at(3),
      code: { seventeen: 'InTransit_PickedUp', aftership: 'InTransit_002' },
      text: 'Picked up by the carrier',
      country: 'CN',
      city: 'Shenzhen',
    },
    {
      at: at(2),
      code: { seventeen: 'InTransit_Departure', aftership: 'InTransit_007' },
      text: 'Departed from the airport of origin',
      country: 'CN',
      city: 'Guangzhou',
    },
  ]
}
