/**
 * The words of alerts. In: forms, stored JSON. Out: what was true when a cause began, who is told and when, what Shopify Flow gets.
 * Invariant: the keys of Flow's payload are those of extensions/flow-reorder-point (tested): Shopify ignores what it does not know.
 */
import { z } from 'zod'
import { addressList } from '#app/mail/schema.ts'
import type { Id, Instant } from '#app/mirror/types.ts'

/** What was true when the cause began. */
export const AlertDocument = z.object({
  /** the shop-local day of the plan that said so */
  asOf: z.string(),
  /** units suggested */
  quantity: z.number(),
  /** on hand - committed + on order */
  positionUnits: z.number(),
  reorderPoint: z.number(),
  daysOfCover: z.number().nullable(),
  supplierId: z.string().nullable(),
  supplierName: z.string().nullable(),
})
export type AlertDocument = z.infer<typeof AlertDocument>

/**
 * waiting: not told yet. sending: the call is made. late: covered before Flow was told. off: nobody wanted it. unclear: no answer came, and it is
 * not told twice.
 */
export const FLOW_STATES = ['waiting', 'sending', 'sent', 'failed', 'late', 'off', 'unclear'] as const
export type FlowState = (typeof FLOW_STATES)[number]

export const FlowFailure = z.object({ code: z.enum(['refused', 'no_answer']).catch('refused'), words: z.string() })
export type FlowFailure = z.infer<typeof FlowFailure>

/** One cause to order, as pages show it: goods by their names of today. */
export interface Alert {
  variantId: Id
  episode: number
  productId: Id | null
  title: string | null
  variantTitle: string | null
  sku: string | null
  document: AlertDocument
  openedAt: Instant
  dismissedAt: Instant | null
  /** when a mail told it */
  mailedAt: Instant | null
  flowState: FlowState
  flowFailure: FlowFailure | null
}

// Settings -----------------------------------------------------------------------------------------------------------

const ALERT_LOCALES = ['en', 'zh-CN'] as const

export const AlertSettings = z.object({
  mail: z.boolean().default(false),
  recipients: z.array(z.string()).default([]),
  /** of the shop's day, 0 to 23 */
  hour: z.number().int().min(0).max(23).default(8),
  language: z.enum(ALERT_LOCALES).default('en'),
  flow: z.boolean().default(true),
  /** the last shop-local day whose digest was decided on */
  digestOn: z.string().nullable().default(null),
  /** why the last digest could not be written: a code of `mail.failure` */
  mailMissing: z.string().nullable().default(null),
})
export type AlertSettings = z.infer<typeof AlertSettings>

const rest = {
  hour: z.coerce.number().int().min(0).max(23),
  language: z.enum(ALERT_LOCALES),
  flow: z.enum(['true', 'false']).transform((value) => value === 'true'),
}

/** As the page sends it: all texts. Recipients are needed only where a digest is wanted. */
export const AlertSettingsForm = z.discriminatedUnion('mail', [
  z.object({ mail: z.literal('true'), recipients: addressList(1), ...rest }),
  z.object({ mail: z.literal('false'), recipients: addressList(0), ...rest }),
])
export type AlertSettingsForm = z.infer<typeof AlertSettingsForm>

// Shopify Flow -------------------------------------------------------------------------------------------------------

export const FLOW_HANDLE = 'reorder-point-reached'

export interface Cause {
  variantId: Id
  productId: Id | null
  title: string
  sku: string | null
  document: AlertDocument
}

/** What a workflow gets. */
export function flowPayload(cause: Cause, link: string): Record<string, string | number> {
  const { document } = cause
  return {
    ...(cause.productId === null ? {} : { product_id: Number(cause.productId) }),
    'Variant name': cause.title,
    'Variant ID': cause.variantId,
    SKU: cause.sku ?? '',
    'Units to order': document.quantity,
    'Units in stock and on order': document.positionUnits,
    'Reorder point': document.reorderPoint,
    // What never runs out has no number of days.
    'Days of cover': Math.round((document.daysOfCover ?? 0) * 10) / 10,
    Supplier: document.supplierName ?? '',
    Day: document.asOf,
    Link: link,
  }
}
