/**
 * Everything the control page can do, by name; the same for people (forms) and tests (JSON).
 * In: POST /control/api/<operation> with its fields and `shop` (handle; default the first). Out: a sentence in
 * `done`, and what was touched. Invariant: whatever changes a shop also sends the webhooks of that change.
 */
import type { DevStoreContext } from './context.ts'
import { appOperations, faultOperations } from './control-app.ts'
import { catalogOperations } from './control-catalog.ts'
import { wholeNumber, type ControlOperation, type Fields, type Implemented } from './control-operation.ts'
import { orderOperations } from './control-orders.ts'
import { readDeliveries, readState, readTriggers } from './control-state.ts'
import { createRandom } from './faults.ts'
import { BadRequest } from './message.ts'

export interface Control {
  operations: readonly ControlOperation[]
  run: (name: string, fields: Record<string, unknown>) => Promise<Record<string, unknown>>
  read: (name: string, parameters: URLSearchParams) => unknown
}

export function createControl(context: DevStoreContext): Control {
  const operations = implement(context)
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  return {
    operations: operations.filter(({ group }) => group !== ''),
    run: async (name, given) => {
      const operation = byName.get(name)
      if (!operation)
        throw new BadRequest(`There is no operation "${name}". There are: ${[...byName.keys()].join(', ')}.`, 404)
      const { shop: handle, ...rest } = given
      const shop = context.shop(typeof handle === 'string' && handle !== '' ? handle : undefined)
      const fields: Fields = (field) => {
        const value = rest[field]
        return value === undefined || value === null
          ? ''
          : typeof value === 'object'
            ? JSON.stringify(value)
            : String(value)
      }
      const { done, events = [], more = {} } = await asBadRequest(() => operation.run(shop, fields))
      context.emit(events, shop.domain)
      return { done, events: events.length, ...more }
    },
    read: (name, parameters) => {
      const shop = context.shop(parameters.get('shop') ?? undefined)
      if (name === 'state') return readState(context, shop)
      if (name === 'stats') return context.webhooks.stats
      if (name === 'deliveries')
        return readDeliveries(context, shop, wholeNumber('limit', parameters.get('limit') ?? '50', 1000))
      if (name === 'triggers') return readTriggers(shop, wholeNumber('limit', parameters.get('limit') ?? '50', 1000))
      throw new BadRequest(
        `There is nothing to read called "${name}". There are: state, stats, deliveries, triggers.`,
        404,
      )
    },
  }
}

function implement(context: DevStoreContext): Implemented[] {
  let draws = 0
  const random = () => createRandom(context.faults.seed, 1_000_000 + draws++)
  return [
    ...orderOperations(random, (shop, events) => context.emit(events, shop.domain)),
    ...catalogOperations(),
    ...appOperations(context),
    ...faultOperations(context),
  ]
}

/** Operations refuse in plain words what cannot be done: that is the caller's mistake, not ours. */
async function asBadRequest<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof BadRequest) throw error
    throw new BadRequest(error instanceof Error ? error.message : String(error), 422)
  }
}
