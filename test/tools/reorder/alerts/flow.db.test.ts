/** Shopify Flow at the dev store: told once for each cause, refused with its words, and not twice when an answer is lost. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { tellFlow } from '#app/tools/reorder/alerts/flow/service.server.ts'
import { AlertSettingsForm, FLOW_HANDLE } from '#app/tools/reorder/alerts/schema.ts'
import { alertPage, retryFlow, saveAlertSettings } from '#app/tools/reorder/alerts/service.server.ts'
import { openAlerts } from '#app/tools/reorder/alerts/store.server.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { flowTriggers } from '#test/devstore/shop/flow-triggers.ts'
import { orderedShop, type OrderedShop } from '../purchase-orders/ordered-shop.ts'

let state: ShopState
let synced: OrderedShop
let shop: Shop

beforeAll(async () => {
  synced = await orderedShop()
  ;({ shop, state } = synced)
})
afterAll(() => synced.close())
beforeEach(async () => {
  Object.assign(synced.devStore.faults, NO_FAULTS)
  state.flowTriggers.length = 0
  await inShopSql(shop.id, (sql) => sql.query('delete from reorder_alert where shop_id = $1', [shop.id]))
})

const open = (...variantIds: string[]): Promise<number> =>
  inShopSql(shop.id, (sql) =>
    openAlerts(
      sql,
      shop,
      variantIds.map((variantId) => ({
        variantId,
        document: {
          asOf: '2026-11-20',
          quantity: 60,
          positionUnits: 12,
          reorderPoint: 40,
          daysOfCover: 6.5,
          supplierId: null,
          supplierName: 'Yiwu Lights',
        },
      })),
      'waiting',
      '2026-11-20T12:00:00.000Z',
    ),
  )
const tell = () => tellFlow(shop, { signal: new AbortController().signal })
const states = async (): Promise<string[]> => (await alertPage(shop)).alerts.map(({ flowState }) => flowState).sort()

it('each cause is told once, also when two workers do it', async () => {
  await open('111', '112', '121')
  await Promise.all([tell(), tell()])
  await tell()
  expect(state.flowTriggers.map(({ handle }) => handle)).toEqual([FLOW_HANDLE, FLOW_HANDLE, FLOW_HANDLE])
  expect(new Set(state.flowTriggers.map(({ payload }) => payload['Variant ID'])).size).toBe(3)
  expect(state.flowTriggers[0]?.payload).toMatchObject({ 'Units to order': 60, Supplier: 'Yiwu Lights' })
  expect(await states()).toEqual(['sent', 'sent', 'sent'])
})

it('a trigger that is not published is refused with Shopify’s words, and told when a person wants it', async () => {
  await open('111')
  const fields = flowTriggers().get(FLOW_HANDLE) ?? []
  flowTriggers().delete(FLOW_HANDLE)
  await tell()
  flowTriggers().set(FLOW_HANDLE, fields)
  const [alert] = (await alertPage(shop)).alerts
  expect(alert).toMatchObject({ flowState: 'failed', flowFailure: { code: 'refused' } })
  expect(alert?.flowFailure?.words).toContain('Invalid handle')
  await tell()
  expect(state.flowTriggers).toEqual([])
  expect(await retryFlow(shop)).toBe(1)
  await tell()
  expect([state.flowTriggers.length, await states()]).toEqual([1, ['sent']])
})

it('a call that Shopify put off is made later; one whose answer is lost is not made again', async () => {
  await open('111')
  synced.devStore.faults.failNext = 1_000_000
  await tell()
  expect(await states()).toEqual(['unclear'])
  synced.devStore.faults.failNext = 0
  await tell()
  expect(state.flowTriggers).toEqual([])
  await open('112')
  synced.devStore.faults.throttleNext = 3
  await tell()
  expect(state.flowTriggers).toHaveLength(1)
})

it('a worker that died in the middle: nobody knows, nobody tells again', async () => {
  await open('111')
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `update reorder_alert set flow_state = 'sending', flow_sent_at = now() - interval '10 minutes' where shop_id = $1`,
      [shop.id],
    ),
  )
  await tell()
  expect([state.flowTriggers.length, await states()]).toEqual([0, ['unclear']])
})

it('of goods that are gone Flow is not told', async () => {
  await open('999')
  await tell()
  expect([state.flowTriggers.length, await states()]).toEqual([0, ['late']])
})

it('turned off, what waits is not told', async () => {
  await open('111')
  const form = { mail: 'false', recipients: '', hour: '8', language: 'en', flow: 'false' }
  await saveAlertSettings(shop, AlertSettingsForm.parse(form))
  await tell()
  expect([state.flowTriggers.length, await states()]).toEqual([0, ['off']])
})
