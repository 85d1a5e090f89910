/**
 * Customers: what they bought, and the protected fields that an approved app may read.
 * In: Customer of the model. Out: its Admin API fields. Invariant: counts and sums are taken from the orders, never stored.
 */
import type { Customer, Order } from '../../model.ts'
import { connection, fieldsOf, gid, notImplemented, type Context, type FieldTable } from '../engine.ts'
import { compareIds } from '../page.ts'
import { listChildren, type Collection } from '../listings.ts'
import { idFilter, textFilter, timeFilter } from '../search.ts'
import { isVisible, totalsOf } from './orders.ts'

/** The customer's orders, oldest id first. */
function ordersOf(customer: Customer, context: Context): readonly Order[] {
  if (!context.ordersByCustomer) {
    const byCustomer = new Map<string, Order[]>()
    for (const order of context.state.orders.values()) {
      if (order.customerId === null) continue
      const orders = byCustomer.get(order.customerId)
      if (orders) orders.push(order)
      else byCustomer.set(order.customerId, [order])
    }
    context.ordersByCustomer = byCustomer
  }
  return context.ordersByCustomer.get(customer.id) ?? []
}

export function customerCollection({ state }: Context): Collection<Customer> {
  return {
    name: 'customers',
    map: state.customers,
    sorts: {
      CREATED_AT: (customer) => customer.createdAt,
      UPDATED_AT: (customer) => customer.updatedAt,
      NAME: (customer) => `${customer.lastName ?? ''}, ${customer.firstName ?? ''}`.toLowerCase(),
    },
    search: {
      resource: 'customers',
      filters: {
        id: idFilter((customer) => customer.id),
        email: textFilter((customer) => (customer.email === null ? [] : [customer.email])),
        phone: textFilter((customer) => (customer.phone === null ? [] : [customer.phone])),
        tag: textFilter((customer) => customer.tags),
        customer_date: timeFilter((customer) => customer.createdAt),
        updated_at: timeFilter((customer) => customer.updatedAt),
      },
      text: (customer) => [customer.firstName, customer.lastName, customer.email].join(' ').toLowerCase(),
    },
  }
}

function displayName({ firstName, lastName, email, phone, id }: Customer): string {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ')
  return name || (email ?? phone ?? `Customer ${id}`)
}

export const customerFields: FieldTable = {
  Customer: fieldsOf<Customer>({
    id: (customer) => gid('Customer', customer.id),
    legacyResourceId: (customer) => customer.id,
    displayName,
    firstName: (customer) => customer.firstName,
    lastName: (customer) => customer.lastName,
    defaultEmailAddress: (customer) => (customer.email === null ? null : customer),
    defaultPhoneNumber: (customer) => (customer.phone === null ? null : customer),
    tags: (customer) => customer.tags,
    createdAt: (customer) => customer.createdAt,
    updatedAt: (customer) => customer.updatedAt,
    numberOfOrders: (customer, _, context) => String(ordersOf(customer, context).length),
    amountSpent: (customer, _, context) => ({
      minor: ordersOf(customer, context).reduce((sum, order) => sum + totalsOf(order, context).netPaymentMinor, 0),
      currency: context.state.shop.currency,
    }),
    lastOrder: (customer, _, context) =>
      ordersOf(customer, context).findLast((order) => isVisible(order, context)) ?? null,
    orders: connection((customer, args, context) => {
      if (args['query'] != null) throw notImplemented('Customer.orders(query:)')
      if (args['sortKey'] !== 'ID') throw notImplemented(`Customer.orders(sortKey: ${String(args['sortKey'])})`)
      const orders = ordersOf(customer, context).filter((order) => isVisible(order, context))
      return listChildren(
        orders.sort((a, b) => compareIds(a.id, b.id)),
        args,
      )
    }),
  }),
  CustomerEmailAddress: fieldsOf<Customer>({ emailAddress: (customer) => customer.email }),
  CustomerPhoneNumber: fieldsOf<Customer>({ phoneNumber: (customer) => customer.phone }),
}
