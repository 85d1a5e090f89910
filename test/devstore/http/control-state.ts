/**
 * What the control page shows: counts of a shop, faults in force, recent webhook deliveries.
 * In: an installation and the queue. Out: plain JSON. Invariant: reading changes nothing.
 */
import type { DevStoreContext } from './context.ts'
import type { Faults } from './faults.ts'
import type { Installation } from './installation.ts'
import type { WebhookDelivery } from './webhooks.ts'

export interface ControlState {
  counts: Record<string, number | string>
  faults: Faults
}

export interface ControlDelivery {
  sequence: number
  topic: string
  triggeredAt: string
  status: string
  attempts: number
  answer: string
  fault: string
  bytes: number
}

export function readState(context: DevStoreContext, shop: Installation): ControlState {
  const { state } = shop
  const { stats } = context.webhooks
  return {
    counts: {
      app: shop.installed ? 'installed' : 'not installed',
      'shop time': state.now().toISOString().slice(0, 16),
      products: state.products.size,
      variants: state.variants.size,
      orders: state.orders.size,
      customers: state.customers.size,
      locations: state.locations.size,
      'Flow triggers': state.flowTriggers.length,
      'webhooks sent': stats.attempts,
      delivered: stats.delivered,
      pending: stats.pending,
      failed: stats.failed,
      dropped: stats.dropped,
      duplicated: stats.duplicated,
      tampered: stats.tampered,
      'forgeries accepted': stats.forgeriesAccepted,
    },
    faults: context.faults,
  }
}

export interface ControlTrigger {
  at: string
  handle: string
  payload: string
}

/** Newest first. */
export function readTriggers({ state }: Installation, limit: number): ControlTrigger[] {
  return state.flowTriggers
    .slice(-limit)
    .reverse()
    .map(({ at, handle, payload }) => ({ at, handle, payload: JSON.stringify(payload) }))
}

export function readDeliveries(context: DevStoreContext, shop: Installation, limit: number): ControlDelivery[] {
  const found: ControlDelivery[] = []
  const all = context.webhooks.deliveries()
  for (let index = all.length - 1; index >= 0 && found.length < limit; index -= 1) {
    const delivery = all[index]
    if (delivery?.shopDomain === shop.domain) found.push(describe(delivery))
  }
  return found
}

function describe(delivery: WebhookDelivery): ControlDelivery {
  const last = delivery.attempts.at(-1)
  const { fate } = delivery
  const faults = [
    fate.dropped && 'dropped',
    fate.tampered && 'tampered',
    fate.duplicated && 'duplicated',
    fate.overtakenBy > 0 && 'reordered',
    fate.delayMs > 0 && 'delayed',
  ]
  return {
    sequence: delivery.sequence,
    topic: delivery.topic,
    triggeredAt: delivery.triggeredAt,
    status: delivery.status,
    attempts: delivery.attempts.length,
    answer: last === undefined ? '' : `${last.status ?? last.error ?? ''} in ${last.ms} ms`,
    fault: faults.filter(Boolean).join(', '),
    bytes: delivery.bytes,
  }
}
