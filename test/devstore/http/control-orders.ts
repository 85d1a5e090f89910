/**
 * What can be made to happen to orders from the control page.
 * In: form fields. Out: shop operations and the events they made. Invariant: without a name it is the newest order that fits.
 */
import { setImmediate } from 'node:timers/promises'
import type { Order, ShopEvent, ShopState } from '../model.ts'
import { runOperation } from '../shop/operations.ts'
import { MOST_AT_ONCE, wholeNumber, type ControlField, type Fields, type Implemented } from './control-operation.ts'
import type { Installation } from './installation.ts'
import { BadRequest } from './message.ts'
import {
  canBeCancelled,
  changeAtRandom,
  chooseOrder,
  createChooser,
  hasParcelUnderWay,
  hasUnshipped,
  placeRandomOrder,
  reducibleLine,
  refundableLine,
} from './random-shop.ts'

const ORDER: ControlField = {
  name: 'order',
  label: 'Order (empty: the newest that fits)',
  type: 'text',
  placeholder: '#1001',
}
const COUNT: ControlField = { name: 'count', label: 'How many', type: 'number', value: '1' }

export function orderOperations(
  random: () => () => number,
  emit: (shop: Installation, events: readonly ShopEvent[]) => void,
): Implemented[] {
  const onOrder = (
    name: string,
    label: string,
    fits: (order: Order) => boolean,
    what: string,
    run: (state: ShopState, order: Order, fields: Fields) => ShopEvent[],
    fields: readonly ControlField[] = [],
  ): Implemented => ({
    name,
    group: 'Orders',
    label,
    fields: [ORDER, ...fields],
    run: ({ state }, given) => {
      const order = chooseOrder(state, given('order'), fits, what)
      const events = run(state, order, given)
      return { done: `${label}: ${order.name}.`, events, more: { order: order.name, orderId: order.id } }
    },
  })
  // Each change is told before the next one is made: a payload shows the shop as it was just then.
  const repeat = async (shop: Installation, count: number, once: typeof placeRandomOrder): Promise<number> => {
    const chooser = createChooser(shop.state, random())
    let told = 0
    let since = performance.now()
    for (let done = 0; done < count; done += 1) {
      const events = once(shop.state, chooser)
      emit(shop, events)
      told += events.length
      // The server goes on answering and sending while it changes the shop.
      if (performance.now() - since > 10) {
        await setImmediate()
        since = performance.now()
      }
    }
    return told
  }
  return [
    {
      name: 'place',
      group: 'Orders',
      label: 'Place orders',
      fields: [COUNT],
      run: async (shop, fields) => {
        const count = wholeNumber('count', fields('count') || '1', MOST_AT_ONCE)
        const before = shop.state.orders.size
        const events = await repeat(shop, count, placeRandomOrder)
        const names = [...shop.state.orders.values()].slice(before).map(({ name }) => name)
        return {
          done: `Placed ${names.length} orders, the last ${names.at(-1) ?? ''}.`,
          more: { orders: names, events },
        }
      },
    },
    onOrder('ship', 'Ship', hasUnshipped, 'with something left to ship', (state, order) =>
      runOperation(state, 'shipOrder', {
        orderId: order.id,
        trackingCompany: 'Royal Mail',
        trackingNumber: `RM${order.number.toString().padStart(9, '0')}GB`,
      }),
    ),
    onOrder(
      'deliver',
      'Report from the carrier',
      hasParcelUnderWay,
      'with a parcel under way',
      (state, order, fields) =>
        runOperation(state, 'deliverOrder', { orderId: order.id, status: fields('status') || 'DELIVERED' }),
      [
        {
          name: 'status',
          label: 'Status',
          type: 'text',
          options: ['DELIVERED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELAYED'],
        },
      ],
    ),
    onOrder(
      'refund',
      'Refund one unit',
      (order) => refundableLine(order) !== undefined,
      'to refund',
      (state, order) => {
        const line = refundableLine(order)
        if (!line) throw new BadRequest(`Order ${order.name} has nothing left to refund.`, 409)
        return runOperation(state, 'refundOrder', { orderId: order.id, lines: [{ lineId: line.id, quantity: 1 }] })
      },
    ),
    onOrder(
      'edit',
      'Edit: take one unit out',
      (order) => reducibleLine(order) !== undefined,
      'to edit',
      (state, order) => {
        const line = reducibleLine(order)
        if (!line) throw new BadRequest(`Order ${order.name} has no unit that was not shipped.`, 409)
        return runOperation(state, 'editOrder', {
          orderId: order.id,
          setQuantity: [{ lineId: line.id, quantity: line.currentQuantity - 1 }],
        })
      },
    ),
    onOrder('cancel', 'Cancel', canBeCancelled, 'that can be cancelled', (state, order) =>
      runOperation(state, 'cancelOrder', { orderId: order.id, reason: 'CUSTOMER' }),
    ),
    {
      name: 'mix',
      group: 'Orders',
      label: 'Many changes of all kinds',
      fields: [{ ...COUNT, value: '20' }],
      run: async (shop, fields) => {
        const count = wholeNumber('count', fields('count') || '20', MOST_AT_ONCE)
        return { done: `Made ${count} changes.`, more: { events: await repeat(shop, count, changeAtRandom) } }
      },
    },
    {
      // For tests: any operation of the shop with its own input.
      name: 'operation',
      group: '',
      label: 'Run an operation',
      fields: [],
      run: ({ state }, fields) => {
        const events = runOperation(state, fields('name'), JSON.parse(fields('input') || '{}'))
        return { done: `Ran ${fields('name')}.`, events, more: { topics: events.map(({ topic }) => topic) } }
      },
    },
  ]
}
