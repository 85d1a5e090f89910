/**
 * The one table of field implementations: `fieldTable[Type][field]`.
 * In: the tables of each subject. Out: what the planner looks fields up in. Invariant: one type is implemented in one place.
 */
import type { FieldTable, TypeFields } from './engine.ts'
import { afterSalesFields } from './fields/after-sales.ts'
import { collectionFields } from './fields/collections.ts'
import { connectionTable } from './fields/connections.ts'
import { customerFields } from './fields/customers.ts'
import { marketFields } from './fields/markets.ts'
import { metafieldTypes } from './fields/metafields.ts'
import { metaobjectTypes } from './fields/metaobjects.ts'
import { mutationFields } from './fields/mutations.ts'
import { operationFields } from './fields/operations.ts'
import { orderFields } from './fields/orders.ts'
import { productFields } from './fields/products.ts'
import { purchaseOrderFields } from './fields/purchase-orders.ts'
import { rootFields } from './fields/root.ts'
import { shopFields } from './fields/shop.ts'
import { stockFields } from './fields/stock.ts'
import { transferFields } from './fields/transfers.ts'
import { translationTypes } from './fields/translations.ts'
import { moneyFields } from './money.ts'

function merge(tables: readonly FieldTable[]): FieldTable {
  const merged: Record<string, TypeFields> = {}
  for (const table of tables) {
    for (const [type, fields] of Object.entries(table)) {
      if (merged[type]) throw new Error(`${type} is implemented twice`)
      merged[type] = fields
    }
  }
  return merged
}

export const fieldTable: FieldTable = merge([
  rootFields,
  mutationFields,
  metafieldTypes,
  metaobjectTypes,
  translationTypes,
  shopFields,
  productFields,
  collectionFields,
  stockFields,
  transferFields,
  purchaseOrderFields,
  marketFields,
  orderFields,
  afterSalesFields,
  customerFields,
  operationFields,
  moneyFields,
  connectionTable,
])
