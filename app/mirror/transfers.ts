/**
 * Plain types of goods on their way between locations, as the mirror holds them. JSON-safe.
 * Invariant: a transfer that is over has no lines and no shipments here: what it moved is stock.
 */
import type { Id, Instant } from './types.ts'

export const OPEN_TRANSFER_STATES = ['DRAFT', 'READY_TO_SHIP', 'IN_PROGRESS', 'OTHER'] as const

/** What Shopify calls by a name that we do not know may still bring goods. */
export function isOpenTransfer(status: string): boolean {
  return status !== 'TRANSFERRED' && status !== 'CANCELED'
}

export interface Transfer {
  id: Id
  name: string
  status: string
  /** null: goods from outside, or a location that is gone */
  originLocationId: Id | null
  originName: string | null
  destinationLocationId: Id | null
  destinationName: string | null
  /** what whoever made it calls it */
  reference: string | null
  totalUnits: number
  receivedUnits: number
  createdAt: Instant | null
}

export interface TransferLine {
  id: Id
  inventoryItemId: Id
  units: number
}

interface ShipmentLine {
  id: Id
  inventoryItemId: Id
  units: number
  acceptedUnits: number
  rejectedUnits: number
}

export interface Shipment {
  id: Id
  name: string
  status: string
  shippedAt: Instant | null
  arrivesAt: Instant | null
  lines: ShipmentLine[]
}

export interface TransferBundle {
  transfer: Transfer
  lines: TransferLine[]
  shipments: Shipment[]
}

/** One variant on one transfer that is not over. */
export interface TransferSupply {
  variantId: Id
  transferId: Id
  name: string
  originLocationId: Id | null
  destinationLocationId: Id | null
  /** planned to move */
  units: number
  shipments: {
    id: Id
    units: number
    /** accepted or rejected: is not under way any more */
    settledUnits: number
    /** it has left the origin */
    shipped: boolean
    arrivesAt: Instant | null
  }[]
}
