/**
 * What an order takes from its supplier's card. In: the card as stored. Out: terms, the usual lane, the language and columns of its papers.
 * Invariant: the card is the suppliers' (suppliers/schema.ts); what is missing or unknown here has its default, a card never stops an order.
 */
import { z } from 'zod'
import { addDays, type Day } from '#app/kernel/calendar.ts'

/** What a column of an order sheet can hold, in the order of the layout that is used when the card has none. */
export const SHEET_FIELDS = [
  'position',
  'supplierSku',
  'sku',
  'title',
  'units',
  'packs',
  'unitPrice',
  'lineTotal',
  'currency',
] as const
export type SheetField = (typeof SHEET_FIELDS)[number]

const Lane = z.object({ id: z.string(), name: z.string(), quotedDays: z.number().int().positive().nullable() })

export const OrderCard = z.object({
  contacts: z
    .array(z.object({ name: z.string().default(''), email: z.string().default('') }))
    .catch([])
    .default([]),
  language: z.enum(['en', 'zh-CN']).catch('en').default('en'),
  paymentTerms: z.string().catch('').default(''),
  incoterm: z.string().nullable().catch(null).default(null),
  lanes: z.array(Lane).catch([]).default([]),
  defaultLaneId: z.string().nullable().catch(null).default(null),
  /** of an order's goods, in the supplier's currency; null: none */
  orderMinimumMinor: z.number().int().nonnegative().nullable().catch(null).default(null),
  columns: z
    .array(z.object({ header: z.string(), field: z.enum(SHEET_FIELDS) }))
    .catch([])
    .default([]),
})
export type OrderCard = z.infer<typeof OrderCard>

/** The lane that counts when nobody chose one: the card's, else the first with quoted days, else the first. */
export function usualLane({ lanes, defaultLaneId }: OrderCard): z.infer<typeof Lane> | null {
  return (
    lanes.find(({ id }) => id === defaultLaneId) ??
    lanes.find(({ quotedDays }) => quotedDays !== null) ??
    lanes[0] ??
    null
  )
}

/** When goods ordered on `sentOn` are promised on the named lane; null: nobody has said. */
export function promisedOn(card: OrderCard, laneName: string | null, sentOn: Day): Day | null {
  const lane = card.lanes.find(({ name }) => name === laneName) ?? usualLane(card)
  return lane?.quotedDays == null ? null : addDays(sentOn, lane.quotedDays)
}
