/** Carriers as a shop's staff type them, as the page shows them. Invariant: a code is of the carriers' directory. */
import { z } from 'zod'
import { CARRIERS } from './directory.ts'
import type { MatchCertainty } from './match.ts'

/** auto: recognition decides; none: it is no carrier of the directory */
export const CarrierChoiceForm = z.object({
  typed: z.string().trim().min(1).max(120),
  carrier: z
    .string()
    .refine(
      (code) => code === 'auto' || code === 'none' || CARRIERS.some((one) => one.code === code),
      'carrier_unknown',
    ),
})
export type CarrierChoiceForm = z.infer<typeof CarrierChoiceForm>

export interface TypedCarrier {
  /** the spelling that most parcels have */
  typed: string
  nameKey: string
  spellings: number
  parcels: number
  /** of those, on their way */
  open: number
  /** code of the directory; null: nobody knows */
  carrier: string | null
  carrierName: string | null
  by: 'choice' | 'name' | 'number' | 'nothing'
  /** how sure the name is; null: it was not the name */
  certainty: MatchCertainty | null
  /** what recognition would say without the choice */
  recognised: string | null
}

export interface OddNumber {
  orderId: string
  orderName: string | null
  number: string
  typed: string | null
  carrierName: string | null
  /** fits_nothing: no carrier makes such numbers. other_carrier: the check digit says another one */
  why: 'fits_nothing' | 'other_carrier'
  /** who it is, by its check digit */
  likely: string | null
}
