/**
 * What a merchant decides about exchange rates: a buffer on the ECB's, and rates locked for some days.
 * In: forms and stored JSON. Out: typed values. Invariant: a rate is a positive decimal with at most 8 places, days are shop-local.
 */
import { z } from 'zod'
import { isDay, type Day } from '#app/kernel/calendar.ts'
import { isRate } from '#app/kernel/exchange.ts'

/** 20 %: more is not a buffer but another price. */
export const LARGEST_BUFFER_BPS = 2_000

export const RateSettings = z.object({
  /** added to every ECB rate when an amount is exchanged: 200 = amounts come out 2 % higher */
  bufferBps: z.number().int().min(0).max(LARGEST_BUFFER_BPS).default(0),
})
export type RateSettings = z.infer<typeof RateSettings>

/** `2.5` percent, as a form sends it. */
export const BufferForm = z.object({
  buffer: z
    .string()
    .trim()
    .regex(/^\d{1,2}([.,]\d{1,2})?$/, 'percent')
    .transform((text) => Math.round(Number(text.replace(',', '.')) * 100))
    .refine((bps) => bps <= LARGEST_BUFFER_BPS, 'percent'),
})

const Currency = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'currency')
const day = z.string().refine(isDay, 'day')

export const LockedRateForm = z
  .object({
    fromCurrency: Currency,
    toCurrency: Currency,
    /** units of `to` for one `from` */
    rate: z
      .string()
      .trim()
      .transform((text) => text.replace(',', '.'))
      // Real pairs lie far inside (1 KWD is about 85,000 VND), and one of 1e9 has no usable reciprocal.
      .refine((text) => isRate(text) && /^\d{1,6}(\.\d{1,8})?$/.test(text) && Number(text) >= 0.000001, 'rate'),
    validFrom: day,
    validTo: day,
    note: z.string().trim().max(200, 'note').default(''),
  })
  .superRefine((form, context) => {
    if (form.fromCurrency === form.toCurrency)
      context.addIssue({ code: 'custom', path: ['toCurrency'], message: 'same' })
    if (form.validTo < form.validFrom) context.addIssue({ code: 'custom', path: ['validTo'], message: 'before' })
  })
export type LockedRateForm = z.infer<typeof LockedRateForm>

export interface LockedRate extends LockedRateForm {
  id: string
  createdAt: string
}

/** Where a lock stands on a day. */
export function lockState(
  lock: Pick<LockedRate, 'validFrom' | 'validTo'>,
  today: Day,
): 'coming' | 'active' | 'expired' {
  if (today < lock.validFrom) return 'coming'
  return today > lock.validTo ? 'expired' : 'active'
}
