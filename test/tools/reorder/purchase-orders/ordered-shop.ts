/**
 * A small shop at the dev store, mirrored, with a supplier of its goods. In: scopes. Out: the shop, the supplier, what Shopify has in stock.
 * Invariant: stock is read out of the dev store's memory, never out of our own tables.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { refetchShop } from '#app/sync/small-sets.server.ts'
import { carryStock } from '#app/tools/reorder/purchase-orders/stock/service.server.ts'
import {
  createDrafts,
  getOrderDetail,
  moveOrder,
  receiveGoods,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import type { ReceiptForm } from '#app/tools/reorder/purchase-orders/schema.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { insertRows } from '#test/builders/rows.ts'
import { installShop, SCOPES, type SyncedShop } from '#test/sync/synced-shop.ts'
import { syncAll } from '#test/tools/pricing/releases/released-shop.ts'

export const NOW = new Date('2026-11-20T12:00:00.000Z')
export const AT = NOW.toISOString()
/** Variants of the small shop: LAMP-RED has 40 in Leeds, LAMP-BLUE none, MUG 100. */
export const [RED, BLUE, MUG] = ['111', '112', '121']
export const LEEDS = '21'

export interface OrderedShop extends SyncedShop {
  state: ShopState
  supplierId: string
  close: () => Promise<void>
}

export async function orderedShop(scopes: string[] = [...SCOPES, 'write_inventory']): Promise<OrderedShop> {
  const state = createSmallShop()
  const synced = await installShop(state, { scopes })
  await refetchShop(synced.shop)
  const shop = await getShop(synced.shop.domain)
  await syncAll(shop)
  const supplierId = await aSupplier(shop, {
    items: {
      [RED]: {
        supplierSku: 'L-01',
        packUnits: 6,
        priceBreaks: [
          [1, 400],
          [50, 350],
        ],
      },
      [MUG]: { supplierSku: 'M-77', minimumUnits: 24, priceBreaks: [[1, 120]] },
    },
  })
  return {
    ...synced,
    shop,
    state,
    supplierId,
    close: async () => {
      await closeQueue()
      await synced.stop()
    },
  }
}

export interface SupplierWish {
  name?: string
  currency?: string
  card?: object
  archivedAt?: string
  items?: Record<
    Id,
    {
      supplierSku?: string
      minimumUnits?: number
      packUnits?: number
      priceBreaks: [fromUnits: number, minor: number][]
    }
  >
}

/** Rows of the suppliers' tables, as their own slice writes them. */
export async function aSupplier(shop: Shop, { items = {}, card = {}, ...wish }: SupplierWish = {}): Promise<string> {
  const id = randomUUID()
  await insertRows(shop, 'reorder_supplier', [
    { id, name: `Supplier ${id}`, currency: 'GBP', card: JSON.stringify(card), ...wish },
  ])
  for (const [variantId, { priceBreaks, ...item }] of Object.entries(items)) {
    const breaks = priceBreaks.map(([fromUnits, unitPriceMinor]) => ({ fromUnits, unitPriceMinor }))
    await insertRows(shop, 'reorder_supplier_item', [
      { supplierId: id, variantId, source: 'merchant', priceBreaks: JSON.stringify(breaks), ...item },
    ])
  }
  return id
}

/** An order that the supplier has. */
export async function sentOrder(shop: Shop, supplierId: string, units: Record<Id, number>): Promise<string> {
  const wanted = Object.entries(units).map(([variantId, count]) => ({ variantId, units: count, supplierId }))
  const [order] = await createDrafts(shop, wanted, { locationId: LEEDS, at: AT })
  if (!order) throw new Error('no draft was made')
  await moveOrder(shop, order.id, 'approve', AT)
  await moveOrder(shop, order.id, 'send', AT)
  return order.id
}

/** By variant: accepted, damaged, of these sent again. */
export type Counted = Record<Id, [accepted: number, damaged?: number, replaced?: number]>

export async function receiptFor(
  shop: Shop,
  orderId: string,
  counted: Counted,
  receiptId: string = randomUUID(),
): Promise<ReceiptForm> {
  const { lines } = await getOrderDetail(shop, orderId, NOW)
  return {
    receiptId,
    receivedOn: '2026-11-20',
    note: '',
    lines: lines.flatMap(({ id, variantId }) => {
      const [accepted = 0, damaged = 0, replaced = 0] = counted[variantId] ?? []
      return [{ lineId: id, accepted: String(accepted), damaged: String(damaged), replaced: String(replaced) }]
    }),
  }
}

export async function received(shop: Shop, orderId: string, counted: Counted): Promise<ReceiptForm> {
  const form = await receiptFor(shop, orderId, counted)
  await receiveGoods(shop, orderId, form, AT)
  return form
}

/** What the job does, slice after slice. */
export async function carryToEnd(shop: Shop, orderId: string): Promise<void> {
  const { signal } = new AbortController()
  while ((await carryStock(shop, orderId, { signal })).again);
}

export function available(state: ShopState, variantId: Id, locationId: Id = LEEDS): number | undefined {
  return state.inventoryItems.get(`${variantId}9`)?.levels.find((level) => level.locationId === locationId)?.quantities
    .available
}

export async function ledger(shop: Shop): Promise<{ key: string; before: unknown; after: unknown }[]> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{ key: string; before: unknown; after: unknown }>(
      `select key, before, after from fact_action where shop_id = $1 and tool = 'reorder' order by at`,
      [shop.id],
    ),
  )
  return found.rows
}
