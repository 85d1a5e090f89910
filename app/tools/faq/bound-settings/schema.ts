/**
 * What a merchant says about a market that nothing else in the app knows: return window, who pays duty, free shipping. In: forms and stored JSON.
 * Out: typed values. Invariant: null is "as for all markets" in a market's own settings, and "not known" in those for all.
 */
import { z } from 'zod'
import { minorDigits, parseMinor } from '#app/kernel/money.ts'
import type { Id, Instant } from '#app/mirror/types.ts'

/** Settings for every market without its own. */
export const ALL_MARKETS = '0'
export const DUTY_MODES = ['shop_pays', 'customer_pays', 'none_due'] as const
const LONGEST_WINDOW = 365

const Money = z.object({ minor: z.number().int().nonnegative(), currency: z.string().regex(/^[A-Z]{3}$/) })

export const BoundSettings = z.object({
  /** from delivery; 0: goods are not taken back */
  returnWindowDays: z.number().int().min(0).max(LONGEST_WINDOW).nullable().default(null),
  dutyMode: z.enum(DUTY_MODES).nullable().default(null),
  /** zero: always free */
  freeShippingThreshold: z
    .union([Money, z.literal('not_offered')])
    .nullable()
    .default(null),
})
export type BoundSettings = z.infer<typeof BoundSettings>

export const NOTHING_SAID: BoundSettings = { returnWindowDays: null, dutyMode: null, freeShippingThreshold: null }

/** As the page sends it: all texts; an empty one is null. Messages are codes for i18n under `faqValues.error`. */
export const BoundForm = z
  .object({
    marketId: z.string().regex(/^\d{1,19}$/),
    version: z.coerce.number().int().min(0),
    currency: z.string().regex(/^[A-Z]{3}$/),
    returns: z.enum(['', 'none', 'days']),
    returnDays: z.string().trim(),
    duty: z.enum(['', ...DUTY_MODES]),
    shipping: z.enum(['', 'not_offered', 'always', 'over']),
    threshold: z.string().trim(),
  })
  .transform((form, context): { marketId: Id; version: number; settings: BoundSettings } => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    let returnWindowDays: number | null = form.returns === 'none' ? 0 : null
    if (form.returns === 'days') {
      const days = /^\d{1,3}$/.test(form.returnDays) ? Number(form.returnDays) : Number.NaN
      if (days >= 1 && days <= LONGEST_WINDOW) returnWindowDays = days
      else refuse('returnDays', 'days_invalid')
    }
    let freeShippingThreshold: BoundSettings['freeShippingThreshold'] = null
    if (form.shipping === 'not_offered') freeShippingThreshold = 'not_offered'
    if (form.shipping === 'always') freeShippingThreshold = { minor: 0, currency: form.currency }
    if (form.shipping === 'over') {
      const minor = amountOf(form.threshold, form.currency)
      if (minor === null) refuse('threshold', 'amount_invalid')
      else freeShippingThreshold = { minor, currency: form.currency }
    }
    return {
      marketId: form.marketId,
      version: form.version,
      settings: { returnWindowDays, dutyMode: form.duty === '' ? null : form.duty, freeShippingThreshold },
    }
  })
export type BoundForm = z.infer<typeof BoundForm>

/** More than zero, no more decimals than the currency has; a comma is read as a decimal point where it can only be one. */
function amountOf(text: string, currency: string): number | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text)
  if (!match || (match[2]?.length ?? 0) > minorDigits(currency)) return null
  const minor = parseMinor([match[1], match[2]].filter(Boolean).join('.'), currency)
  return minor > 0 ? minor : null
}

export interface StoredSettings {
  marketId: Id
  /** counts up from 1; 0: never saved */
  version: number
  settings: BoundSettings
  savedAt: Instant | null
}
