/** What Shopify Flow is told fits the trigger that the app brings along; every state has its words. */
import { expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { FLOW_HANDLE, FLOW_STATES, flowPayload, type Cause } from '#app/tools/reorder/alerts/schema.ts'
import { flowTriggers, payloadProblems } from '#test/devstore/shop/flow-triggers.ts'

const cause: Cause = {
  variantId: '111',
  productId: '11',
  title: 'Lamp · Red',
  sku: 'LAMP-RED',
  document: {
    asOf: '2026-11-20',
    quantity: 60,
    positionUnits: 20,
    reorderPoint: 41.5,
    daysOfCover: 9.96,
    supplierId: null,
    supplierName: 'Yiwu Lights',
  },
}
const LINK = 'https://admin.shopify.com/store/shop/apps/key/app/reorder/suggestions/111'

it('the payload has the keys of extensions/flow-reorder-point, each of its type, and no others', () => {
  const fields = flowTriggers().get(FLOW_HANDLE) ?? []
  const payload = flowPayload(cause, LINK)
  expect(payloadProblems(fields, payload)).toEqual([])
  expect(Object.keys(payload).sort()).toEqual(fields.map(({ key }) => key).sort())
  expect(payload).toMatchObject({ product_id: 11, 'Units to order': 60, 'Days of cover': 10, Link: LINK })
})

it('what never runs out, has no SKU and no supplier is told too', () => {
  const fields = flowTriggers().get(FLOW_HANDLE) ?? []
  const document = { ...cause.document, daysOfCover: null, supplierName: null }
  expect(payloadProblems(fields, flowPayload({ ...cause, sku: null, document }, LINK))).toEqual([])
})

it('there is a text for every state of a cause at Flow, and for nothing else', () => {
  expect(Object.keys(en.reorderAlerts.flowState).sort()).toEqual([...FLOW_STATES].sort())
})
