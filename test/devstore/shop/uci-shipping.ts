/**
 * When and how the UCI file's orders were shipped: derived, because the file does not say.
 * In: an order's instant, destination, value and number. Out: hand-over, carrier, tracking number, delivery.
 * Invariant: deterministic per invoice; tracking numbers are well-formed for their carrier and never repeat.
 */
import { hash32, hashFraction } from './hash.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Days to the door: never fewer than `fastest`, then an exponential wait of `mean` more days on average. */
interface Wait {
  fastest: number
  mean: number
}
interface Lane {
  post: Wait
  express: Wait
  /** dedicated line from the overseas warehouse; null: always from the UK */
  line: Wait | null
}

const lane = (post: [number, number], express: [number, number], line: [number, number] | null): Lane => ({
  post: { fastest: post[0], mean: post[1] },
  express: { fastest: express[0], mean: express[1] },
  line: line === null ? null : { fastest: line[0], mean: line[1] },
})

const DOMESTIC = lane([1, 0.9], [1, 0.3], null)
const NEAR_EUROPE = lane([3, 1.8], [1, 0.6], null)
const FAR_EUROPE = lane([4, 2.8], [2, 0.8], null)
const OUTSIDE_CUSTOMS_UNION = lane([4, 3.2], [2, 1], null)
const EAST_ASIA = lane([6, 3], [3, 0.8], [3, 1.5])
const NORTH_AMERICA = lane([6, 3.5], [2, 1], [7, 3])
const MIDDLE_EAST = lane([6, 4.5], [3, 1.2], [6, 3.5])
const SOUTHERN = lane([9, 6], [4, 1.5], [8, 4])

const LANES: Readonly<Record<string, Lane>> = {
  GB: DOMESTIC,
  JE: lane([2, 1.2], [1, 0.5], null),
  IE: lane([2, 1.4], [1, 0.5], null),
  FR: NEAR_EUROPE,
  BE: NEAR_EUROPE,
  NL: NEAR_EUROPE,
  DE: NEAR_EUROPE,
  LU: NEAR_EUROPE,
  DK: NEAR_EUROPE,
  AT: FAR_EUROPE,
  ES: FAR_EUROPE,
  PT: FAR_EUROPE,
  IT: FAR_EUROPE,
  SE: FAR_EUROPE,
  FI: FAR_EUROPE,
  PL: FAR_EUROPE,
  CZ: FAR_EUROPE,
  LT: FAR_EUROPE,
  GR: FAR_EUROPE,
  CY: FAR_EUROPE,
  MT: FAR_EUROPE,
  CH: OUTSIDE_CUSTOMS_UNION,
  NO: OUTSIDE_CUSTOMS_UNION,
  IS: OUTSIDE_CUSTOMS_UNION,
  JP: EAST_ASIA,
  HK: lane([5, 2.5], [3, 0.7], [1, 0.8]),
  SG: EAST_ASIA,
  AU: SOUTHERN,
  US: NORTH_AMERICA,
  CA: NORTH_AMERICA,
  IL: MIDDLE_EAST,
  AE: MIDDLE_EAST,
  BH: MIDDLE_EAST,
  SA: MIDDLE_EAST,
  LB: MIDDLE_EAST,
  BR: SOUTHERN,
  ZA: SOUTHERN,
}
const ELSEWHERE = lane([7, 4], [3, 1.2], null)

export interface Shipment {
  shippedAt: number // epoch ms
  inTransitAt: number
  /** when it will have arrived, whether or not that is still to come */
  deliveredAt: number
  estimatedDeliveryAt: number
  overseas: boolean
  carrier: string
  number: string
  url: string
}

/**
 * @param orderIndex place of the order in the file: makes the tracking number unique
 * @param orderedAt epoch ms, @param valueMinor gross of the order in pence
 */
export function deriveShipment(
  invoice: string,
  orderIndex: number,
  orderedAt: number,
  countryCode: string,
  valueMinor: number,
): Shipment {
  const lanes = LANES[countryCode] ?? ELSEWHERE
  const overseas = lanes.line !== null && hash32(`warehouse ${invoice}`) % 100 < 45
  const express =
    !overseas && (valueMinor >= 75_000 || (countryCode !== 'GB' && hash32(`express ${invoice}`) % 100 < 12))
  const wait = overseas && lanes.line !== null ? lanes.line : express ? lanes.express : lanes.post
  const late = hash32(`late ${invoice}`) % 100 < 3
  const days = wait.fastest + wait.mean * -Math.log(1 - hashFraction(`transit ${invoice}`)) * (late ? 2.5 : 1)
  const shippedAt = handOver(invoice, orderedAt)
  const hours = 9 + (hash32(`hour ${invoice}`) % 9)
  const arrival = new Date(shippedAt + days * DAY)
  const sunday = arrival.getUTCDay() === 0 ? DAY : 0
  const doorstep =
    Math.floor(arrival.getTime() / DAY) * DAY + hours * HOUR + (hash32(`minute ${invoice}`) % 3600) * 1000 + sunday
  const inTransitAt = shippedAt + (3 + (hash32(`scan ${invoice}`) % 9)) * HOUR
  return {
    shippedAt,
    inTransitAt,
    deliveredAt: Math.max(doorstep, inTransitAt + 6 * HOUR),
    estimatedDeliveryAt:
      Math.floor((shippedAt + Math.ceil(wait.fastest + 2 * wait.mean) * DAY) / DAY) * DAY + 18 * HOUR,
    overseas,
    ...trackingNumber(overseas ? 'line' : express ? 'express' : 'post', invoice, orderIndex, shippedAt),
  }
}

/** 20 to 67 hours after the order, five to ten days for one order in fifty, never on a weekend. */
function handOver(invoice: string, orderedAt: number): number {
  const slow = hash32(`slow ${invoice}`) % 50 === 0
  const hours = slow ? 120 + (hash32(`slow hours ${invoice}`) % 120) : 20 + (hash32(`hours ${invoice}`) % 48)
  const at = orderedAt + hours * HOUR
  const weekday = new Date(at).getUTCDay()
  return at + (weekday === 6 ? 2 * DAY : weekday === 0 ? DAY : 0)
}

/** 48271 has no factor in common with a power of ten, so different orders get different serials. */
function serial(orderIndex: number, digits: number): string {
  const modulus = 10n ** BigInt(digits)
  return String((BigInt(orderIndex) * 48_271n + 10_000_019n) % modulus).padStart(digits, '0')
}

/** UPU S10: weights 8 6 4 2 3 5 9 7, eleven minus the sum modulo eleven; ten becomes 0, eleven becomes 5. */
export function s10CheckDigit(serialNumber: string): string {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(serialNumber[index]), 0)
  const check = 11 - (sum % 11)
  return String(check === 10 ? 0 : check === 11 ? 5 : check)
}

function trackingNumber(
  service: 'post' | 'express' | 'line',
  invoice: string,
  orderIndex: number,
  shippedAt: number,
): { carrier: string; number: string; url: string } {
  if (service === 'post') {
    const digits = serial(orderIndex, 8)
    const number = `RN${digits}${s10CheckDigit(digits)}GB`
    return {
      carrier: 'Royal Mail',
      number,
      url: `https://www.royalmail.com/track-your-item#/tracking-results/${number}`,
    }
  }
  if (service === 'express') {
    const digits = serial(orderIndex, 9)
    const number = `${digits}${Number(digits) % 7}`
    return { carrier: 'DHL Express', number, url: `https://www.dhl.com/en/express/tracking.html?AWB=${number}` }
  }
  const day = new Date(shippedAt)
  const year = String(day.getUTCFullYear() % 100).padStart(2, '0')
  if (hash32(`line ${invoice}`) % 3 === 0) {
    const number = `4PX3000${serial(orderIndex, 9)}CN`
    return { carrier: '4PX', number, url: `https://track.4px.com/#/result/0/${number}` }
  }
  const dayOfYear = Math.floor((day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / DAY) + 1
  const number = `YT${year}${String(dayOfYear).padStart(3, '0')}${serial(orderIndex, 11)}`
  return { carrier: 'YunExpress', number, url: `https://www.yuntrack.com/parcelTracking?id=${number}` }
}
