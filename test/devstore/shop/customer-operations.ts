/**
 * What happens to customers: a changed record, and the erasure that the law asks for.
 * In: state and a checked input. Out: the events Shopify would emit.
 * Invariant: after an erasure neither the customer nor an order holds a name, address, e-mail or phone of that customer.
 */
import { z } from 'zod'
import type { ShopEvent, ShopState } from '../model.ts'
import { getRecord, happened, Id, parseInput, touch } from './change.ts'

const UpdateCustomer = z.strictObject({
  customerId: Id,
  firstName: z.string().nullable().optional(),
  lastName: z.string().nullable().optional(),
  email: z.email().nullable().optional(),
  phone: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
})

/** customers/update. */
export function updateCustomer(state: ShopState, input: z.input<typeof UpdateCustomer>): ShopEvent[] {
  const { customerId, ...changes } = parseInput('updateCustomer', UpdateCustomer, input)
  const customer = getRecord(state.customers, customerId, 'customer')
  for (const [field, value] of Object.entries(changes))
    if (value !== undefined) Object.assign(customer, { [field]: value })
  touch(state, customer)
  return [happened(state, 'customers/update', 'Customer', customerId)]
}

const RedactCustomer = z.strictObject({ customerId: Id })

/** customers/redact, whose payload still names the customer so that apps can find what they have to erase. */
export function redactCustomer(state: ShopState, input: z.input<typeof RedactCustomer>): ShopEvent[] {
  const { customerId } = parseInput('redactCustomer', RedactCustomer, input)
  const customer = getRecord(state.customers, customerId, 'customer')
  const orders = [...state.orders.values()].filter((order) => order.customerId === customerId)
  const event = happened(state, 'customers/redact', 'Customer', customerId, {
    email: customer.email,
    phone: customer.phone,
    orderIds: orders.map(({ id }) => id),
  })
  Object.assign(customer, { firstName: null, lastName: null, email: null, phone: null })
  touch(state, customer)
  for (const order of orders) {
    order.email = null
    order.phone = null
    if (order.shippingAddress !== null) {
      Object.assign(order.shippingAddress, { name: null, address1: null, city: null, zip: null })
    }
    touch(state, order)
  }
  return [event]
}
