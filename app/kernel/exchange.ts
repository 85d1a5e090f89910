/**
 * Changing money into another currency through the euro. In: minor units and two reference rates as published ("units per euro").
 * Out: minor units. Invariant: exact until the single rounding at the end; no floating point.
 */
import { minorDigits, type Money } from './money.ts'

const RATE = /^(\d{1,12})(?:\.(\d{1,12}))?$/

/** Whether a text is a rate as central banks publish them: a positive decimal. */
export function isRate(text: string): boolean {
  return RATE.test(text) && /[1-9]/.test(text)
}

/**
 * `amount` in `to.currency`, rounded half away from zero to that currency's minor unit.
 * @param fromPerEur units of the amount's currency for one euro, as a decimal string ('1' for EUR)
 * @param to the wanted currency and its units for one euro
 * @throws RangeError for a rate that is no positive decimal, or a result beyond 2^53
 */
export function exchange(amount: Money, fromPerEur: string, to: { currency: string; perEur: string }): number {
  const from = readRate(fromPerEur)
  const into = readRate(to.perEur)
  // minor / 10^fromDigits / fromRate * toRate * 10^toDigits, as one fraction of integers
  const numerator = BigInt(amount.minor) * into.units * from.scale * 10n ** BigInt(minorDigits(to.currency))
  const denominator = from.units * into.scale * 10n ** BigInt(minorDigits(amount.currency))
  const minor = Number(divideHalfAway(numerator, denominator))
  if (!Number.isSafeInteger(minor)) throw new RangeError(`amount out of range after exchange: ${minor}`)
  return minor
}

/** A rate times a share in basis points, exactly: `scaleRate('1.1684', 10_200)` is `'1.191768'`. Four more places at most. */
export function scaleRate(rate: string, bps: number): string {
  if (bps === 10_000) return rate
  const [whole = '0', fraction = ''] = rate.split('.')
  const places = fraction.length + 4
  const text = (BigInt(whole + fraction) * BigInt(bps)).toString().padStart(places + 1, '0')
  const rest = text.slice(-places).replace(/0+$/, '')
  return rest === '' ? text.slice(0, -places) : `${text.slice(0, -places)}.${rest}`
}

function readRate(text: string): { units: bigint; scale: bigint } {
  const match = RATE.exec(text)
  if (!match || !isRate(text)) throw new RangeError(`not an exchange rate: ${text}`)
  const fraction = match[2] ?? ''
  return { units: BigInt((match[1] ?? '') + fraction), scale: 10n ** BigInt(fraction.length) }
}

function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n
  return sign * ((sign * numerator * 2n + denominator) / (denominator * 2n))
}
