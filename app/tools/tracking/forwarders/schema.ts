/** Forwarders' scores as addresses and pages hold them. Invariant: a period is whole months up to today. */
import { z } from 'zod'
import type { ForwarderSummary } from '../worklist/forwarders.ts'

export const PERIODS = ['1', '3', '6', '12'] as const

export const ForwarderQuery = z.object({
  /** months back */
  months: z.enum(PERIODS).default('3'),
  /** a carrier, or its lines: carrier and what the shopper chose at checkout */
  by: z.enum(['carrier', 'line']).default('carrier'),
  country: z.union([z.literal(''), z.string().regex(/^[A-Z]{2}$/)]).default(''),
})
export type ForwarderQuery = z.infer<typeof ForwarderQuery>

export interface ForwarderScore extends Omit<ForwarderSummary, 'forwarder'> {
  carrier: string
  /** null where carriers are compared */
  line: string | null
  /** `2026-03`; null: the whole period */
  month: string | null
}
