/**
 * Inventory transfers and shipments, as they are read.
 * In: model objects. Out: their Admin API fields. Invariant: a line answers for its units only: what is shipped of them lies in shipments.
 */
import type {
  InventoryShipment,
  InventoryTransfer,
  Location,
  ShipmentLine,
  ShopState,
  TransferLine,
} from '../../model.ts'
import { shippedOf } from '../../shop/transfer-operations.ts'
import {
  connection,
  fieldsOf,
  gid,
  mustHold,
  notImplemented,
  type Args,
  type Context,
  type FieldTable,
} from '../engine.ts'
import { listChildren, type Collection } from '../listings.ts'
import { idFilter, textFilter, timeFilter } from '../search.ts'

interface TransferLineSource {
  id: string
  transfer: InventoryTransfer
  line: TransferLine
}

export function findShipment(state: ShopState, id: string): InventoryShipment | null {
  for (const { shipments } of state.transfers.values()) {
    const found = shipments.find((shipment) => shipment.id === id)
    if (found) return found
  }
  return null
}

export function transferCollection({ state }: Context): Collection<InventoryTransfer> {
  return {
    name: 'inventoryTransfers',
    map: state.transfers,
    sorts: {
      CREATED_AT: ({ createdAt }) => createdAt,
      NAME: ({ name }) => name,
      STATUS: ({ status }) => status,
    },
    search: {
      resource: 'inventoryTransfers',
      filters: {
        id: idFilter(({ id }) => id),
        created_at: timeFilter(({ createdAt }) => createdAt),
        status: textFilter(({ status }) => [status]),
        tag: textFilter(({ tags }) => tags),
        origin_id: textFilter(({ originLocationId }) => [originLocationId ?? []].flat()),
        destination_id: textFilter(({ destinationLocationId }) => [destinationLocationId ?? []].flat()),
      },
      text: ({ name }) => name.toLowerCase(),
    },
  }
}

function received({ shipments }: InventoryTransfer): number {
  return shipments
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + line.acceptedQuantity + line.rejectedQuantity, 0)
}

const unitsOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)

export const snapshot = (id: string | null, { state }: Context): Location | null =>
  id === null ? null : mustHold(state.locations, id, 'Location')

function plain(args: Args, what: string): void {
  if (args['query'] != null) throw notImplemented(`${what}(query:)`)
}

export const transferFields: FieldTable = {
  InventoryTransfer: fieldsOf<InventoryTransfer>({
    id: ({ id }) => gid('InventoryTransfer', id),
    name: ({ name }) => name,
    status: ({ status }) => status,
    dateCreated: ({ createdAt }) => createdAt,
    note: ({ note }) => note,
    referenceName: ({ referenceName }) => referenceName,
    tags: ({ tags }) => tags,
    origin: ({ originLocationId }, _, context) => snapshot(originLocationId, context),
    destination: ({ destinationLocationId }, _, context) => snapshot(destinationLocationId, context),
    totalQuantity: ({ lines }) => unitsOf(lines),
    receivedQuantity: received,
    lineItemsCount: ({ lines }) => ({ count: lines.length, precision: 'EXACT' }),
    lineItems: connection((transfer, args) => {
      plain(args, 'InventoryTransfer.lineItems')
      return listChildren(
        transfer.lines.map((line): TransferLineSource => ({ id: line.id, transfer, line })),
        args,
      )
    }),
    shipments: connection(({ shipments }, args) => listChildren(shipments, args)),
  }),
  InventoryTransferLineItem: fieldsOf<TransferLineSource>({
    id: ({ line }) => gid('InventoryTransferLineItem', line.id),
    inventoryItem: ({ line }, _, { state }) => state.inventoryItems.get(line.inventoryItemId) ?? null,
    title: ({ line }, _, { state }) => {
      const item = state.inventoryItems.get(line.inventoryItemId)
      const variant = item && state.variants.get(item.variantId)
      return (variant && state.products.get(variant.productId)?.title) ?? null
    },
    totalQuantity: ({ line }) => line.quantity,
    shippedQuantity: ({ transfer, line }) => shippedOf(transfer, line.inventoryItemId),
    // The dev store ships at once: nothing waits in a draft shipment.
    pickedForShipmentQuantity: () => 0,
    shippableQuantity: ({ transfer, line }) =>
      transfer.status === 'READY_TO_SHIP' || transfer.status === 'IN_PROGRESS'
        ? line.quantity - shippedOf(transfer, line.inventoryItemId)
        : 0,
    processableQuantity: ({ transfer, line }) => line.quantity - shippedOf(transfer, line.inventoryItemId),
  }),
  LocationSnapshot: fieldsOf<Location>({
    name: ({ name }) => name,
    location: (location) => location,
    address: (location) => location,
    snapshottedAt: ({ updatedAt }) => updatedAt,
  }),
  InventoryShipment: fieldsOf<InventoryShipment>({
    id: ({ id }) => gid('InventoryShipment', id),
    name: ({ name }) => name,
    status: ({ status }) => status,
    // Nobody sticks barcodes on parcels of the dev store.
    barcode: () => null,
    dateCreated: ({ createdAt }) => createdAt,
    dateShipped: ({ shippedAt }) => shippedAt,
    dateReceived: ({ receivedAt }) => receivedAt,
    tracking: ({ tracking }) => tracking,
    lineItemTotalQuantity: ({ lines }) => unitsOf(lines),
    lineItemsCount: ({ lines }) => ({ count: lines.length, precision: 'EXACT' }),
    totalAcceptedQuantity: ({ lines }) => lines.reduce((sum, line) => sum + line.acceptedQuantity, 0),
    totalRejectedQuantity: ({ lines }) => lines.reduce((sum, line) => sum + line.rejectedQuantity, 0),
    totalReceivedQuantity: ({ lines }) =>
      lines.reduce((sum, line) => sum + line.acceptedQuantity + line.rejectedQuantity, 0),
    lineItems: connection(({ lines }, args) => {
      plain(args, 'InventoryShipment.lineItems')
      return listChildren(lines, args)
    }),
  }),
  InventoryShipmentLineItem: fieldsOf<ShipmentLine>({
    id: ({ id }) => gid('InventoryShipmentLineItem', id),
    inventoryItem: ({ inventoryItemId }, _, { state }) => state.inventoryItems.get(inventoryItemId) ?? null,
    quantity: ({ quantity }) => quantity,
    acceptedQuantity: ({ acceptedQuantity }) => acceptedQuantity,
    rejectedQuantity: ({ rejectedQuantity }) => rejectedQuantity,
    unreceivedQuantity: ({ quantity, acceptedQuantity, rejectedQuantity }) =>
      quantity - acceptedQuantity - rejectedQuantity,
  }),
  InventoryShipmentTracking: fieldsOf<InventoryShipment['tracking']>({
    company: ({ company }) => company,
    trackingNumber: ({ trackingNumber }) => trackingNumber,
    trackingUrl: ({ trackingUrl }) => trackingUrl,
    arrivesAt: ({ arrivesAt }) => arrivesAt,
  }),
}
