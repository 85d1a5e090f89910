import { describe, expect, it } from 'vitest'
import { readAftership, readSeventeenTrack } from '#app/tools/tracking/status/providers.ts'
import {
  readShopifyDisplayStatus,
  readShopifyEventStatus,
  SHOPIFY_DISPLAY_MEANINGS,
  SHOPIFY_EVENT_MEANINGS,
} from '#app/tools/tracking/status/shopify.ts'
import { readSdl } from '#test/devstore/schema/read.ts'

const schema = readSdl()
const valuesOf = (name: string): string[] =>
  (new RegExp(`^enum ${name} \\{([^}]*)\\}`, 'm').exec(schema)?.[1] ?? '').match(/\b[A-Z_]+\b(?!:|")/g)?.sort() ?? []

describe('Shopify 2026-10', () => {
  it('each value of FulfillmentEventStatus has a meaning, and no other', () => {
    expect(valuesOf('FulfillmentEventStatus')).toHaveLength(11)
    expect(Object.keys(SHOPIFY_EVENT_MEANINGS).sort()).toEqual(valuesOf('FulfillmentEventStatus'))
  })

  it('each value of FulfillmentDisplayStatus has a meaning or stands for no parcel', () => {
    expect(valuesOf('FulfillmentDisplayStatus')).toHaveLength(18)
    expect(Object.keys(SHOPIFY_DISPLAY_MEANINGS).sort()).toEqual(valuesOf('FulfillmentDisplayStatus'))
  })

  it.each(['', 'constructor', 'TELEPORTED', 'delivered'])('%s is unknown', (value) => {
    expect([readShopifyEventStatus(value), readShopifyDisplayStatus(value)]).toEqual([null, null])
  })

  it('a void label is no parcel, a customer who collected has it', () => {
    expect(readShopifyDisplayStatus('LABEL_VOIDED')).toBeNull()
    expect(readShopifyDisplayStatus('PICKED_UP')).toEqual({ status: 'delivered', detail: 'collected' })
  })
})

describe('17TRACK v2.2 and AfterShip', () => {
  it.each([
    ['NotFound', 'NotFound_InvalidCode', null, null],
    ['InfoReceived', 'InfoReceived', 'packed', 'label_created'],
    ['InTransit', 'InTransit_Other', 'in_transit', null],
    ['InTransit', 'InTransit_CustomsProcessing', 'customs', 'customs_started'],
    ['InTransit', 'InTransit_CustomsRequiringInformation', 'held_at_customs', 'documents_needed'],
    ['DeliveryFailure', 'DeliveryFailure_Rejected', 'failed_attempt', 'refused'],
    ['Delivered', 'Delivered_Other', 'delivered', null],
    ['Exception', 'Exception_Returned', 'returned', 'returned_to_sender'],
    ['Exception', 'Exception_Lost', 'lost', null],
    ['Expired', 'Expired_Other', 'delayed', 'no_news'],
    ['InTransit', null, 'in_transit', null],
    ['toString', '__proto__', null, null],
  ])('17TRACK %s %s is %s %s', (main, sub, status, detail) => {
    expect(readSeventeenTrack(main, sub)).toEqual(status === null ? null : { status, detail })
  })

  it.each([
    ['Pending', 'Pending_001', null, null],
    ['InTransit', 'InTransit_006', 'customs', 'customs_started'],
    ['InTransit', 'InTransit_999', 'in_transit', null],
    ['AttemptFail', 'AttemptFail_002', 'failed_attempt', 'nobody_home'],
    ['AvailableForPickup', 'AvailableForPickup_001', 'out_for_delivery', 'ready_for_pickup'],
    ['Exception', 'Exception_006', 'held_at_customs', 'payment_due'],
    ['Exception', 'Exception_011', 'returned', 'returned_to_sender'],
    ['Exception', 'Exception_013', 'lost', null],
    ['Delivered', 'Delivered_003', 'delivered', 'signed'],
    ['', '', null, null],
  ])('AfterShip %s %s is %s %s', (tag, subtag, status, detail) => {
    expect(readAftership(tag, subtag)).toEqual(status === null ? null : { status, detail })
  })
})
