/**
 * Purchase orders as forms, addresses and columns hold them. In: what a page sends, what a JSON column keeps. Out: typed values.
 * Invariant: money is minor units of the order's currency (of its own for a charge), units are whole, days are shop-local.
 */
import { z } from 'zod'
import { isDay, type Day } from '#app/kernel/calendar.ts'
import { isId } from '#app/kernel/gid.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import { CHARGE_KINDS, SPREAD_BY, type SpreadBy } from '../landed/landed-cost.ts'
import { ORDER_STATES, type OrderState } from './lifecycle.ts'

export const MOST_LINES = 2_000
export const MOST_UNITS = 10_000_000

/** What an order keeps of its supplier's terms as they were, and what is said to the supplier. */
export const OrderDocument = z.object({
  lane: z.string().nullable().default(null),
  paymentTerms: z.string().nullable().default(null),
  deliveryTerms: z.string().nullable().default(null),
  /** printed on the order */
  note: z.string().default(''),
  /** cubic centimetres of one unit, by line: nobody else knows them */
  unitVolumes: z.record(z.string(), z.number().int().nonnegative()).default({}),
})
export type OrderDocument = z.infer<typeof OrderDocument>

export interface OrderHead {
  id: string
  number: number
  state: OrderState
  supplierId: string
  locationId: Id
  currency: string
  reference: string | null
  expectedOn: Day | null
  document: OrderDocument
  createdAt: Instant
  updatedAt: Instant
  sentAt: Instant | null
  receivedAt: Instant | null
}

export interface Line {
  id: string
  position: number
  variantId: Id
  sku: string | null
  title: string
  supplierSku: string | null
  orderedUnits: number
  givenUpUnits: number
  /** null: not agreed yet */
  unitPriceMinor: number | null
  /** the explanation of the suggestion it was made from */
  suggestion: unknown
}

/** Freight, duty, fees. */
export interface OrderCharge {
  id: string
  kind: (typeof CHARGE_KINDS)[number]
  name: string
  amountMinor: number
  currency: string
  spreadBy: SpreadBy
}

export const EVENT_KINDS = ['created', 'moved', 'changed', 'received', 'comment', 'sent_mail', 'attached'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What was changed, as the history says it. */
export const CHANGED = ['lines', 'details', 'charges', 'stock', 'files'] as const
export const EventDetail = z.object({
  from: z.enum(ORDER_STATES).optional(),
  to: z.enum(ORDER_STATES).optional(),
  what: z.enum(CHANGED).optional(),
  text: z.string().optional(),
  receiptId: z.string().optional(),
  acceptedUnits: z.number().optional(),
  damagedUnits: z.number().optional(),
  givenUpUnits: z.number().optional(),
  copyOf: z.number().optional(),
  recipients: z.array(z.string()).optional(),
  /** of an attachment, or one of a mail's */
  files: z.array(z.string()).optional(),
})
export type EventDetail = z.infer<typeof EventDetail>

export interface OrderEvent {
  id: string
  kind: EventKind
  detail: EventDetail
  at: Instant
}

/** What is wanted from one supplier, e.g. an accepted suggestion. */
export interface WantedLine {
  variantId: Id
  /** whole, from 1 */
  units: number
  supplierId: string
  /** what explains the units; kept beside the line as it is */
  suggestion?: unknown
}

// What pages send ----------------------------------------------------------------------------------------------------

export const OPEN_STATES = ORDER_STATES.filter(
  (state) => state !== 'received' && state !== 'closed' && state !== 'cancelled',
)
export const ORDER_SORTS = ['number', 'expected', 'supplier'] as const
export const OrderListQuery = z.object({
  search: z.string().trim().max(200).default(''),
  /** `open`: everything that is still to come */
  state: z.enum(['', 'open', ...ORDER_STATES]).default(''),
  supplier: z.union([z.literal(''), z.uuid()]).default(''),
  sort: z.enum(ORDER_SORTS).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
  before: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type OrderListQuery = z.infer<typeof OrderListQuery>

export interface OrderSummary {
  id: string
  number: number
  state: OrderState
  supplierId: string
  supplierName: string
  currency: string
  reference: string | null
  expectedOn: Day | null
  createdAt: Instant
  lineCount: number
  units: number
  outstandingUnits: number
  /** of the lines that have a price; null when none has */
  goodsMinor: number | null
  unpricedLines: number
  /** lines whose stock waits to be written to Shopify, or could not be */
  stockPlanned: number
  stockFailed: number
}

const VariantId = z.string().refine(isId)
const OptionalDay = z
  .string()
  .trim()
  .refine((text) => text === '' || isDay(text), 'not_a_date')
  .transform((text): Day | null => (text === '' ? null : text))

/** Texts as they were typed: order-form.ts reads them in the order's currency. A line without an id is new. */
export const LinesForm = z.object({
  /** the version of the lines that the page showed: somebody else's change in between is not overwritten */
  seen: z.string(),
  lines: z
    .array(
      z.object({
        id: z.union([z.literal(''), z.uuid()]),
        variantId: VariantId,
        units: z.string().max(40),
        price: z.string().max(40),
        supplierSku: z.string().trim().max(120),
        volume: z.string().max(40),
      }),
    )
    .max(MOST_LINES, 'too_many_lines'),
})
export type LinesForm = z.infer<typeof LinesForm>

export const ChargesForm = z.object({
  seen: z.string(),
  charges: z
    .array(
      z.object({
        id: z.union([z.literal(''), z.uuid()]),
        kind: z.enum(CHARGE_KINDS),
        name: z.string().trim().max(120),
        amount: z.string().max(40),
        currency: z.string().trim().max(10),
        spreadBy: z.enum(SPREAD_BY),
      }),
    )
    .max(50, 'too_many_charges'),
})
export type ChargesForm = z.infer<typeof ChargesForm>

export const DetailsForm = z.object({
  reference: z
    .string()
    .trim()
    .max(120, 'too_long')
    .transform((text) => (text === '' ? null : text)),
  expectedOn: OptionalDay,
  note: z.string().trim().max(2_000, 'too_long'),
})
export type DetailsForm = z.infer<typeof DetailsForm>

export const CommentForm = z.object({ text: z.string().trim().min(1, 'comment_missing').max(4_000, 'too_long') })

/** One delivery as it was counted; empty texts are 0. */
export const ReceiptForm = z.object({
  receiptId: z.uuid(),
  receivedOn: z.string().refine(isDay, 'not_a_date'),
  note: z.string().trim().max(1_000, 'too_long'),
  lines: z
    .array(
      z.object({
        lineId: z.uuid(),
        accepted: z.string().max(20),
        damaged: z.string().max(20),
        replaced: z.string().max(20),
      }),
    )
    .max(MOST_LINES),
})
export type ReceiptForm = z.infer<typeof ReceiptForm>

export const NewOrderForm = z.object({ supplierId: z.uuid('supplier_missing'), locationId: VariantId })

/** What a merchant may ask of an order; `reopen` makes an approved one a draft again. */
export const MOVES = ['approve', 'reopen', 'send', 'confirm', 'close', 'cancel'] as const
export type Move = (typeof MOVES)[number]
export const MOVE_TO: Readonly<Record<Move, OrderState>> = {
  approve: 'approved',
  reopen: 'draft',
  send: 'sent',
  confirm: 'confirmed',
  close: 'closed',
  cancel: 'cancelled',
}

/** `fields[0].code` of a conflict; the words are in i18n under `reorderOrders.conflict.<code>`. */
export const CONFLICTS = [
  'wrong_state',
  'changed_meanwhile',
  'no_lines',
  'no_location',
  'no_supplier',
  'supplier_archived',
  'nothing_received',
  'id_used_for_other_goods',
] as const
export type Conflict = (typeof CONFLICTS)[number]

// Receipts and what became of them -----------------------------------------------------------------------------------

export const STOCK_STATES = ['nothing', 'planned', 'written', 'failed'] as const
export type StockState = (typeof STOCK_STATES)[number]

/** Why stock is not written; the words are in i18n under `reorderOrders.stockFailure.<code>`. */
export const STOCK_FAILURES = [
  'variant_gone',
  'not_tracked',
  'not_stocked',
  'rejected',
  /** sent, the answer lost, and too long ago for Shopify to tell: a person looks */
  'unclear',
  'missing_scope',
  'waiting',
  'bug',
] as const
export const StockFailure = z.object({
  code: z.enum(STOCK_FAILURES),
  /** Shopify's words, or what is for people who debug */
  detail: z.string(),
  at: z.string(),
})
export type StockFailure = z.infer<typeof StockFailure>

/** A call to Shopify: what makes it the same one when it is made again. */
export interface StockCall {
  key: string
  before: number
}

export interface BookedLine {
  receiptId: string
  lineId: string
  acceptedUnits: number
  damagedUnits: number
  replacedUnits: number
  stockState: StockState
  /** what Shopify had when the call was made, and after it */
  stockBefore: number | null
  stockAfter: number | null
  failure: StockFailure | null
  writtenAt: Instant | null
}

export interface BookedReceipt {
  id: string
  receivedOn: Day
  note: string | null
  createdAt: Instant
  lines: BookedLine[]
}

export const orderName = (number: number): string => `PO-${number}`
