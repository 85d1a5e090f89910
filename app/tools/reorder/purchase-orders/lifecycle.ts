/**
 * The life of a purchase order. In: the state it is in. Out: the states it may go to. Invariant: this table is the only word on it; every state
 * can be reached from `draft`, goods arrive only on what was sent, and what was received can no longer be cancelled.
 */
export const ORDER_STATES = [
  'draft',
  'approved',
  'sent',
  'confirmed',
  'part_received',
  'received',
  'closed',
  'cancelled',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

export const TO: Readonly<Record<OrderState, readonly OrderState[]>> = {
  draft: ['approved', 'cancelled'],
  // Changing what it orders makes it a draft again, until the supplier has it.
  approved: ['draft', 'sent', 'cancelled'],
  // Suppliers ship without confirming.
  sent: ['confirmed', 'part_received', 'received', 'cancelled'],
  confirmed: ['part_received', 'received', 'cancelled'],
  // Closed short: the rest will not come.
  part_received: ['received', 'closed'],
  received: ['closed'],
  closed: [],
  cancelled: [],
}

export function mayMove(from: OrderState, to: OrderState): boolean {
  return TO[from].includes(to)
}

/** Whether its outstanding units count as on order. */
export function isOpen(state: OrderState): boolean {
  return state !== 'received' && state !== 'closed' && state !== 'cancelled'
}

/** Whether goods may be received on it; after the last expected unit there may still come one too many. */
export function mayReceive(state: OrderState): boolean {
  return state === 'sent' || state === 'confirmed' || state === 'part_received' || state === 'received'
}
