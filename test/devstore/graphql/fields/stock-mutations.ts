/**
 * Writing stock: absolute quantities and adjustments, compare-and-swap, once per idempotency key.
 * In: mutation input. Out: an adjustment group with its changes, or userErrors; events. Invariant: all or nothing, and on_hand is
 * always available + committed + reserved + damaged + safety_stock + quality_control.
 */
import type { InventoryItem, InventoryLevel, QuantityName, ShopEvent } from '../../model.ts'
import { touch } from '../../shop/change.ts'
import { toInstant } from '../../shop/empty.ts'
import { levelEvent, StockMoves } from '../../shop/stock-moves.ts'
import { ApiError, fieldsOf, gid, idOf, type Args, type Context, type TypeFields, type UserError } from '../engine.ts'
import { integerOf, recordOf, recordsOf, textsOf } from '../input.ts'

interface Change {
  name: QuantityName
  delta: number
  after: number
  item: InventoryItem
  level: InventoryLevel
  ledgerDocumentUri: string | null
}
interface Group {
  id: string
  reason: string
  referenceDocumentUri: string | null
  createdAt: string
  changes: Change[]
}
interface StockPayload {
  group: Group | null
  userErrors: UserError[]
}

const REASONS: ReadonlySet<string> = new Set([
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_created',
  'movement_updated',
  'movement_received',
  'movement_canceled',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
])
const ADJUSTABLE: ReadonlySet<string> = new Set([
  'available',
  'incoming',
  'reserved',
  'damaged',
  'safety_stock',
  'quality_control',
])
const MOST_UNITS = 1_000_000_000

interface Wanted {
  input: Args
  index: number
  list: 'quantities' | 'changes'
  name: QuantityName
  /** from the present quantity to the change */
  delta: (present: number) => number
}

/** One quantity to move, checked; null when it stays as it is. */
function plan(wanted: Wanted, context: Context): Change | UserError | null {
  const { input, index, list, name, delta } = wanted
  const at = (field: string): string[] => ['input', list, String(index), field]
  if (!('changeFromQuantity' in input))
    throw new ApiError(
      `changeFromQuantity must be given for input.${list}[${index}]: a number to compare with, or null not to compare`,
      {
        code: 'BAD_REQUEST',
      },
    )
  const item = context.state.inventoryItems.get(idOf('InventoryItem', input['inventoryItemId']))
  if (!item)
    return {
      field: at('inventoryItemId'),
      message: 'The specified inventory item could not be found.',
      code: 'INVALID_INVENTORY_ITEM',
    }
  const locationId = idOf('Location', input['locationId'])
  const level = item.levels.find((entry) => entry.locationId === locationId && entry.isActive)
  if (!level)
    return { field: at('locationId'), message: 'The specified location could not be found.', code: 'INVALID_LOCATION' }
  const present = level.quantities[name]
  const expected = input['changeFromQuantity']
  if (typeof expected === 'number' && expected !== present)
    return {
      field: at('changeFromQuantity'),
      message: `The changeFromQuantity argument no longer matches the persisted quantity (${present}).`,
      code: 'CHANGE_FROM_QUANTITY_STALE',
    }
  const change = delta(present)
  if (Math.abs(present + change) > MOST_UNITS) {
    const high = present + change > 0
    return {
      field: at(list === 'quantities' ? 'quantity' : 'delta'),
      message: `The quantity can't be ${high ? 'higher' : 'lower'} than ${high ? '' : '-'}1,000,000,000.`,
      code: high ? 'INVALID_QUANTITY_TOO_HIGH' : 'INVALID_QUANTITY_TOO_LOW',
    }
  }
  const uri = input['ledgerDocumentUri']
  const ledgerDocumentUri = typeof uri === 'string' ? uri : null
  return change === 0 ? null : { name, delta: change, after: present + change, item, level, ledgerDocumentUri }
}

function apply(input: Args, wanted: Wanted[], context: Context): StockPayload {
  const reason = String(input['reason'])
  if (!REASONS.has(reason))
    return failed([{ field: ['input', 'reason'], message: 'The specified reason is invalid.', code: 'INVALID_REASON' }])
  const planned = wanted.map((entry) => plan(entry, context))
  const userErrors = planned.flatMap((entry) => (entry && 'message' in entry ? [entry] : []))
  if (userErrors.length > 0) return failed(userErrors)
  const moved = planned.flatMap((entry) => (entry && 'delta' in entry ? [entry] : []))
  if (moved.length === 0) return { group: null, userErrors: [] }
  const moves = new StockMoves(context.state)
  const others: ShopEvent[] = []
  const changes: Change[] = []
  for (const change of moved) {
    const { item, level, name, delta } = change
    const { quantities } = level
    // on_hand and what it is made of move together; a new on_hand changes what can be sold.
    const other = name === 'on_hand' ? 'available' : name === 'incoming' ? null : 'on_hand'
    if (name === 'available' || name === 'on_hand') {
      moves.setAvailable(item, level, quantities.available + delta)
    } else {
      quantities[name] += delta
      if (other !== null) quantities[other] += delta
      touch(context.state, level)
      others.push(levelEvent(context.state, 'inventory_levels/update', item, level))
    }
    changes.push({ ...change, after: quantities[name] })
    if (other !== null) changes.push({ ...change, name: other, after: quantities[other] })
  }
  context.emit([...moves.events(), ...others])
  const createdAt = toInstant(context.now())
  const uri = input['referenceDocumentUri']
  const referenceDocumentUri = typeof uri === 'string' ? uri : null
  return { group: { id: context.state.nextId(), reason, referenceDocumentUri, createdAt, changes }, userErrors: [] }
}

function failed(userErrors: UserError[]): StockPayload {
  return { group: null, userErrors }
}

function setQuantities(args: Args, context: Context): StockPayload {
  const input = recordOf(args['input'])
  const name = input['name']
  if (name !== 'available' && name !== 'on_hand')
    return failed([
      {
        field: ['input', 'name'],
        message: 'The quantity name must be either available or on_hand.',
        code: 'INVALID_NAME',
      },
    ])
  const wanted = recordsOf(input['quantities']).map((entry, index): Wanted => {
    const quantity = integerOf(entry['quantity'])
    return { input: entry, index, list: 'quantities', name, delta: (present) => quantity - present }
  })
  const pairs = new Set(
    wanted.map(({ input: entry }) => `${String(entry['inventoryItemId'])} ${String(entry['locationId'])}`),
  )
  if (pairs.size < wanted.length)
    return failed([
      {
        field: ['input', 'quantities'],
        message: 'The combination of inventoryItemId and locationId must be unique.',
        code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      },
    ])
  return apply(input, wanted, context)
}

function adjustQuantities(args: Args, context: Context): StockPayload {
  const input = recordOf(args['input'])
  const name = String(input['name'])
  if (!ADJUSTABLE.has(name))
    return failed([
      { field: ['input', 'name'], message: 'The specified quantity name is invalid.', code: 'INVALID_QUANTITY_NAME' },
    ])
  const changes = recordsOf(input['changes'])
  const errors = changes.flatMap((change, index) => ledgerError(name, change['ledgerDocumentUri'], index))
  if (errors.length > 0) return failed(errors)
  return apply(
    input,
    changes.map((entry, index): Wanted => {
      const delta = integerOf(entry['delta'])
      return { input: entry, index, list: 'changes', name: name as QuantityName, delta: () => delta }
    }),
    context,
  )
}

function ledgerError(name: string, uri: unknown, index: number): UserError[] {
  const field = ['input', 'changes', String(index), 'ledgerDocumentUri']
  if (name === 'available')
    return uri == null
      ? []
      : [
          {
            field,
            message: 'A ledger document URI is not allowed when adjusting available.',
            code: 'INVALID_AVAILABLE_DOCUMENT',
          },
        ]
  if (typeof uri !== 'string')
    return [
      {
        field,
        message: 'A ledger document URI is required except when adjusting available.',
        code: 'INVALID_QUANTITY_DOCUMENT',
      },
    ]
  return uri.startsWith('gid://shopify/')
    ? [
        {
          field,
          message: 'Internal (gid://shopify/) ledger documents are not allowed.',
          code: 'INTERNAL_LEDGER_DOCUMENT',
        },
      ]
    : []
}

function once(mutation: string, args: Args, context: Context, act: () => StockPayload): StockPayload {
  const answer = context.idempotency.once(mutation, args, act)
  return 'message' in answer ? failed([answer]) : answer
}

export const stockMutations: TypeFields = fieldsOf<null>({
  inventorySetQuantities: (_, args, context) =>
    once('inventorySetQuantities', args, context, () => setQuantities(args, context)),
  inventoryAdjustQuantities: (_, args, context) =>
    once('inventoryAdjustQuantities', args, context, () => adjustQuantities(args, context)),
})

const payload = fieldsOf<StockPayload>({
  inventoryAdjustmentGroup: ({ group }) => group,
  userErrors: ({ userErrors }) => userErrors,
})

export const stockPayloads: Readonly<Record<string, TypeFields>> = {
  InventorySetQuantitiesPayload: payload,
  InventoryAdjustQuantitiesPayload: payload,
  InventoryAdjustmentGroup: fieldsOf<Group>({
    id: ({ id }) => gid('InventoryAdjustmentGroup', id),
    reason: ({ reason }) => reason,
    referenceDocumentUri: ({ referenceDocumentUri }) => referenceDocumentUri,
    createdAt: ({ createdAt }) => createdAt,
    changes: ({ changes }, args) => {
      const [items, locations, names] = ['inventoryItemIds', 'locationIds', 'quantityNames'].map((name) =>
        textsOf(args[name]),
      )
      return changes.filter(
        ({ item, level, name }) =>
          (!items?.length || items.includes(gid('InventoryItem', item.id))) &&
          (!locations?.length || locations.includes(gid('Location', level.locationId))) &&
          (!names?.length || names.includes(name)),
      )
    },
  }),
  InventoryChange: fieldsOf<Change>({
    name: ({ name }) => name,
    delta: ({ delta }) => delta,
    quantityAfterChange: ({ after }) => after,
    item: ({ item }) => item,
    location: ({ level }, _, { state }) => state.locations.get(level.locationId) ?? null,
    ledgerDocumentUri: ({ ledgerDocumentUri }) => ledgerDocumentUri,
  }),
}
