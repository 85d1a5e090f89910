/**
 * A customer as the JSON that Shopify posts, alone and inside an order.
 * In: state and the customer. Out: a payload object. Invariant: full of personal data; never log it.
 */
import type { Customer, ShopState } from '../model.ts'
import { gid, jsonId, type Payload } from './payload-values.ts'

export function customerPayload(state: ShopState, customer: Customer): Payload {
  return {
    id: jsonId(customer.id),
    admin_graphql_api_id: gid('Customer', customer.id),
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    phone: customer.phone,
    note: null,
    state: 'disabled',
    verified_email: customer.email !== null,
    tax_exempt: false,
    tags: customer.tags.join(', '),
    currency: state.shop.currency,
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
  }
}
