/**
 * Purchase orders of the Shopify admin, as they are read.
 * In: model objects. Out: their Admin API fields. Invariant: `query` is refused: the reference names no filter for it.
 */
import type { NativePurchaseLine, NativePurchaseOrder } from '../../model.ts'
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
import { listChildren } from '../listings.ts'
import { snapshot } from './transfers.ts'

interface LineSource {
  id: string
  order: NativePurchaseOrder
  line: NativePurchaseLine
}

export function listPurchaseOrders(args: Args, { state }: Context) {
  if (args['query'] != null) throw notImplemented('QueryRoot.inventoryPurchaseOrders(query:)')
  return listChildren([...state.purchaseOrders.values()], args)
}

const cost = ({ order, line }: LineSource, units: number) =>
  line.unitCostMinor === null ? null : { minor: line.unitCostMinor * units, currency: order.currency }

export const purchaseOrderFields: FieldTable = {
  InventoryPurchaseOrder: fieldsOf<NativePurchaseOrder>({
    id: ({ id }) => gid('InventoryPurchaseOrder', id),
    name: ({ name }) => name,
    status: ({ status }) => status,
    currency: ({ currency }) => currency,
    dateCreated: ({ createdAt }) => createdAt,
    orderedAt: ({ orderedAt }) => orderedAt,
    archivedAt: ({ archivedAt }) => archivedAt,
    origin: (order) => (order.supplierName === null ? null : order),
    destination: ({ destinationLocationId }, _, context) => snapshot(destinationLocationId, context),
    lineItems: connection((order, args) =>
      listChildren(
        order.lines.map((line): LineSource => ({ id: line.id, order, line })),
        args,
      ),
    ),
    transfers: connection(({ transferIds }, args, { state }) =>
      listChildren(
        transferIds.map((id) => mustHold(state.transfers, id, 'InventoryTransfer')),
        args,
      ),
    ),
  }),
  InventoryPurchaseOrderLineItem: fieldsOf<LineSource>({
    id: ({ id }) => gid('InventoryPurchaseOrderLineItem', id),
    purchaseOrder: ({ order }) => order,
    inventoryItem: ({ line }, _, { state }) => state.inventoryItems.get(line.inventoryItemId ?? '') ?? null,
    title: ({ line }) => line.title,
    variantTitle: ({ line }) => line.variantTitle,
    supplierSku: ({ line }) => line.supplierSku,
    totalQuantity: ({ line }) => line.quantity,
    unitCost: (source) => cost(source, 1),
    subtotal: (source) => cost(source, source.line.quantity),
    // No tax on purchases in the dev store.
    totalCost: (source) => cost(source, source.line.quantity),
    taxPercent: () => null,
  }),
  InventorySupplierSnapshot: fieldsOf<NativePurchaseOrder>({
    supplierName: ({ supplierName }) => supplierName,
  }),
}
