/**
 * Making transfers, shipping and receiving them, as an app asks for it.
 * In: mutation input. Out: payloads with userErrors, events. Invariant: what Shopify wants an idempotency key for is done once per key.
 */
import type { InventoryShipment, InventoryTransfer } from '../../model.ts'
import {
  cancelTransfer,
  createTransfer,
  readyTransfer,
  receiveShipment,
  shipTransfer,
  type Refused,
} from '../../shop/transfer-operations.ts'
import { fieldsOf, idOf, notImplemented, type Args, type Context, type TypeFields, type UserError } from '../engine.ts'
import { integerOf, recordOf, recordsOf, textsOf } from '../input.ts'

interface TransferPayload {
  transfer: InventoryTransfer | null
  userErrors: UserError[]
}
interface ShipmentPayload {
  shipment: InventoryShipment | null
  userErrors: UserError[]
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const locationOf = (value: unknown): string | null => (value == null ? null : idOf('Location', value))

function unitsOf(value: unknown) {
  return recordsOf(value).map((line) => ({
    inventoryItemId: idOf('InventoryItem', line['inventoryItemId']),
    quantity: integerOf(line['quantity']),
  }))
}

function noTransfer({ refused }: Refused): TransferPayload {
  return { transfer: null, userErrors: [refused] }
}

function noShipment({ refused }: Refused): ShipmentPayload {
  return { shipment: null, userErrors: [refused] }
}

function create(args: Args, context: Context): TransferPayload {
  const input = recordOf(args['input'])
  for (const name of ['metafields', 'dateCreated'] as const)
    if (input[name] != null) throw notImplemented(`inventoryTransferCreate(input.${name})`)
  const made = createTransfer(context.state, {
    originLocationId: locationOf(input['originLocationId']),
    destinationLocationId: locationOf(input['destinationLocationId']),
    referenceName: textOrNull(input['referenceName']),
    note: textOrNull(input['note']),
    tags: textsOf(input['tags']),
    lines: unitsOf(input['lineItems']),
  })
  return 'refused' in made ? noTransfer(made) : { transfer: made.transfer, userErrors: [] }
}

function ship(args: Args, context: Context): ShipmentPayload {
  const input = recordOf(args['input'])
  const tracking = input['trackingInput'] == null ? {} : recordOf(input['trackingInput'])
  const shipped = shipTransfer(context.state, {
    transferId: idOf('InventoryTransfer', input['movementId']),
    tracking: {
      company: textOrNull(tracking['company']),
      trackingNumber: textOrNull(tracking['trackingNumber']),
      trackingUrl: textOrNull(tracking['trackingUrl']),
      arrivesAt: textOrNull(tracking['arrivesAt']),
    },
    lines: unitsOf(input['lineItems']),
  })
  if ('refused' in shipped) return noShipment(shipped)
  context.emit(shipped.events)
  return { shipment: shipped.shipment, userErrors: [] }
}

function receive(args: Args, context: Context): ShipmentPayload {
  if (args['bulkReceiveAction'] != null) throw notImplemented('inventoryShipmentReceive(bulkReceiveAction:)')
  const received = receiveShipment(
    context.state,
    idOf('InventoryShipment', args['id']),
    recordsOf(args['lineItems']).map((line) => ({
      lineId: idOf('InventoryShipmentLineItem', line['shipmentLineItemId']),
      quantity: integerOf(line['quantity']),
      reason: line['reason'] === 'REJECTED' ? 'REJECTED' : 'ACCEPTED',
    })),
  )
  if ('refused' in received) return noShipment(received)
  context.emit(received.events)
  return { shipment: received.shipment, userErrors: [] }
}

function moved(
  done: { transfer: InventoryTransfer; events: Parameters<Context['emit']>[0] } | Refused,
  context: Context,
): TransferPayload {
  if ('refused' in done) return noTransfer(done)
  context.emit(done.events)
  return { transfer: done.transfer, userErrors: [] }
}

function onceTransfer(name: string, args: Args, context: Context, act: () => TransferPayload): TransferPayload {
  const answer = context.idempotency.once(name, args, act)
  return 'message' in answer ? { transfer: null, userErrors: [answer] } : answer
}

function onceShipment(name: string, args: Args, context: Context, act: () => ShipmentPayload): ShipmentPayload {
  const answer = context.idempotency.once(name, args, act)
  return 'message' in answer ? { shipment: null, userErrors: [answer] } : answer
}

export const transferMutations: TypeFields = fieldsOf<null>({
  inventoryTransferCreate: (_, args, context) =>
    onceTransfer('inventoryTransferCreate', args, context, () => create(args, context)),
  inventoryTransferMarkAsReadyToShip: (_, args, context) =>
    moved(readyTransfer(context.state, idOf('InventoryTransfer', args['id'])), context),
  inventoryTransferCancel: (_, args, context) =>
    moved(cancelTransfer(context.state, idOf('InventoryTransfer', args['id'])), context),
  inventoryShipmentCreateInTransit: (_, args, context) =>
    onceShipment('inventoryShipmentCreateInTransit', args, context, () => ship(args, context)),
  inventoryShipmentReceive: (_, args, context) =>
    onceShipment('inventoryShipmentReceive', args, context, () => receive(args, context)),
})

const transferPayload = fieldsOf<TransferPayload>({
  inventoryTransfer: ({ transfer }) => transfer,
  userErrors: ({ userErrors }) => userErrors,
})
const shipmentPayload = fieldsOf<ShipmentPayload>({
  inventoryShipment: ({ shipment }) => shipment,
  userErrors: ({ userErrors }) => userErrors,
})

export const transferPayloads: Readonly<Record<string, TypeFields>> = {
  InventoryTransferCreatePayload: transferPayload,
  InventoryTransferMarkAsReadyToShipPayload: transferPayload,
  InventoryTransferCancelPayload: transferPayload,
  InventoryShipmentCreateInTransitPayload: shipmentPayload,
  InventoryShipmentReceivePayload: shipmentPayload,
}
