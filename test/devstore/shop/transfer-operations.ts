/**
 * Goods between locations: a draft, made ready, shipped, received, or called off.
 * In: state, what is wanted. Out: the transfer or shipment with its events, or a refusal with Shopify's code.
 * Invariant: units are at the origin, on their way, or at the destination, never twice: ready reserves them at the origin, shipping moves them to
 * the destination's incoming, receiving puts what was accepted on its shelf.
 */
import type {
  InventoryItem,
  InventoryLevel,
  InventoryShipment,
  InventoryTransfer,
  ShopEvent,
  ShopState,
} from '../model.ts'
import { happened, touch } from './change.ts'
import { toInstant } from './empty.ts'
import { levelEvent } from './stock-moves.ts'

export interface Refused {
  refused: { code: string; message: string; field: string[] | null }
}

export interface Units {
  inventoryItemId: string
  quantity: number
}

function refuse(code: string, message: string, field: string[] | null = null): Refused {
  return { refused: { code, message, field } }
}

const NOT_FOUND = (): Refused => refuse('TRANSFER_NOT_FOUND', "The transfer couldn't be found.", ['id'])

export interface NewTransfer {
  originLocationId: string | null
  destinationLocationId: string | null
  referenceName: string | null
  note: string | null
  tags: string[]
  lines: Units[]
}

/** Shopify tells nobody of a draft. */
export function createTransfer(state: ShopState, wish: NewTransfer): { transfer: InventoryTransfer } | Refused {
  for (const [field, id] of [
    ['originLocationId', wish.originLocationId],
    ['destinationLocationId', wish.destinationLocationId],
  ] as const) {
    const found = id === null ? null : state.locations.get(id)
    if (found === undefined)
      return refuse('LOCATION_NOT_FOUND', "The location selected can't be found.", ['input', field])
    if (found && !found.isActive)
      return refuse('LOCATION_NOT_ACTIVE', "The location selected isn't active.", ['input', field])
  }
  if (wish.originLocationId !== null && wish.originLocationId === wish.destinationLocationId)
    return refuse(
      'TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION',
      'The origin location cannot be the same as the destination location.',
      ['input', 'destinationLocationId'],
    )
  const problem = linesProblem(state, wish.lines, wish.originLocationId)
  if (problem) return problem
  const at = toInstant(state.now())
  const transfer: InventoryTransfer = {
    id: state.nextId(),
    name: `#T${String(state.transfers.size + 1).padStart(4, '0')}`,
    status: 'DRAFT',
    originLocationId: wish.originLocationId,
    destinationLocationId: wish.destinationLocationId,
    referenceName: wish.referenceName,
    note: wish.note,
    tags: wish.tags,
    createdAt: at,
    updatedAt: at,
    lines: wish.lines.map((line) => ({ id: state.nextId(), ...line })),
    shipments: [],
  }
  state.transfers.set(transfer.id, transfer)
  return { transfer }
}

function linesProblem(state: ShopState, lines: readonly Units[], locationId: string | null): Refused | null {
  const seen = new Set<string>()
  for (const [index, { inventoryItemId, quantity }] of lines.entries()) {
    const at = (field: string): string[] => ['input', 'lineItems', String(index), field]
    const item = state.inventoryItems.get(inventoryItemId)
    if (!item) return refuse('ITEM_NOT_FOUND', "The inventory item couldn't be found.", at('inventoryItemId'))
    if (!item.tracked) return refuse('UNTRACKED_ITEM', 'The item does not track inventory.', at('inventoryItemId'))
    if (seen.has(inventoryItemId))
      return refuse('DUPLICATE_ITEM', 'The list of line items contains duplicate items.', at('inventoryItemId'))
    if (quantity < 1) return refuse('INVALID_QUANTITY', "The quantity can't be less than 1.", at('quantity'))
    if (locationId !== null && !levelOf(item, locationId)?.isActive)
      return refuse(
        'INVENTORY_STATE_NOT_ACTIVE',
        'The item is not stocked at the intended location.',
        at('inventoryItemId'),
      )
    seen.add(inventoryItemId)
  }
  return null
}

/** inventory_transfers/ready_to_ship, inventory_levels/update: the units are reserved at the origin. */
export function readyTransfer(
  state: ShopState,
  id: string,
): { transfer: InventoryTransfer; events: ShopEvent[] } | Refused {
  const transfer = state.transfers.get(id)
  if (!transfer) return NOT_FOUND()
  if (transfer.status !== 'DRAFT')
    return refuse('INVALID_TRANSFER_STATUS', "The transfer's status does not allow it.", ['id'])
  if (transfer.originLocationId === null || transfer.destinationLocationId === null)
    return refuse('LOCATION_REQUIRED', 'A location is required for this action.', ['id'])
  if (transfer.lines.length === 0) return refuse('ITEMS_EMPTY', "The list of line items can't be empty.", ['id'])
  const moves = new Moves(state)
  for (const line of transfer.lines)
    moves.add(line.inventoryItemId, transfer.originLocationId, { available: -line.quantity, reserved: line.quantity })
  transfer.status = 'READY_TO_SHIP'
  touch(state, transfer)
  return { transfer, events: [transferEvent(state, 'ready_to_ship', transfer), ...moves.events()] }
}

export interface NewShipment {
  transferId: string
  tracking: InventoryShipment['tracking']
  lines: Units[]
}

/** inventory_shipments/create, inventory_transfers/updated, inventory_levels/update: the units leave the origin and are incoming at the destination. */
export function shipTransfer(
  state: ShopState,
  { transferId, tracking, lines }: NewShipment,
): { shipment: InventoryShipment; events: ShopEvent[] } | Refused {
  const transfer = state.transfers.get(transferId)
  if (!transfer) return NOT_FOUND()
  if (transfer.status !== 'READY_TO_SHIP' && transfer.status !== 'IN_PROGRESS')
    return refuse('INVALID_TRANSFER_STATUS', "The transfer's status does not allow it.", ['input', 'movementId'])
  if (lines.length === 0) return refuse('ITEMS_EMPTY', "The list of line items can't be empty.", ['input', 'lineItems'])
  for (const [index, line] of lines.entries()) {
    const planned = transfer.lines.find(({ inventoryItemId }) => inventoryItemId === line.inventoryItemId)
    const at = ['input', 'lineItems', String(index), 'inventoryItemId']
    if (!planned) return refuse('INVALID_ITEM', 'The item is not on the transfer.', at)
    if (line.quantity < 1 || line.quantity > planned.quantity - shippedOf(transfer, line.inventoryItemId))
      return refuse('INVALID_QUANTITY', 'The quantity is invalid.', ['input', 'lineItems', String(index), 'quantity'])
  }
  const at = toInstant(state.now())
  const shipment: InventoryShipment = {
    id: state.nextId(),
    name: `${transfer.name}-${transfer.shipments.length + 1}`,
    status: 'IN_TRANSIT',
    createdAt: at,
    shippedAt: at,
    receivedAt: null,
    tracking,
    lines: lines.map((line) => ({ id: state.nextId(), ...line, acceptedQuantity: 0, rejectedQuantity: 0 })),
  }
  const moves = new Moves(state)
  for (const { inventoryItemId, quantity } of lines) {
    if (transfer.originLocationId !== null)
      moves.add(inventoryItemId, transfer.originLocationId, { reserved: -quantity, on_hand: -quantity })
    if (transfer.destinationLocationId !== null)
      moves.add(inventoryItemId, transfer.destinationLocationId, { incoming: quantity })
  }
  transfer.shipments.push(shipment)
  transfer.status = 'IN_PROGRESS'
  touch(state, transfer)
  return {
    shipment,
    events: [shipmentEvent(state, 'create', shipment), transferEvent(state, 'updated', transfer), ...moves.events()],
  }
}

export interface Receipt {
  lineId: string
  quantity: number
  reason: 'ACCEPTED' | 'REJECTED'
}

/** inventory_shipments/receive_items, inventory_transfers/complete with the last unit, inventory_levels/update. */
export function receiveShipment(
  state: ShopState,
  shipmentId: string,
  receipts: readonly Receipt[],
): { shipment: InventoryShipment; events: ShopEvent[] } | Refused {
  const transfer = [...state.transfers.values()].find((one) => one.shipments.some(({ id }) => id === shipmentId))
  const shipment = transfer?.shipments.find(({ id }) => id === shipmentId)
  if (!transfer || !shipment) return refuse('SHIPMENT_NOT_FOUND', "The shipment couldn't be found.", ['id'])
  if (shipment.status !== 'IN_TRANSIT' && shipment.status !== 'PARTIALLY_RECEIVED')
    return refuse('INVALID_SHIPMENT_STATUS', "The shipment's status does not allow it.", ['id'])
  for (const [index, receipt] of receipts.entries()) {
    const line = shipment.lines.find(({ id }) => id === receipt.lineId)
    if (!line)
      return refuse('ITEM_NOT_FOUND', "The item couldn't be found.", ['lineItems', String(index), 'shipmentLineItemId'])
    if (receipt.quantity < 1 || receipt.quantity > line.quantity - line.acceptedQuantity - line.rejectedQuantity)
      return refuse('INVALID_QUANTITY', 'The quantity is invalid.', ['lineItems', String(index), 'quantity'])
  }
  const moves = new Moves(state)
  for (const { lineId, quantity, reason } of receipts) {
    const line = shipment.lines.find(({ id }) => id === lineId)
    if (!line) continue
    if (reason === 'ACCEPTED') line.acceptedQuantity += quantity
    else line.rejectedQuantity += quantity
    if (transfer.destinationLocationId !== null)
      moves.add(line.inventoryItemId, transfer.destinationLocationId, {
        incoming: -quantity,
        ...(reason === 'ACCEPTED' ? { available: quantity, on_hand: quantity } : {}),
      })
  }
  const isDone = shipment.lines.every((line) => line.quantity === line.acceptedQuantity + line.rejectedQuantity)
  shipment.status = isDone ? 'RECEIVED' : 'PARTIALLY_RECEIVED'
  shipment.receivedAt = toInstant(state.now())
  const allShipped = transfer.lines.every((line) => shippedOf(transfer, line.inventoryItemId) === line.quantity)
  const isOver = allShipped && transfer.shipments.every(({ status }) => status === 'RECEIVED')
  if (isOver) transfer.status = 'TRANSFERRED'
  touch(state, transfer)
  return {
    shipment,
    events: [
      shipmentEvent(state, 'receive_items', shipment),
      ...(isOver ? [transferEvent(state, 'complete', transfer)] : []),
      ...moves.events(),
    ],
  }
}

/** inventory_transfers/cancel, inventory_levels/update: what was reserved can be sold again. */
export function cancelTransfer(
  state: ShopState,
  id: string,
): { transfer: InventoryTransfer; events: ShopEvent[] } | Refused {
  const transfer = state.transfers.get(id)
  if (!transfer) return NOT_FOUND()
  if (transfer.shipments.length > 0)
    return refuse('SHIPMENT_EXISTS', 'A shipment already exists for the transfer.', ['id'])
  if (transfer.status !== 'DRAFT' && transfer.status !== 'READY_TO_SHIP')
    return refuse('INVALID_TRANSFER_STATUS', "The transfer's status does not allow it.", ['id'])
  const moves = new Moves(state)
  if (transfer.status === 'READY_TO_SHIP' && transfer.originLocationId !== null) {
    for (const line of transfer.lines)
      moves.add(line.inventoryItemId, transfer.originLocationId, { available: line.quantity, reserved: -line.quantity })
  }
  transfer.status = 'CANCELED'
  touch(state, transfer)
  return { transfer, events: [transferEvent(state, 'cancel', transfer), ...moves.events()] }
}

export function shippedOf(transfer: InventoryTransfer, inventoryItemId: string): number {
  return transfer.shipments
    .flatMap(({ lines }) => lines)
    .filter((line) => line.inventoryItemId === inventoryItemId)
    .reduce((sum, { quantity }) => sum + quantity, 0)
}

function levelOf(item: InventoryItem, locationId: string): InventoryLevel | undefined {
  return item.levels.find((level) => level.locationId === locationId)
}

function transferEvent(state: ShopState, what: string, { id }: InventoryTransfer): ShopEvent {
  return happened(state, `inventory_transfers/${what}`, 'InventoryTransfer', id)
}

function shipmentEvent(state: ShopState, what: string, { id }: InventoryShipment): ShopEvent {
  return happened(state, `inventory_shipments/${what}`, 'InventoryShipment', id)
}

type Change = Partial<Record<'available' | 'reserved' | 'on_hand' | 'incoming', number>>

/** Levels that one operation touches; one that the destination lacks is made, as Shopify activates it. */
class Moves {
  readonly #state: ShopState
  readonly #touched = new Map<InventoryLevel, { item: InventoryItem; isNew: boolean }>()

  constructor(state: ShopState) {
    this.#state = state
  }

  add(inventoryItemId: string, locationId: string, change: Change): void {
    const item = this.#state.inventoryItems.get(inventoryItemId)
    if (!item) return
    const known = levelOf(item, locationId)
    const level = known ?? emptyLevel(this.#state, item, locationId)
    if (!known) item.levels.push(level)
    const before = this.#touched.get(level)
    if (!before) touch(this.#state, level)
    this.#touched.set(level, before ?? { item, isNew: !known })
    for (const [name, delta] of Object.entries(change) as [keyof Change, number][]) level.quantities[name] += delta
  }

  events(): ShopEvent[] {
    return [...this.#touched].map(([level, { item, isNew }]) =>
      levelEvent(this.#state, isNew ? 'inventory_levels/connect' : 'inventory_levels/update', item, level),
    )
  }
}

function emptyLevel(state: ShopState, item: InventoryItem, locationId: string): InventoryLevel {
  return {
    id: `${state.nextId()}?inventory_item_id=${item.id}`,
    locationId,
    isActive: true,
    quantities: {
      available: 0,
      on_hand: 0,
      committed: 0,
      incoming: 0,
      reserved: 0,
      damaged: 0,
      safety_stock: 0,
      quality_control: 0,
    },
    updatedAt: toInstant(state.now()),
  }
}
