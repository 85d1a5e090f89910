/**
 * Transfers as pages send and read them. In: forms. Out: typed values; lists, ways compared. Every message is a code: i18n says it
 * (`reorderTransfers.error.<code>`). Invariant: money is minor units of the shop's currency; what nobody has said is null, never 0.
 */
import { z } from 'zod'
import { isId } from '#app/kernel/gid.ts'
import type { Id, Instant } from '#app/mirror/types.ts'
import type { VariantName } from '#app/mirror/views.ts'
import { readInteger, readMoney } from '#app/sheets/cells.ts'

/** Shopify's limit of one input list. */
export const MOST_LINES = 250
const MOST_DAYS = 365

const LocationId = z.string().refine(isId)

export const NewTransferForm = z.object({
  /** made by the page: sent twice it is one transfer */
  id: z.uuid(),
  originLocationId: LocationId,
  destinationLocationId: LocationId,
  lines: z
    .array(z.object({ variantId: LocationId, units: z.number().int().min(1).max(10_000_000) }))
    .min(1, 'nothing_to_move')
    .max(MOST_LINES, 'too_many_lines'),
})
export type NewTransferForm = z.infer<typeof NewTransferForm>

export interface Route {
  originLocationId: Id
  destinationLocationId: Id
  /** of a transfer, from the order to the shelf */
  days: number | null
  costPerKgMinor: number
  costPerUnitMinor: number
  fixedMinor: number
  /** of a parcel from the origin straight to a customer at the destination */
  directDays: number | null
  directPerUnitMinor: number | null
}

const typed = z.string().trim().max(40).default('')

export const RouteForm = z.object({
  originLocationId: LocationId,
  destinationLocationId: LocationId,
  days: typed,
  costPerKg: typed,
  costPerUnit: typed,
  fixed: typed,
  directDays: typed,
  directPerUnit: typed,
})
export type RouteForm = z.infer<typeof RouteForm>

/** @throws ZodError with the path of each field that cannot be read */
export function readRoute(form: RouteForm, currency: string): Route {
  const problems: { path: keyof RouteForm; message: string }[] = []
  const daysOf = (path: 'days' | 'directDays'): number | null => {
    if (form[path] === '') return null
    const read = readInteger(form[path])
    if (read.ok && read.value >= 0 && read.value <= MOST_DAYS) return read.value
    problems.push({ path, message: 'days_invalid' })
    return null
  }
  const moneyOf = (path: 'costPerKg' | 'costPerUnit' | 'fixed' | 'directPerUnit'): number | null => {
    if (form[path] === '') return null
    const read = readMoney(form[path], currency)
    if (read.ok && read.value >= 0) return read.value
    problems.push({ path, message: 'amount_invalid' })
    return null
  }
  const { originLocationId, destinationLocationId } = form
  if (originLocationId === destinationLocationId)
    problems.push({ path: 'destinationLocationId', message: 'same_place' })
  const route: Route = {
    originLocationId,
    destinationLocationId,
    days: daysOf('days'),
    costPerKgMinor: moneyOf('costPerKg') ?? 0,
    costPerUnitMinor: moneyOf('costPerUnit') ?? 0,
    fixedMinor: moneyOf('fixed') ?? 0,
    directDays: daysOf('directDays'),
    directPerUnitMinor: moneyOf('directPerUnit'),
  }
  if (problems.length > 0)
    throw new z.ZodError(
      problems.map(({ path, message }) => ({ code: 'custom', path: [path], message, input: undefined })),
    )
  return route
}

export const TRANSFER_STATES = ['planned', 'written', 'failed'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

/** Why a transfer is not at Shopify; the words are in i18n under `reorderTransfers.failure.<code>`. */
export const TRANSFER_FAILURES = [
  /** less can be sold at the origin by now than is to move */
  'not_enough',
  'location_gone',
  'item_gone',
  'not_tracked',
  'not_stocked',
  'rejected',
  /** sent, the answer lost, and too long ago for Shopify to tell: a person looks */
  'unclear',
  'missing_scope',
  'waiting',
  'bug',
] as const
export const TransferFailure = z.object({
  code: z.enum(TRANSFER_FAILURES),
  /** Shopify's words, or what is for people who debug */
  detail: z.string(),
  at: z.string(),
})
export type TransferFailure = z.infer<typeof TransferFailure>

/** A transfer of the list, made here or at Shopify. */
export interface TransferRow {
  /** ours; null: it was made at Shopify */
  id: string | null
  /** null until it is there */
  shopifyId: Id | null
  name: string
  originName: string | null
  destinationName: string | null
  /** ours until it is mirrored, Shopify's status from then on */
  state: TransferState | 'DRAFT' | 'READY_TO_SHIP' | 'IN_PROGRESS' | 'TRANSFERRED' | 'CANCELED' | 'OTHER'
  units: number
  receivedUnits: number
  createdAt: Instant | null
  failure: TransferFailure | null
}

export const WAYS = ['transfer', 'buy', 'direct'] as const
export type WayKind = (typeof WAYS)[number]

export interface Way {
  kind: WayKind
  /** until the units are there (or, sent directly, with the customer); null: nobody has said */
  days: number | null
  /** what it costs beyond the goods' own value; null: not known */
  costMinor: number | null
  /** what must be paid for goods now; only when they are bought */
  outlayMinor: number | null
}

export interface Move {
  variantId: Id
  originLocationId: Id
  destinationLocationId: Id
  units: number
  /** what the destination lacks */
  needUnits: number
  /** what the origin can spare */
  spareUnits: number
  /** of the destination; null: nothing sells there */
  daysOfCover: number | null
  ways: Way[]
  /** the cheapest that comes before the destination runs out, else the fastest; null: fewer than two ways are known */
  best: WayKind | null
}

/** Moves between the same two places, most urgent first. */
export interface MoveGroup {
  /** of the transfer it may become: the same offer of the same plan is the same transfer, however often it is taken */
  offerId: string
  origin: { id: Id; name: string }
  destination: { id: Id; name: string }
  route: Route | null
  moves: (Move & { name: VariantName | null; availableUnits: number })[]
}

export const transferName = (number: number): string => `TW-T${number}`
