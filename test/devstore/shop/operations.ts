/**
 * Everything that can be done to a shop from its control page, by name.
 * In: the name of an operation and its input as JSON. Out: the events to send as webhooks.
 * Invariant: an operation either throws a plain message and changes nothing, or changes everything it is about.
 */
import { z } from 'zod'
import type { ShopEvent, ShopState } from '../model.ts'
import * as catalog from './catalog-operations.ts'
import { parseInput } from './change.ts'
import * as collections from './collection-operations.ts'
import * as customers from './customer-operations.ts'
import * as orders from './order-operations.ts'
import * as refunds from './refund-operations.ts'
import * as shipping from './shipping-operations.ts'

const AdvanceClock = z.strictObject({
  days: z.number().min(0).default(0),
  hours: z.number().min(0).default(0),
  minutes: z.number().min(0).default(0),
})

/** Moves the shop's time on; nothing else happens by it. */
function advanceClock(state: ShopState, input: z.input<typeof AdvanceClock>): ShopEvent[] {
  const { days, hours, minutes } = parseInput('advanceClock', AdvanceClock, input)
  state.clock.advance(((days * 24 + hours) * 60 + minutes) * 60_000)
  return []
}

export const operations = {
  placeOrder: orders.placeOrder,
  editOrder: orders.editOrder,
  cancelOrder: orders.cancelOrder,
  deleteOrder: orders.deleteOrder,
  markOrderPaid: orders.markOrderPaid,
  refundOrder: refunds.refundOrder,
  requestReturn: refunds.requestReturn,
  approveReturn: refunds.approveReturn,
  declineReturn: refunds.declineReturn,
  cancelReturn: refunds.cancelReturn,
  closeReturn: refunds.closeReturn,
  reopenReturn: refunds.reopenReturn,
  shipOrder: shipping.shipOrder,
  deliverOrder: shipping.deliverOrder,
  setStock: catalog.setStock,
  setPrice: catalog.setPrice,
  setCost: catalog.setCost,
  createProduct: catalog.createProduct,
  updateProduct: catalog.updateProduct,
  deleteProduct: catalog.deleteProduct,
  createCollection: collections.createCollection,
  updateCollection: collections.updateCollection,
  deleteCollection: collections.deleteCollection,
  updateCustomer: customers.updateCustomer,
  redactCustomer: customers.redactCustomer,
  advanceClock,
} as const

export type OperationName = keyof typeof operations

function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name)
}

/** Runs an operation on input that came as JSON; the operation itself checks it. */
export function runOperation(state: ShopState, name: string, input: unknown): ShopEvent[] {
  if (!isOperationName(name)) {
    throw new Error(`There is no operation "${name}". There are: ${Object.keys(operations).join(', ')}.`)
  }
  const operation: (state: ShopState, input: never) => ShopEvent[] = operations[name]
  return operation(state, input as never)
}
