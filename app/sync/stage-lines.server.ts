/**
 * Lines of a bulk file become COPY text for the staging tables.
 * In: one JSON line after the other, children before or after their parents. Out: text per table, to be taken away in batches.
 * Invariant: every line goes to exactly one kind; a kind that the query did not ask for is an error, not a shrug.
 */
import { gidId } from '#app/kernel/gid.ts'
import { CopyBuffer } from '#app/mirror/copy-buffer.server.ts'
import {
  copyLine,
  copyOrderLine,
  FULFILLMENT,
  INVENTORY_ITEM,
  ORDER,
  ORDER_LINE,
  ORDER_PROOF,
  PRODUCT,
  REFUND,
  RETURN,
  RETURN_LINE,
  STOCK_LEVEL,
  VARIANT,
  type RowTable,
} from '#app/mirror/row-tables.ts'
import {
  isForgotten,
  mapFulfillment,
  mapInventoryItem,
  mapOrder,
  mapOrderLine,
  mapProduct,
  mapRefund,
  mapReturn,
  mapReturnLine,
  mapStockLevel,
  mapVariant,
  type MapContext,
} from './map.ts'
import type {
  FulfillmentNode,
  InventoryItemNode,
  OrderLineNode,
  OrderNode,
  ProductNode,
  RefundNode,
  ReturnLineNode,
  ReturnNode,
  StockLevelNode,
  VariantNode,
} from './nodes.ts'

/** COPY text of one table, as bytes. */
export interface StagedText {
  table: { name: string; columns: readonly string[] }
  chunks: Buffer[]
}

/** Which lines a bulk query leaves, by the type in their id. */
export type LineKinds = Record<string, (line: BulkLine, stage: LineStage) => void>

export interface BulkLine {
  id: string
  __parentId?: string
}

export class LineStage {
  readonly #kinds: LineKinds
  readonly context: MapContext
  readonly #texts = new Map<{ name: string; columns: readonly string[] }, CopyBuffer>()
  /** rows waiting to be taken */
  rows = 0

  constructor(kinds: LineKinds, context: MapContext) {
    this.#kinds = kinds
    this.context = context
  }

  /** Throws a plain error naming the type on a line of a kind the query did not ask for. */
  read(text: string): void {
    const line = JSON.parse(text) as BulkLine
    const end = line.id.indexOf('/', GID_START)
    const type = line.id.slice(GID_START, end)
    const stage = this.#kinds[type]
    if (!stage) throw new Error(`a bulk file holds a ${type || 'line without an id'} that was not asked for`)
    stage(line, this)
  }

  add<Row>(table: RowTable<Row>, row: Row): void {
    this.addText(table, copyLine(table, row))
  }

  addText(table: { name: string; columns: readonly string[] }, row: string): void {
    let text = this.#texts.get(table)
    if (!text) this.#texts.set(table, (text = new CopyBuffer()))
    text.add(row)
    this.rows += 1
  }

  /** What has gathered since the last time. */
  take(): StagedText[] {
    this.rows = 0
    return [...this.#texts]
      .map(([table, text]) => ({ table, chunks: text.take() }))
      .filter(({ chunks }) => chunks.length > 0)
  }
}

const GID_START = 'gid://shopify/'.length

function parentId(line: BulkLine): string {
  if (line.__parentId === undefined) throw new Error(`a bulk file holds ${line.id} without its parent`)
  return gidId(line.__parentId)
}

export const PRODUCT_LINES: LineKinds = {
  Product: (line, stage) => stage.add(PRODUCT, mapProduct(line as ProductNode)),
  ProductVariant: (line, stage) => {
    const node = line as VariantNode & { inventoryItem: InventoryItemNode }
    stage.add(VARIANT, mapVariant(node, parentId(line), stage.context))
    stage.add(INVENTORY_ITEM, mapInventoryItem(node.inventoryItem))
  },
}

export const STOCK_LINES: LineKinds = {
  // The items themselves come with their products.
  InventoryItem: () => undefined,
  InventoryLevel: (line, stage) =>
    stage.add(STOCK_LEVEL, mapStockLevel(line as BulkLine & StockLevelNode, parentId(line))),
}

interface BulkOrder extends OrderNode {
  subtotalLineItemsQuantity: number
  refunds: RefundNode[]
  fulfillments: FulfillmentNode[]
}

function stageReturnLine(line: BulkLine, stage: LineStage): void {
  stage.add(RETURN_LINE, { ...mapReturnLine(line as BulkLine & ReturnLineNode, '', parentId(line)), orderId: null })
}

export const ORDER_LINES: LineKinds = {
  Order: (line, stage) => {
    const node = line as BulkOrder
    const order = mapOrder(node, stage.context)
    stage.add(ORDER, order)
    stage.add(ORDER_PROOF, { orderId: order.id, quantity: node.subtotalLineItemsQuantity })
    for (const refund of node.refunds)
      stage.add(REFUND, { ...mapRefund(refund, order.id, order.currency, stage.context), detailed: false })
    const forgotten = isForgotten(node, stage.context)
    for (const fulfillment of node.fulfillments)
      stage.add(FULFILLMENT, mapFulfillment(fulfillment, order.id, forgotten))
  },
  LineItem: (line, stage) =>
    stage.addText(ORDER_LINE, copyOrderLine(mapOrderLine(line as OrderLineNode, parentId(line)))),
  Return: (line, stage) => stage.add(RETURN, mapReturn(line as ReturnNode, parentId(line))),
  ReturnLineItem: stageReturnLine,
  UnverifiedReturnLineItem: stageReturnLine,
}
