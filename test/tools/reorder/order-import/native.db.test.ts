/** Purchase orders of the Shopify admin in the shop: what is still to come of them, once; what changed meanwhile; and back again. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { refetchProducts } from '#app/sync/refetch.server.ts'
import { refetchLocations } from '#app/sync/small-sets.server.ts'
import { ImportChoices, type OrderImportPreview } from '#app/tools/reorder/order-import/schema.ts'
import {
  importOrders,
  nativeSource,
  previewOrders,
  undoOrders,
} from '#app/tools/reorder/order-import/service.server.ts'
import { countOnOrder } from '#app/tools/reorder/policy/on-order.ts'
import { listOpenSupplies } from '#app/tools/reorder/purchase-orders/store.server.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { createPurchaseOrder } from '#test/devstore/shop/purchase-order-operations.ts'
import { createTransfer } from '#test/devstore/shop/transfer-operations.ts'
import { installShop, SCOPES, type SyncedShop } from '#test/sync/synced-shop.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')
const [RED, MUG] = ['111', '121']
const [RED_ITEM, MUG_ITEM] = ['1119', '1219']
const CHOICES = ImportChoices.parse({ supplierId: '', locationId: '22', currency: 'GBP' })
const SCOPE = 'read_inventory_purchase_orders'

let synced: SyncedShop
let shop: Shop
let state: ShopState

beforeAll(async () => {
  state = createSmallShop()
  const transfer = createTransfer(state, {
    originLocationId: null,
    destinationLocationId: '21',
    referenceName: null,
    note: null,
    tags: [],
    lines: [{ inventoryItemId: RED_ITEM, quantity: 15 }],
  })
  if (!('transfer' in transfer)) throw new Error('no transfer was made')
  createPurchaseOrder(state, {
    supplierName: 'Silk Road',
    destinationLocationId: '21',
    transferIds: [transfer.transfer.id],
    lines: [
      { inventoryItemId: RED_ITEM, quantity: 40, unitCostMinor: 350, supplierSku: 'SR-1' },
      { inventoryItemId: MUG_ITEM, quantity: 24, unitCostMinor: 90 },
    ],
  })
  createPurchaseOrder(state, {
    status: 'DRAFT',
    lines: [{ inventoryItemId: null, quantity: 3 }],
    supplierName: 'Old Mill',
  })
  createPurchaseOrder(state, {
    archived: true,
    supplierName: 'Silk Road',
    lines: [{ inventoryItemId: MUG_ITEM, quantity: 9 }],
  })
  synced = await installShop(state, { scopes: [...SCOPES, SCOPE] })
  ;({ shop } = synced)
  await refetchLocations(shop)
  await refetchProducts(shop, ['11', '12'], { signal: new AbortController().signal })
}, 60_000)
afterAll(async () => {
  await closeQueue()
  await synced.stop()
})

const underWay = async (variantId: string): Promise<number> => {
  const supplies = (await inShopSql(shop.id, (sql) => listOpenSupplies(sql, shop, [variantId]))).get(variantId) ?? []
  return countOnOrder(supplies, '2027-12-31').units
}
const preview = async (): Promise<OrderImportPreview> => previewOrders(shop, await nativeSource(shop), CHOICES)
const importing = async (id: string, seen: string | null): Promise<OrderImportPreview> =>
  importOrders(shop, { id, source: await nativeSource(shop), seen, leaveOut: true, choices: CHOICES }, NOW)
const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (isAppError(error) ? (error.fields[0]?.code ?? error.code) : String(error)),
  )

it('are shown with what is not on a transfer yet; archived ones and goods that are gone are told', async () => {
  const shown = await preview()
  expect(shown).toMatchObject({ kind: 'orders', orderCount: 1, finished: 1, known: 0, more: false, mapping: [] })
  expect(shown.orders).toEqual([
    {
      number: '#PO1',
      supplierName: 'Silk Road',
      isNewSupplier: true,
      state: 'sent',
      lines: 2,
      // 40 less the 15 on the transfer, and 24.
      units: 49,
      expectedOn: null,
      valueMinor: 25 * 350 + 24 * 90,
      currency: 'GBP',
      locationName: 'Leeds',
    },
  ])
  expect(shown.problems.map(({ code }) => code)).toEqual(['no_sku'])
  expect(await underWay(RED)).toBe(0)
})

it('are imported as they were shown, once, and are left out when they are read again; taken back they are gone', async () => {
  const { digest } = await preview()
  const id = randomUUID()
  await importing(id, digest)
  expect([await underWay(RED), await underWay(MUG)]).toEqual([25, 24])
  // The same form sent twice: what was read has become known meanwhile.
  await importing(id, digest)
  expect(await underWay(MUG)).toBe(24)
  expect(await preview()).toMatchObject({ orderCount: 0, known: 1, finished: 1 })
  expect(await undoOrders(shop, id, NOW)).toMatchObject({ removed: { orders: 1 }, kept: { orders: 0 } })
  expect([await underWay(RED), await underWay(MUG)]).toEqual([0, 0])
})

it('that changed since they were shown are not imported', async () => {
  const { digest } = await preview()
  const [order] = state.purchaseOrders.values()
  if (!order?.lines[1]) throw new Error('no order')
  order.lines[1].quantity = 30
  expect(await codeOf(importing(randomUUID(), digest))).toBe('reorderImport.changedMeanwhile')
  expect(await underWay(MUG)).toBe(0)
  order.lines[1].quantity = 24
})

it('of many pages are read whole', async () => {
  const order = createPurchaseOrder(state, {
    supplierName: 'Long List',
    lines: Array.from({ length: 230 }, () => ({ inventoryItemId: null, quantity: 1 })),
  })
  const { sheet } = await nativeSource(shop)
  expect(sheet.rows.filter(({ cells }) => cells[0] === order.name)).toHaveLength(230)
  for (let index = 0; index < 60; index++)
    createPurchaseOrder(state, { supplierName: 'Many', lines: [{ inventoryItemId: MUG_ITEM, quantity: 1 }] })
  const many = await nativeSource(shop)
  expect(many.more).toBe(true)
  expect(new Set(many.sheet.rows.map(({ cells }) => cells[0])).size).toBe(50)
}, 60_000)

it('cannot be read without the permission', async () => {
  synced.devStore.shop(shop.domain).grant(SCOPES)
  expect(await codeOf(nativeSource(shop))).toBe('missing_scope')
})
