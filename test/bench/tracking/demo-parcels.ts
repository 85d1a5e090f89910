/**
 * The demo shop's delivered parcels, as tracking would learn from them. In: nothing. Out: their packed history. The way is the app's own, without its
 * tables: number and carrier derived from the fulfilment, Shopify's news merged to a timeline, days packed by lane.
 */
import { recogniseCarrier } from '#app/tools/tracking/carriers/recognise.ts'
import { createHistory, type LaneHistory } from '#app/tools/tracking/lanes/history.ts'
import { deriveParcels, shopifyEvents } from '#app/tools/tracking/parcels/derive.ts'
import { timelineOf } from '#app/tools/tracking/parcels/following/plan.ts'
import { DeskSettings, warehouseOf } from '#app/tools/tracking/settings/desk.ts'
import { importUci } from '#test/devstore/shop/uci.ts'

export async function demoHistory(asOf: Date): Promise<LaneHistory> {
  const { state } = await importUci({ asOf })
  const timezone = state.shop.timezone
  const history = createHistory(timezone, warehouseOf(DeskSettings.parse({}), timezone))
  const countries = new Map([...state.locations.values()].map(({ id, address }) => [id, address.countryCode]))
  for (const order of state.orders.values()) {
    if (order.test || order.cancelledAt !== null) continue
    for (const fulfillment of order.fulfillments) {
      const events = fulfillment.events.map((event) => ({
        ...event,
        orderId: order.id,
        fulfillmentId: fulfillment.id,
      }))
      for (const { company, number, position } of deriveParcels(fulfillment)) {
        const destinationCountry = order.shippingAddress?.countryCode ?? 'ZZ'
        const timeline = timelineOf(
          { position, destinationCountry },
          shopifyEvents(order.createdAt, fulfillment, events),
        )
        if (timeline.deliveredAt === null) continue
        history.add({
          originCountry: countries.get(fulfillment.locationId ?? '') ?? null,
          destinationCountry,
          destinationProvince: order.shippingAddress?.provinceCode ?? null,
          carrier: recogniseCarrier({ company, number }, new Map()).carrier,
          company,
          service: null,
          orderedAt: order.processedAt,
          fulfilledOn: fulfillment.createdAt.slice(0, 10),
          firstScanAt: timeline.firstScanAt,
          deliveredAt: timeline.deliveredAt,
          scans: timeline.checkpoints
            .filter(({ afterDelivery }) => !afterDelivery)
            .map(({ meaning, occurredAt }) => [meaning.status, occurredAt] as const),
        })
      }
    }
  }
  return history.finish()
}
